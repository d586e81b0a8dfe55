#include "core/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/entry_acks.h"
#include "core/posting.h"
#include "core/seq_set.h"
#include "core/timers.h"
#include "core_rooms_bench.h"
#include "earshot/core/ids.h"

namespace earshot::core {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Ranges = std::vector<wire::Range>;

namespace {

Ranges all(const SeqSet& set) { return set.within(0, kIntegerMax); }
Entry entry(const std::string& body) { return make_entry(body, {}, {}); }

}  // namespace

TEST(SeqSet, NeighboursMeltIntoOneRange) {
  SeqSet set;
  set.add(1, 1);
  set.add(3, 3);
  EXPECT_EQ(all(set), (Ranges{{1, 1}, {3, 3}}));
  set.add(2, 2);
  EXPECT_EQ(all(set), (Ranges{{1, 3}}));
}

TEST(SeqSet, RemovingFromTheMiddleLeavesBothEnds) {
  SeqSet set;
  set.add(1, 9);
  set.remove(4, 6);
  EXPECT_EQ(all(set), (Ranges{{1, 3}, {7, 9}}));
  EXPECT_EQ(set.missing(0, 10), (Ranges{{0, 0}, {4, 6}, {10, 10}}));
}

TEST(SeqSet, BothEndsBelongToWhatIsNamed) {
  SeqSet set;
  set.add(1, 9);
  set.remove(7, 9);
  set.remove(1, 2);
  EXPECT_EQ(all(set), (Ranges{{3, 6}}));
  set.add(9, 9);
  EXPECT_EQ(set.within(6, 9), (Ranges{{6, 6}, {9, 9}}));
  EXPECT_EQ(set.missing(6, 8), (Ranges{{7, 8}}));
}

TEST(SeqSet, GivesNoMoreRangesThanAreAskedFor) {
  SeqSet set;
  for (const std::uint64_t place : {1, 3, 5}) set.add(place, place);
  EXPECT_EQ(set.within(0, 9, 2), (Ranges{{1, 1}, {3, 3}}));
  EXPECT_EQ(set.within(0, 9, 3), (Ranges{{1, 1}, {3, 3}, {5, 5}}));
  EXPECT_EQ(set.missing(0, 9, 2), (Ranges{{0, 0}, {2, 2}}));
  EXPECT_EQ(set.missing(0, 9, 3), (Ranges{{0, 0}, {2, 2}, {4, 4}}));
  EXPECT_EQ(set.missing(0, 9, 4), (Ranges{{0, 0}, {2, 2}, {4, 4}, {6, 9}}));
}

TEST(SeqSet, DoesAsAPlainSetDoes) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    SeqSet set;
    std::set<std::uint64_t> plain;
    for (int step = 0; step < 60; ++step) {
      const auto first = random.below(40), last = first + random.below(6);
      const bool adds = random.below(3) > 0;
      adds ? set.add(first, last) : set.remove(first, last);
      for (auto i = first; i <= last; ++i) adds ? (void)plain.insert(i) : (void)plain.erase(i);
    }
    for (std::uint64_t i = 0; i < 50; ++i) EXPECT_EQ(set.contains(i), plain.contains(i)) << i;
    std::size_t missing = 0;
    for (const auto& range : set.missing(0, 49)) missing += range.last - range.first + 1;
    EXPECT_EQ(missing, 50 - plain.size());
  }
}

TEST(Timers, GivesTheEarliestFirstAndNothingEarly) {
  Timers<int> timers;
  const Instant begin{};
  timers.set(1, begin + 20ms);
  timers.set(2, begin + 10ms);
  timers.set_by(1, begin + 30ms);  // later than what is there
  EXPECT_EQ(timers.next(), begin + 10ms);
  EXPECT_EQ(timers.take_due(begin + 10ms - 1us), std::nullopt);
  EXPECT_EQ(timers.take_due(begin + 20ms), 2);
  EXPECT_EQ(timers.take_due(begin + 20ms), 1);
  EXPECT_EQ(timers.next(), std::nullopt);
}

