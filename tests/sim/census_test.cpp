#include "sim/census.h"

#include <gtest/gtest.h>

namespace earshot::sim {
namespace {

constexpr HostNumber kAnn = 0, kBob = 1, kEve = 2;

Census three_on() {
  Census census;
  for (const auto who : {kAnn, kBob, kEve}) census.on(who);
  return census;
}

Census three_who_know_each_other() {
  auto census = three_on();
  for (const auto viewer : {kAnn, kBob, kEve})
    for (const auto who : {kAnn, kBob, kEve}) census.lists(viewer, who, true);
  return census;
}

TEST(SimCensus, AllKnowAllWhenEachListsEachOther) {
  auto census = three_on();
  EXPECT_EQ(census.unknown_pairs(), 6u);
  EXPECT_FALSE(census.all_know_all());
  census = three_who_know_each_other();
  EXPECT_EQ(census.unknown_pairs(), 0u);
  EXPECT_TRUE(census.all_know_all());
}

TEST(SimCensus, ToldTwiceIsCountedOnce) {
  auto census = three_who_know_each_other();
  census.lists(kAnn, kBob, true);
  census.lists(kAnn, kBob, false);
  EXPECT_EQ(census.unknown_pairs(), 1u);
  EXPECT_FALSE(census.knows_all(kAnn));
  EXPECT_FALSE(census.is_known_by_all(kBob));
  EXPECT_TRUE(census.knows_all(kBob));
}

TEST(SimCensus, WhoIsOffAndStillListedIsStale) {
  auto census = three_who_know_each_other();
  census.off(kEve);
  EXPECT_EQ(census.count(), 2u);
  EXPECT_EQ(census.unknown_pairs(), 0u);
  EXPECT_EQ(census.stale_pairs(), 2u);
  EXPECT_FALSE(census.all_know_all());
  census.lists(kAnn, kEve, false);
  EXPECT_TRUE(census.is_listed(kEve));
  census.lists(kBob, kEve, false);
  EXPECT_FALSE(census.is_listed(kEve));
  EXPECT_TRUE(census.all_know_all());
}

TEST(SimCensus, WhoRestartsKnowsNobodyAndIsStillKnown) {
  auto census = three_who_know_each_other();
  census.off(kEve);
  census.on(kEve);
  EXPECT_EQ(census.stale_pairs(), 0u);
  EXPECT_TRUE(census.is_known_by_all(kEve));
  EXPECT_FALSE(census.knows_all(kEve));
  EXPECT_EQ(census.unknown_pairs(), 2u);
}

TEST(SimCensus, AnExtraIsListedAndHasNoList) {
  auto census = three_who_know_each_other();
  census.extra(3);
  EXPECT_EQ(census.unknown_pairs(), 3u);
  EXPECT_FALSE(census.knows_all(kAnn));
  EXPECT_TRUE(census.is_known_by_all(kAnn));
  for (const auto viewer : {kAnn, kBob, kEve}) census.lists(viewer, 3, true);
  EXPECT_TRUE(census.knows_all(kAnn));
  EXPECT_TRUE(census.all_know_all());
}

TEST(SimCensus, ANewcomerIsUnknown) {
  auto census = three_who_know_each_other();
  census.on(3);
  EXPECT_EQ(census.unknown_pairs(), 6u);
  EXPECT_FALSE(census.knows_all(kAnn));
}

}  // namespace
}  // namespace earshot::sim
