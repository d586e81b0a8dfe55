// Nicks change; people stay who they are.
#include "lan/story.h"

namespace earshot::sim {
namespace {

TEST(LanRename, EverybodySeesTheNewNickOnce) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 5);
    lan.use_link({.loss = 0.1});
    ASSERT_TRUE(hosts[0]->does(command::Nick{"zoe"}));
    lan.run_for(20s);
    EXPECT_TRUE(all_list_all(hosts));
    for (std::size_t i = 1; i < hosts.size(); ++i) {
      EXPECT_EQ(hosts[i]->sees().here().at(hosts[0]->id()).nick, "zoe");
      EXPECT_EQ(hosts[i]->sees().times(hosts[0]->id(), event::Peer::What::renamed), 1u);
    }
    hosts[1]->tells("zoe", "nice name");
    lan.run_for(10s);
    EXPECT_EQ(hosts[0]->heard(), std::vector<std::string>{"nice name"});
  }
}

// Guest Wi-Fi: nobody hears a beacon of anybody, all are known by their addresses.
TEST(LanRename, ANewNickIsSeenWhereNoBroadcastGoes) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed, .link = {.group_loss = 1}}};
    Hosts hosts{&lan.join("ann")};
    for (auto* other : lan.join_many(7, {.static_peers = {hosts[0]->address()}})) hosts.push_back(other);
    ASSERT_TRUE(lan.run_until([&] { return all_list_all(hosts); }, 20s));
    lan.run_for(10s);
    ASSERT_TRUE(hosts[1]->does(command::Nick{"zoe"}));
    ASSERT_TRUE(hosts[2]->does(command::Away{true}));
    lan.run_for(2s);
    for (const auto* host : hosts) {
      if (host != hosts[1]) {
        EXPECT_EQ(host->sees().here().at(hosts[1]->id()).nick, "zoe");
      }
      if (host != hosts[2]) {
        EXPECT_EQ(host->sees().here().at(hosts[2]->id()).state, PeerState::away);
      }
    }
  }
}

// The one beacon that tells of it is lost; the answer to a ping says that there is a newer one.
TEST(LanRename, ANewNickIsSeenByThoseWhoHearOnlyAnswers) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 3);
    for (const auto* other : {hosts[1], hosts[2]}) lan.block(*hosts[0], *other, Blocked::group);
    ASSERT_TRUE(hosts[0]->does(command::Nick{"zoe"}));
    lan.run_for(15s);
    for (const auto* other : {hosts[1], hosts[2]}) EXPECT_EQ(other->sees().here().at(hosts[0]->id()).nick, "zoe");
  }
}

TEST(LanRename, TwoOfOneNickAreTwoPeopleAndTheNickAloneIsRefused) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed}};
    auto& ann = lan.join("ann");
    auto& bob = lan.join("bob");
    auto& other_bob = lan.join("bob");
    const Hosts hosts{&ann, &bob, &other_bob};
    ASSERT_TRUE(lan.run_until([&] { return all_list_all(hosts); }, 100ms));
    command::Send send;
    send.to = {"bob"};
    send.text = "which of you?";
    const auto refused = ann.does(send);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.reason().code, ErrorCode::ambiguous);
    EXPECT_EQ(refused.reason().candidates.size(), 2u);
    lan.run_for(10s);
    ann.tells(ann.sees().here().at(bob.id()).ref, "you");
    lan.run_for(5s);
    EXPECT_EQ(bob.heard(), std::vector<std::string>{"you"});
    EXPECT_TRUE(other_bob.heard().empty());
  }
}

TEST(LanRename, AwayIsSeenAndSoIsBackAlsoByOneself) {
  using What = event::Peer::What;
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 3);
    ASSERT_TRUE(hosts[0]->does(command::Away{true}));
    lan.run_for(3s);
    for (const auto* host : {hosts[1], hosts[2]})
      EXPECT_EQ(host->sees().here().at(hosts[0]->id()).state, PeerState::away);
    EXPECT_EQ(hosts[0]->sees().times(hosts[0]->id(), What::away), 1u);
    EXPECT_EQ(hosts[0]->sees().times(hosts[0]->id(), What::here), 0u);
    ASSERT_TRUE(hosts[0]->does(command::Away{false}));
    lan.run_for(3s);
    for (const auto* host : {hosts[1], hosts[2]})
      EXPECT_EQ(host->sees().here().at(hosts[0]->id()).state, PeerState::here);
    EXPECT_EQ(hosts[0]->sees().times(hosts[0]->id(), What::here), 1u);
  }
}

}  // namespace
}  // namespace earshot::sim
