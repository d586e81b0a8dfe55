#include "core/outbox.h"

#include <gmock/gmock.h>

#include "earshot/wire/limits.h"

namespace earshot::core {
namespace {

using ::testing::ElementsAre;

class OutboxTest : public ::testing::Test {
 protected:
  static MessageId id(std::uint8_t number) { return MessageId{{number}}; }
  void write(std::uint8_t number, const std::string& text = "hi") {
    outbox.push(id(number), split(text, outbox.next_number(), 1'000 + number, {}, false));
  }
  void remember(std::uint8_t number, std::uint64_t stream, std::uint64_t first) {
    outbox.restore(id(number), stream, split("old", first, number, {}, false));
  }
  // Sends all that waits; the numbers that left.
  std::vector<std::uint64_t> send() {
    std::vector<std::uint64_t> numbers;
    while (outbox.has_waiting()) {
      numbers.push_back(outbox.waiting().i);
      (void)outbox.sent(packet++);
    }
    return numbers;
  }
  std::vector<std::uint8_t> stored(std::uint64_t up_to) {
    std::vector<std::uint8_t> ids;
    for (const auto& message : outbox.stored(up_to)) ids.push_back(message.id.bytes[0]);
    return ids;
  }

  Outbox outbox{100};
  std::uint64_t packet = 0;
};

TEST(Split, CutsWhereAFragmentIsFull) {
  const auto sizes = [](const std::string& text) {
    std::vector<std::size_t> found;
    for (const auto& fragment : split(text, 1, 1'000, {}, false)) found.push_back(fragment.tx.size());
    return found;
  };
  EXPECT_THAT(sizes(std::string(860, 'x')), ElementsAre(860));
  EXPECT_THAT(sizes(std::string(861, 'x')), ElementsAre(860, 1));
  EXPECT_THAT(sizes(std::string(431, '"')), ElementsAre(430, 1)) << "two bytes each";
  EXPECT_THAT(sizes(std::string(144, '\x1b')), ElementsAre(143, 1)) << "six bytes each";
  EXPECT_THAT(sizes('"' + std::string(859, 'x')), ElementsAre(859, 1));
  EXPECT_THAT(sizes("\"\"" + std::string(856, 'x') + "\x1b\x1b"), ElementsAre(858, 2));
  EXPECT_THAT(sizes(""), ElementsAre(0));
}

TEST(Split, CountsThePartsWhereThereAreSeveral) {
  EXPECT_FALSE(split("hi", 7, 1'000, {}, false).front().pt);
  const auto two = split(std::string(861, 'x'), 7, 1'000, {}, false);
  EXPECT_EQ(two[0].i, 7u);
  EXPECT_EQ(two[1].i, 8u);
  EXPECT_EQ(two[0].pt, (std::pair<std::uint64_t, std::uint64_t>{1, 2}));
  EXPECT_EQ(two[1].pt, (std::pair<std::uint64_t, std::uint64_t>{2, 2}));
}

TEST(Split, GivesUpWhereAMessageEnds) {
  EXPECT_EQ(split(std::string(wire::kTextBytesMax, 'x'), 1, 1'000, {}, false).size(), 77u);
  EXPECT_TRUE(split(std::string(wire::kTextBytesMax + 1, 'x'), 1, 1'000, {}, false).empty());
  EXPECT_EQ(split(std::string(128 * 143, '\x1b'), 1, 1'000, {}, false).size(), 128u);
  EXPECT_TRUE(split(std::string(128 * 143 + 1, '\x1b'), 1, 1'000, {}, false).empty());
}

TEST_F(OutboxTest, NoMoreThanAThousandAndTwentyFourFragmentsAreAheadOfTheDisk) {
  for (int i = 0; i < 1'026; ++i) write(1);
  EXPECT_EQ(send().size(), 1'024u);
  EXPECT_FALSE(outbox.awaits_storage()) << "nothing was acknowledged";
  stored(1);
  EXPECT_THAT(send(), ElementsAre(1'025));
}

TEST_F(OutboxTest, WhatIsAcknowledgedIsNotSentAgainAndAwaitsTheDisk) {
  for (std::uint8_t i = 1; i <= 3; ++i) write(i);
  outbox.acknowledged({1});  // nobody can: it has not left
  EXPECT_THAT(send(), ElementsAre(1, 2, 3));
  outbox.acknowledged({1, 3, 4});
  outbox.acknowledged({1});
  EXPECT_FALSE(outbox.awaits_storage());
  outbox.again({1, 2, 3});
  EXPECT_THAT(send(), ElementsAre(2));
  outbox.acknowledged({2});
  EXPECT_TRUE(outbox.awaits_storage());
  EXPECT_THAT(stored(3), ElementsAre(1, 2, 3));
  EXPECT_FALSE(outbox.awaits_storage()) << "there is nothing left";
}

TEST_F(OutboxTest, OfALostPacketGoesAgainWhatHasNotLeftInALaterOne) {
  write(1);
  write(2);
  EXPECT_THAT(send(), ElementsAre(1, 2));  // in the packets 0 and 1
  outbox.again({1});
  EXPECT_THAT(send(), ElementsAre(1));  // in packet 2
  outbox.lost(0, {1});
  EXPECT_FALSE(outbox.has_waiting());
  outbox.lost(2, {1});
  outbox.lost(1, {2});
  outbox.acknowledged({2});  // late, and yet it arrived
  EXPECT_THAT(send(), ElementsAre(1));
}

TEST_F(OutboxTest, SaysWhichMessageIsCompleteWithAFragment) {
  write(1);
  write(2, std::string(861, 'x'));
  ASSERT_EQ(outbox.sent(0)->id, id(1));
  EXPECT_EQ(outbox.sent(1), nullptr);
  ASSERT_EQ(outbox.sent(2)->id, id(2));
}

TEST_F(OutboxTest, WhatIsStoredBeforeItIsAcknowledgedIsNoLongerUnderWay) {
  write(1);
  write(2);
  send();
  EXPECT_THAT(stored(1), ElementsAre(1));
  outbox.acknowledged({2});
  EXPECT_TRUE(outbox.awaits_storage());
  EXPECT_THAT(stored(2), ElementsAre(2));
}

TEST_F(OutboxTest, AStreamDoesNotGoOnInTheNextNorBehindAHole) {
  remember(7, 40, 1);
  remember(8, 40, 3);
  remember(1, 50, 1);
  remember(2, 60, 2);
  remember(3, 60, 4);
  EXPECT_THAT(send(), ElementsAre(1));
  EXPECT_THAT(stored(1), ElementsAre(7));
  EXPECT_THAT(send(), ElementsAre(3));
  EXPECT_THAT(stored(3), ElementsAre(8));
  EXPECT_EQ(outbox.stream(), 50u);
  EXPECT_THAT(send(), ElementsAre(1));
  EXPECT_THAT(stored(1), ElementsAre(1));
  EXPECT_EQ(outbox.stream(), 60u);
  EXPECT_THAT(send(), ElementsAre(2));
  EXPECT_THAT(stored(2), ElementsAre(2));
  EXPECT_EQ(outbox.lowest(), 4u);
  EXPECT_THAT(send(), ElementsAre(4));
}

TEST_F(OutboxTest, WhenTheFirstIsTakenBackTheSecondGoes) {
  write(1);
  write(2);
  EXPECT_TRUE(outbox.withdraw(id(1)));
  EXPECT_EQ(outbox.lowest(), 2u);
  EXPECT_THAT(send(), ElementsAre(2));
}

TEST_F(OutboxTest, WhatHasLeftInPartCannotBeTakenBack) {
  write(1);
  write(2, std::string(2'000, 'x'));
  (void)outbox.sent(0);
  (void)outbox.sent(1);
  EXPECT_FALSE(outbox.withdraw(id(2)));
}

TEST_F(OutboxTest, GivingUpEndsTheStreamIfAnythingWasInIt) {
  EXPECT_TRUE(outbox.abandon().empty());
  EXPECT_EQ(outbox.stream(), 100u);
  remember(1, 50, 7);
  write(2);
  EXPECT_EQ(outbox.abandon().size(), 2u);
  EXPECT_TRUE(outbox.empty());
  EXPECT_EQ(outbox.stream(), 101u);
  EXPECT_EQ(outbox.next_number(), 1u);
}

TEST_F(OutboxTest, AMessageSaysWhereItWasWrittenOnlyWhenThatIsElsewhere) {
  write(1);
  EXPECT_FALSE(outbox.move_above(99));
  EXPECT_FALSE(outbox.waiting().og);
  EXPECT_TRUE(outbox.move_above(100)) << "the own stream is not above it";
  EXPECT_EQ(outbox.waiting().og, (std::pair<std::uint64_t, std::uint64_t>{100, 1}));
}

TEST_F(OutboxTest, AMessageThatGetsAnotherNumberInItsStreamSaysWhichItHad) {
  remember(1, 50, 7);
  write(2);
  EXPECT_FALSE(outbox.move_above(80));
  (void)outbox.sent(0);
  EXPECT_EQ(outbox.waiting().i, 2u);
  EXPECT_EQ(outbox.waiting().og, (std::pair<std::uint64_t, std::uint64_t>{100, 1}));
}

TEST_F(OutboxTest, NobodyMayBringItToWhereStreamsEnd) {
  constexpr auto kHalf = std::uint64_t{1} << 52;
  write(1);
  EXPECT_FALSE(outbox.move_above(kHalf));
  EXPECT_EQ(outbox.stream(), 100u);
  EXPECT_TRUE(outbox.move_above(kHalf - 1));
  EXPECT_EQ(outbox.stream(), kHalf);
}

TEST_F(OutboxTest, WhatEarlierStartsHaveLeftGoesFirstEachInItsStream) {
  remember(1, 50, 7);
  remember(2, 50, 8);
  remember(3, 60, 1);
  write(4);
  EXPECT_EQ(outbox.messages(), 4u);
  EXPECT_EQ(outbox.stream(), 50u);
  EXPECT_EQ(outbox.lowest(), 7u);
  EXPECT_THAT(send(), ElementsAre(7, 8));
  EXPECT_THAT(stored(8), ElementsAre(1, 2));
  EXPECT_EQ(outbox.stream(), 60u);
  EXPECT_THAT(send(), ElementsAre(1));
  EXPECT_THAT(stored(1), ElementsAre(3));
  EXPECT_EQ(outbox.stream(), 100u);
  EXPECT_THAT(send(), ElementsAre(1));
  EXPECT_THAT(stored(1), ElementsAre(4));
  EXPECT_TRUE(outbox.empty());
}

TEST_F(OutboxTest, AStreamOfAnEarlierStartMayHaveGotFurtherThanIsKnown) {
  remember(1, 50, 7);
  EXPECT_THAT(stored(30), ElementsAre(1));
}

TEST_F(OutboxTest, ADlBeyondWhatWasSentInTheOwnStreamIsIgnored) {
  write(1);
  EXPECT_THAT(stored(1), ElementsAre());
  send();
  EXPECT_THAT(stored(2), ElementsAre());
  EXPECT_THAT(stored(1), ElementsAre(1));
}

TEST_F(OutboxTest, WhenThePeerKnowsALaterStreamAllMovesAboveItAndSaysWhereItWasWritten) {
  remember(1, 50, 7);
  write(2);
  write(3);
  EXPECT_FALSE(outbox.move_above(80)) << "the own stream is above it";
  EXPECT_EQ(outbox.stream(), 100u);
  EXPECT_EQ(outbox.waiting().i, 1u);
  EXPECT_EQ(outbox.waiting().og, (std::pair<std::uint64_t, std::uint64_t>{50, 7}));
  EXPECT_THAT(send(), ElementsAre(1, 2, 3));
  EXPECT_TRUE(outbox.move_above(200));
  EXPECT_EQ(outbox.stream(), 201u);
  EXPECT_EQ(outbox.newest_stream(), 201u);
  EXPECT_EQ(outbox.next_number(), 4u);
  EXPECT_THAT(send(), ElementsAre(1, 2, 3));
  EXPECT_THAT(stored(3), ElementsAre(1, 2, 3));
}

TEST_F(OutboxTest, WhatHasLeftCannotBeTakenBackAndWhatHasNotCan) {
  write(1);
  send();
  write(2);
  EXPECT_FALSE(outbox.withdraw(id(1)));
  EXPECT_FALSE(outbox.withdraw(id(9)));
  EXPECT_TRUE(outbox.withdraw(id(2)));
  EXPECT_FALSE(outbox.withdraw(id(2)));
  EXPECT_THAT(send(), ElementsAre());
  EXPECT_EQ(outbox.messages(), 1u);
}

TEST_F(OutboxTest, NumbersThatWereTakenBackAreNotUsedAgainAndHoldNothingUp) {
  for (std::uint8_t i = 1; i <= 5; ++i) write(i, i == 3 ? std::string(2'000, 'x') : "hi");
  EXPECT_TRUE(outbox.withdraw(id(3)));
  EXPECT_TRUE(outbox.withdraw(id(5)));
  write(6);
  EXPECT_THAT(send(), ElementsAre(1, 2));
  EXPECT_THAT(stored(2), ElementsAre(1, 2));
  EXPECT_EQ(outbox.lowest(), 6u) << "the peer learns that nothing comes before it";
  EXPECT_THAT(send(), ElementsAre(6));
  EXPECT_THAT(stored(6), ElementsAre(4));
  EXPECT_THAT(send(), ElementsAre(8));
  EXPECT_THAT(stored(8), ElementsAre(6));
  EXPECT_TRUE(outbox.empty());
}

TEST_F(OutboxTest, TheOldestIsKnownAsLongAsNothingOfItHasLeft) {
  EXPECT_FALSE(outbox.oldest_unsent());
  write(1);
  write(2);
  ASSERT_TRUE(outbox.oldest_unsent());
  EXPECT_EQ(outbox.oldest_unsent()->id, id(1));
  EXPECT_EQ(outbox.oldest_unsent()->sent_ms, 1'001u);
  send();
  EXPECT_FALSE(outbox.oldest_unsent());
}

}  // namespace
}  // namespace earshot::core
