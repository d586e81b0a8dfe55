#include "core/repair.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core_rooms_bench.h"

namespace earshot::core {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Ranges = std::vector<wire::Range>;

// --- asking ---

class Asking : public RoomsBench {
 protected:
  // Two entries of bob's are here, the one between them is not.
  void miss_one() {
    one = bob.write("one"), two = bob.write("two"), three = bob.write("three");
    keeps(bob, one);
    keeps(bob, three);
    noticed = bench.instant;
    look();
  }
  std::vector<Transmit> wants_until(Instant until) {
    run_to(until);
    return look().of_kind(wire::Kind::want);
  }

  Writer bob = near_peer("bob", 7);
  wire::Post one, two, three;
  Instant noticed;
};

TEST_F(Asking, AfterAPauseForReorderingTheAuthorIsAsked) {
  miss_one();
  EXPECT_THAT(wants_until(noticed + 3ms - 1us), IsEmpty());
  const auto wants = wants_until(noticed + 7ms);
  ASSERT_THAT(wants, SizeIs(1));
  EXPECT_EQ(address_of(wants[0]), bob.peer.address);
  EXPECT_EQ(message_in<wire::Want>(wants[0].datagram),
            (wire::Want{.fr = bench.self.id, .au = bob.id(), .ep = bob.peer.card.ep, .rg = {{2, 2}}}));
}

TEST_F(Asking, AGapThatClosesInTimeIsNotAskedFor) {
  miss_one();
  pass(2ms);
  keeps(bob, two);
  look();
  EXPECT_THAT(wants_until(noticed + 5s), IsEmpty());
}

TEST_F(Asking, InACrowdMostWaitLong) {
  const auto crowd = near_peers(99);
  std::size_t early = 0;
  constexpr std::size_t kGaps = 200;
  for (std::size_t i = 0; i < kGaps; ++i) {
    auto author = near_peer("a", 200);
    author.write("lost");
    rooms.head_known(bench.now(), author.id(), author.peer.card.ep, Seq{});
    hears(author, (author.write("here"), author.posts.back()));
    const auto begun = bench.instant;
    early += wants_until(begun + 3ms + 100ms).empty() ? 0 : 1;
    EXPECT_THAT(wants_until(begun + 3ms + 200ms), SizeIs(testing::Le(1u)));
    hears(author, author.posts.front());  // or the next round would count what is still asked for this one
    leaves(author);
  }
  // Seven slots, each twice as likely as the one before: half of the time has 3.5 of them, about a twelfth.
  EXPECT_GT(early, 0u);
  EXPECT_LT(early, kGaps / 6);
}

TEST_F(Asking, ThreeTimesTheAuthorWithGrowingPausesThenSomebodyElse) {
  const auto ann = near_peer("ann", 8);
  miss_one();
  std::vector<Duration> pauses;
  std::vector<Address> asked;
  auto last = noticed;
  while (const auto next = rooms.deadline()) {
    run_to(*next);
    for (const auto& want : look().of_kind(wire::Kind::want)) {
      pauses.push_back(bench.instant - last);
      asked.push_back(address_of(want));
      last = bench.instant;
    }
  }
  const auto& b = bob.peer.address;
  const auto& a = ann.peer.address;
  EXPECT_THAT(asked, ElementsAre(b, b, b, a, a, a, a, a, a));
  pauses.erase(pauses.begin());
  EXPECT_THAT(pauses, ElementsAre(100ms, 200ms, 400ms, 800ms, 1600ms, 1600ms, 1600ms, 1600ms));
}

TEST_F(Asking, WhereNobodyElseIsTheAuthorIsAskedOnAndOn) {
  miss_one();
  std::vector<Address> asked;
  for (const auto& want : wants_until(noticed + 10s)) asked.push_back(address_of(want));
  EXPECT_EQ(asked, std::vector(9, bob.peer.address));
}

TEST_F(Asking, HopeEndsJustBeforeThePatienceWithTheRest) {
  miss_one();
  pass(9500ms);  // all the pauses, and the first wait is still to come
  EXPECT_THAT(shown(), IsEmpty());
  pass(7ms);
  EXPECT_THAT(shown(), ElementsAre("three"));
}

TEST_F(Asking, AnAuthorWhoLeftIsNotAsked) {
  const auto ann = near_peer("ann", 8);
  miss_one();
  leaves(bob);
  const auto wants = wants_until(noticed + 10ms);
  ASSERT_THAT(wants, SizeIs(1));
  EXPECT_EQ(address_of(wants[0]), ann.peer.address);
}

TEST_F(Asking, AnAuthorWhoRestartedHasNothingOfHisOldLog) {
  const auto ann = near_peer("ann", 8);
  miss_one();
  bob.peer.card.ep = Epoch{501};
  bench.acquaint(bob.peer);
  EXPECT_EQ(address_of(wants_until(noticed + 10ms).at(0)), ann.peer.address);
}

TEST_F(Asking, WhatWasGivenUpIsAskedForAgainWhenTheAuthorIsBack) {
  miss_one();
  leaves(bob);
  pass(60s);
  EXPECT_THAT(shown(), ElementsAre("three"));
  bench.acquaint(bob.peer);
  rooms.peer_changed(bench.now(), {PeerChange::What::appeared, bob.id()});
  EXPECT_THAT(wants_until(bench.instant + 7ms), SizeIs(1));
  keeps(bob, two);
  EXPECT_THAT(shown(), ElementsAre("two (late)"));
}

TEST_F(Asking, OneQuestionNamesUpToSixteenGaps) {
  for (std::uint64_t i = 0; i < 41; ++i) bob.write("x");
  for (std::size_t i = 0; i < 41; i += 2) hears(bob, bob.posts[i]);  // twenty gaps
  pass(7ms);
  std::size_t gaps = 0;
  for (const auto& want : questions()) {
    EXPECT_LE(want.rg.size(), 16u);
    gaps += want.rg.size();
  }
  EXPECT_EQ(gaps, 20u);
}

TEST_F(Asking, ANoneFromTheAuthorEndsTheWaiting) {
  miss_one();
  pass(10ms);
  look();
  answers(bob, wire::None{bob.id(), bob.id(), bob.peer.card.ep, Seq{3}});
  EXPECT_THAT(shown(), ElementsAre("three"));
}

TEST_F(Asking, ANoneForWhatIsFurtherDownChangesNothing) {
  miss_one();
  pass(10ms);
  look();
  answers(bob, wire::None{bob.id(), bob.id(), bob.peer.card.ep, Seq{2}});
  EXPECT_THAT(shown(), IsEmpty());
}

TEST_F(Asking, ANoneWithoutAQuestionToItsSenderIsIgnored) {
  const auto eve = near_peer("eve", 66);
  miss_one();
  const wire::None none{bob.id(), bob.id(), bob.peer.card.ep, Seq{3}};
  answers(bob, none);  // not asked yet
  pass(10ms);
  look();
  receive<wire::None>(bench.datagram_by(eve.peer, none), eve.peer.address);
  EXPECT_THAT(shown(), IsEmpty());
  EXPECT_EQ(counted(Count::dropped_unsolicited), 2u);
}

TEST_F(Asking, AnAnswerAfterTwoSecondsIsNone) {
  bench.config.want_retry_first = bench.config.want_retry_last = 3s;
  miss_one();
  pass(7ms);
  const wire::None none{bob.id(), bob.id(), bob.peer.card.ep, Seq{3}};
  pass(2s);
  look();
  answers(bob, none);
  EXPECT_THAT(shown(), IsEmpty());
}

TEST_F(Asking, ACookieIsSentBackWithTheSameQuestionOnce) {
  miss_one();
  pass(10ms);
  look();
  const auto send_cookie = [&](const Address& from) {
    wire::Head head;
    head.kind = wire::Kind::ck;
    head.token = wire::Token{1, 2, 3};
    const auto datagram = wire::encode_datagram(head, {});
    deliver<wire::Cookie>(bench, datagram, from, false,
                          [&](const Received& it, const wire::Cookie&) { rooms.receive_cookie(bench.now(), it); });
    return look().datagrams;
  };
  EXPECT_THAT(send_cookie(v4(66)), IsEmpty());  // was not asked
  const auto again = send_cookie(bob.peer.address);
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(wire::decode_head(again[0].datagram)->head.token, (wire::Token{1, 2, 3}));
  EXPECT_EQ(message_in<wire::Want>(again[0].datagram).rg, (Ranges{{2, 2}}));
  EXPECT_THAT(send_cookie(bob.peer.address), IsEmpty());
}

// --- answering ---

class Answering : public RoomsBench {
 protected:
  // A crowd, so that posts went by broadcast; everybody's address is proven and everybody has everything.
  void SetUp() override {
    for (const auto& peer : peers) bench.gate.prove(bench.instant, peer.peer.address);
    for (int i = 0; i < 100; ++i) says(std::to_string(i + 1));
    for (const auto& peer : peers) acknowledges(peer, 1, 100);
    look();
  }
  std::vector<Transmit> repairs() { return look().of_kind(wire::Kind::post); }
  void all_asked(Duration time) { pass(time); }

