// The network falls apart and grows together again.
#include "lan/story.h"

namespace earshot::sim {
namespace {

TEST(LanPartition, TheSidesLoseEachOtherAndFindEachOtherAgain) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 6);
    const Hosts left{hosts[0], hosts[1], hosts[2]}, right{hosts[3], hosts[4], hosts[5]};
    lan.partition({{left.begin(), left.end()}, {right.begin(), right.end()}});
    EXPECT_TRUE(lan.run_until([&] { return all_list_all(left) && all_list_all(right); }, 20s));
    lan.run_for(60s);
    lan.heal();
    EXPECT_TRUE(lan.run_until([&] { return all_list_all(hosts); }, 15s));
    lan.run_for(30s);
    EXPECT_TRUE(all_list_all(hosts));
  }
}

TEST(LanPartition, WhatWasSaidMeanwhileArrivesAfterHealing) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 4);
    lan.partition({{hosts[0], hosts[1]}, {hosts[2], hosts[3]}});
    lan.run_for(lan.chance().between(0s, 30s));
    std::vector<std::vector<std::string>> said;
    for (auto* host : hosts) said.push_back(host->says_lines(5));
    lan.run_for(30s);
    EXPECT_EQ(hosts[1]->heard_from(*hosts[0]), said[0]) << "on one side nothing has changed";
    EXPECT_TRUE(hosts[2]->heard_from(*hosts[0]).empty());
    lan.heal();
    lan.run_for(30s);
    expect_all_heard_all(hosts, said);
  }
}

TEST(LanPartition, ADirectMessageWaitsAndGoesWhenThePeerIsBack) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 3);
    lan.partition({{hosts[0]}, {hosts[1], hosts[2]}});
    lan.run_for(lan.chance().between(0s, 100s));
    const auto lines = hosts[0]->tells_lines(3, hosts[1]->nick());
    lan.run_for(lan.chance().between(0s, 200s));
    EXPECT_TRUE(hosts[1]->heard().empty());
    lan.heal();
    EXPECT_TRUE(lan.run_until([&] { return hosts[0]->has_delivered(lines.back(), *hosts[1]); }, 20s));
    EXPECT_EQ(hosts[1]->heard(), lines);
  }
}

}  // namespace
}  // namespace earshot::sim
