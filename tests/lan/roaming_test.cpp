// Addresses change in the middle of a conversation.
#include "lan/story.h"

namespace earshot::sim {
namespace {

TEST(LanRoaming, TheConversationGoesOnFromANewAddress) {
  for (const auto seed : seeds(200)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 3);
    auto &ann = *hosts[0], &bob = *hosts[1];
    lan.use_link({.loss = 0.1});
    std::vector<std::string> to_bob, to_ann, said;
    const auto move_at = lan.chance().below(20);
    for (std::size_t round = 0; round < 20; ++round) {
      if (round == move_at) ann.change_address();
      for (const auto& line : ann.tells_lines(1, bob.nick())) to_bob.push_back(line);
      for (const auto& line : bob.tells_lines(1, ann.nick())) to_ann.push_back(line);
      for (const auto& line : ann.says_lines(1)) said.push_back(line);
      lan.run_for(lan.chance().between(0ms, 200ms));
    }
    lan.run_for(30s);
    EXPECT_EQ(ann.heard(), to_ann);
    EXPECT_EQ(hosts[2]->heard(), said);
    EXPECT_TRUE(std::ranges::all_of(to_bob, [&](const auto& line) { return ann.has_delivered(line, bob); }));
    EXPECT_TRUE(all_list_all(hosts));
    EXPECT_EQ(times_told(hosts, event::Peer::What::gone), 0u);
  }
}

TEST(LanRoaming, BothMoveAtOnce) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 3);
    auto &ann = *hosts[0], &bob = *hosts[1];
    const auto before = ann.tells_lines(3, bob.nick());
    lan.run_for(lan.chance().between(0ms, 2s));
    ann.change_address();
    bob.change_address();
    const auto during = ann.tells_lines(3, bob.nick());
    EXPECT_TRUE(lan.run_until([&] { return ann.has_delivered(during.back(), bob); }, 10s));
    EXPECT_EQ(bob.heard().size(), 6u);
    lan.run_for(20s);
    EXPECT_TRUE(all_list_all(hosts));
  }
}

}  // namespace
}  // namespace earshot::sim
