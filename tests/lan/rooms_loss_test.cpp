// Room messages on a bad network: each arrives once, in its author's order, and its author learns that everybody has
// it.
#include "lan/story.h"

namespace earshot::sim {
namespace {

TEST(LanRoomsLoss, EveryLineArrivesOnceInOrderAndIsKnownToHaveArrived) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 5);
    lan.use_link(kRough);
    std::vector<std::vector<std::string>> said(hosts.size());
    for (int round = 0; round < 10; ++round)
      for (std::size_t i = 0; i < hosts.size(); ++i) {
        const auto lines = hosts[i]->says_lines(2);
        said[i].insert(said[i].end(), lines.begin(), lines.end());
        lan.run_for(lan.chance().between(0ms, 50ms));
      }
    const auto all_have_all = [&] {
      for (std::size_t i = 0; i < hosts.size(); ++i)
        if (hosts[i]->of(said[i].back()) != Of{4, 4}) return false;
      return true;
    };
    EXPECT_TRUE(lan.run_until(all_have_all, 30s));
    lan.run_for(10s);
    expect_all_heard_all(hosts, said);
    for (std::size_t i = 0; i < hosts.size(); ++i)
      for (const auto& line : said[i]) EXPECT_EQ(hosts[i]->of(line), (Of{4, 4})) << line;
  }
}

// Each time that the author sends the line or names it to somebody who is silent, 1 - 0.7 * 0.7 = 0.51 of the exchanges
// fail. In 15 s these are 18: the line at once and after 60 ms, one head, and fifteen reminders after 5, 25, 65 ms and
// so on. 4 * 0.51^18 is one in 46,000.
TEST(LanRoomsLoss, ALoneLineWithNothingAfterItIsRepairedWithin15S) {
  for (const auto seed : seeds(200)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 5);
    lan.use_link(kRough);
    hosts[0]->says("lobby", "anybody?");
    EXPECT_TRUE(lan.run_until([&] { return hosts[0]->of("anybody?") == Of{4, 4}; }, 15s));
  }
}

TEST(LanRoomsLoss, WithoutLossALineIsThereWithin10Ms) {
  for (const auto seed : seeds(200)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 5);
    hosts[0]->says("lobby", "hi");
    EXPECT_TRUE(lan.run_until([&] { return hosts[0]->of("hi") == Of{4, 4}; }, 10ms));
  }
}

TEST(LanRoomsLoss, WhoIsInNoRoomButTheLobbyIsShownNothingElse) {
  for (const auto seed : seeds(20)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 3);
    ASSERT_TRUE(hosts[0]->does(command::Join{"garden"}));
    ASSERT_TRUE(hosts[1]->does(command::Join{"garden"}));
    lan.run_for(3s);
    hosts[0]->says("garden", "roses");
    lan.run_for(3s);
    EXPECT_EQ(hosts[1]->heard(), std::vector<std::string>{"roses"});
    EXPECT_TRUE(hosts[2]->heard().empty());
    EXPECT_EQ(hosts[0]->of("roses"), (Of{1, 1}));
  }
}

}  // namespace
}  // namespace earshot::sim
