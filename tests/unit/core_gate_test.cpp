#include "core/gate.h"

#include <gtest/gtest.h>

#include "core_bench.h"

namespace earshot::core {

TEST(Bucket, GivesTheBurstAndThenTheRate) {
  Bucket bucket;
  const Instant start{1h};
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(bucket.take(start, 10, 5)) << i;
  EXPECT_FALSE(bucket.take(start, 10, 5));
  EXPECT_FALSE(bucket.take(start + 99ms, 10, 5));
  EXPECT_TRUE(bucket.take(start + 100ms, 10, 5));
  EXPECT_FALSE(bucket.take(start + 100ms, 10, 5));
}

TEST(Bucket, NeverSavesMoreThanTheBurst) {
  Bucket bucket;
  EXPECT_TRUE(bucket.take(Instant{1h}, 10, 2));
  EXPECT_TRUE(bucket.take(Instant{2h}, 10, 2));
  EXPECT_TRUE(bucket.take(Instant{2h}, 10, 2));
  EXPECT_FALSE(bucket.take(Instant{2h}, 10, 2));
}

TEST(Gate, ATokenProvesTheAddressItWasMadeForAndNoOther) {
  Bench bench;
  const auto token = bench.gate.token_for(bench.instant, v4(7));
  EXPECT_FALSE(bench.gate.is_proven(bench.instant, v4(7)));
  EXPECT_FALSE(bench.gate.accept_token(bench.instant, v4(8), token));
  EXPECT_FALSE(bench.gate.accept_token(bench.instant, v4(7, 1234), token));
  EXPECT_FALSE(bench.gate.is_proven(bench.instant, v4(8)));
  EXPECT_TRUE(bench.gate.accept_token(bench.instant, v4(7), token));
  EXPECT_TRUE(bench.gate.is_proven(bench.instant, v4(7)));
}

TEST(Gate, ATokenIsGoodForAtLeastTwoMinutesAndNotForFour) {
  for (const Duration age : {Duration(2min), Duration(4min)}) {
    Bench bench;
    const auto token = bench.gate.token_for(bench.instant, v4(7));
    // Somebody else asks in between, so that the secret is renewed as it is in life.
    for (Duration passed{}; passed < age; passed += 1min) bench.gate.token_for(bench.instant + passed, v4(9));
    EXPECT_EQ(bench.gate.accept_token(bench.instant + age, v4(7), token), age == Duration(2min));
  }
}

TEST(Gate, AProvenAddressStaysSoForFiveMinutes) {
  Bench bench;
  bench.gate.prove(bench.instant, v4(7));
  EXPECT_TRUE(bench.gate.is_proven(bench.instant + 5min - 1us, v4(7)));
  EXPECT_FALSE(bench.gate.is_proven(bench.instant + 5min, v4(7)));
}

TEST(Gate, AnUnprovenAddressGetsAsManyDatagramsAndBytesAsCameFromIt) {
  Bench bench;
  auto& gate = bench.gate;
  EXPECT_FALSE(gate.allow_sending(bench.instant, v4(7), 1));
  gate.came_from(bench.instant, v4(7), 300);
  EXPECT_FALSE(gate.allow_sending(bench.instant, v4(7), 301));
  EXPECT_TRUE(gate.allow_sending(bench.instant, v4(7), 200));
  EXPECT_FALSE(gate.allow_sending(bench.instant, v4(7), 100));  // one for one
  gate.came_from(bench.instant, v4(7), 50);
  EXPECT_FALSE(gate.allow_sending(bench.instant, v4(7), 151));
  EXPECT_TRUE(gate.allow_sending(bench.instant, v4(7), 150));
  gate.came_from(bench.instant, v4(8), 300);
  EXPECT_FALSE(gate.allow_sending(bench.instant, v4(7), 1));
}

TEST(Gate, AProvenAddressGetsWhatItWants) {
  Bench bench;
  bench.gate.prove(bench.instant, v4(7));
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(bench.gate.allow_sending(bench.instant, v4(7), 1'200));
  EXPECT_FALSE(bench.gate.allow_sending(bench.instant + 5min, v4(7), 1));
}

TEST(Gate, AFewForgedDatagramsSilenceNobody) {
  Bench bench;
  for (int i = 0; i < 199; ++i) bench.gate.bad_signature(bench.instant, v4(7));
  EXPECT_FALSE(bench.gate.is_ignored(bench.instant, v4(7)));
  bench.gate.bad_signature(bench.instant, v4(7));
  EXPECT_TRUE(bench.gate.is_ignored(bench.instant, v4(7)));
  EXPECT_FALSE(bench.gate.is_ignored(bench.instant, v4(8)));
  EXPECT_FALSE(bench.gate.is_ignored(bench.instant + 5ms, v4(7)));
}

TEST(Gate, AFloodOfBadSignaturesCostsTwoHundredChecksASecond) {
  Bench bench;
  int checks = 0;
  for (int i = 0; i < 100'000; ++i) {
    bench.pass(100us);
    if (bench.gate.is_ignored(bench.instant, v4(7))) continue;
    ++checks;
    bench.gate.bad_signature(bench.instant, v4(7));
  }
  EXPECT_NEAR(checks, 10 * 200 + 200, 5);
}

TEST(Gate, TablesStayAtTheirLimits) {
  Config config;
  config.proven_max = 10;
  config.sources_max = 10;
  Bench bench(1, config);
  // The eleventh throws one out, whoever it is; the newest is always there.
  for (std::uint16_t port = 1; port <= 100; ++port) {
    bench.gate.prove(bench.instant, v4(7, port));
    EXPECT_TRUE(bench.gate.is_proven(bench.instant, v4(7, port)));
  }
  int proven = 0;
  for (std::uint16_t port = 1; port <= 100; ++port) proven += bench.gate.is_proven(bench.instant, v4(7, port));
  EXPECT_EQ(proven, 10);
}

}  // namespace earshot::core
