#include "core/people.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/names.h"
#include "core_bench.h"
#include "earshot/core/key_text.h"

namespace earshot::core {
namespace {

using What = event::Peer::What;
using testing::IsEmpty;
using testing::SizeIs;

struct Desk {
  Desk() : direct(bench.context), people(bench.context, direct) {}
  Bench::Other meet(const std::string& nick, std::uint8_t host) {
    auto other = bench.other(nick, host);
    bench.acquaint(other);
    return other;
  }
  template <class Command>
  std::optional<Refusal> does(const Command& command) {
    const auto refused = people.carry_out(bench.now(), CommandId{1}, command);
    came = bench.come();
    return refused;
  }
  std::vector<What> told() const {
    std::vector<What> all;
    for (const auto& it : came.all<event::Peer>()) all.push_back(it.what);
    return all;
  }
  record::Peer kept() const { return std::get<record::Peer>(came.records.back().record); }
  std::string ref(const Bench::Other& other) const { return view_of(bench.roster, other.card.id).ref; }
  Trust trust(const Bench::Other& other) const { return view_of(bench.roster, other.card.id).trust; }
  void verify(const Bench::Other& other) {
    ASSERT_FALSE(does(command::Verify{ref(other), code_of(other.card.id), command::Verify::Step::confirm}));
  }
  ErrorCode refusal(const std::string& name) const {
    const auto found = resolve(bench.roster, name);
    return found ? ErrorCode::internal : found.reason().code;
  }

  Bench bench;
  Direct direct;
  People people;
  Came came;
};

TEST(People, AnAliasIsTheNameFromThenOnAndIsKept) {
  Desk desk;
  const auto bob = desk.meet("bob", 7);
  ASSERT_FALSE(desk.does(command::Alias{"bob", "Boss"}));
  EXPECT_EQ(desk.told(), std::vector{What::aliased});
  EXPECT_EQ(desk.came.all<event::Peer>()[0].old_name, "bob");
  EXPECT_EQ(desk.kept().alias, "Boss");
  EXPECT_EQ(view_of(desk.bench.roster, bob.card.id).name, "Boss");
  EXPECT_EQ(*resolve(desk.bench.roster, "boss"), bob.card.id);
  EXPECT_EQ(*resolve(desk.bench.roster, "bob"), bob.card.id);
  ASSERT_FALSE(desk.does(command::Alias{"boss", ""}));
  EXPECT_EQ(desk.kept().alias, "");
  EXPECT_FALSE(resolve(desk.bench.roster, "boss"));
}

TEST(People, AnAliasSettlesWhoOfTwoIsMeant) {
  Desk desk;
  const auto one = desk.meet("dave", 7), two = desk.meet("dave", 8);
  EXPECT_EQ(desk.refusal("dave"), ErrorCode::ambiguous);
  ASSERT_FALSE(desk.does(command::Alias{desk.ref(one), "dave"}));
  EXPECT_EQ(*resolve(desk.bench.roster, "dave"), one.card.id);
  EXPECT_EQ(view_of(desk.bench.roster, one.card.id).name, "dave");
  EXPECT_EQ(view_of(desk.bench.roster, two.card.id).name, desk.ref(two));
  const auto refused = desk.does(command::Alias{desk.ref(two), "DAVE"});
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code, ErrorCode::ambiguous);
  EXPECT_THAT(desk.told(), IsEmpty());
}

TEST(People, ANickThatIsSomebodysAliasIsShownWithItsTag) {
  Desk desk;
  desk.meet("bob", 7);
  ASSERT_FALSE(desk.does(command::Alias{"bob", "boss"}));
  const auto other = desk.meet("boss", 8);
  EXPECT_EQ(view_of(desk.bench.roster, other.card.id).name, desk.ref(other));
}

TEST(People, WhatIsNoNameIsNoAlias) {
  Desk desk;
  desk.meet("bob", 7);
  for (const char* name : {"a b", "#x", "all", "12"})
    EXPECT_EQ(desk.does(command::Alias{"bob", name})->code, ErrorCode::bad_request) << name;
}

TEST(People, WhoIsBlockedIsShownSoAndGetsNothing) {
  Desk desk;
  const auto bob = desk.meet("bob", 7);
  ASSERT_FALSE(desk.does(command::Block{"bob", true}));
  EXPECT_EQ(desk.told(), std::vector{What::blocked});
  EXPECT_TRUE(desk.kept().blocked);
  EXPECT_EQ(desk.trust(bob), Trust::blocked);
  EXPECT_EQ(desk.people.may_write_to(bob.card.id, "bob", false)->code, ErrorCode::blocked_here);
  ASSERT_FALSE(desk.does(command::Block{"bob", true}));
  EXPECT_THAT(desk.told(), IsEmpty()) << "nothing has changed";
  ASSERT_FALSE(desk.does(command::Block{"bob", false}));
  EXPECT_FALSE(desk.kept().blocked);
  EXPECT_FALSE(desk.people.may_write_to(bob.card.id, "bob", false));
}

TEST(People, TheRightCodeVerifiesAndAnotherDoesNot) {
  Desk desk;
  const auto bob = desk.meet("bob", 7), eve = desk.meet("eve", 8);
  using Step = command::Verify::Step;
  const auto differs = desk.does(command::Verify{"bob", code_of(eve.card.id), Step::confirm});
  ASSERT_TRUE(differs);
  EXPECT_EQ(differs->code, ErrorCode::code_differs);
  EXPECT_EQ(desk.does(command::Verify{"bob", "7k3f", Step::confirm})->code, ErrorCode::bad_request);
  EXPECT_EQ(desk.does(command::Verify{"bob", "", Step::confirm})->code, ErrorCode::bad_request) << "no words were made";
  EXPECT_FALSE(desk.does(command::Verify{"bob", code_of(bob.card.id), Step::check}));
  EXPECT_NE(desk.trust(bob), Trust::verified) << "only looked at";
  EXPECT_EQ(desk.people.may_write_to(bob.card.id, "bob", true)->code, ErrorCode::not_verified);
  ASSERT_FALSE(desk.does(command::Verify{"bob", key_text(bob.card.id), Step::confirm}));
  EXPECT_EQ(desk.told(), std::vector{What::verified});
  EXPECT_EQ(desk.kept().verified_ms, desk.bench.now().wall.ms);
  EXPECT_EQ(desk.trust(bob), Trust::verified);
  EXPECT_FALSE(desk.people.may_write_to(bob.card.id, "bob", true));
}

TEST(People, AnotherKeyUnderTheNickOfTheVerifiedOneWhoIsGoneIsChanged) {
  Desk desk;
  const auto bob = desk.meet("bob", 7);
  desk.verify(bob);
  const auto other = desk.meet("Bob", 8);
  EXPECT_EQ(desk.refusal("bob"), ErrorCode::ambiguous) << "both are here";
  EXPECT_EQ(desk.trust(other), Trust::fresh);
  desk.bench.roster.set_live(bob.card.id, false);
  EXPECT_EQ(desk.trust(other), Trust::changed);
  const auto refused = resolve(desk.bench.roster, "bob");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.reason().code, ErrorCode::key_changed);
  ASSERT_THAT(refused.reason().candidates, SizeIs(2));
  EXPECT_EQ(refused.reason().candidates[0].id, bob.card.id);
  EXPECT_EQ(refused.reason().candidates[1].id, other.card.id);
  EXPECT_EQ(*resolve(desk.bench.roster, desk.ref(other)), other.card.id);
  desk.bench.roster.set_live(other.card.id, false);
  EXPECT_EQ(desk.refusal("bob"), ErrorCode::ambiguous) << "neither is here";
}

