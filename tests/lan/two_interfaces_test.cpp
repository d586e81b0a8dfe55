// Cable and Wi-Fi at once.
#include "lan/story.h"

namespace earshot::sim {
namespace {

const HostOptions kCableAndWifi{.segments = {0, 0}};
const HostOptions kTwoLans{.segments = {0, 1}};

TEST(LanTwoInterfaces, OnOneSegmentNobodyIsListedTwiceAndNothingIsHeardTwice) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed, .link = {.loss = 0.1, .duplicates = 0.1}}};
    const Hosts hosts{&lan.join("ann", kCableAndWifi), &lan.join("bob", kCableAndWifi), &lan.join("cid")};
    ASSERT_TRUE(lan.run_until([&] { return all_list_all(hosts); }, 3s));
    std::vector<std::vector<std::string>> said;
    for (auto* host : hosts) said.push_back(host->says_lines(5));
    hosts[0]->tells("bob", "psst");
    lan.run_for(30s);
    EXPECT_TRUE(all_list_all(hosts));
    EXPECT_EQ(hosts[2]->heard_from(*hosts[0]), said[0]);
    EXPECT_EQ(hosts[0]->heard_from(*hosts[2]), said[2]);
    EXPECT_EQ(hosts[1]->heard_from(*hosts[0]).size(), 6u);
    for (const auto* host : hosts)
      for (const auto* other : hosts)
        EXPECT_EQ(host->sees().times(other->id(), event::Peer::What::here), host == other ? 0u : 1u);
  }
}

TEST(LanTwoInterfaces, OnTwoSegmentsEitherWillDo) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed}};
    const Hosts hosts{&lan.join("ann", kTwoLans), &lan.join("bob", kTwoLans)};
    ASSERT_TRUE(lan.run_until([&] { return all_list_all(hosts); }, 100ms));
    hosts[0]->says("lobby", "over both");
    hosts[0]->tells("bob", "psst over both");
    lan.run_for(5s);
    hosts[0]->unplug(seed % 2);
    const auto lines = hosts[0]->tells_lines(3, "bob");
    const auto said = hosts[0]->says_lines(3);
    EXPECT_TRUE(lan.run_until(
        [&] {
          return hosts[0]->has_delivered(lines.back(), *hosts[1]) && hosts[0]->of(said.back()) == Of{1, 1};
        },
        20s));
    // If bob had given ann up, what comes first is shown as history, which is gathered for a moment.
    EXPECT_TRUE(lan.run_until([&] { return hosts[1]->heard().size() == 8; }, 5s));
    lan.run_for(20s);
    EXPECT_TRUE(all_list_all(hosts));
    EXPECT_EQ(hosts[1]->heard().size(), 8u);
  }
}

TEST(LanTwoInterfaces, WhoStandsInBothLansHearsBoth) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed}};
    const auto& left = lan.join("left", {.segments = {0}});
    auto& middle = lan.join("middle", kTwoLans);
    const auto& right = lan.join("right", {.segments = {1}});
    lan.run_for(5s);
    ASSERT_TRUE(middle.lists(left));
    ASSERT_TRUE(middle.lists(right));
    middle.says("lobby", "hello both");
    lan.run_for(5s);
    EXPECT_EQ(left.heard(), std::vector<std::string>{"hello both"});
    EXPECT_EQ(right.heard(), std::vector<std::string>{"hello both"});
  }
}

}  // namespace
}  // namespace earshot::sim
