#include "sim/shrink.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/chaos.h"
#include "sim/draw.h"

namespace earshot::sim {
namespace {

using Kind = Act::Kind;
using namespace std::chrono_literals;

bool never() { return false; }

Trace busy() {
  Trace trace{.breaks = "it", .time = 100s};
  trace.fates.emplace();
  for (HostNumber i = 0; i < 8; ++i) {
    trace.hosts.push_back({.luck = i});
    trace.acts.push_back({.at = 1ms * i, .kind = Kind::joins, .who = i, .whom = i});
  }
  for (std::uint64_t i = 0; i < 50; ++i) {
    const auto who = static_cast<HostNumber>(i % 8);
    trace.acts.push_back({.at = 1s + 1s * i, .kind = Kind::says, .who = who, .whom = who, .number = i});
    (*trace.fates)[{who, 5, i}] = {.lost = i % 2 == 0, .late = 1us * i};
  }
  return trace;
}

// The fault wants one host's act and the loss of one datagram, named by the luck that stays theirs.
TEST(SimShrink, WhatTheFaultNeedsIsAllThatIsLeft) {
  const auto needs = [](const Trace& trace) {
    const auto luck_of = [&](HostNumber host) { return trace.hosts[host].luck; };
    const bool acts = std::ranges::any_of(trace.acts, [&](const Act& act) {
      return act.kind == Kind::says && act.number == 21 && luck_of(act.who) == 5;
    });
    const bool loses = std::ranges::any_of(*trace.fates, [&](const auto& it) {
      return it.second.lost && it.first.number == 34 && luck_of(it.first.from) == 2 && luck_of(it.first.to) == 5;
    });
    return acts && loses;
  };
  const auto shrunk = shrink(busy(), needs, never);
  EXPECT_TRUE(needs(shrunk));
  EXPECT_EQ(shrunk.hosts.size(), 2u);
  EXPECT_EQ(shrunk.acts.size(), 3u) << "both join, and one says it";
  ASSERT_EQ(shrunk.fates->size(), 1u);
  EXPECT_EQ(shrunk.fates->begin()->second, Fate{.lost = true}) << "and is not late";
  EXPECT_LT(shrunk.time, 24s);
}

TEST(SimShrink, WhenTheTimeIsUpItGivesWhatItHas) {
  int runs = 0;
  const auto fails = [&](const Trace&) { return ++runs > 0; };
  const auto shrunk = shrink(busy(), fails, [&] { return runs >= 1; });
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(shrunk.time, 50s);
}

// The disk of one says that it keeps what it does not keep.
TEST(SimShrink, ADiskThatLiesIsFoundAndShrunk) {
  Options options{.scenario = "chaos", .peers = 5, .hours = 0.02, .loss = 0.1, .broadcast_loss = 0.2, .seed = 1};
  options.faults = {"loss", "moves", "disk_lies"};
  auto failed = failure_of(draw_trace(options));
  ASSERT_TRUE(failed);
  EXPECT_TRUE(breaks(*failed));
  int runs = 0;
  const auto counted = [&](const Trace& trace) { return ++runs, breaks(trace); };
  const auto shrunk = shrink(*failed, counted, [&] { return runs >= 150; });
  EXPECT_TRUE(breaks(shrunk));
  EXPECT_LE(shrunk.hosts.size(), 3u);
  EXPECT_LE(shrunk.acts.size(), 6u);
  EXPECT_EQ(std::ranges::count(shrunk.acts, Kind::disk_lies, &Act::kind), 1);
}

TEST(SimShrink, WhatHoldsIsNoFailure) {
  Options options{.scenario = "chaos", .peers = 2, .hours = 0.001, .seed = 1};
  options.faults = {"moves"};
  EXPECT_FALSE(failure_of(draw_trace(options)));
}

}  // namespace
}  // namespace earshot::sim
