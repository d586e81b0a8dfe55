#include "earshot/base/rfc3339.h"

#include <gtest/gtest.h>

namespace earshot {
namespace {

constexpr Wall kTime{1'763'809'323'000};  // 2025-11-22T11:02:03Z

TEST(Rfc3339, IsReadWithAFractionOrWithoutInAnyZone) {
  EXPECT_EQ(parse_rfc3339("2025-11-22T11:02:03Z"), kTime);
  EXPECT_EQ(parse_rfc3339("2025-11-22t11:02:03z"), kTime);
  EXPECT_EQ(parse_rfc3339("2025-11-22 11:02:03Z"), kTime);
  EXPECT_EQ(parse_rfc3339("2025-11-22T12:02:03+01:00"), kTime);
  EXPECT_EQ(parse_rfc3339("2025-11-21T23:32:03-11:30"), kTime);
  EXPECT_EQ(parse_rfc3339("2025-11-22T11:02:03.123Z"), Wall{kTime.ms + 123});
  EXPECT_EQ(parse_rfc3339("2025-11-22T11:02:03.5Z"), Wall{kTime.ms + 500});
  EXPECT_EQ(parse_rfc3339("2025-11-22T11:02:03.1239999999999Z"), Wall{kTime.ms + 123});
  EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00Z"), Wall{0});
  EXPECT_EQ(parse_rfc3339("2024-02-29T00:00:00Z"), Wall{1'709'164'800'000});
}

TEST(Rfc3339, NothingElseIsATime) {
  for (const char* text :
       {"", "2025-11-22", "2025-11-22T11:02:03", "2025-11-22T11:02Z", "2025-02-29T00:00:00Z", "2025-13-01T00:00:00Z",
        "2025-11-22T24:00:00Z", "2025-11-22T11:60:03Z", "2025-11-22T11:02:60Z", "2025-11-22T11:02:03.Z",
        "2025-11-22T11:02:03+0100", "2025-11-22T11:02:03+24:00", "2025-11-22T11:02:03Zx", "2025-11-22T11:02:03ZZ",
        "x025-11-22T11:02:03Z", "2025-1-22T11:02:03Z", "1969-12-31T23:59:59Z", "-2025-11-22T11:02:03Z"})
    EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
}

}  // namespace
}  // namespace earshot