TEST(Ids, DependOnAuthorEpochAndPlace) {
  const PeerId ann{{1}}, bob{{2}};
  const std::set<MessageId> ids{room_message_id(ann, {1}, {1}),    room_message_id(ann, {1}, {2}),
                                room_message_id(ann, {2}, {1}),    room_message_id(bob, {1}, {1}),
                                direct_message_id(ann, bob, 1, 1), direct_message_id(bob, ann, 1, 1)};
  EXPECT_THAT(ids, SizeIs(6));
}

TEST(Ids, AreWhatAStrangerWouldCompute) {
  // hashlib.blake2b(b"earshot room" + bytes(32) + (5).to_bytes(8, "big") + (7).to_bytes(8, "big"), digest_size=16)
  EXPECT_EQ(hex(view(room_message_id({}, {5}, {7}).bytes)), "e77b35189fce6a581344");
  // hashlib.blake2b(b"earshot direct" + bytes(64) + (5).to_bytes(8, "big") + (7).to_bytes(8, "big"), digest_size=16)
  EXPECT_EQ(hex(view(direct_message_id({}, {}, 5, 7).bytes)), "e141c120f76da5e963f5");
}

TEST(Log, AHoleIsWhatALaterEntryLeavesOpen) {
  Log log({}, Seq{});
  EXPECT_THAT(log.add(Seq{1}, entry("1")), IsEmpty());
  EXPECT_EQ(log.add(Seq{4}, entry("4")), (Ranges{{2, 3}}));
  EXPECT_THAT(log.add(Seq{2}, entry("2")), IsEmpty());
  EXPECT_EQ(log.known(), Seq{4});
}

TEST(Log, NothingBelowItsBaseIsMissedUntilSomethingThereTurnsUp) {
  Log log({}, Seq{10});
  EXPECT_THAT(log.add(Seq{11}, entry("11")), IsEmpty());
  EXPECT_THAT(log.add(Seq{10}, entry("10")), IsEmpty());
  EXPECT_EQ(log.base(), Seq{9});
  EXPECT_EQ(log.add(Seq{7}, entry("7")), (Ranges{{8, 9}}));
  EXPECT_EQ(log.base(), Seq{6});
}