  std::vector<Writer> peers = near_peers(6);
};

TEST_F(Answering, OneAskerGetsAUnicastAfterTheGathering) {
  wants(peers[0], {{5, 5}});
  pass(3ms - 1us);
  EXPECT_THAT(repairs(), IsEmpty());
  pass(1us);
  const auto sent = repairs();
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_EQ(address_of(sent[0]), peers[0].peer.address);
  EXPECT_EQ(message_in<wire::Post>(sent[0].datagram).tx, "5");
}

TEST_F(Answering, TwoAskersMakeOneBroadcast) {
  wants(peers[0], {{5, 5}});
  pass(2ms);
  wants(peers[1], {{5, 5}});
  pass(1ms);
  const auto sent = repairs();
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_TRUE(to_group(sent[0]));
}

TEST_F(Answering, InASmallRoomNobodyWaitsForOthersToAsk) {
  bench.config.small_room = bench.roster.live_count();
  wants(peers[0], {{5, 5}});
  EXPECT_THAT(repairs(), SizeIs(1));
  bench.config.small_room = bench.roster.live_count() - 1;
  wants(peers[0], {{6, 6}});
  EXPECT_THAT(repairs(), IsEmpty());
}

TEST_F(Answering, WhenTheRoomHasBecomeSmallEachAskerGetsAUnicast) {
  wants(peers[0], {{5, 5}});
  wants(peers[1], {{5, 5}});
  bench.config.small_room = bench.roster.live_count();
  pass(3ms);
  const auto sent = repairs();
  ASSERT_THAT(sent, SizeIs(2));
  for (const auto& it : sent) EXPECT_FALSE(to_group(it));
}

TEST_F(Answering, OneAskerAskingTwiceIsOne) {
  wants(peers[0], {{5, 5}});
  wants(peers[0], {{5, 5}});
  pass(3ms);
  const auto sent = repairs();
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_FALSE(to_group(sent[0]));
}

TEST_F(Answering, TheSameEntryIsHeldForThirtyMilliseconds) {
  wants(peers[0], {{5, 5}});
  pass(3ms);
  repairs();
  pass(30ms - 1us);
  wants(peers[0], {{5, 5}});
  pass(10ms);
  EXPECT_THAT(repairs(), IsEmpty());
  wants(peers[0], {{5, 5}});
  pass(3ms);
  EXPECT_THAT(repairs(), SizeIs(1));
}

TEST_F(Answering, AnotherAskerWithinTheHoldIsServed) {
  wants(peers[0], {{5, 5}});
  pass(3ms);
  repairs();
  wants(peers[1], {{5, 5}});
  pass(3ms);
  EXPECT_EQ(address_of(repairs().at(0)), peers[1].peer.address);
}

TEST_F(Answering, AnUnprovenAskerGetsATokenAndNothingElse) {
  const auto eve = stranger("eve", 66);
  const wire::Want want{.fr = eve.id(), .au = bench.self.id, .ep = bench.context.epoch, .rg = {{1, 100}}};
  const auto question = bench.datagram_by(eve.peer, want);
  receive<wire::Want>(question, eve.peer.address);
  pass(1s);
  const auto came = look().datagrams;
  ASSERT_THAT(came, SizeIs(1));
  EXPECT_EQ(address_of(came[0]), eve.peer.address);
  EXPECT_LE(came[0].datagram.size(), question.size());
  const auto head = wire::decode_head(came[0].datagram)->head;
  EXPECT_EQ(head.kind, wire::Kind::ck);
  EXPECT_TRUE(bench.gate.accept_token(bench.instant, eve.peer.address, *head.token));
}

TEST_F(Answering, OneQuestionBringsAtMostSixtyFourEntriesInSteps) {
  wants(peers[0], {{1, 100}});
  pass(3ms);
  EXPECT_THAT(repairs(), SizeIs(32));
  pass(10ms - 1us);
  EXPECT_THAT(repairs(), IsEmpty());
  pass(1us);
  EXPECT_THAT(repairs(), SizeIs(32));
  pass(1s);
  EXPECT_THAT(repairs(), IsEmpty());
}

TEST_F(Answering, SoManyEntriesMayBeAskedForAtOnceThatNoMoreAreRemembered) {
  constexpr std::uint64_t kRequests = 4'096, kPerQuestion = 64;
  for (std::uint64_t i = 100; i < kRequests + 1; ++i) says("more");
  for (std::uint64_t first = 1; first <= kRequests; first += kPerQuestion)
    wants(peers[first % peers.size()], {{first, first + kPerQuestion - 1}});
  EXPECT_EQ(counted(Count::dropped_full), 0u);
  wants(peers[0], {{kRequests + 1, kRequests + 1}});
  EXPECT_EQ(counted(Count::dropped_full), 1u);
}

TEST_F(Answering, ARangeWithoutEndCostsNoMoreThanWhatIsThere) {
  wants(peers[0], {{99, kIntegerMax}});
  pass(3ms);
  EXPECT_THAT(repairs(), SizeIs(2));
}

TEST_F(Answering, WhatIsBelowTheLowestIsSaidToBeGone) {
  const auto& asker = peers[0];
  answers(asker, wire::Want{.fr = asker.id(), .au = bench.self.id, .ep = Epoch{7}, .rg = {{1, 1}}});
  auto nones = sent<wire::None>(wire::Kind::none);
  ASSERT_THAT(nones, SizeIs(1));
  EXPECT_EQ(nones[0].lo, Seq{kIntegerMax});
  wants(asker, {{1, 1}});
  EXPECT_THAT(sent<wire::None>(wire::Kind::none), IsEmpty());
}

TEST_F(Answering, EntriesOfOthersAreRelayedAsTheirAuthorSignedThem) {
  auto bob = near_peer("bob", 7);
  const auto post = bob.write("hi");
  keeps(bob, post);
  look();
  answers(peers[0], wire::Want{.fr = peers[0].id(), .au = bob.id(), .ep = bob.peer.card.ep, .rg = {{1, 1}}});
  pass(3ms);
  EXPECT_EQ(repairs().at(0).datagram, bench.datagram_by(bob.peer, post));
}

}  // namespace earshot::core
