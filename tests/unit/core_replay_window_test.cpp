#include "core/replay_window.h"

#include <gtest/gtest.h>

namespace earshot::core {
namespace {

TEST(ReplayWindow, TakesEachNumberOnceInAnyOrder) {
  ReplayWindow window;
  for (const std::uint64_t number : {0, 1, 5, 3, 2, 4}) {
    EXPECT_TRUE(window.take(number)) << number;
    EXPECT_FALSE(window.take(number)) << number;
  }
  EXPECT_EQ(window.end(), 6U);
}

TEST(ReplayWindow, TakesWhatIsLateAndNotWhatIsTooLate) {
  ReplayWindow window;
  EXPECT_TRUE(window.take(kReplayWindow + 10));
  EXPECT_EQ(window.end(), kReplayWindow + 11);
  EXPECT_TRUE(window.take(11)) << "the oldest of which it can tell";
  EXPECT_FALSE(window.take(10)) << "of that it cannot";
  EXPECT_FALSE(window.take(0));
}

TEST(ReplayWindow, ForgetsThePlacesThatItPasses) {
  for (const std::uint64_t step : {std::uint64_t{2}, std::uint64_t{11}, std::uint64_t{kReplayWindow},
                                   std::uint64_t{kReplayWindow + 1}, std::uint64_t{5 * kReplayWindow + 3}}) {
    ReplayWindow window;
    for (std::uint64_t number = 0; number < kReplayWindow; ++number) ASSERT_TRUE(window.take(number));
    const std::uint64_t newest = kReplayWindow - 1 + step;
    ASSERT_TRUE(window.take(newest));
    const std::uint64_t oldest = newest + 1 - kReplayWindow;
    for (std::uint64_t number = oldest; number < newest; ++number)
      ASSERT_EQ(window.take(number), number >= kReplayWindow) << number << " after a step of " << step;
  }
}

TEST(ReplayWindow, HasRoomForEveryNumberThatASessionMayUse) {
  ReplayWindow window;
  constexpr std::uint64_t kLast = UINT64_MAX - 1;
  EXPECT_TRUE(window.take(kLast));
  EXPECT_FALSE(window.take(kLast));
  EXPECT_TRUE(window.take(kLast - kReplayWindow + 1));
  EXPECT_FALSE(window.take(kLast - kReplayWindow));
}

}  // namespace
}  // namespace earshot::core
