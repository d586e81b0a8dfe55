#include "core/deliveries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core_bench.h"

namespace earshot::core {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class DeliveriesTest : public testing::Test {
 protected:
  DeliveriesTest() {
    bench.acquaint(bob);
    bench.acquaint(carol);
  }
  void begin(DeliveryState state, std::vector<PeerId> recipients) {
    Deliveries::Start start;
    start.id = id;
    start.conversation = where;
    start.recipients = std::move(recipients);
    start.state = state;
    start.text = "hi";
    bench.deliveries.begin(bench.now(), start);
  }
  void await(command::Send::Wait wait, std::size_t not_here = 0) {
    command::Send send;
    send.wait = wait;
    bench.deliveries.await(bench.now(), CommandId{7}, send, {id}, not_here);
  }
  std::vector<event::Reply> replies() { return bench.come().all<event::Reply>(); }

  Bench bench;
  Bench::Other bob = bench.other("bob", 7), carol = bench.other("carol", 8);
  MessageId id{{1}};
  Conversation where{Conversation::Kind::room, {}, "lobby"};
};

using Wait = command::Send::Wait;

TEST_F(DeliveriesTest, NobodyIsToldDeliveredBeforeTheAcknowledgement) {
  begin(DeliveryState::sent, {bob.card.id});
  await(Wait::delivered);
  EXPECT_THAT(replies(), IsEmpty());
  bench.pass(3ms);
  bench.deliveries.delivered(bench.now(), id, bob.card.id);
  const auto came = bench.come();
  const auto states = came.all<event::State>();
  ASSERT_THAT(states, SizeIs(1));
  EXPECT_EQ(states[0].state, DeliveryState::delivered);
  EXPECT_EQ(states[0].rtt, 3ms);
  const auto reply = came.all<event::Reply>();
  ASSERT_THAT(reply, SizeIs(1));
  EXPECT_FALSE(reply[0].error);
  EXPECT_EQ(reply[0].of, (Of{1, 1}));
}

TEST_F(DeliveriesTest, AnAcknowledgementCountsOnce) {
  begin(DeliveryState::sent, {bob.card.id, carol.card.id});
  bench.come();
  bench.deliveries.delivered(bench.now(), id, bob.card.id);
  bench.deliveries.delivered(bench.now(), id, bob.card.id);
  const auto states = bench.come().all<event::State>();
  ASSERT_THAT(states, SizeIs(1));
  EXPECT_EQ(states[0].of, (Of{1, 2}));
}

TEST_F(DeliveriesTest, AStrangersAcknowledgementCountsForNothing) {
  begin(DeliveryState::sent, {bob.card.id});
  bench.come();
  bench.deliveries.delivered(bench.now(), id, carol.card.id);
  bench.deliveries.delivered(bench.now(), MessageId{{9}}, bob.card.id);
  EXPECT_THAT(bench.come().events, IsEmpty());
}

TEST_F(DeliveriesTest, AtTheTimeoutAndNotBeforeTheAnswerIsWhatIsKnown) {
  begin(DeliveryState::sent, {bob.card.id, carol.card.id});
  await(Wait::delivered);
  bench.deliveries.delivered(bench.now(), id, bob.card.id);
  bench.pass(5s - 1us);
  bench.deliveries.wake(bench.now());
  EXPECT_THAT(replies(), IsEmpty());
  EXPECT_EQ(bench.deliveries.deadline(), bench.instant + 1us);
  bench.pass(1us);
  bench.deliveries.wake(bench.now());
  const auto reply = replies();
  ASSERT_THAT(reply, SizeIs(1));
  EXPECT_EQ(reply[0].error->code, ErrorCode::partial);
  EXPECT_EQ(reply[0].of, (Of{1, 2}));
  EXPECT_FALSE(bench.deliveries.deadline());
}

TEST_F(DeliveriesTest, WithoutAnyAcknowledgementItIsNoAnswer) {
  begin(DeliveryState::sent, {bob.card.id});
  await(Wait::delivered);
  bench.pass(5s);
  bench.deliveries.wake(bench.now());
  EXPECT_EQ(replies().at(0).error->code, ErrorCode::no_answer);
}

TEST_F(DeliveriesTest, QueuedIsSaidAtOnceAndSentLater) {
  begin(DeliveryState::queued, {bob.card.id});
  await(Wait::delivered);
  EXPECT_EQ(replies().at(0).error->code, ErrorCode::queued);
  EXPECT_EQ(bench.deliveries.queued(), 1u);
  bench.deliveries.sent(bench.now(), id, bob.card.id);
  EXPECT_EQ(bench.come().all<event::State>().at(0).state, DeliveryState::sent);
  bench.deliveries.sent(bench.now(), id, bob.card.id);  // again: no news
  EXPECT_THAT(bench.come().events, IsEmpty());
}

TEST_F(DeliveriesTest, StatesNeverGoBack) {
  begin(DeliveryState::sent, {bob.card.id});
  bench.deliveries.delivered(bench.now(), id, bob.card.id);
  bench.come();
  bench.deliveries.sent(bench.now(), id, bob.card.id);
  bench.deliveries.failed(bench.now(), id, bob.card.id, "expired");
  EXPECT_THAT(bench.come().events, IsEmpty());
}

TEST_F(DeliveriesTest, SomebodyWhoWasNotHereMakesItPartial) {
  begin(DeliveryState::sent, {bob.card.id});
  await(Wait::delivered, 1);
  bench.deliveries.delivered(bench.now(), id, bob.card.id);
  const auto reply = replies();
  ASSERT_THAT(reply, SizeIs(1));
  EXPECT_EQ(reply[0].error->code, ErrorCode::partial);
  EXPECT_EQ(reply[0].of, (Of{1, 2}));
}

TEST_F(DeliveriesTest, WhoWaitsForSentIsAnsweredWhenEveryCopyHasLeft) {
  where = {Conversation::Kind::peer, bob.card.id, "bob"};
  begin(DeliveryState::sent, {bob.card.id, carol.card.id});
  await(Wait::sent);
  bench.deliveries.sent(bench.now(), id, bob.card.id);
  bench.deliveries.sent(bench.now(), id, bob.card.id);
  EXPECT_THAT(replies(), IsEmpty());
  bench.deliveries.sent(bench.now(), id, carol.card.id);
  const auto reply = replies();
  ASSERT_THAT(reply, SizeIs(1));
  EXPECT_FALSE(reply[0].error);
  EXPECT_EQ(reply[0].of, (Of{0, 2}));
}

TEST_F(DeliveriesTest, WhatCouldNotBeSentInTimeIsNoAnswer) {
  where = {Conversation::Kind::peer, bob.card.id, "bob"};
  begin(DeliveryState::sent, {bob.card.id, carol.card.id});
  await(Wait::sent);
  bench.deliveries.delivered(bench.now(), id, bob.card.id);
  bench.pass(5s);
  bench.deliveries.wake(bench.now());
  EXPECT_EQ(replies().at(0).error->code, ErrorCode::no_answer);
}

TEST_F(DeliveriesTest, WhoIsNotHereKeepsNobodyWaitingForSent) {
  where = {Conversation::Kind::peer, bob.card.id, "bob"};
  begin(DeliveryState::queued, {bob.card.id});
  await(Wait::sent);
  EXPECT_EQ(replies().at(0).error->code, ErrorCode::queued);
}

TEST_F(DeliveriesTest, InARoomAllIsSentAtOnce) {
  begin(DeliveryState::sent, {bob.card.id, carol.card.id});
  await(Wait::sent);
  const auto reply = replies();
  ASSERT_THAT(reply, SizeIs(1));
  EXPECT_FALSE(reply[0].error);
}

TEST_F(DeliveriesTest, WithoutWaitingTheAnswerComesAtOnceAndPromisesNothing) {
  begin(DeliveryState::sent, {bob.card.id});
  await(Wait::none);
  const auto reply = replies();
  ASSERT_THAT(reply, SizeIs(1));
  EXPECT_FALSE(reply[0].error);
  EXPECT_EQ(reply[0].of, (Of{0, 1}));
}

}  // namespace earshot::core
