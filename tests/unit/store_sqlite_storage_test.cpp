#include "earshot/store/sqlite_storage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store_bench.h"

namespace earshot::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Sqlite : public testing::Test, protected StorageBench {};

record::Peer met(const PeerId& id, const std::string& nick) {
  return {.id = id,
          .nick = nick,
          .host = "den",
          .first_seen_ms = 10,
          .last_seen_ms = 20,
          .addresses = {*parse_address("10.0.0.8:47475", 0), *parse_address("[fe80::1%3]:4000", 0)},
          .alias = "Rob",
          .verified_ms = 15,
          .verified_as = "bobby",
          .blocked = false,
          .card = std::string("a beacon\0", 9),
          .card_signature = {7}};
}

TEST_F(Sqlite, AFreshProfileRemembersNothing) {
  const auto remembered = storage().load();
  EXPECT_THAT(remembered.peers, IsEmpty());
  EXPECT_THAT(remembered.received, IsEmpty());
  EXPECT_THAT(remembered.unsent, IsEmpty());
  EXPECT_THAT(remembered.entries, IsEmpty());
  EXPECT_THAT(remembered.rooms, IsEmpty());
  EXPECT_THAT(history(), IsEmpty());
  EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(Sqlite, PeersComeBackAsTheyWereLastSeen) {
  ASSERT_TRUE(keep(met(kBob, "bob")));
  ASSERT_TRUE(keep(met(kBob, "rob")));
  const auto peers = reopened().load().peers;
  ASSERT_EQ(peers.size(), 1U);
  const auto& bob = peers.front();
  EXPECT_EQ(bob.id, kBob);
  EXPECT_EQ(bob.nick, "rob");
  EXPECT_EQ(bob.host, "den");
  EXPECT_EQ(bob.first_seen_ms, 10U);
  EXPECT_EQ(bob.last_seen_ms, 20U);
  EXPECT_EQ(bob.addresses, met(kBob, "").addresses);
  EXPECT_EQ(bob.alias, "Rob");
  EXPECT_EQ(bob.verified_ms, 15U);
  EXPECT_EQ(bob.verified_as, "bobby");
  EXPECT_FALSE(bob.blocked);
  EXPECT_EQ(bob.card, met(kBob, "").card);
  EXPECT_EQ(bob.card_signature, met(kBob, "").card_signature);
}

TEST_F(Sqlite, EntriesComeBackAsSignedInTheOrderOfTheLogs) {
  const auto one = entry({.by = kCarol, .seq = 1}), two = entry({.by = kBob, .seq = 2}), three = entry({.by = kBob});
  ASSERT_TRUE(keep(one, two, three));
  const auto entries = reopened().load().entries;
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_THAT(places(entries), ElementsAre(1, 2, 1));
  EXPECT_EQ(entries[1].author, kBob);
  EXPECT_EQ(entries[1].epoch, Epoch{100});
  EXPECT_EQ(entries[1].body, two.body);
  EXPECT_EQ(entries[1].signature, two.signature);
}

TEST_F(Sqlite, OfTwoBodiesForOnePlaceTheLaterRecordIsKeptAndWhatWasShownStays) {
  const auto first = entry({.text = "one"}), second = entry({.text = "two"});
  ASSERT_TRUE(keep(first));
  ASSERT_TRUE(keep(second));
  const auto entries = storage().load().entries;
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries.front().body, second.body);
  EXPECT_THAT(history(), ElementsAre("one"));
}

