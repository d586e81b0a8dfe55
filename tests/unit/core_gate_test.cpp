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

TEST(Bucket, IsFullAtTheBeginningOfTime) {
  Bucket bucket;
  EXPECT_TRUE(bucket.take(Instant{}, 10, 2));
  EXPECT_TRUE(bucket.take(Instant{}, 10, 2));
  EXPECT_FALSE(bucket.take(Instant{}, 10, 2));
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

TEST(Gate, ATokenThatNobodyAskedAfterIsGoodForFourMinutes) {
  for (const Duration age : {Duration(4min) - 1us, Duration(4min)}) {
    Bench bench;
    const auto token = bench.gate.token_for(bench.instant, v4(7));
    EXPECT_EQ(bench.gate.accept_token(bench.instant + age, v4(7), token), age < 4min);
  }
}

TEST(Gate, TokensAreMadeOfAnotherSecretEveryTwoMinutes) {
  Bench bench;
  const auto token = bench.gate.token_for(bench.instant, v4(7));
  EXPECT_EQ(bench.gate.token_for(bench.instant + 2min - 1us, v4(7)), token);
  EXPECT_NE(bench.gate.token_for(bench.instant + 2min, v4(7)), token);
}

TEST(Gate, ATokenKnowsBothBytesOfThePort) {
  Bench bench;
  const auto token = bench.gate.token_for(bench.instant, v4(7, 0x1234));
  EXPECT_FALSE(bench.gate.accept_token(bench.instant, v4(7, 0x1334), token));
  EXPECT_FALSE(bench.gate.accept_token(bench.instant, v4(7, 0x1235), token));
  EXPECT_TRUE(bench.gate.accept_token(bench.instant, v4(7, 0x1234), token));
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

TEST(Gate, WhatCameFromAProvenAddressIsNotOwedLater) {
  Bench bench;
  bench.gate.prove(bench.instant, v4(7));
  bench.gate.came_from(bench.instant, v4(7), 300);
  EXPECT_FALSE(bench.gate.may_get(bench.instant + 5min, v4(7), 1));
}

TEST(Gate, EachKindOfWorkHasItsBurstAndItsRate) {
  struct Ration {
    Gate::Work work;
    int burst;
    Duration next_after;
  };
  Bench bench;
  for (const auto& [work, burst, next_after] : {Ration{Gate::Work::stranger_signature, 50, 20ms},
                                                {Gate::Work::handshake, 5, 50ms},
                                                {Gate::Work::new_identity, 64, 100ms},
                                                {Gate::Work::page, 400, 2'500us}}) {
    SCOPED_TRACE(burst);
    const auto allow = [&, work = work](Duration after, std::uint8_t host = 7) {
      return bench.gate.allow(bench.instant + after, v4(host), work);
    };
    for (int i = 0; i < burst; ++i) ASSERT_TRUE(allow(0ms)) << i;
    EXPECT_FALSE(allow(0ms));
    EXPECT_TRUE(allow(0ms, 8)) << "another source has its own";
    EXPECT_FALSE(allow(next_after - 1us));
    EXPECT_TRUE(allow(next_after + 1us));
    EXPECT_FALSE(allow(next_after + 1us));
  }
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

TEST(Gate, TokensOfOthersAndAccountsStayAtTheirLimitToo) {
  Config config;
  config.sources_max = 10;
  Bench bench(1, config);
  auto& gate = bench.gate;
  const auto tokens = [&] {
    int count = 0;
    for (std::uint16_t port = 1; port <= 100; ++port) count += gate.token_from(v4(7, port)).has_value();
    return count;
  };
  const auto accounts = [&] {
    int count = 0;
    for (std::uint16_t port = 1; port <= 100; ++port) count += gate.may_get(bench.instant, v4(7, port), 1);
    return count;
  };
  for (std::uint16_t port = 1; port <= 10; ++port) {
    gate.keep_token(v4(7, port), {1});
    gate.came_from(bench.instant, v4(7, port), 1);
  }
  EXPECT_EQ(tokens(), 10);
  EXPECT_EQ(accounts(), 10);
  gate.keep_token(v4(7, 5), {2});
  gate.came_from(bench.instant, v4(7, 5), 1);
  EXPECT_EQ(tokens(), 10) << "who is there already needs no room";
  EXPECT_EQ(accounts(), 10);
  for (std::uint16_t port = 11; port <= 100; ++port) {
    gate.keep_token(v4(7, port), {1});
    gate.came_from(bench.instant, v4(7, port), 1);
    EXPECT_TRUE(gate.token_from(v4(7, port)));
    EXPECT_TRUE(gate.may_get(bench.instant, v4(7, port), 1));
  }
  EXPECT_EQ(tokens(), 10);
  EXPECT_EQ(accounts(), 10);
}

}  // namespace earshot::core
