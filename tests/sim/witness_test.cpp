// What the witness must see, told to it by hand.
#include "support/witness.h"

#include <gtest/gtest.h>

#include "earshot/core/ids.h"
#include "earshot/wire/codec.h"

namespace earshot::sim {
namespace {

constexpr Epoch kEpoch{7};

PeerId id_of(std::uint8_t number) {
  PeerId id{};
  id.bytes[0] = number;
  return id;
}
const PeerId kHostAnn = id_of(1), kHostBob = id_of(2);

record::Entry entry(std::uint64_t seq, const Bytes& body = "body") {
  return {.author = kHostAnn, .epoch = kEpoch, .seq = Seq{seq}, .body = body};
}
MessageId message_id(std::uint64_t seq) { return core::room_message_id(kHostAnn, kEpoch, Seq{seq}); }

Event message(std::uint64_t seq, bool outgoing) {
  event::Message it;
  it.id = message_id(seq);
  it.outgoing = outgoing;
  it.from.id = kHostAnn;
  it.text = "hi";
  return {.seq = {}, .at = {}, .what = it};
}
Event have_it(std::size_t count) {
  event::State it;
  it.id = message_id(1);
  it.to.id = kHostBob;
  it.state = DeliveryState::sent;
  it.of = {count, 2};
  return {.seq = {}, .at = {}, .what = it};
}
Bytes ack(std::uint64_t lo, std::uint64_t hd, std::vector<wire::Range> mi = {}) {
  const wire::Ack it{.fr = kHostBob, .au = kHostAnn, .ep = kEpoch, .lo = Seq{lo}, .hd = Seq{hd}, .mi = std::move(mi)};
  return wire::encode_datagram({.kind = wire::Kind::ack, .signature = wire::Signature{}}, wire::encode_body(it));
}

std::string rule(const Witness::Verdict& verdict) { return verdict ? verdict->rule : ""; }

TEST(SimWitness, AnAcknowledgementNamesOnlyWhatIsOnTheDisk) {
  Witness witness;
  for (const std::uint64_t seq : {1, 2, 4}) witness.durable(kHostBob, entry(seq));
  EXPECT_EQ(rule(witness.sent(kHostBob, ack(1, 2))), "");
  EXPECT_EQ(rule(witness.sent(kHostBob, ack(1, 4, {{3, 3}}))), "");
  EXPECT_EQ(rule(witness.sent(kHostBob, ack(1, 4))), "acknowledged, but not on the disk");
  EXPECT_EQ(rule(witness.sent(kHostBob, ack(1, 5, {{3, 3}}))), "acknowledged, but not on the disk");
  EXPECT_EQ(rule(witness.sent(kHostBob, ack(3, 4))), "acknowledged, but not on the disk");
  witness.lost_its_data(kHostBob, {});
  EXPECT_EQ(rule(witness.sent(kHostBob, ack(1, 2))), "acknowledged, but not on the disk");
}

TEST(SimWitness, NoMoreHaveAMessageThanHaveItOnTheirDisks) {
  Witness witness;
  EXPECT_EQ(rule(witness.emitted(kHostAnn, message(1, true))), "");
  witness.durable(kHostAnn, entry(1));
  EXPECT_EQ(rule(witness.emitted(kHostAnn, have_it(0))), "");
  EXPECT_EQ(rule(witness.emitted(kHostAnn, have_it(1))), "more are said to have it than have it");
  witness.durable(kHostBob, entry(1));
  EXPECT_EQ(rule(witness.emitted(kHostAnn, have_it(1))), "");
}

TEST(SimWitness, WhatWasSaidIsOnItsAuthorsDiskInTheEndUnlessItCrashed) {
  Witness witness;
  (void)witness.emitted(kHostAnn, message(1, true));
  EXPECT_EQ(rule(witness.rested(kHostAnn)), "said, and not on the author's disk");
  witness.durable(kHostAnn, entry(1));
  EXPECT_EQ(rule(witness.rested(kHostAnn)), "");
  (void)witness.emitted(kHostAnn, message(2, true));
  witness.crashed(kHostAnn);
  EXPECT_EQ(rule(witness.rested(kHostAnn)), "");
}

TEST(SimWitness, OnePlaceHasOneMessage) {
  Witness witness;
  witness.durable(kHostAnn, entry(1, "one"));
  witness.durable(kHostBob, entry(1, "one"));
  EXPECT_EQ(rule(witness.sent(kHostBob, ack(1, 1))), "");
  witness.durable(kHostBob, entry(1, "another"));
  EXPECT_EQ(rule(witness.sent(kHostBob, ack(1, 1))), "one place in a log has two messages");
}

TEST(SimWitness, ShownIsWhatWasSaidOnceAndInOrder) {
  Witness witness;
  EXPECT_EQ(rule(witness.emitted(kHostBob, message(1, false))), "shown, but nobody said it");
  Witness other;
  for (const std::uint64_t seq : {1, 2, 3}) (void)other.emitted(kHostAnn, message(seq, true));
  EXPECT_EQ(rule(other.emitted(kHostBob, message(2, false))), "");
  EXPECT_EQ(rule(other.emitted(kHostBob, message(1, false))), "shown after what its author said later");
  EXPECT_EQ(rule(other.emitted(kHostBob, message(3, false))), "");
  EXPECT_EQ(rule(other.emitted(kHostBob, message(3, false))), "shown twice");
  EXPECT_EQ(rule(other.emitted(kHostAnn, message(1, true))), "two messages have one id");
}

}  // namespace
}  // namespace earshot::sim
