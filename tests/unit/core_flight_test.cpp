#include "core/flight.h"

#include <gmock/gmock.h>

namespace earshot::core {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Numbers = std::vector<std::uint64_t>;

class FlightTest : public ::testing::Test {
 protected:
  void send(std::uint64_t first, std::uint64_t last) {
    for (auto number = first; number <= last; ++number) flight.sent(now, number, {number});
  }
  // What is lost by this answer.
  Numbers answered(std::uint64_t first, std::uint64_t last) {
    return numbers(flight.acknowledged(now, {{first, last}}, 0ms).lost);
  }
  static Numbers numbers(const std::vector<Flight::Packet>& packets) {
    Numbers found;
    for (const auto& packet : packets) found.push_back(packet.number);
    return found;
  }
  // How many more may leave.
  std::size_t room() const {
    auto filled = flight;
    std::size_t count = 0;
    for (; filled.has_room(); ++count) filled.sent(now, 1'000'000 + count, {});
    return count;
  }
  // One packet and, `answer_after` later, its answer.
  void round_trip(std::uint64_t number, Duration answer_after) {
    send(number, number);
    now += answer_after;
    answered(number, number);
  }
  // How long after the last packet left it is asked again.
  Duration patience() {
    now += 10s;
    send(next_test_packet, next_test_packet);
    const auto deadline = *flight.probe_deadline();
    answered(next_test_packet, next_test_packet);
    ++next_test_packet;
    return deadline - now;
  }
  // So many quick answers that the round trip of before counts no more.
  void is_quick() {
    for (int i = 0; i < 200; ++i) round_trip(next_test_packet++, 1ms);
  }

  // The answer to the first packet comes so long after a probe; it left before the probe came in.
  void answered_after_a_probe(Duration later) {
    send(0, 0);
    now += 50ms;
    ASSERT_TRUE(flight.take_probe(now));
    send(1, 1);
    now += later;
    answered(0, 0);
    is_quick();
  }
  // Packet 5,000 waits for an answer, and the probe 5,001 has just left.
  void probes_again_after_a_late_answer() {
    answered_after_a_probe(50ms);
    send(5'000, 5'000);
    now += 200ms;
    ASSERT_TRUE(flight.take_probe(now));
    send(5'001, 5'001);
    now += 1ms;
  }

