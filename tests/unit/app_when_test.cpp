#include "app/when.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <time.h>

namespace earshot::app {
namespace {

constexpr Wall kNow{1'763'809'323'123};                                    // 2025-11-22T11:02:03.123Z
constexpr std::uint64_t kHour = 3'600'000, kMidnight = 1'763'769'600'000;  // of that day, UTC

class When : public testing::Test {
 protected:
  When() { live_in("UTC"); }
  static void live_in(const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
  static std::optional<Wall> since(const std::string& text) { return parse_when(text, kNow, WhichEnd::first); }
  static std::optional<Wall> until(const std::string& text) { return parse_when(text, kNow, WhichEnd::last); }
};

TEST_F(When, ASpanIsSoLongAgo) {
  EXPECT_EQ(since("2h"), Wall{kNow.ms - 2 * kHour});
  EXPECT_EQ(since("3d"), Wall{kNow.ms - 72 * kHour});
  EXPECT_EQ(since("30s"), Wall{kNow.ms - 30'000});
  EXPECT_EQ(since("5m"), Wall{kNow.ms - 300'000});
  EXPECT_EQ(since("1w"), Wall{kNow.ms - 168 * kHour});
  EXPECT_EQ(since("999999999w"), Wall{0});
  EXPECT_EQ(until("2h"), since("2h"));
}

TEST_F(When, ADayOrAMinuteIsLocalAndUntilIsToItsEnd) {
  EXPECT_EQ(since("2025-11-22"), Wall{kMidnight});
  EXPECT_EQ(until("2025-11-22"), Wall{kMidnight + 24 * kHour - 1});
  EXPECT_EQ(since("2025-11-22 10:41"), Wall{kMidnight + 10 * kHour + 41 * 60'000});
  EXPECT_EQ(since("2025-11-22T10:41"), since("2025-11-22 10:41"));
  EXPECT_EQ(until("2025-11-22 10:41"), Wall{since("2025-11-22 10:41")->ms + 59'999});
  EXPECT_EQ(until("2025-11-22 10:41:05"), Wall{since("2025-11-22 10:41:05")->ms + 999});
  live_in("Asia/Tokyo");
  EXPECT_EQ(since("2025-11-22"), Wall{kMidnight - 9 * kHour});
}

TEST_F(When, ADayOfTheOtherTimeOfTheYearIsAWholeDay) {
  live_in("CET-1CEST,M3.5.0,M10.5.0/3");
  EXPECT_EQ(until("2025-10-26")->ms - since("2025-10-26")->ms, 25 * kHour - 1);
}

TEST_F(When, WhatProgramsWriteHasAZone) {
  EXPECT_EQ(since("2025-11-22T11:02:03.123Z"), kNow);
  EXPECT_EQ(until("2025-11-22T11:02:03.123Z"), kNow);
}

TEST_F(When, NothingElseIsATime) {
  for (const char* text : {"", "h", "2", "2x", "-2h", "2h3", "now", "2025-11-31", "2025-13-01", "22.11.2025",
                           "2025-11-22 25:00", "2025-11-22 10:41 Z", "1960-01-01"})
    EXPECT_EQ(since(text), std::nullopt) << text;
}

}  // namespace
}  // namespace earshot::app
