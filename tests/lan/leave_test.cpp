// Who leaves is gone at once, who dies is noticed, who is only hard to hear stays.
#include "lan/story.h"

namespace earshot::sim {
namespace {

TEST(LanLeave, AByeIsSeenEverywhereAtOnce) {
  for (const auto seed : seeds(200)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 5);
    hosts[0]->stop();
    EXPECT_TRUE(lan.run_until([&] { return nobody_lists(hosts, *hosts[0]); }, 10ms));
    lan.run_for(1s);
    EXPECT_FALSE(hosts[0]->is_on()) << "it never finished its bye";
    EXPECT_TRUE(all_list_all(hosts));
  }
}

TEST(LanLeave, AByeIsSeenThough30PercentIsLost) {
  for (const auto seed : seeds(200)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 5);
    lan.use_link({.loss = 0.3});
    hosts[0]->stop();
    EXPECT_TRUE(lan.run_until([&] { return nobody_lists(hosts, *hosts[0]); }, 15s));
  }
}

TEST(LanLeave, ACrashIsSeenAfter2AndBefore15S) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 5);
    lan.run_for(lan.chance().between(0s, 20s));
    hosts[0]->crash();
    lan.run_for(2s);
    EXPECT_EQ(times_told(hosts, event::Peer::What::gone), 0u) << "declared dead too early";
    EXPECT_TRUE(lan.run_until([&] { return nobody_lists(hosts, *hosts[0]); }, 13s));
    lan.run_for(60s);
    EXPECT_TRUE(all_list_all(hosts));
  }
}

// All words of a crash are broadcast. Who misses them finds out by itself, and nobody takes the others' word for life.
TEST(LanLeave, TheDeadAreListedByNobodyThough20PercentOfBroadcastIsLost) {
  for (const auto seed : seeds(60)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 15);
    lan.use_link({.group_loss = 0.2});
    lan.run_for(lan.chance().between(0s, 20s));
    const auto told = times_told(hosts, event::Peer::What::here);
    hosts[0]->crash();
    hosts[1]->crash();
    EXPECT_TRUE(lan.run_until([&] { return nobody_lists(hosts, *hosts[0]) && nobody_lists(hosts, *hosts[1]); }, 60s));
    lan.run_for(60s);
    EXPECT_TRUE(all_list_all(hosts));
    EXPECT_EQ(times_told(hosts, event::Peer::What::here), told) << "somebody came back";
  }
}

TEST(LanLeave, TheLastPeersCrashIsSeen) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 2);
    hosts[0]->crash();
    EXPECT_TRUE(lan.run_until([&] { return hosts[1]->sees().here().empty(); }, 15s));
  }
}

TEST(LanLeave, NobodyIsGoneBecause20PercentOfBroadcastIsLost) {
  for (const auto seed : seeds(6)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 10);
    lan.use_link({.group_loss = 0.2});
    lan.run_for(10min);
    EXPECT_EQ(times_told(hosts, event::Peer::What::gone), 0u);
    EXPECT_TRUE(all_list_all(hosts));
  }
}

TEST(LanLeave, WhoSleepsIsGoneAndComesBack) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 4);
    hosts[0]->sleep();
    EXPECT_TRUE(lan.run_until([&] { return nobody_lists({hosts[1], hosts[2], hosts[3]}, *hosts[0]); }, 15s));
    lan.run_for(10min);
    hosts[0]->wake_up();
    EXPECT_TRUE(lan.run_until([&] { return all_list_all(hosts); }, 2s));
    lan.run_for(30s);
    EXPECT_TRUE(all_list_all(hosts));
  }
}

TEST(LanLeave, WhoIsUnpluggedIsGoneAndComesBack) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 4);
    hosts[0]->unplug();
    lan.run_for(20s);
    EXPECT_TRUE(nobody_lists({hosts[1], hosts[2], hosts[3]}, *hosts[0]));
    hosts[0]->plug();
    EXPECT_TRUE(lan.run_until([&] { return all_list_all(hosts); }, 3s));
  }
}

}  // namespace
}  // namespace earshot::sim
