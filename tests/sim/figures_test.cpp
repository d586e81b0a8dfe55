#include "sim/figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/sim_lan.h"

namespace earshot::sim {
namespace {

using testing::HasSubstr;
using testing::Not;

Options join() { return {.scenario = "join", .peers = 20, .hours = 0.5, .broadcast_loss = 0.2, .seed = 7}; }

TEST(SimFigures, APercentileIsOneOfTheTimes) {
  const std::vector<Duration> times{40ms, 10ms, 30ms, 20ms};
  EXPECT_EQ(percentile(times, 0), Duration(10ms));
  EXPECT_EQ(percentile(times, 0.25), Duration(10ms));
  EXPECT_EQ(percentile(times, 0.26), Duration(20ms));
  EXPECT_EQ(percentile(times, 0.5), Duration(20ms));
  EXPECT_EQ(percentile(times, 1), Duration(40ms));
  EXPECT_EQ(percentile({}, 0.5), std::nullopt);
}

TEST(SimFigures, APromiseHoldsUpToItsValueAndAMeanATwentiethBeyond) {
  Figure figure{.name = "", .unit = "s", .value = 4.0, .promise = Promise{4}};
  EXPECT_TRUE(figure.holds());
  figure.value = 4.001;
  EXPECT_FALSE(figure.holds());
  figure.promise->is_mean = true;
  EXPECT_TRUE(figure.holds());
  figure.value = 4.201;
  EXPECT_FALSE(figure.holds());
}

TEST(SimFigures, WhatNeverHappenedHoldsNoPromise) {
  Report report;
  report.add_time("without a promise", std::nullopt);
  EXPECT_TRUE(report.holds());
  report.add_time("all know all", std::nullopt, Promise{4});
  EXPECT_FALSE(report.holds());
  EXPECT_THAT(report.table(join()), HasSubstr("never"));
  EXPECT_THAT(report.json(join()), HasSubstr(R"("value":null,"at_most":4.0,"holds":false)"));
}

TEST(SimFigures, AComplaintOfTheWitnessIsShownAndNothingHolds) {
  Report report;
  report.complain({"shown twice", "p1"});
  EXPECT_FALSE(report.holds());
  EXPECT_THAT(report.table(join()), HasSubstr("WRONG: shown twice: p1\n"));
  EXPECT_THAT(report.json(join()), HasSubstr(R"("complaints":["shown twice: p1"],"told":[],"holds":false)"));
}

TEST(SimFigures, TheTableHasTheFigureThePromiseAndTheCommand) {
  Report report;
  report.add_time("all know all", 1'203ms, Promise{4});
  report.add_count("false leaves", 3, Promise{0});
  const auto table = report.table(join());
  EXPECT_THAT(table, HasSubstr("1.203 s   at most 4\n"));
  EXPECT_THAT(table, HasSubstr("3   at most 0     BROKEN\n"));
  EXPECT_THAT(table, HasSubstr("20 % of broadcasts besides"));
  EXPECT_THAT(table, HasSubstr("Again: " + again(join()) + "\n"));
  EXPECT_THAT(table, Not(HasSubstr("All promises hold")));
}

}  // namespace
}  // namespace earshot::sim
