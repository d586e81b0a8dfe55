#include "core/rtt.h"

#include <gtest/gtest.h>

namespace earshot::core {
namespace {

using namespace std::chrono_literals;

TEST(Rtt, AnAnswerOfAMachineThatSleptPutsOffNoRepair) {
  Rtt rtt(1ms);
  rtt.sample(20min, 0ms);
  EXPECT_LE(rtt.loss_delay(), 2s);
  EXPECT_LE(rtt.probe_timeout(0ms), 4s);
  for (int i = 0; i < 100; ++i) rtt.sample(1ms, 0ms);
  rtt.sample(20min, 0ms);
  EXPECT_LE(rtt.loss_delay(), 2s);
}

TEST(Rtt, AGuessIsBoundedLikeASample) {
  EXPECT_EQ(Rtt(20min).smoothed(), 1s);
  Rtt rtt(8ms);
  rtt.sample(20min, 0ms);
  EXPECT_EQ(rtt.smoothed(), 1s);
}

TEST(Rtt, TheFirstSampleReplacesTheGuess) {
  Rtt rtt(100ms);
  rtt.sample(8ms, 0ms);
  EXPECT_EQ(rtt.smoothed(), 8ms);
  EXPECT_EQ(rtt.loss_delay(), 9ms);
  EXPECT_EQ(rtt.probe_timeout(5ms), 8ms + 4 * 4ms + 5ms);
}

TEST(Rtt, LaterSamplesCountForAnEighthAndTheirDeviationForAQuarter) {
  Rtt rtt(1ms);
  rtt.sample(8ms, 0ms);
  rtt.sample(16ms, 0ms);
  EXPECT_EQ(rtt.smoothed(), 9ms);
  EXPECT_EQ(rtt.probe_timeout(0ms), 9ms + (3 * 4ms + 8ms));
  EXPECT_EQ(rtt.loss_delay(), 18ms) << "the latest was longer than the average";
}

TEST(Rtt, TheTimeThatAnAnswerWasHeldIsBelievedDownToTheShortestRoundTrip) {
  const auto smoothed = [](Duration held) {
    Rtt rtt(1ms);
    rtt.sample(16ms, 0ms);
    rtt.sample(8ms, 0ms);  // the shortest; 15 ms on average
    rtt.sample(31ms, held);
    return rtt.smoothed();
  };
  EXPECT_EQ(smoothed(0ms), 17ms);
  EXPECT_EQ(smoothed(16ms), 15ms);
  EXPECT_EQ(smoothed(23ms), (7 * 15ms + 8ms) / 8.0);
  EXPECT_EQ(smoothed(23ms + 1us), 17ms);
}

TEST(Rtt, NoTimerIsFinerThanAMillisecond) {
  Rtt rtt(80us);
  rtt.sample(80us, 0ms);
  EXPECT_EQ(rtt.loss_delay(), 1ms);
  EXPECT_EQ(rtt.probe_timeout(0ms), 1'080us);
}

}  // namespace
}  // namespace earshot::core
