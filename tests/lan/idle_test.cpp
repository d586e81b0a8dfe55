// What a LAN costs on which nobody says anything.
#include "lan/story.h"

namespace earshot::sim {
namespace {

struct PerPeerAndMinute {
  double group = 0, unicast = 0;
};

PerPeerAndMinute idle_traffic(std::uint64_t seed, std::size_t count) {
  SimLan lan{{.seed = seed, .crypto = Crypto::transparent, .tapped = true}};
  settled(lan, count, {.ipv6_and_multicast = false});
  lan.run_for(30s);
  const auto before = lan.tapped().size();
  lan.run_for(1min);
  const auto all = static_cast<double>(lan.tapped().size() - before);
  const auto group = static_cast<double>(count_sent(lan, before, is_group));
  const auto share = static_cast<double>(count);
  return {group / share, (all - group) / share};
}

// Beacons: one in 5 s, between 0.75 and 1.25 of that. Pings: one in 2.5 s, and as many are answered.
TEST(LanIdle, TenPeersSendTwelveBeaconsAndFortyEightPingsAndPongsAMinute) {
  for (const auto seed : seeds(5)) {
    const auto traffic = idle_traffic(seed, 10);
    EXPECT_GE(traffic.group, 60 / (5 * 1.25));
    EXPECT_LE(traffic.group, 60 / (5 * 0.75));
    EXPECT_GE(traffic.unicast, 40);
    EXPECT_LE(traffic.unicast, 50);
  }
}

// 80 peers share 10 beacons a second: one in 8 s for each.
TEST(LanIdle, EightyPeersTogetherSendTenBeaconsASecond) {
  for (const auto seed : seeds(1)) {
    const auto traffic = idle_traffic(seed, 80);
    EXPECT_LE(traffic.group * 80 / 60, 10 / 0.95);
    EXPECT_GE(traffic.group * 80 / 60, 8);
    EXPECT_LE(traffic.unicast, 50);
  }
}

// One in 10 s for each, and somebody sends one all the time from the first seconds on: no wave, and no silence before.
TEST(LanIdle, AHundredWhoStartTogetherSendTheirBeaconsSpreadOverTheInterval) {
  for (const auto seed : seeds(1)) {
    SimLan lan{{.seed = seed, .crypto = Crypto::transparent, .tapped = true}};
    lan.join_many(100, {.ipv6_and_multicast = false});
    lan.run_for(3s);  // the hellos are over
    for (int window = 0; window < 6; ++window) {
      const auto before = lan.tapped().size();
      lan.run_for(5s);
      const auto beacons = count_sent(lan, before, is_group);
      EXPECT_GE(beacons, 25U) << "window " << window;
      EXPECT_LE(beacons, 75U) << "window " << window;
    }
  }
}

}  // namespace
}  // namespace earshot::sim
