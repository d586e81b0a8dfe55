#include "support/faults.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/seeded_random.h"

namespace earshot::sim {
namespace {

using namespace std::chrono_literals;

const Faults::Datagram kDatagram{.from = 1, .to = 2, .group = false, .bytes = 100};

class SimFaults : public testing::Test {
 protected:
  std::vector<bool> arrivals(const Link& link, int count) {
    faults.set_usual(link);
    std::vector<bool> arrived;
    for (int i = 0; i < count; ++i) arrived.push_back(faults.travel(Instant{}, kDatagram).count > 0);
    return arrived;
  }

  SeededRandom chance{1};
  Faults faults{Link{}, chance};
};

TEST_F(SimFaults, LossInBurstsIsLossInARow) {
  const auto arrived = arrivals({.bursts = 0.02, .burst_goes_on = 0.9}, 20'000);
  std::size_t lost = 0, bursts = 0;
  for (std::size_t i = 1; i < arrived.size(); ++i) {
    lost += arrived[i] ? 0 : 1;
    bursts += !arrived[i] && arrived[i - 1] ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(lost) / static_cast<double>(bursts), 10, 2) << "long, in the mean";
  EXPECT_NEAR(static_cast<double>(bursts), 20'000 * 0.02 / 1.2, 80);
}

TEST_F(SimFaults, AFreezeHoldsBackAllForOneReceiverAndItCannotOvertake) {
  faults.set_usual({.freezes = 1, .freeze = 300ms, .delay = 0us, .jitter = 0us});
  EXPECT_EQ(faults.travel(Instant{1s}, kDatagram).delays[0], Duration(300ms));
  faults.set_usual({.freezes = 1e-9, .delay = 0us, .jitter = 0us});
  EXPECT_EQ(faults.travel(Instant{1s + 100ms}, kDatagram).delays[0], Duration(200ms));
  EXPECT_EQ(faults.travel(Instant{1s + 300ms}, kDatagram).delays[0], Duration(0));
  EXPECT_EQ(faults.travel(Instant{1s}, {.from = 1, .to = 3}).delays[0], Duration(0));
}

TEST_F(SimFaults, StragglersAreHeavyTailed) {
  faults.set_usual({.stragglers = 1, .late_by = 50ms, .delay = 0us, .jitter = 0us});
  int beyond_2 = 0, beyond_100 = 0;
  for (int i = 0; i < 10'000; ++i) {
    const auto late = faults.travel(Instant{}, kDatagram).delays[0];
    EXPECT_LE(late, 1min);
    beyond_2 += late > 100ms ? 1 : 0;
    beyond_100 += late > 5s ? 1 : 0;
  }
  EXPECT_NEAR(beyond_2, 5'000, 250);
  EXPECT_NEAR(beyond_100, 100, 40);
}

TEST_F(SimFaults, AnEchoComesOnceMoreMuchLater) {
  faults.set_usual({.echoes = 1, .echoed_within = 2min});
  const auto copies = faults.travel(Instant{}, kDatagram);
  ASSERT_EQ(copies.count, 2u);
  EXPECT_GT(copies.delays[1] - copies.delays[0], Duration(1s));
}

TEST_F(SimFaults, WhatIsTooLargeDoesNotPass) {
  faults.set_usual({.bytes_max = 100});
  EXPECT_EQ(faults.travel(Instant{}, kDatagram).count, 1u);
  EXPECT_EQ(faults.travel(Instant{}, {.from = 1, .to = 2, .bytes = 101}).count, 0u);
}

TEST(SimDamage, FlipsAreOfBitsAndCutsAreOfTheEnd) {
  const Bytes whole(200, 'a');
  EXPECT_EQ(damaged(whole, {}), whole);
  for (std::uint64_t number = 1; number < 50; ++number) {
    const auto flipped = damaged(whole, {.flips = number});
    EXPECT_EQ(flipped.size(), whole.size());
    EXPECT_EQ(damaged(whole, {.flips = number}), flipped);
    const auto shorter = damaged(whole, {.cut = number});
    EXPECT_LT(shorter.size(), whole.size());
    EXPECT_EQ(shorter, whole.substr(0, shorter.size()));
  }
  EXPECT_NE(damaged(whole, {.flips = 1}), whole);
  EXPECT_EQ(damaged("", {.flips = 1, .cut = 1}), "");
}

TEST_F(SimFaults, WhatChanceDidIsWrittenDownAndHappensAgain) {
  const Link bad{.loss = 0.2, .duplicates = 0.2, .reordered = 0.3, .flipped = 0.1, .cut = 0.1};
  const auto travels = [&bad](Faults& of) {
    of.set_usual(bad);
    std::vector<Faults::Copies> all;
    for (HostNumber i = 0; i < 500; ++i) all.push_back(of.travel(Instant{}, {.from = i % 3, .to = 3}));
    return all;
  };
  Fates book;
  faults.write_down(&book);
  const auto first = travels(faults);
  SeededRandom other_chance(2);
  Faults again(Link{}, other_chance);
  again.follow(&book);
  const auto second = travels(again);
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].count, second[i].count);
    EXPECT_EQ(first[i].fate, second[i].fate);
    EXPECT_EQ(first[i].delays[0], second[i].delays[0]);
  }
  EXPECT_GT(book.size(), 200u);
  EXPECT_LT(book.size(), 500u) << "of what arrives as usual there is nothing to write";
}

TEST_F(SimFaults, InAScriptThatSaysNothingEverythingArrives) {
  const Fates nothing;
  faults.follow(&nothing);
  for (const bool arrived : arrivals({.loss = 1}, 100)) EXPECT_TRUE(arrived);
  faults.block(1, 2, Blocked::both);
  for (const bool arrived : arrivals({}, 10)) EXPECT_FALSE(arrived);
}

}  // namespace
}  // namespace earshot::sim
