#include "earshot/base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

namespace earshot {
namespace {

// Gives the bytes that the test wrote down, again and again.
class Scripted : public Random {
 public:
  explicit Scripted(std::vector<std::uint8_t> script) : script_(std::move(script)) {}
  void fill(std::span<std::uint8_t> bytes) override {
    for (auto& byte : bytes) byte = script_[given_++ % script_.size()];
  }
  std::size_t given() const { return given_; }

 private:
  std::vector<std::uint8_t> script_;
  std::size_t given_ = 0;
};

// SplitMix64: good enough to look at averages.
class Seeded : public Random {
 public:
  explicit Seeded(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> bytes) override {
    for (auto& byte : bytes) {
      std::uint64_t z = (state_ += 0x9e37'79b9'7f4a'7c15);
      z = (z ^ z >> 30) * 0xbf58'476d'1ce4'e5b9;
      byte = static_cast<std::uint8_t>(z >> 56);
    }
  }

 private:
  std::uint64_t state_;
};

TEST(Random, MakesTheSameNumberOfTheSameBytesOnEveryMachine) {
  Scripted random{{1, 2, 3, 4, 5, 6, 7, 8}};
  EXPECT_EQ(random.number(), 0x0807'0605'0403'0201u);
}

TEST(Random, StaysBelowTheLimitAndReachesEveryValue) {
  Seeded random{1};
  for (const std::uint64_t limit : {1u, 2u, 3u, 10u}) {
    std::vector<int> seen(limit, 0);
    for (int i = 0; i < 1000; ++i) ++seen.at(random.below(limit));
    EXPECT_GT(*std::ranges::min_element(seen), 50) << limit;
  }
}

TEST(Random, DrawsAgainInsteadOfFavouringSmallResults) {
  // 2^64 = 3 × 0x5555555555555555 + 1: only the largest number falls into the incomplete round.
  Scripted refused{{255, 255, 255, 255, 255, 255, 255, 255, 7, 0, 0, 0, 0, 0, 0, 0}};
  EXPECT_EQ(refused.below(3), 1u);
  EXPECT_EQ(refused.given(), 16u);
  Scripted accepted{{254, 255, 255, 255, 255, 255, 255, 255}};
  EXPECT_EQ(accepted.below(3), 2u);
  EXPECT_EQ(accepted.given(), 8u);
}

TEST(Random, EndsEvenWithAStuckGenerator) {
  Scripted stuck{{255}};
  EXPECT_LT(stuck.below(3), 3u);
  EXPECT_LT(stuck.below((std::uint64_t{1} << 63) + 1), (std::uint64_t{1} << 63) + 1);
}

TEST(Random, GivesFractionsFromZeroToJustBelowOne) {
  EXPECT_EQ(Scripted{{0}}.fraction(), 0.0);
  EXPECT_LT(Scripted{{255}}.fraction(), 1.0);
  EXPECT_GT(Scripted{{255}}.fraction(), 0.999'999'999);
  EXPECT_EQ((Scripted{{0, 0, 0, 0, 0, 0, 0, 0x80}}.fraction()), 0.5);
}

TEST(Random, IncludesBothEndsOfATimeSpan) {
  using namespace std::chrono_literals;
  Seeded random{7};
  Duration lowest = 1h;
  Duration highest = -1h;
  for (int i = 0; i < 1000; ++i) {
    const auto drawn = random.between(-2us, 3us);
    lowest = std::min(lowest, drawn);
    highest = std::max(highest, drawn);
  }
  EXPECT_EQ(lowest, -2us);
  EXPECT_EQ(highest, 3us);
  EXPECT_EQ(random.between(5ms, 5ms), 5ms);
}

}  // namespace
}  // namespace earshot
