#include "core/receipts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core_rooms_bench.h"

namespace earshot::core {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class ReceiptsTest : public RoomsBench {
 protected:
  // Of the messages that the peer has since the last look, the ids.
  std::vector<MessageId> delivered() {
    std::vector<MessageId> ids;
    for (const auto& state : look().all<event::State>())
      if (state.state == DeliveryState::delivered) ids.push_back(state.id);
    return ids;
  }
  std::vector<std::uint64_t> sent_again() {
    std::vector<std::uint64_t> places;
    for (const auto& post : sent<wire::Post>(wire::Kind::post)) places.push_back(post.sq.value);
    return places;
  }
  Writer bob = near_peer("bob", 7);
};

TEST_F(ReceiptsTest, AnAcknowledgementDeliversOnce) {
  const auto id = says("hi");
  EXPECT_THAT(delivered(), IsEmpty());
  acknowledges(bob, 1, 1);
  EXPECT_THAT(delivered(), ElementsAre(id));
  acknowledges(bob, 1, 1);
  EXPECT_THAT(delivered(), IsEmpty());
}

TEST_F(ReceiptsTest, ItIsCumulativeAndLeavesOutWhatIsMissing) {
  const auto one = says("one"), two = says("two"), three = says("three");
  acknowledges(bob, 1, 3, {{2, 2}});
  EXPECT_THAT(delivered(), ElementsAre(one, three));
  acknowledges(bob, 1, 3);
  EXPECT_THAT(delivered(), ElementsAre(two));
}

TEST_F(ReceiptsTest, ALongMessageIsDeliveredWithItsLastPart) {
  bench.config.post_text_bytes = 10;
  const auto id = says(std::string(30, 'x'));
  acknowledges(bob, 1, 3, {{2, 2}});
  EXPECT_THAT(delivered(), IsEmpty());
  acknowledges(bob, 1, 3);
  EXPECT_THAT(delivered(), ElementsAre(id));
}

TEST_F(ReceiptsTest, TakingItBackChangesNothing) {
  says("one");
  acknowledges(bob, 1, 1);
  says("two");
  look();
  acknowledges(bob, 1, 2, {{1, 2}});  // "I have nothing"
  acknowledges(bob, 1, 1);
  EXPECT_THAT(delivered(), IsEmpty());
}

TEST_F(ReceiptsTest, AForgedOneCountsForNobody) {
  const auto eve = near_peer("eve", 66);
  says("hi");
  look();
  const wire::Ack ack{.fr = bob.id(), .au = bench.self.id, .ep = bench.context.epoch, .lo = Seq{1}, .hd = Seq{1}};
  receive<wire::Ack>(bench.datagram_by(eve.peer, ack), bob.peer.address);
  EXPECT_THAT(delivered(), IsEmpty());
  EXPECT_EQ(counted(Count::dropped_bad_signature), 1u);
}

TEST_F(ReceiptsTest, TheUnsentCannotBeAcknowledged) {
  const auto id = says("hi");
  acknowledges(bob, 1, 2);
  acknowledges(bob, 1, kIntegerMax);
  EXPECT_THAT(delivered(), IsEmpty());
  EXPECT_EQ(counted(Count::dropped_far_ahead), 2u);
  acknowledges(bob, 1, 1);
  EXPECT_THAT(delivered(), ElementsAre(id));
}

TEST_F(ReceiptsTest, AnOldEpochAStrangerAndSomebodyElsesLogDoNotCount) {
  says("hi");
  look();
  wire::Ack ack{.fr = bob.id(), .au = bench.self.id, .ep = Epoch{1}, .lo = Seq{1}, .hd = Seq{1}};
  answers(bob, ack);
  EXPECT_EQ(counted(Count::dropped_stale), 1u);
  ack.ep = bench.context.epoch;
  const auto eve = stranger("eve", 66);
  ack.fr = eve.id();
  answers(eve, ack);
  EXPECT_EQ(counted(Count::dropped_stranger), 1u);
  ack.fr = bob.id();
  ack.au = eve.id();
  answers(bob, ack);
  EXPECT_EQ(counted(Count::dropped_unsolicited), 1u);
  EXPECT_THAT(delivered(), IsEmpty());
}

TEST_F(ReceiptsTest, WhatIsMissingGoesAgainAtOnceInASmallRoom) {
  says("one");
  says("two");
  look();
  acknowledges(bob, 1, 2, {{1, 1}});
  EXPECT_THAT(sent_again(), ElementsAre(1u));
}

TEST_F(ReceiptsTest, WhoseViewBeginsLaterGetsWhatHeCannotKnowHeLacks) {
  says("one");
  says("two");
  says("three");
  look();
  acknowledges(bob, 3, 3);
  EXPECT_THAT(sent_again(), ElementsAre(2u, 1u));
}

TEST_F(ReceiptsTest, AnAcknowledgementPlayedBackSendsNothingAgain) {
  for (int i = 0; i < 65; ++i) says("x");
  acknowledges(bob, 1, 64, {{1, 63}});
  acknowledges(bob, 1, 64);
  pass(40ms);  // what was served is held back no longer
  look();
  acknowledges(bob, 1, 64, {{1, 63}});
  EXPECT_THAT(sent_again(), IsEmpty());
}

TEST_F(ReceiptsTest, AGapThatIsStillThereIsServedWithNewsOnly) {
  says("one");
  says("two");
  acknowledges(bob, 1, 2, {{1, 1}});
  look();
  pass(4ms);
  says("three");
  look();
  bench.instant += 40ms;  // as if no reminder had been due
  acknowledges(bob, 1, 2, {{1, 1}});
  EXPECT_THAT(sent_again(), IsEmpty());
  acknowledges(bob, 1, 3, {{1, 1}});
  EXPECT_THAT(sent_again(), ElementsAre(1u));
}

TEST_F(ReceiptsTest, ASilentPeerIsRemindedAfterFiveMillisecondsAndThenLessAndLess) {
  bench.config.tail_copy = 1h;
  says("hi");
  look();
  const auto posted = bench.instant;
  run_to(posted + 5ms - 1us);
  EXPECT_THAT(sent_again(), IsEmpty());
  std::vector<Duration> pauses;
  auto last = posted;
  while (pauses.size() < 10) {
    run_to(*rooms.deadline());
    if (sent_again().empty()) continue;
    pauses.push_back(bench.instant - last);
    last = bench.instant;
  }
  EXPECT_THAT(pauses, ElementsAre(5ms, 20ms, 40ms, 80ms, 160ms, 320ms, 640ms, 1280ms, 1600ms, 1600ms));
}

TEST_F(ReceiptsTest, InACrowdTheWindowOfAnswersIsWaitedForTwice) {
  bench.config.tail_copy = bench.config.tail_slack = 1h;
  const auto crowd = near_peers(9);
  says("hi");
  look();
  const auto posted = bench.instant;
  run_to(posted + 40ms - 1us);  // ten peers answer within 20 ms
  EXPECT_THAT(sent_again(), IsEmpty());
  run_to(posted + 40ms);
  EXPECT_THAT(sent_again(), SizeIs(10));
}

TEST_F(ReceiptsTest, TheTimeToThePeerAndBackCounts) {
  bench.roster.measured(bob.id(), 8ms);
  says("hi");
  look();
  pass(13ms - 1us);
  EXPECT_THAT(sent_again(), IsEmpty());
  pass(1us);
  EXPECT_THAT(sent_again(), SizeIs(1));
}

TEST_F(ReceiptsTest, WhoHasAnsweredIsNotReminded) {
  says("hi");
  acknowledges(bob, 1, 1);
  look();
  pass(10s);
  EXPECT_THAT(look().datagrams, IsEmpty());
}

TEST_F(ReceiptsTest, WhoIsGoneIsNotRemindedUntilHeIsBack) {
  says("hi");
  leaves(bob);
  pass(10s);
  look();
  pass(10s);
  EXPECT_THAT(look().of_kind(wire::Kind::post), IsEmpty());
  bench.acquaint(bob.peer);
  rooms.peer_changed(bench.now(), {PeerChange::What::appeared, bob.id()});
  pass(5ms);
  EXPECT_THAT(sent_again(), ElementsAre(1u));
}

TEST_F(ReceiptsTest, WhoRestartedIsANewcomer) {
  says("hi");
  bob.peer.card.ep = Epoch{501};
  bench.acquaint(bob.peer);
  rooms.peer_changed(bench.now(), {PeerChange::What::restarted, bob.id()});
  look();
  pass(50ms);
  EXPECT_THAT(sent_again(), IsEmpty());
}

TEST_F(ReceiptsTest, ALostBurstIsSentAgainInSteps) {
  for (int i = 0; i < 1'000; ++i) says("x");
  look();
  acknowledges(bob, 1, 1'000, {{1, 999}});
  EXPECT_THAT(sent_again(), SizeIs(32));
  std::size_t most = 0;
  for (int step = 0; step < 100; ++step) {
    pass(10ms);
    most = std::max(most, sent_again().size());
  }
  EXPECT_LE(most, 64u);  // a step may begin in the middle of a share's time
}

TEST_F(ReceiptsTest, ThirtyPercentLossBothWaysStillDeliversAll) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const auto lost = [&] { return random.below(10) < 3; };
    const auto base = rooms.own_head().value;
    SeqSet held;
    for (int i = 0; i < 30; ++i) says("x");
    const auto end = base + 30;
    const auto begun = bench.instant;
    while (!held.missing(base + 1, end).empty() && bench.instant < begun + 30s) {
      for (const auto& post : sent<wire::Post>(wire::Kind::post)) {
        if (lost()) continue;
        held.add(post.sq.value, post.sq.value);
        if (!lost()) acknowledges(bob, base + 1, held.highest(), held.missing(base + 1, held.highest(), 16));
      }
      pass(1ms);
    }
    EXPECT_THAT(held.missing(base + 1, end), IsEmpty());
    EXPECT_LT(bench.instant - begun, 2s);
    acknowledges(bob, base + 1, end);
  }
}

}  // namespace earshot::core
