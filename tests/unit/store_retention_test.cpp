// What is dropped when, and that it is gone then.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/database.h"
#include "store/retention.h"
#include "store_bench.h"

namespace earshot::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::uint64_t kDay = 86'400'000;

class Retention : public testing::Test, protected StorageBench {
 protected:
  Retention() { now = {100 * kDay}; }
  void prune_all() {
    while (storage().prune(now)) continue;
  }
  std::string on_disk() { return content(file) + content(file.string() + "-wal"); }
};

TEST_F(Retention, MessagesAreKeptForEverUnlessTheUserSaysOtherwise) {
  ASSERT_TRUE(keep(entry({}), direct(kBob, false, 1, "direct")));
  now.ms += 10'000 * kDay;
  prune_all();
  EXPECT_THAT(history(), SizeIs(2));
}

TEST_F(Retention, AMessageGoesAfterItsDaysHere) {
  options.history_days = 7;
  ASSERT_TRUE(keep(entry({.seq = 1, .text = "first"}), direct(kBob, false, 1, "direct")));
  now.ms += kDay;
  ASSERT_TRUE(keep(entry({.seq = 2, .text = "second", .sent_ms = 1})));  // sent long ago, but seen today
  now.ms += 6 * kDay;
  prune_all();
  EXPECT_THAT(history(), SizeIs(3));
  now.ms += 1;
  prune_all();
  EXPECT_THAT(history(), ElementsAre("second"));
}

TEST_F(Retention, WhatIsStillToBeSentStays) {
  options.history_days = 1;
  const auto abandoned = direct(kBob, true, 2, "abandoned");
  ASSERT_TRUE(keep(direct(kBob, true, 1, "delivered"), abandoned, direct(kBob, true, 3, "waiting")));
  ASSERT_TRUE(keep(record::Delivered{kBob, 100, 1}, record::Abandoned{kBob, abandoned.id}));
  now.ms += 10 * kDay;
  prune_all();
  EXPECT_THAT(history(), ElementsAre("waiting"));
  EXPECT_THAT(storage().load().unsent, SizeIs(1));
}

TEST_F(Retention, WhatIsDroppedIsInNoIndexAndNowhereOnTheDisk) {
  options.history_days = 1;
  const std::string secret = "the password is swordfish";
  ASSERT_TRUE(keep(direct(kBob, false, 1, secret)));
  ASSERT_THAT(on_disk(), HasSubstr(secret));
  now.ms += 2 * kDay;
  prune_all();
  EXPECT_THAT(history({.words = "swordfish"}), IsEmpty());
  EXPECT_THAT(on_disk(), Not(HasSubstr(secret)));
}

TEST_F(Retention, TheStreamAndTheEpochOutliveTheMessages) {
  options.history_days = 1;
  ASSERT_TRUE(keep(direct(kBob, false, 9, "theirs", 1, 700), direct(kBob, true, 1, "mine", 1, kDay * 200),
                   record::Delivered{kBob, kDay * 200, 1}));
  now.ms += 2 * kDay;
  prune_all();
  EXPECT_THAT(history(), IsEmpty());
  const auto received = reopened().load().received;
  ASSERT_THAT(received, SizeIs(1));
  EXPECT_EQ(received.front().stream, 700U);
  EXPECT_EQ(received.front().stored_up_to, 9U);
  EXPECT_EQ(storage().begin_epoch({1}), Epoch{kDay * 200 + 1});
}

TEST_F(Retention, ALogThatNothingCameForGoesAfterAMonth) {
  ASSERT_TRUE(keep(entry({.by = kBob, .seq = 1}), entry({.by = kCarol, .seq = 1})));
  now.ms += 29 * kDay;
  ASSERT_TRUE(keep(entry({.by = kCarol, .seq = 2})));
  now.ms += 2 * kDay;
  prune_all();
  // Of Carol's log the old entry stays with the new: who asks for her log gets it without a gap.
  const auto left = storage().load().entries;
  for (const auto& it : left) EXPECT_EQ(it.author, kCarol);
  EXPECT_THAT(history(), SizeIs(3));
}

TEST_F(Retention, OfTooManyEntriesTheBeginningOfTheStalestLogGoes) {
  std::vector<Store> entries;
  for (std::uint64_t seq = 1; seq <= SqliteStorage::kEntriesMax; ++seq)
    entries.push_back({{seq}, entry({.by = kBob, .seq = seq})});
  ASSERT_TRUE(storage().commit(entries));
  ASSERT_TRUE(keep(entry({.by = kCarol, .seq = 1}), entry({.by = kCarol, .seq = 2})));
  prune_all();
  const auto left = places(storage().load().entries);
  ASSERT_THAT(left, SizeIs(SqliteStorage::kEntriesMax));
  EXPECT_EQ(left.front(), 3U);
  EXPECT_EQ(left.back(), 2U);
}

TEST_F(Retention, OfTooManyOrTooLargeEntriesTheOldestGo) {
  const auto bytes = entry({}).body.size() + 64;
  for (const EntryLimits limits : {EntryLimits{2, 1'000'000, 30}, EntryLimits{100, 2 * bytes, 30}}) {
    ASSERT_TRUE(keep(entry({.seq = 1}), entry({.seq = 2}), entry({.seq = 3})));
    close();
    Database database(file, Database::Access::write);
    database.begin_writing();
    drop_entries(database, now, limits);
    EXPECT_EQ(database.number("SELECT count(*) FROM entries"), 2U);
    EXPECT_EQ(database.number("SELECT min(seq) FROM entries"), 2U);
  }
}

TEST_F(Retention, OneTurnIsShortAndSaysThatThereIsMore) {
  options.history_days = 1;
  std::vector<Store> messages;
  for (std::uint64_t i = 1; i <= 1'200; ++i) messages.push_back({{i}, direct(kBob, false, i, "old")});
  ASSERT_TRUE(storage().commit(messages));
  now.ms += 2 * kDay;
  EXPECT_TRUE(storage().prune(now));
  EXPECT_THAT(storage().history({.limit = 10'000}), SizeIs(700));
  EXPECT_TRUE(storage().prune(now));
  EXPECT_FALSE(storage().prune(now));
  EXPECT_THAT(history(), IsEmpty());
}

TEST_F(Retention, TheLastTurnCarriesTheJournalOver) {
  ASSERT_TRUE(keep(entry({.text = "hello from the journal"})));
  EXPECT_THAT(content(file), Not(HasSubstr("hello from the journal")));
  prune_all();
  EXPECT_THAT(content(file), HasSubstr("hello from the journal"));
  EXPECT_THAT(content(file.string() + "-wal"), IsEmpty());
}

}  // namespace
}  // namespace earshot::store
