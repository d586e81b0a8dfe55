// Networks that carry unicast but not broadcast: guest Wi-Fi, a firewall on one side, another segment.
#include "lan/story.h"

namespace earshot::sim {
namespace {

const event::Check* check_of(const SimHost& host, const SimHost& peer) {
  for (const auto& check : host.sees().checks())
    if (check.peer && check.peer->id == peer.id()) return &check;
  return nullptr;
}

const event::Check* examine(SimLan& lan, SimHost& host, const SimHost& peer) {
  EXPECT_TRUE(host.does(command::Doctor{}));
  lan.run_for(10s);
  return check_of(host, peer);
}

TEST(LanOneWay, WhoIsNotHeardByBroadcastIsFoundByItsAnswers) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed}};
    auto& ann = lan.join("ann");
    auto& bob = lan.join("bob");
    lan.block(ann, bob, Blocked::group);
    EXPECT_TRUE(lan.run_until([&] { return ann.lists(bob) && bob.lists(ann); }, 1s));
    ann.says("lobby", "from ann");
    bob.says("lobby", "from bob");
    ann.tells("bob", "psst");
    lan.run_for(60s);
    EXPECT_EQ(bob.heard_from(ann).size(), 2u);
    EXPECT_EQ(ann.heard_from(bob).size(), 1u);
    EXPECT_EQ(ann.of("from ann"), (Of{1, 1}));
    EXPECT_TRUE(ann.lists(bob) && bob.lists(ann)) << "a peer that answers is here";
  }
}

TEST(LanOneWay, TheDoctorNamesTheDeafSide) {
  for (const auto seed : seeds(20)) {
    SimLan lan{{.seed = seed}};
    auto& ann = lan.join("ann");
    auto& bob = lan.join("bob");
    lan.block(ann, bob, Blocked::group);
    lan.run_for(20s);
    const auto* of_bob = examine(lan, ann, bob);
    ASSERT_NE(of_bob, nullptr);
    EXPECT_EQ(of_bob->status, event::Check::Status::fail);
    EXPECT_THAT(of_bob->detail, testing::HasSubstr("does not hear my broadcasts"));
    const auto* of_ann = examine(lan, bob, ann);
    ASSERT_NE(of_ann, nullptr);
    EXPECT_EQ(of_ann->status, event::Check::Status::fail);
    EXPECT_THAT(of_ann->detail, testing::HasSubstr("I do not hear"));
  }
}

TEST(LanOneWay, TheDoctorSaysWhereNoBroadcastPassesAtAll) {
  for (const auto seed : seeds(20)) {
    SimLan lan{{.seed = seed}};
    auto& ann = lan.join("ann");
    auto& bob = lan.join("bob");
    lan.run_for(5s);
    lan.block(ann, bob, Blocked::group);
    lan.block(bob, ann, Blocked::group);
    lan.run_for(60s);
    const auto* of_bob = examine(lan, ann, bob);
    ASSERT_NE(of_bob, nullptr);
    EXPECT_EQ(of_bob->status, event::Check::Status::fail);
    EXPECT_THAT(of_bob->detail, testing::HasSubstr("no broadcast passes between"));
  }
}

TEST(LanOneWay, TheDoctorIsContentWhereAllIsWell) {
  for (const auto seed : seeds(20)) {
    SimLan lan{{.seed = seed}};
    auto& ann = lan.join("ann");
    auto& bob = lan.join("bob");
    lan.run_for(5s);
    const auto* of_bob = examine(lan, ann, bob);
    ASSERT_NE(of_bob, nullptr);
    EXPECT_EQ(of_bob->status, event::Check::Status::ok);
    const auto& reply = ann.sees().replies().back();
    ASSERT_TRUE(reply.checks);
    EXPECT_EQ(reply.checks->fail, 0u);
  }
}

TEST(LanOneWay, AStaticPeerIsFoundWhereNoBroadcastGoes) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed, .link = {.loss = 0.1}, .routed = true}};
    auto& bob = lan.join("bob", {.segments = {0}});
    auto& ann = lan.join("ann", {.segments = {1}, .static_peers = {bob.address()}});
    EXPECT_TRUE(lan.run_until([&] { return ann.lists(bob) && bob.lists(ann); }, 60s));
    ann.says("lobby", "from afar");
    bob.tells("ann", "psst");
    lan.run_for(60s);
    EXPECT_EQ(bob.heard(), std::vector<std::string>{"from afar"});
    EXPECT_EQ(ann.heard(), std::vector<std::string>{"psst"});
    EXPECT_TRUE(ann.lists(bob) && bob.lists(ann));
  }
}

TEST(LanOneWay, AnAddressThatIsAddedLaterIsFound) {
  for (const auto seed : seeds(20)) {
    SimLan lan{{.seed = seed, .routed = true}};
    auto& bob = lan.join("bob", {.segments = {0}});
    auto& ann = lan.join("ann", {.segments = {1}});
    lan.run_for(10s);
    EXPECT_FALSE(ann.lists(bob));
    EXPECT_TRUE(ann.does(command::Add{to_string(bob.address())}));
    EXPECT_TRUE(lan.run_until([&] { return ann.lists(bob) && bob.lists(ann); }, 1s));
  }
}

}  // namespace
}  // namespace earshot::sim
