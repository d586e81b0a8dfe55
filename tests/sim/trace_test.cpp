#include "sim/trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/chaos.h"
#include "sim/draw.h"

namespace earshot::sim {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

Options small_chaos(std::uint64_t seed) {
  return {.scenario = "chaos", .peers = 4, .hours = 0.01, .loss = 0.1, .broadcast_loss = 0.2, .seed = seed};
}

std::string refused(const std::string& text) {
  try {
    trace_from(text);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

TEST(SimTrace, ItsTextReadsBackAsTheSame) {
  Trace trace{.breaks = "shown twice", .mended = true, .seed = 7, .sodium = true, .time = 12s};
  trace.hosts = {{.luck = 1, .multicast = false}, {.luck = 2}};
  trace.acts = {{.at = 5us, .kind = Act::Kind::joins, .who = 1, .whom = 0, .number = UINT64_MAX}};
  trace.fates = Fates{{{0, 1, 9}, {.lost = true}},
                      {{1, 0, 3}, {.late = 3us, .again = 4us, .flips = 5, .cut = 6}},
                      {{1, 0, 4}, {.again = 0us}}};
  EXPECT_EQ(trace_from(to_text(trace)), trace);
}

TEST(SimTrace, WhatIsWrongInAFileIsSaidWithItsLine) {
  EXPECT_THAT(refused("seed 1\nact 5 dances 0 0 0\n"), HasSubstr("line 2: no act is called dances"));
  EXPECT_THAT(refused("seed x\n"), HasSubstr("line 1: a number is missing"));
  EXPECT_THAT(refused("fate 0 1 2 eaten\n"), HasSubstr("no fate is called eaten"));
  EXPECT_THAT(refused("host 1 1\nact 5 joins 1 0 0\n"), HasSubstr("there is not"));
}

TEST(SimTrace, EveryKindOfActHasAName) {
  for (int kind = 0; kind <= static_cast<int>(Act::Kind::commit_is_cut); ++kind)
    EXPECT_EQ(act_named(name(static_cast<Act::Kind>(kind))), static_cast<Act::Kind>(kind));
}

TEST(SimTrace, ARunThatWasDrawnIsTheSameWhenItIsPlayedAsWritten) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    auto trace = draw_trace(small_chaos(seed));
    Fates fates;
    const auto figures_of = [](const Report& report) {  // the weather is not written down, so it is not told
      const auto lines = report.lines();
      return lines.substr(lines.find("acts of chaos"));
    };
    const auto drawn = figures_of(play(trace, &fates));
    trace.fates = fates;
    EXPECT_EQ(figures_of(play(trace_from(to_text(trace)), nullptr)), drawn);
  }
}

TEST(SimTrace, OnlyTheFaultsThatAreNamedAreDrawn) {
  auto options = small_chaos(1);
  options.faults = {"bursts", "moves"};
  for (; options.seed < 10; ++options.seed) {
    const auto trace = draw_trace(options);
    EXPECT_GT(trace.worst.bursts, 0);
    EXPECT_EQ(trace.worst.loss, 0);
    for (const auto& act : trace.acts) {
      EXPECT_NE(act.kind, Act::Kind::crashes);
      EXPECT_NE(act.kind, Act::Kind::disk_is_full);
    }
  }
}

TEST(SimTrace, RunsDifferInTheFaultsThatTheyHave) {
  std::set<std::string> faults;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) faults.insert(faults_of(draw_trace(small_chaos(seed))));
  EXPECT_GT(faults.size(), 15u);
  for (const auto& it : faults) EXPECT_THAT(it, testing::Not(HasSubstr("disk_lies"))) << "is for tests alone";
}

}  // namespace
}  // namespace earshot::sim