  Config config;
  Instant now{1h};
  Flight flight{config, Rtt{8ms}};
  std::uint64_t next_test_packet = 1'000;
};

TEST_F(FlightTest, APacketIsLostWhenTheThirdAfterItWasAnswered) {
  send(0, 5);
  EXPECT_THAT(answered(2, 2), IsEmpty());
  EXPECT_THAT(answered(3, 3), ElementsAre(0));
  EXPECT_THAT(answered(3, 3), IsEmpty());
}

TEST_F(FlightTest, APacketIsLostWhenItIsOlderThanNineEighthsOfARoundTripAndANewerOneWasAnswered) {
  const auto start = now;
  send(0, 2);
  now += 8ms;
  EXPECT_THAT(answered(1, 1), IsEmpty());
  EXPECT_EQ(flight.loss_deadline(), start + 9ms);
  EXPECT_FALSE(flight.probe_deadline()) << "what is lost is known before it is asked";
  EXPECT_THAT(numbers(flight.take_lost(start + 9ms - 1us)), IsEmpty());
  EXPECT_THAT(numbers(flight.take_lost(start + 9ms)), ElementsAre(0));
  EXPECT_FALSE(flight.loss_deadline());
  EXPECT_THAT(numbers(flight.take_lost(start + 1h)), IsEmpty()) << "nothing after the last was answered";
}

TEST_F(FlightTest, OnlyTheAnswerToTheNewestTellsTheRoundTrip) {
  send(0, 1);
  now += 8ms;
  EXPECT_EQ(flight.acknowledged(now, {{1, 1}}, 0ms).rtt, 8ms);
  EXPECT_FALSE(flight.acknowledged(now, {{1, 1}, {0, 0}}, 0ms).rtt);
  EXPECT_TRUE(flight.empty());
}

TEST_F(FlightTest, AnAnswerCountsForThePacketsThatItNamesAndForNoOthers) {
  send(0, 3);
  EXPECT_THAT(numbers(flight.acknowledged(now, {{1, 2}}, 0ms).acked), ElementsAre(1, 2));
  EXPECT_THAT(numbers(flight.acknowledged(now, {}, 0ms).acked), IsEmpty());
  EXPECT_THAT(numbers(flight.acknowledged(now, {{0, 3}}, 0ms).acked), ElementsAre(0, 3));
}

TEST_F(FlightTest, NobodyIsBelievedToHaveHeldAnAnswerForLongerThanHeMay) {
  round_trip(0, 1ms);
  send(1, 1);
  now += 9ms;
  flight.acknowledged(now, {{1, 1}}, 8ms);
  EXPECT_EQ(flight.rtt().smoothed(), (7 * 1ms + (9ms - 5ms)) / 8.0);
}

TEST_F(FlightTest, ThirtyTwoPacketsMayBeUnderWay) {
  EXPECT_EQ(room(), 32u);
  send(0, 30);
  EXPECT_TRUE(flight.has_room());
  send(31, 31);
  EXPECT_FALSE(flight.has_room());
  answered(0, 31);
  EXPECT_EQ(room(), 32u);
}

TEST_F(FlightTest, LossesOfOneFlightHalveTheWindowOnce) {
  send(0, 31);
  EXPECT_THAT(answered(3, 3), ElementsAre(0));
  EXPECT_THAT(answered(4, 31), ElementsAre(1, 2));
  EXPECT_EQ(room(), 16u);
  send(32, 35);
  answered(32, 35);
  EXPECT_EQ(room(), 20u) << "each that arrives makes room for one more";
}

TEST_F(FlightTest, ALossOfTheNextFlightHalvesTheWindowAgain) {
  send(0, 31);
  answered(3, 3);
  answered(4, 31);
  send(32, 35);
  EXPECT_THAT(answered(35, 35), ElementsAre(32));
  answered(33, 34);
  EXPECT_EQ(room(), 8u);
}

TEST_F(FlightTest, TwoPacketsMayAlwaysBeUnderWay) {
  for (std::uint64_t first = 0; first < 100; first += 5) {
    send(first, first + 4);
    answered(first + 4, first + 4);
  }
  answered(0, 99);
  EXPECT_EQ(room(), 2u);
}

TEST_F(FlightTest, APeerThatNeverAnswersCostsTheMemoryOfSixtyFourPackets) {
  send(0, 63);
  EXPECT_THAT(numbers(flight.take_lost(now)), IsEmpty());
  send(64, 65);
  EXPECT_THAT(numbers(flight.take_lost(now)), ElementsAre(0, 1));
}

TEST_F(FlightTest, ItIsAskedAgainWithDoubledPausesOfAtMostASecond) {
  EXPECT_FALSE(flight.probe_deadline());
  const auto start = now;
  send(0, 0);
  for (const Duration pause : {29ms, 58ms, 116ms, 232ms, 464ms, 928ms, 1'000ms, 1'000ms}) {
    EXPECT_EQ(flight.probe_deadline(), start + pause);
    EXPECT_FALSE(flight.take_probe(start + pause - 1us));
    EXPECT_TRUE(flight.take_probe(start + pause));
  }
  EXPECT_EQ(flight.probes(), 8u);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(flight.take_probe(start + 1s));
  EXPECT_EQ(flight.probe_deadline(), start + 1s);
  flight.path_changed();
  EXPECT_EQ(flight.probe_deadline(), start + 29ms);
}

TEST_F(FlightTest, AnAnswerEndsTheDoubling) {
  const auto start = now;
  send(0, 0);
  flight.take_probe(start + 29ms);
  send(1, 1);
  now = start + 30ms;
  answered(0, 0);
  EXPECT_EQ(flight.probes(), 0u);
}

TEST_F(FlightTest, AProbeThatWasTooEarlyMakesTheNextOnesWait) {
  answered_after_a_probe(50ms);
  EXPECT_EQ(patience(), 112'500us);
}

TEST_F(FlightTest, NoProbeWaitsLongerThanAQuarterOfASecondForAStationThatSleeps) {
  answered_after_a_probe(900ms);
  EXPECT_EQ(patience(), 250ms);
}

TEST_F(FlightTest, AProbeThatAloneWasAnsweredMakesTheNextOnesWaitHalfAsLong) {
  probes_again_after_a_late_answer();
  answered(5'001, 5'001);
  next_test_packet = 6'000;
  EXPECT_EQ(patience(), 56'250us);
}

TEST_F(FlightTest, AnAnswerToBothSaysNothingAboutTheProbe) {
  probes_again_after_a_late_answer();
  answered(5'000, 5'001);
  next_test_packet = 6'000;
  is_quick();
  EXPECT_EQ(patience(), 112'500us);
}

TEST_F(FlightTest, GivesTheCargoOfTheOldestPacketsThatHaveAny) {
  flight.sent(now, 0, {});
  flight.sent(now, 1, {7});
  flight.sent(now, 2, {8, 9});
  ASSERT_TRUE(flight.cargo(0));
  EXPECT_THAT(*flight.cargo(0), ElementsAre(7));
  ASSERT_TRUE(flight.cargo(1));
  EXPECT_THAT(*flight.cargo(1), ElementsAre(8, 9));
  EXPECT_FALSE(flight.cargo(2));
  flight.forget_cargo();
  EXPECT_FALSE(flight.cargo(0));
}

}  // namespace
}  // namespace earshot::core
