#include "core/roster.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core_bench.h"

namespace earshot::core {

using testing::ElementsAre;
using testing::SizeIs;

TEST(Roster, APeerOnSeveralAddressesIsOnePeer) {
  Bench bench;
  auto bob = bench.other("bob", 7);
  bench.acquaint(bob);
  bench.roster.heard(bob.card.id, bench.instant, {}, v4(70));
  EXPECT_THAT(bench.roster.all(), SizeIs(1));
  EXPECT_EQ(bench.roster.live_count(), 1u);
  EXPECT_THAT(bench.roster.find(bob.card.id)->paths, SizeIs(2));
}

TEST(Roster, TheBestPathStaysUntilItWasSilentForABeaconInterval) {
  Bench bench;
  auto bob = bench.other("bob", 7);
  bench.acquaint(bob);
  bench.pass(bench.config.beacon_interval_min);
  bench.roster.heard(bob.card.id, bench.instant, {}, v4(70));
  EXPECT_EQ(bench.roster.address(bob.card.id), v4(7));
  bench.pass(1us);
  bench.roster.heard(bob.card.id, bench.instant, {}, v4(70));
  EXPECT_EQ(bench.roster.address(bob.card.id), v4(70));
}

TEST(Roster, WhatWasOnlyClaimedNeverBeatsWhatWasHeard) {
  Bench bench;
  auto bob = bench.other("bob", 7);
  bench.acquaint(bob);
  bench.roster.claim(bob.card.id, {v4(71), v4(72)});
  EXPECT_EQ(bench.roster.address(bob.card.id), v4(7));
  bench.roster.claim(bob.card.id, {v4(72)});
  EXPECT_THAT(bench.roster.find(bob.card.id)->paths,
              ElementsAre(testing::Field(&Path::address, v4(7)), testing::Field(&Path::address, v4(72))));
}

TEST(Roster, PathsAreBounded) {
  Bench bench;
  auto bob = bench.other("bob", 7);
  bench.acquaint(bob);
  for (std::uint16_t port = 2'000; port < 2'100; ++port)
    bench.roster.heard(bob.card.id, bench.instant, {}, v4(7, port));
  EXPECT_THAT(bench.roster.find(bob.card.id)->paths, SizeIs(kPathsMax));
  EXPECT_EQ(bench.roster.address(bob.card.id), v4(7));
}

TEST(Roster, ClaimedPathsAreBoundedToo) {
  Bench bench;
  auto bob = bench.other("bob", 7);
  bench.acquaint(bob);
  std::vector<Address> claimed;
  for (std::uint16_t port = 2'000; port < 2'020; ++port) claimed.push_back(v4(7, port));
  bench.roster.claim(bob.card.id, claimed);
  EXPECT_THAT(bench.roster.find(bob.card.id)->paths, SizeIs(kPathsMax));
}

TEST(Roster, AnyNewSignRevivesWhoWasThoughtGoneButNotWhoSaidBye) {
  Bench bench;
  auto bob = bench.other("bob", 7);
  bench.acquaint(bob);
  bench.roster.set_live(bob.card.id, false);
  EXPECT_FALSE(bench.roster.is_live(bob.card.id));
  bench.roster.heard(bob.card.id, bench.instant, {}, bob.address);
  EXPECT_TRUE(bench.roster.is_live(bob.card.id));
  bench.roster.said_bye(bob.card.id, bob.card.no);
  bench.roster.heard(bob.card.id, bench.instant, {}, bob.address);
  EXPECT_FALSE(bench.roster.is_live(bob.card.id));
  bob.card.no = 2;
  bench.acquaint(bob);
  EXPECT_TRUE(bench.roster.is_live(bob.card.id));
}

TEST(Roster, NearMeansHeardOnAGroupWithinTwoBeaconIntervals) {
  Bench bench;
  auto bob = bench.other("bob", 7);
  bench.acquaint(bob);
  EXPECT_FALSE(bench.roster.is_near(bob.card.id, bench.instant));
  EXPECT_THAT(bench.roster.far(bench.instant), ElementsAre(bob.card.id));
  bench.roster.heard_on_group(bob.card.id, bench.instant, {2}, 1);
  const auto limit = bench.instant + 2 * bench.roster.beacon_interval();
  EXPECT_TRUE(bench.roster.is_near(bob.card.id, limit));
  EXPECT_THAT(bench.roster.near_by_interface(limit), SizeIs(1));
  EXPECT_FALSE(bench.roster.is_near(bob.card.id, limit + 1us));
  EXPECT_THAT(bench.roster.near_by_interface(limit + 1us), SizeIs(0));
}

TEST(Roster, TheBeaconIntervalGrowsBeyondFiftyPeers) {
  Bench bench;
  for (std::uint8_t i = 0; i < 49; ++i) bench.acquaint(bench.other("p", i));
  EXPECT_EQ(bench.roster.beacon_interval(), 5s);
  bench.acquaint(bench.other("p", 60));
  EXPECT_EQ(bench.roster.beacon_interval(), 5'100ms);
}

TEST(Roster, TwoThatKnowTheSamePeersHaveTheSameDigestWhateverTheOrder) {
  Bench ann(1), bob(2);
  auto carol = ann.other("carol", 7), dave = ann.other("dave", 8);
  const auto before = ann.roster.digest();
  ann.acquaint(carol);
  ann.acquaint(dave);
  bob.acquaint(dave);
  bob.acquaint(carol);
  EXPECT_NE(ann.roster.digest(), before);
  // Each has itself in the digest, too; take that out by looking at ranges around the other two.
  const auto low = std::min(carol.card.id, dave.card.id);
  PeerId below = low;
  --below.bytes[31];
  EXPECT_EQ(ann.roster.digest(below, low), bob.roster.digest(below, low));
  ann.roster.set_live(carol.card.id, false);
  ann.roster.set_live(dave.card.id, false);
  EXPECT_EQ(ann.roster.digest(), before);
  EXPECT_EQ(ann.roster.digest(below, low), wire::Digest{});
}

TEST(Roster, EverybodyIsInTheLobbyAndOthersWhereTheySaySo) {
  Bench bench;
  auto bob = bench.other("bob", 7), carol = bench.other("carol", 8);
  carol.card.rm = {"dev"};
  bench.acquaint(bob);
  bench.acquaint(carol);
  EXPECT_THAT(bench.roster.members(Room{"lobby"}), SizeIs(2));
  EXPECT_THAT(bench.roster.members(Room{"dev"}), ElementsAre(carol.card.id));
  bench.roster.set_live(carol.card.id, false);
  EXPECT_THAT(bench.roster.members(Room{"dev"}), SizeIs(0));
}

TEST(Roster, AtTheLimitTheLongestGoneMakesRoomAndTheLiveStay) {
  Config config;
  config.peers_max = 3;
  Bench bench(1, config);
  auto a = bench.other("a", 1), b = bench.other("b", 2), c = bench.other("c", 3), d = bench.other("d", 4);
  bench.acquaint(a);
  bench.pass(1s);
  bench.acquaint(b);
  bench.acquaint(c);
  bench.acquaint(d);
  EXPECT_EQ(bench.roster.find(d.card.id), nullptr);  // nobody is gone: nobody is displaced
  bench.roster.set_live(b.card.id, false);
  bench.roster.set_live(a.card.id, false);
  bench.acquaint(d);
  EXPECT_EQ(bench.roster.find(a.card.id), nullptr);
  EXPECT_TRUE(bench.roster.is_live(d.card.id));
  EXPECT_EQ(bench.roster.live_count(), 2u);
}

TEST(Roster, WhatEarlierStartsRememberIsBoundedAsWell) {
  Config config;
  config.peers_max = 2;
  Bench bench(1, config);
  for (const auto* nick : {"a", "b", "c"}) {
    record::Peer known;
    known.id = bench.other(nick, 1).card.id;
    known.nick = nick;
    known.addresses = std::vector(kPathsMax + 1, v4(7));
    bench.roster.remember(known);
  }
  EXPECT_THAT(bench.roster.all(), SizeIs(2));
  for (const auto& [id, peer] : bench.roster.all()) EXPECT_THAT(peer.paths, SizeIs(kPathsMax));
  EXPECT_EQ(bench.roster.bearers("b"), 1u);
  EXPECT_EQ(bench.roster.bearers("c"), 0u);
}

}  // namespace earshot::core