TEST_F(Sqlite, KnowsWhereEachStreamStood) {
  ASSERT_TRUE(keep(direct(kBob, false, 1, "a"), direct(kBob, false, 2, "b"), direct(kCarol, false, 7, "c")));
  ASSERT_TRUE(keep(direct(kBob, false, 1, "of the next stream", 1'000, 101)));
  ASSERT_TRUE(keep(direct(kBob, false, 9, "of the old stream", 1'000, 100)));
  const auto received = reopened().load().received;
  ASSERT_EQ(received.size(), 3U);
  EXPECT_EQ(received[0].peer, kBob);
  EXPECT_EQ(received[0].stream, 100U);
  EXPECT_EQ(received[0].stored_up_to, 9U);
  EXPECT_EQ(received[1].stream, 101U);
  EXPECT_EQ(received[1].stored_up_to, 1U);
  EXPECT_EQ(received[2].stored_up_to, 7U);
}

TEST_F(Sqlite, StreamsOfLongAgoAreForgotten) {
  for (std::uint64_t stream = 1; stream <= 70; ++stream) ASSERT_TRUE(keep(record::Received{kBob, stream, 5}));
  const auto received = storage().load().received;
  ASSERT_EQ(received.size(), 64U);
  EXPECT_EQ(received.front().stream, 7U);
}

TEST_F(Sqlite, AMessageIsUnsentUntilItIsDeliveredOrAbandoned) {
  const auto first = direct(kBob, true, 1, "first"), second = direct(kBob, true, 2, "second"),
             third = direct(kBob, true, 3, "third"), to_carol = direct(kCarol, true, 1, "to carol");
  ASSERT_TRUE(keep(third, to_carol, second, first));
  auto unsent = reopened().load().unsent;
  ASSERT_EQ(unsent.size(), 4U);
  EXPECT_EQ(unsent[0].text, "first");
  EXPECT_EQ(unsent[2].text, "third");
  EXPECT_EQ(unsent[3].text, "to carol");
  EXPECT_EQ(unsent[1].id, second.id);
  EXPECT_EQ(unsent[1].peer, kBob);
  EXPECT_TRUE(unsent[1].outgoing);
  EXPECT_EQ(unsent[1].stream, 100U);
  EXPECT_EQ(unsent[1].first, 2U);
  EXPECT_EQ(unsent[1].last, 2U);
  EXPECT_EQ(unsent[1].sent_ms, 1'000U);

  ASSERT_TRUE(keep(record::Abandoned{kBob, first.id}, record::Delivered{kBob, 100, 2}));
  unsent = reopened().load().unsent;
  ASSERT_EQ(unsent.size(), 2U);
  EXPECT_EQ(unsent[0].text, "third");
  const auto messages = storage().history({.peer = kBob});
  ASSERT_EQ(messages.size(), 3U);
  EXPECT_EQ(messages[0].state, DeliveryState::failed);
  EXPECT_EQ(messages[1].state, DeliveryState::delivered);
  EXPECT_EQ(messages[2].state, DeliveryState::queued);
}

TEST_F(Sqlite, ALongMessageIsKnownByItsFirstFragment) {
  auto message = direct(kBob, true, 2, "long");
  message.last = 5;
  ASSERT_TRUE(keep(message, record::Delivered{kBob, 100, 1}));
  EXPECT_EQ(storage().load().unsent.size(), 1U);
  ASSERT_TRUE(keep(record::Delivered{kBob, 100, 2}));
  EXPECT_EQ(storage().load().unsent.size(), 0U);
}

TEST_F(Sqlite, RoomsAreRememberedWhileJoined) {
  ASSERT_TRUE(keep(record::Joined{"tea", true}, record::Joined{"ops", true}, record::Joined{"tea", false}));
  EXPECT_THAT(reopened().load().rooms, ElementsAre("ops"));
}

TEST_F(Sqlite, TheSameRecordsAgainChangeNothing) {
  const std::vector<Store> batch{{{1}, record::Joined{"ops", true}},     {{2}, entry({.text = "hi", .room = "ops"})},
                                 {{3}, direct(kBob, true, 1, "mine")},   {{4}, direct(kBob, false, 1, "yours")},
                                 {{5}, record::Delivered{kBob, 100, 1}}, {{6}, met(kBob, "bob")}};
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(storage().commit(batch));
    const auto remembered = storage().load();
    EXPECT_EQ(remembered.entries.size(), 1U);
    EXPECT_EQ(remembered.peers.size(), 1U);
    EXPECT_EQ(remembered.unsent.size(), 0U);
    EXPECT_THAT(remembered.rooms, ElementsAre("ops"));
    EXPECT_THAT(history(), testing::UnorderedElementsAre("hi", "mine", "yours"));
    EXPECT_THAT(history({.words = "yours"}), ElementsAre("yours"));
  }
}

TEST_F(Sqlite, LoadsTheNewestEntriesAndOfEachLogItsEnd) {
  // Bob's log came in order, Carol's from its end, and of hers one is missing for good.
  for (std::uint64_t seq = 1; seq <= 5; ++seq) ASSERT_TRUE(keep(entry({.by = kBob, .seq = seq})));
  for (const std::uint64_t seq : {5, 3, 2, 1}) ASSERT_TRUE(keep(entry({.by = kCarol, .seq = seq})));
  EXPECT_THAT(places(storage().load(9).entries), ElementsAre(1, 2, 3, 4, 5, 1, 2, 3, 5));
  EXPECT_THAT(places(storage().load(6).entries), ElementsAre(4, 5, 1, 2, 3, 5));
  EXPECT_THAT(places(storage().load(2).entries), ElementsAre(3, 5));
  ASSERT_TRUE(keep(entry({.by = kBob, .seq = 6})));
  EXPECT_THAT(places(storage().load(2).entries), ElementsAre(6, 5));
}

TEST_F(Sqlite, AnEpochIsGreaterThanAllBeforeWhateverTheClockSays) {
  EXPECT_EQ(storage().begin_epoch({1'000}), Epoch{1'000});
  EXPECT_EQ(reopened().begin_epoch({1'000}), Epoch{1'001});
  EXPECT_EQ(reopened().begin_epoch({7}), Epoch{1'002});
  EXPECT_EQ(reopened().begin_epoch({2'000}), Epoch{2'000});
}

TEST_F(Sqlite, AnEpochIsGreaterThanWhatOthersHaveOfUs) {
  ASSERT_TRUE(keep(entry({.by = kSelf, .epoch = 3'000}), entry({.by = kBob, .epoch = 9'000})));
  EXPECT_EQ(reopened().begin_epoch({1'000}), Epoch{3'001});
  ASSERT_TRUE(keep(direct(kBob, true, 1, "mine", 1, 4'000), direct(kBob, false, 1, "yours", 1, 9'000)));
  EXPECT_EQ(reopened().begin_epoch({1'000}), Epoch{4'001});
}

TEST_F(Sqlite, NoEpochIsGreaterThanANumberCanBe) {
  ASSERT_TRUE(keep(entry({.by = kSelf, .epoch = kIntegerMax})));
  EXPECT_EQ(storage().begin_epoch({1}), Epoch{kIntegerMax});
}

TEST_F(Sqlite, WhatABlockedPeerWritesInRoomsIsKeptForOthersAndNotShown) {
  auto bob = met(kBob, "bob");
  ASSERT_TRUE(keep(bob, entry({.by = kBob, .seq = 1, .text = "before"})));
  bob.blocked = true;
  ASSERT_TRUE(keep(bob, entry({.by = kBob, .seq = 2, .text = "blocked"}), entry({.by = kCarol, .text = "of carol"})));
  bob.blocked = false;
  ASSERT_TRUE(keep(bob, entry({.by = kBob, .seq = 3, .text = "after"})));
  EXPECT_THAT(history(), testing::UnorderedElementsAre("before", "of carol", "after"));
  EXPECT_EQ(reopened().load().entries.size(), 4U);
}

TEST_F(Sqlite, WhoIsForgottenLeavesMessagesOnlyIfTheyAreToStay) {
  ASSERT_TRUE(keep(met(kBob, "bob"), direct(kBob, false, 1, "yours"), direct(kBob, true, 1, "mine"),
                   direct(kCarol, false, 1, "of carol"), entry({.by = kBob, .text = "to all"})));
  ASSERT_TRUE(keep(record::Forgotten{kBob, false}));
  EXPECT_THAT(reopened().load().peers, IsEmpty());
  EXPECT_EQ(history().size(), 4U);
  ASSERT_TRUE(keep(record::Forgotten{kBob, true}));
  EXPECT_THAT(history(), ElementsAre("of carol"));
  EXPECT_THAT(history({.words = "yours"}), IsEmpty());
  EXPECT_THAT(reopened().load().unsent, IsEmpty());
  ASSERT_TRUE(keep(direct(kBob, false, 1, "yours")));  // the same again is old, and yet nothing was lost
}

TEST_F(Sqlite, SettingsAreKept) {
  EXPECT_EQ(storage().setting("nick"), std::nullopt);
  storage().set_setting("nick", "ann");
  storage().set_setting("nick", "\xc3\xa4nne");
  EXPECT_EQ(reopened().setting("nick"), "\xc3\xa4nne");
}

TEST_F(Sqlite, AnEmptyCommitIsNone) { EXPECT_TRUE(storage().commit({})); }

}  // namespace
}  // namespace earshot::store