TEST(Log, TakesNumbersUpToTheLimitAheadAndBelow) {
  Log log({}, Seq{5'000});
  EXPECT_FALSE(log.is_far_ahead(Seq{6'024}, 1'024));
  EXPECT_TRUE(log.is_far_ahead(Seq{6'025}, 1'024));
  EXPECT_TRUE(log.is_far_ahead(Seq{kIntegerMax}, 1'024));
  EXPECT_FALSE(log.is_far_below(Seq{3'977}, 1'024));
  EXPECT_TRUE(log.is_far_below(Seq{3'976}, 1'024));
}

TEST(Log, TheLimitBelowDoesNotMoveWithTheBase) {
  Log log({}, Seq{5'000});
  log.add(Seq{4'000}, entry("4000"));
  EXPECT_TRUE(log.is_far_below(Seq{3'976}, 1'024));
}

TEST(Log, ARepeatIsTheSameBody) {
  Log log({}, Seq{});
  log.add(Seq{1}, entry("one"));
  EXPECT_TRUE(log.is_repeat(Seq{1}, "one"));
  EXPECT_FALSE(log.is_repeat(Seq{1}, "uno"));
  EXPECT_FALSE(log.is_repeat(Seq{2}, "one"));
  log.leave_memory(Seq{1});
  EXPECT_TRUE(log.is_repeat(Seq{1}, "uno"));  // can no longer be told
}

TEST(Acknowledgement, SaysNothingBeforeSomethingIsDurable) {
  Log log({}, Seq{});
  log.add(Seq{1}, entry("1"));
  EXPECT_FALSE(make_ack({}, log));
  log.mark_stored(Seq{1});
  ASSERT_TRUE(make_ack({}, log));
  EXPECT_EQ(make_ack({}, log)->lo, Seq{1});
  EXPECT_EQ(make_ack({}, log)->hd, Seq{1});
}

TEST(Acknowledgement, EndsBeforeWhatHasArrivedButIsNotDurable) {
  Log log({}, Seq{});
  for (const std::uint64_t place : {1, 3, 2}) log.add(Seq{place}, entry("x"));
  log.mark_stored(Seq{1});
  log.mark_stored(Seq{3});
  const auto ack = make_ack({}, log);
  EXPECT_EQ(ack->hd, Seq{1});
  EXPECT_THAT(ack->mi, IsEmpty());
}

TEST(Acknowledgement, ListsUpToSixteenGapsAndEndsBeforeTheSeventeenth) {
  Log log({}, Seq{});
  const auto add = [&](std::uint64_t place) {
    log.add(Seq{place}, entry("x"));
    log.mark_stored(Seq{place});
  };
  for (std::uint64_t i = 0; i < 16; ++i) add(2 * i + 2);  // misses 1, 3, … 31
  EXPECT_EQ(make_ack({}, log)->hd, Seq{32});
  EXPECT_THAT(make_ack({}, log)->mi, SizeIs(16));
  add(34);
  EXPECT_EQ(make_ack({}, log)->hd, Seq{32});
  EXPECT_THAT(make_ack({}, log)->mi, SizeIs(16));
}

TEST(Acknowledgement, ACrowdTakesItsTime) {
  const Config config;
  EXPECT_EQ(ack_window(config, 4), 0ms);
  EXPECT_EQ(ack_window(config, 5), 10ms);
  EXPECT_EQ(ack_window(config, 50), 100ms);
  EXPECT_EQ(ack_window(config, 51), 510ms);
}

TEST(Parts, AreCutBetweenCharactersOnly) {
  EXPECT_THAT(cut_into_parts("", 4), ElementsAre(""));
  EXPECT_THAT(cut_into_parts("abcd", 4), ElementsAre("abcd"));
  EXPECT_THAT(cut_into_parts("abcde", 4), ElementsAre("abcd", "e"));
  EXPECT_THAT(cut_into_parts("abcäb", 4), ElementsAre("abc", "äb"));
  EXPECT_THAT(cut_into_parts("a\n\nb", 4), ElementsAre("a\n", "\nb"));  // a line feed takes two bytes in JSON
}

class LogsTest : public RoomsBench {
 protected:
  LogsTest() : RoomsBench(small()) {}
  static Config small() {
    Config config;
    config.log_entries_max = 3;
    return config;
  }
  void add(const LogKey& key, std::uint64_t place) {
    logs.find(key)->add(Seq{place}, entry(std::to_string(place)));
    logs.added(key, Seq{place});
  }
  Logs logs{bench.context};
};

TEST_F(LogsTest, TheOldestEntriesOfOthersLeaveFirstAndThenTheOwn) {
  const LogKey bob{PeerId{{1}}, Epoch{1}};
  logs.open(bob, Seq{});
  add(logs.own_key(), 1);
  add(bob, 1);
  add(bob, 2);
  EXPECT_TRUE(logs.find(bob)->find(Seq{1}));
  add(logs.own_key(), 2);
  EXPECT_FALSE(logs.find(bob)->find(Seq{1}));
  EXPECT_TRUE(logs.find(bob)->has(Seq{1}));  // still known: it will not be taken for new
  add(logs.own_key(), 3);
  EXPECT_FALSE(logs.find(bob)->find(Seq{2}));
  EXPECT_TRUE(logs.own().find(Seq{1}));
  add(logs.own_key(), 4);
  EXPECT_FALSE(logs.own().find(Seq{1}));
  EXPECT_TRUE(logs.own().find(Seq{2}));
}

TEST_F(LogsTest, AnAuthorsLogsAreBoundedAndTheOldestGoes) {
  const PeerId bob{{1}};
  const std::uint64_t first = 10, end = first + kLogsPerAuthorMax;
  for (auto epoch = first; epoch < end; ++epoch) EXPECT_TRUE(logs.open({bob, {epoch}}, {}));
  EXPECT_FALSE(logs.open({bob, {first - 1}}, {}));
  EXPECT_TRUE(logs.open({bob, {end}}, {}));
  EXPECT_FALSE(logs.find({bob, {first}}));
  EXPECT_THAT(logs.of(bob), SizeIs(kLogsPerAuthorMax));
}

TEST_F(LogsTest, AnEpochBeforeTheNewestKnownIsOutdatedUnlessItsLogIsThere) {
  const PeerId bob{{1}};
  logs.open({bob, {10}}, {});
  EXPECT_TRUE(logs.is_outdated({bob, {9}}));
  EXPECT_FALSE(logs.is_outdated({bob, {11}}));
}

}  // namespace earshot::core
