// Direct messages on a bad network, both ways at once.
#include "lan/story.h"

namespace earshot::sim {
namespace {

TEST(LanDirectLoss, EveryLineArrivesOnceAndInOrderBothWays) {
  for (const auto seed : seeds(200)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 2);
    auto &ann = *hosts[0], &bob = *hosts[1];
    lan.use_link(kRough);
    std::vector<std::string> to_bob, to_ann;
    for (int round = 0; round < 10; ++round) {
      for (const auto& line : ann.tells_lines(5, bob.nick())) to_bob.push_back(line);
      lan.run_for(lan.chance().between(0ms, 20ms));
      for (const auto& line : bob.tells_lines(5, ann.nick())) to_ann.push_back(line);
      lan.run_for(lan.chance().between(0ms, 20ms));
    }
    EXPECT_TRUE(lan.run_until(
        [&] { return ann.has_delivered(to_bob.back(), bob) && bob.has_delivered(to_ann.back(), ann); }, 30s));
    lan.run_for(5s);
    EXPECT_EQ(bob.heard(), to_bob);
    EXPECT_EQ(ann.heard(), to_ann);
    for (const auto& line : to_bob) EXPECT_TRUE(ann.has_delivered(line, bob)) << line;
    for (const auto& line : to_ann) EXPECT_TRUE(bob.has_delivered(line, ann)) << line;
  }
}

// Only one of the two questions counts, so a try of the handshake needs its hs1 and its hs2: 1 - 0.7 * 0.7 = 0.51 of
// them fail. 22 are made in 30 s, and 0.51^22 is less than one in two million.
TEST(LanDirectLoss, BothSayTheFirstWordAtTheSameMoment) {
  for (const auto seed : seeds(200)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 2);
    lan.use_link({.loss = 0.3});
    hosts[0]->tells(hosts[1]->nick(), "from ann");
    hosts[1]->tells(hosts[0]->nick(), "from bob");
    EXPECT_TRUE(lan.run_until(
        [&] {
          return hosts[0]->has_delivered("from ann", *hosts[1]) && hosts[1]->has_delivered("from bob", *hosts[0]);
        },
        30s));
  }
}

TEST(LanDirectLoss, WithoutLossALineIsDeliveredWithin20Ms) {
  for (const auto seed : seeds(200)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 2);
    hosts[0]->tells(hosts[1]->nick(), "psst");
    EXPECT_TRUE(lan.run_until([&] { return hosts[0]->has_delivered("psst", *hosts[1]); }, 20ms));
    EXPECT_EQ(hosts[1]->heard(), std::vector<std::string>{"psst"});
  }
}

TEST(LanDirectLoss, OneAuthorManyRecipientsAtOnce) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 6);
    lan.use_link(kRough);
    for (std::size_t i = 1; i < hosts.size(); ++i) hosts[0]->tells_lines(10, hosts[i]->nick());
    lan.run_for(30s);
    for (std::size_t i = 1; i < hosts.size(); ++i) EXPECT_EQ(hosts[i]->heard().size(), 10u);
  }
}

TEST(LanDirectLoss, NobodyOnTheWireReadsIt) {
  for (const auto seed : seeds(10)) {
    SimLan lan{{.seed = seed, .crypto = Crypto::sodium, .tapped = true}};
    const auto hosts = settled(lan, 3);
    hosts[0]->tells(hosts[1]->nick(), "the surprise is on friday");
    hosts[0]->says("lobby", "this one is public");
    lan.run_for(5s);
    ASSERT_EQ(hosts[1]->heard().size(), 2u);
    const auto holds = [](std::string_view words) {
      return [words](const Sent& sent) { return sent.bytes->find(words) != Bytes::npos; };
    };
    EXPECT_EQ(count_sent(lan, 0, holds("surprise")), 0u);
    EXPECT_GT(count_sent(lan, 0, holds("this one is public")), 0u);
  }
}

}  // namespace
}  // namespace earshot::sim
