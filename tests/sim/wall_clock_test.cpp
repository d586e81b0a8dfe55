#include "support/wall_clock.h"

#include <gtest/gtest.h>

namespace earshot::sim {
namespace {

using namespace std::chrono_literals;

TEST(SimWallClock, RunsStandsAndRunsBackWithoutAJump) {
  WallClock clock(0s);
  const Instant start{1h};
  const auto begin = clock.at(start).ms;
  EXPECT_EQ(clock.at(start + 5s).ms, begin + 5'000);
  clock.behave(WallClock::Manner::stands, start + 5s);
  EXPECT_EQ(clock.at(start + 9s).ms, begin + 5'000);
  clock.behave(WallClock::Manner::backwards, start + 9s);
  EXPECT_EQ(clock.at(start + 9s + 999ms).ms, begin + 5'999);
  EXPECT_EQ(clock.at(start + 10s).ms, begin + 4'000);
  clock.behave(WallClock::Manner::right, start + 10s);
  EXPECT_EQ(clock.at(start + 11s).ms, begin + 5'000);
}

TEST(SimWallClock, IsSetAndDoesNotGoBelowItsZero) {
  WallClock clock(-10s);
  const auto begin = clock.at(Instant{}).ms;
  clock.set_forward(1h);
  EXPECT_EQ(clock.at(Instant{}).ms, begin + 3'600'000);
  clock.set_forward(-std::chrono::hours(24 * 365 * 100));
  EXPECT_EQ(clock.at(Instant{}).ms, 0u);
}

}  // namespace
}  // namespace earshot::sim
