#include "core/outbox.h"

#include <gmock/gmock.h>

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
