// Hosts that start find each other: fast, each once, also when much is lost.
#include "lan/story.h"

namespace earshot::sim {
namespace {

void expect_each_told_once(const Hosts& hosts) {
  for (const auto* host : hosts)
    for (const auto* other : hosts)
      EXPECT_EQ(host->sees().times(other->id(), event::Peer::What::here), host == other ? 0u : 1u)
          << host->nick() << " of " << other->nick();
  EXPECT_EQ(times_told(hosts, event::Peer::What::gone), 0u);
}

TEST(LanJoin, ThreeHostsListEachOtherWithin100Ms) {
  for (const auto seed : seeds(200)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = lan.join_many(3);
    EXPECT_TRUE(lan.run_until([&] { return all_list_all(hosts); }, 100ms));
    lan.run_for(20s);
    EXPECT_TRUE(all_list_all(hosts));
    expect_each_told_once(hosts);
  }
}

TEST(LanJoin, TenHostsListEachOtherWithin100Ms) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = lan.join_many(10);
    EXPECT_TRUE(lan.run_until([&] { return all_list_all(hosts); }, 100ms));
    lan.run_for(10s);
    EXPECT_TRUE(all_list_all(hosts));
    expect_each_told_once(hosts);
  }
}

TEST(LanJoin, TenHostsListEachOtherWithin3SWhen30PercentIsLost) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed, .link = {.loss = 0.3, .duplicates = 0.1, .reordered = 0.1}}};
    const auto hosts = lan.join_many(10);
    EXPECT_TRUE(lan.run_until([&] { return all_list_all(hosts); }, 3s));
    lan.run_for(5s);
    expect_each_told_once(hosts);
  }
}

TEST(LanJoin, ANewcomerKnowsEverybodyWithin100MsThoughNobodyBeacons) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed}};
    auto hosts = settled(lan, 9);
    hosts.push_back(&lan.join("newcomer"));
    EXPECT_TRUE(lan.run_until([&] { return all_list_all(hosts); }, 100ms));
  }
}

TEST(LanJoin, ANewcomerKnowsEverybodyWithin5SWhen30PercentIsLost) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed}};
    auto hosts = settled(lan, 9);
    lan.use_link(kRough);
    hosts.push_back(&lan.join("newcomer"));
    EXPECT_TRUE(lan.run_until([&] { return all_list_all(hosts); }, 5s));
  }
}

// Wi-Fi that saves power, and worse: a question and its answer take up to 1.6 s.
TEST(LanJoin, EverybodyListsEverybodyWhereADatagramTakesMostOfASecond) {
  for (const auto seed : seeds(20)) {
    SimLan lan{{.seed = seed, .link = {.delay = 300ms, .jitter = 500ms}}};
    auto hosts = lan.join_many(10);
    lan.run_for(10s);
    EXPECT_TRUE(all_list_all(hosts));
    hosts.push_back(&lan.join("newcomer"));
    // A hello there, an answer back, the relay's word and its pages: four ways to and four fro.
    EXPECT_TRUE(lan.run_until([&] { return all_list_all(hosts); }, 7s));
    lan.run_for(1min);
    EXPECT_TRUE(all_list_all(hosts));
    EXPECT_EQ(times_told(hosts, event::Peer::What::gone), 0u);
  }
}

TEST(LanJoin, WhoIsAloneListsNobodyAndNotItself) {
  for (const auto seed : seeds(20)) {
    SimLan lan{{.seed = seed}};
    const auto& ann = lan.join("ann");
    lan.run_for(60s);
    EXPECT_TRUE(ann.sees().here().empty());
  }
}

TEST(LanJoin, WrongWallClocksDoNotMatter) {
  for (const auto seed : seeds(20)) {
    SimLan lan{{.seed = seed}};
    const Hosts hosts{&lan.join("past", {.wall_skew = -std::chrono::hours(24 * 3650)}), &lan.join("now"),
                      &lan.join("future", {.wall_skew = std::chrono::hours(24 * 3650)})};
    ASSERT_TRUE(lan.run_until([&] { return all_list_all(hosts); }, 100ms));
    for (auto* host : hosts) host->says_lines(3);
    lan.run_for(5s);
    for (const auto* host : hosts) EXPECT_EQ(host->heard().size(), 6u) << host->nick();
  }
}

}  // namespace
}  // namespace earshot::sim
