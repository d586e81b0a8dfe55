// What a room message costs: in a small room one unicast each, in a big one a handful of broadcasts whatever its size.
#include "lan/story.h"

namespace earshot::sim {
namespace {

const HostOptions kBroadcastOnly{.ipv6_and_multicast = false};

std::size_t group_posts_of_a_message(SimLan& lan, const Hosts& hosts) {
  const auto before = lan.tapped().size();
  hosts[0]->says("lobby", "hi");
  lan.run_for(10s);
  EXPECT_EQ(hosts[0]->of("hi"), (Of{hosts.size() - 1, hosts.size() - 1}));
  return count_sent(lan, before, [](const Sent& sent) { return is_group(sent) && kind_of(sent) == "post"; });
}

TEST(LanRoomSize, FourNearPeersGetAMessageByUnicast) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed, .tapped = true}};
    EXPECT_EQ(group_posts_of_a_message(lan, settled(lan, 5)), 0u);
  }
}

TEST(LanRoomSize, FiveNearPeersGetAMessageByBroadcast) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed, .tapped = true}};
    const auto posts = group_posts_of_a_message(lan, settled(lan, 6));
    EXPECT_GE(posts, 1u);
    EXPECT_LE(posts, 2u) << "one and its tail copy";
  }
}

TEST(LanRoomSize, ThirtyPeersCostFiveGroupDatagramsAndAllAcknowledge) {
  for (const auto seed : seeds(20)) {
    SimLan lan{{.seed = seed, .tapped = true}};
    const auto hosts = settled(lan, 30, kBroadcastOnly);
    const auto before = lan.tapped().size();
    hosts[0]->says("lobby", "hi all");
    EXPECT_TRUE(lan.run_until([&] { return hosts[0]->of("hi all") == Of{29, 29}; }, 200ms));
    lan.run_for(10s);
    const auto of_the_message = [](const Sent& sent) {
      const auto kind = kind_of(sent);
      return is_group(sent) && (kind == "post" || kind == "head");
    };
    EXPECT_LE(count_sent(lan, before, of_the_message), 5u);
    const auto acks = count_sent(lan, before, [](const Sent& sent) { return kind_of(sent) == "ack"; });
    EXPECT_GE(acks, 29u);
    EXPECT_LE(acks, 29u * 3) << "an entry, its tail copy, and one to spare";
  }
}

TEST(LanRoomSize, ThirtyPeersHaveItThough20PercentIsLost) {
  for (const auto seed : seeds(20)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 30, kBroadcastOnly);
    lan.use_link({.loss = 0.2});
    const auto lines = hosts[0]->says_lines(5);
    EXPECT_TRUE(lan.run_until([&] { return hosts[0]->of(lines.back()) == Of{29, 29}; }, 10s));
  }
}

}  // namespace
}  // namespace earshot::sim