TEST(People, TwoVerifiedBearersAreAnOrdinaryClash) {
  Desk desk;
  const auto one = desk.meet("bob", 7), two = desk.meet("bob", 8), three = desk.meet("bob", 9);
  desk.verify(one);
  desk.verify(two);
  desk.bench.roster.set_live(one.card.id, false);
  EXPECT_EQ(desk.refusal("bob"), ErrorCode::ambiguous);
  EXPECT_EQ(desk.trust(three), Trust::fresh);
}

TEST(People, TheMarkIsNotShownForANameThatWasTakenLaterFromSomebody) {
  Desk desk;
  desk.meet("bob", 7);
  auto mallory = desk.meet("mallory", 8);
  desk.verify(mallory);
  mallory.card.nm = "bob";
  ++mallory.card.no;
  desk.bench.acquaint(mallory);
  EXPECT_NE(desk.trust(mallory), Trust::verified);
  EXPECT_EQ(desk.people.may_write_to(mallory.card.id, "bob", true)->code, ErrorCode::not_verified);
  mallory.card.nm = "malory";
  ++mallory.card.no;
  desk.bench.acquaint(mallory);
  EXPECT_EQ(desk.trust(mallory), Trust::verified) << "nobody else has that name";
}

TEST(People, WhoIsForgottenIsMetAnew) {
  Desk desk;
  const auto bob = desk.meet("bob", 7);
  desk.verify(bob);
  ASSERT_FALSE(desk.does(command::Alias{"bob", "boss"}));
  ASSERT_FALSE(desk.does(command::Block{"boss", true}));
  ASSERT_FALSE(desk.does(command::Forget{"boss", true}));
  EXPECT_EQ(desk.told(), std::vector{What::forgotten});
  EXPECT_EQ(desk.trust(bob), Trust::fresh);
  EXPECT_EQ(view_of(desk.bench.roster, bob.card.id).alias, "");
  ASSERT_THAT(desk.came.records, SizeIs(2));
  EXPECT_TRUE(std::get<record::Forgotten>(desk.came.records[0].record).history);
  EXPECT_EQ(desk.kept().verified_ms, 0u);
  desk.bench.roster.set_live(bob.card.id, false);
  ASSERT_FALSE(desk.does(command::Forget{"bob", false}));
  EXPECT_EQ(desk.bench.roster.find(bob.card.id), nullptr);
  EXPECT_EQ(desk.refusal("bob"), ErrorCode::no_such_peer);
}

TEST(People, WhatTheUserSaidIsRememberedEvenInACrowd) {
  Config config;
  config.peers_max = 3;
  Bench bench(1, config);
  auto bob = bench.other("bob", 7);
  bench.acquaint(bob);
  bench.roster.set_blocked(bob.card.id, true);
  bench.roster.set_live(bob.card.id, false);
  for (std::uint8_t host = 8; host < 20; ++host) {
    auto other = bench.other("peer", host);
    bench.acquaint(other);
    bench.roster.set_live(other.card.id, false);
  }
  EXPECT_EQ(bench.roster.all().size(), 3u);
  EXPECT_TRUE(bench.roster.is_blocked(bob.card.id));
}

}  // namespace
}  // namespace earshot::core
