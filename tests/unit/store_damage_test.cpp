// A damaged file costs what was damaged and nothing else: not the program, not the file, not the rest of its content.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <set>

#include "earshot/store/sqlite_storage.h"
#include "store_bench.h"
#include "support/fragile_disk.h"
#include "support/seeded_random.h"
#include "support/seeds.h"

namespace earshot::store {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSubsetOf;
using testing::SizeIs;

constexpr std::size_t kPage = 4096;
constexpr std::uint64_t kRoomMessages = 120, kDirectMessages = 60;

std::string room_text(std::uint64_t i) { return "room message #" + std::to_string(i) + std::string(100, '.'); }
std::string direct_text(std::uint64_t i) { return "direct message #" + std::to_string(i) + std::string(100, '.'); }

void damage(std::string& bytes, std::size_t at, std::size_t count) {
  for (std::size_t i = at; i < std::min(at + count, bytes.size()); ++i) bytes[i] = '\x5a';
}

void run_outside(const fs::path& file, const char* sql) {
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &connection), SQLITE_OK);
  char* error = nullptr;
  EXPECT_EQ(sqlite3_exec(connection, sql, nullptr, nullptr, &error), SQLITE_OK) << sql << ": " << error;
  sqlite3_free(error);
  sqlite3_close(connection);
}

class Damage : public testing::Test, protected StorageBench {
 protected:
  Damage() { options.vfs = disk_.vfs(); }
  ~Damage() override { close(); }
  // A profile with something of everything in some 40 pages, closed.
  void fill() {
    storage().begin_epoch({kEpoch});
    storage().set_setting("nick", "ann");
    ASSERT_TRUE(keep(
        record::Joined{"ops", true},
        record::Peer{
            .id = kBob, .nick = "bob", .host = "den", .addresses = {}, .alias = "Rob", .verified_as = {}, .card = {}}));
    std::vector<Store> all;
    for (std::uint64_t i = 1; i <= kRoomMessages; ++i)
      all.push_back({{i}, entry({.seq = i, .text = room_text(i), .room = i % 2 ? "lobby" : "ops", .sent_ms = i})});
    for (std::uint64_t i = 1; i <= kDirectMessages; ++i)
      all.push_back({{i}, direct(kBob, i % 2, i, direct_text(i), 1'000 + i)});
    ASSERT_TRUE(storage().commit(all));
    close();
  }
  std::string filled() {
    fill();
    return content(file);
  }
  static std::set<std::string> all_texts() {
    std::set<std::string> texts;
    for (std::uint64_t i = 1; i <= kRoomMessages; ++i) texts.insert(room_text(i));
    for (std::uint64_t i = 1; i <= kDirectMessages; ++i) texts.insert(direct_text(i));
    return texts;
  }
  std::vector<std::string> everything() { return history({.limit = 1'000}); }
  // Whatever the file was like: the program starts, works, and remembers what it is told from now on.
  void expect_it_works() {
    ASSERT_NO_THROW(storage().load());
    ASSERT_NO_THROW(everything());
    ASSERT_GE(storage().begin_epoch({kEpoch + 1}), Epoch{kEpoch + 1});
    ASSERT_TRUE(keep(entry({.by = kCarol, .seq = 1, .text = "after the damage"}))) << storage().refused_because();
    ASSERT_NO_THROW(reopened().load());
    ASSERT_THAT(history({.from = kCarol}), ElementsAre("after the damage"));
    ASSERT_THAT(history({.words = "after the damage"}), ElementsAre("after the damage"));
  }
  void expect_set_aside_unchanged(const std::string& bytes) {
    ASSERT_THAT(set_aside(), SizeIs(1));
    EXPECT_EQ(content(set_aside().front()), bytes);
    EXPECT_EQ(fs::status(set_aside().front()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  }

  static constexpr std::uint64_t kEpoch = 4'900;

 private:
  FragileDisk disk_{1};  // it never breaks here, but it is fast
};

TEST_F(Damage, ATextFileIsMovedAsideAsItIs) {
  fill();
  const std::string text = "Dear diary, this is no database.\n" + std::string(5'000, 'x');
  overwrite(file, text);
  expect_it_works();
  expect_set_aside_unchanged(text);
}

TEST_F(Damage, TheWarningSaysWhatHappenedWhereTheFileIsAndWhatWasSaved) {
  auto bytes = filled();
  now = {1'700'000'000'000};
  damage(bytes, 20 * kPage, kPage);
  overwrite(file, bytes);
  storage();
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_THAT(warnings.front(), AllOf(HasSubstr("the history file was damaged ("),
                                      HasSubstr("It is now " + file.string() + ".damaged-20231114T221320Z"),
                                      HasSubstr(" messages, "), HasSubstr("1 peers")));
  reopened();
  EXPECT_THAT(warnings, SizeIs(1));  // it is whole again
}

TEST_F(Damage, EachDamagedFileGetsANameOfItsOwn) {
  fill();
  for (const char* text : {"one is no database", "two is no database", "three is no database"}) {
    close();
    overwrite(file, text);
    storage();
  }
  close();
  std::vector<std::string> kept;
  for (const auto& it : set_aside()) kept.push_back(content(it));
  EXPECT_THAT(kept, testing::UnorderedElementsAre("one is no database", "two is no database", "three is no database"));
}

TEST_F(Damage, ADatabaseOfAnotherProgramIsMovedAsideAsItIs) {
  storage();
  close();
  fs::remove(file);
  run_outside(file, "CREATE TABLE recipes(name); INSERT INTO recipes VALUES('soup')");
  const auto bytes = content(file);
  expect_it_works();
  expect_set_aside_unchanged(bytes);
}

TEST_F(Damage, AForeignTriggerOrViewIsNotTrusted) {
  for (const char* sql :
       {"CREATE TRIGGER more AFTER INSERT ON messages BEGIN DELETE FROM peers; END", "CREATE VIEW more AS SELECT 1",
        "DROP TABLE received", "ALTER TABLE settings ADD COLUMN more TEXT", "DROP INDEX messages_unsent"}) {
    fill();
    run_outside(file, sql);
    expect_it_works();
    EXPECT_THAT(set_aside(), SizeIs(1)) << sql;
    EXPECT_EQ(storage().setting("nick"), "ann") << sql;
    EXPECT_THAT(all_texts(), IsSubsetOf(everything())) << sql;
    close();
    fs::remove_all(file.parent_path());
  }
}

TEST_F(Damage, AFileOfNoLengthIsAFreshProfile) {
  fill();
  overwrite(file, "");
  expect_it_works();
  EXPECT_THAT(set_aside(), IsEmpty());
}

TEST_F(Damage, ADestroyedPageCostsNoMoreThanItsRows) {
  const auto sound = filled();
  for (std::size_t page = 1; page < sound.size() / kPage; ++page) {
    auto bytes = sound;
    damage(bytes, page * kPage, kPage);
    overwrite(file, bytes);
    storage();
    const auto found = everything();
    EXPECT_THAT(found, IsSubsetOf(all_texts())) << page;
    // Of a room both the log and the rows would have to be lost. Direct messages can all be behind one page.
    EXPECT_GE(found.size(), kRoomMessages) << "page " << page;
    EXPECT_GT(storage().begin_epoch({1}), Epoch{kEpoch}) << "page " << page;
    close();
    for (const auto& it : set_aside()) fs::remove(it);
  }
}

// Nothing else says it but when the messages were stored.
TEST_F(Damage, AnEpochIsNotGivenAgainWhenItsPageIsDestroyed) {
  storage().begin_epoch({kEpoch});
  ASSERT_TRUE(keep(direct(kBob, false, 1, "theirs")));
  close();
  auto bytes = content(file);
  damage(bytes, 2 * kPage, kPage);
  overwrite(file, bytes);
  EXPECT_GT(storage().begin_epoch({1}), Epoch{kEpoch});
  EXPECT_THAT(set_aside(), SizeIs(1));
}

TEST_F(Damage, ATruncatedFileGivesWhatIsLeftOfIt) {
  const auto sound = filled();
  SeededRandom random(1);
  std::set<std::size_t> lengths{2, 15, 16, 99, 100, 511, 512, kPage - 1, kPage, kPage + 1, sound.size() - kPage};
  while (lengths.size() < 40) lengths.insert(2 + random.below(static_cast<std::uint32_t>(sound.size() - kPage - 2)));
  for (const auto length : lengths) {
    const auto bytes = sound.substr(0, length);
    overwrite(file, bytes);
    storage();
    EXPECT_THAT(everything(), IsSubsetOf(all_texts())) << length;
    expect_it_works();
    SCOPED_TRACE(length);
    expect_set_aside_unchanged(bytes);
    close();
    for (const auto& it : set_aside()) fs::remove(it);
  }
}

TEST_F(Damage, AnyByteOfTheHeaderMayBeWrong) {
  const auto sound = filled();
  for (std::size_t at = 0; at < 100; ++at) {
    for (const int flip : {0x01, 0xff}) {
      auto bytes = sound;
      bytes[at] = static_cast<char>(bytes[at] ^ flip);
      overwrite(file, bytes);
      const auto where = "byte " + std::to_string(at) + " flipped by " + std::to_string(flip);
      ASSERT_NO_THROW(storage()) << where;
      ASSERT_NO_THROW(storage().load()) << where;
      ASSERT_NO_THROW(everything()) << where;
      if (storage().is_read_only()) {
        EXPECT_THAT(warnings, Contains(HasSubstr("later version"))) << where;
        EXPECT_EQ(everything().size(), all_texts().size()) << where;
        close();
        EXPECT_EQ(content(file), bytes) << where;
      } else {
        ASSERT_TRUE(keep(entry({.by = kCarol, .seq = 1, .text = "after"}))) << where << storage().refused_because();
        if (set_aside().empty()) {
          EXPECT_EQ(everything().size(), all_texts().size() + 1) << where;
        }
        for (const auto& it : set_aside()) EXPECT_EQ(content(it), bytes) << where;
        close();
      }
      for (const auto& it : set_aside()) fs::remove(it);
    }
  }
}

// Most flips are in values, where only a value that cannot be is seen.
TEST_F(Damage, RandomFlipsNeverStopTheProgram) {
  const auto sound = filled();
  for (const auto seed : sim::seeds(150)) {
    sim::playing(seed);
    SeededRandom random(seed);
    auto bytes = sound;
    const auto flips = 1 + random.below(seed % 2 ? 3 : 60);
    for (std::uint32_t i = 0; i < flips; ++i) {
      auto& byte = bytes[random.below(static_cast<std::uint32_t>(bytes.size()))];
      byte = static_cast<char>(byte ^ (1 + random.below(255)));
    }
    overwrite(file, bytes);
    ASSERT_NO_THROW(storage());
    if (!storage().is_read_only()) expect_it_works();
    close();
    for (const auto& it : set_aside()) fs::remove(it);
    fs::remove(fs::path(file).concat("-wal"));
  }
}

TEST_F(Damage, EntriesThatNobodySignedAreNotSaved) {
  auto bytes = filled();
  damage(bytes, 20 * kPage, kPage);
  overwrite(file, bytes);
  options.is_genuine = [](const record::Entry& it) { return it.seq.value % 2 == 1; };
  for (const auto& it : storage().load().entries) EXPECT_EQ(it.seq.value % 2, 1U);
  EXPECT_GT(storage().load().entries.size(), kRoomMessages / 4);
}

TEST_F(Damage, AValueThatCannotBeIsFoundWhenItIsRead) {
  fill();
  run_outside(file, "UPDATE messages SET text = CAST(x'ff' AS TEXT) WHERE number = 150");
  EXPECT_THAT(storage().load().entries, SizeIs(kRoomMessages));
  EXPECT_THAT(everything(), SizeIs(kRoomMessages + kDirectMessages - 1));
  EXPECT_THAT(set_aside(), SizeIs(1));
  expect_it_works();
}

TEST_F(Damage, ThatIsFoundWhileItRunsLeavesTheFileAndItsJournalAsTheyAre) {
  fill();
  run_outside(file, "UPDATE messages SET text = CAST(x'ff' AS TEXT) WHERE number = 150");
  ASSERT_TRUE(keep(entry({.by = kCarol, .seq = 1, .text = "in the journal"})));
  const auto bytes = content(file), journal = content(file.string() + "-wal");
  EXPECT_THAT(everything(), Contains("in the journal"));
  expect_set_aside_unchanged(bytes);
  EXPECT_EQ(content(set_aside().front().string() + "-wal"), journal);
}

TEST_F(Damage, TheIndexOfTheWordsIsMadeAnewWithoutTouchingTheRest) {
  for (const char* sql : {"UPDATE words_data SET block = x'00' WHERE id > 10", "DELETE FROM words_data WHERE id > 10",
                          "UPDATE words_data SET block = x'0102' WHERE id > 10"}) {
    fill();
    run_outside(file, sql);
    options.history_days = 1;
    ASSERT_TRUE(keep(entry({.by = kCarol, .seq = 1, .text = "after the damage"})))
        << sql << ": " << storage().refused_because();
    EXPECT_THAT(history({.words = "after the damage"}), ElementsAre("after the damage")) << sql;
    EXPECT_THAT(history({.words = "#17."}), ElementsAre(room_text(17), direct_text(17))) << sql;
    EXPECT_NO_THROW(storage().prune({now.ms + 10 * 86'400'000ULL})) << sql;
    EXPECT_THAT(history({.words = "#17."}), ElementsAre(direct_text(17))) << sql;  // still to be sent
    options.history_days = 0;
    EXPECT_THAT(set_aside(), IsEmpty()) << sql;
    close();
    fs::remove_all(file.parent_path());
  }
}

// What FTS5 cannot even open can only be left behind with the file.
TEST_F(Damage, AnIndexBeyondRepairCostsNothingElse) {
  for (const char* sql :
       {"DELETE FROM words_data", "DELETE FROM words_config", "UPDATE words_config SET v = 99 WHERE k = 'version'"}) {
    fill();
    run_outside(file, sql);
    EXPECT_THAT(everything(), SizeIs(kRoomMessages + kDirectMessages)) << sql;
    EXPECT_THAT(set_aside(), SizeIs(1)) << sql;
    expect_it_works();
    close();
    fs::remove_all(file.parent_path());
  }
}

TEST_F(Damage, AJournalThatLostItsFileGivesBackWhatItHas) {
  ASSERT_TRUE(keep(entry({.text = "never carried over"})));
  const auto journal = content(file.string() + "-wal");
  close();
  for (const bool is_there : {false, true}) {
    is_there ? overwrite(file, "") : static_cast<void>(fs::remove(file));
    overwrite(file.string() + "-wal", journal);
    EXPECT_THAT(everything(), ElementsAre("never carried over")) << is_there;
    close();
  }
}

TEST_F(Damage, AJournalWithoutItsFileIsKept) {
  fill();
  storage();
  ASSERT_TRUE(keep(entry({.by = kCarol, .seq = 1, .text = "only in the journal"})));
  const auto journal = content(file.string() + "-wal");
  ASSERT_GT(journal.size(), kPage);
  close();
  for (const bool is_there : {false, true}) {
    fs::remove_all(file.parent_path());
    fs::create_directories(file.parent_path());
    if (is_there) overwrite(file, "");
    overwrite(file.string() + "-wal", journal);
    storage();
    std::vector<std::string> kept;
    for (const auto& it : fs::directory_iterator(file.parent_path()))
      if (it.path().string().find(".damaged-") != std::string::npos) kept.push_back(content(it.path()));
    EXPECT_THAT(kept, Contains(journal)) << is_there;
    EXPECT_THAT(warnings, SizeIs(is_there ? 2 : 1));
    EXPECT_EQ(storage().setting("nick"), std::nullopt);
    expect_it_works();
    close();
  }
}

// It has what was carried over into it. Not all, but it is sound.
TEST_F(Damage, AReplacementThatWasCutShortIsFinished) {
  fill();
  fs::rename(file, file.string() + ".new");
  overwrite(file.string() + "-wal", "the journal of the file that was moved away");
  EXPECT_THAT(everything(), SizeIs(kRoomMessages + kDirectMessages));
  EXPECT_THAT(warnings, IsEmpty());
  close();
  std::vector<std::string> kept;
  for (const auto& it : fs::directory_iterator(file.parent_path())) kept.push_back(content(it.path()));
  EXPECT_THAT(kept, testing::UnorderedElementsAre(content(file), "the journal of the file that was moved away"));
}

TEST_F(Damage, AReplacementThatWasNotFinishedIsMadeAgain) {
  auto bytes = filled();
  overwrite(file.string() + ".new", bytes.substr(0, 5 * kPage));
  damage(bytes, 20 * kPage, kPage);
  overwrite(file, bytes);
  expect_it_works();
  expect_set_aside_unchanged(bytes);
  EXPECT_FALSE(fs::exists(file.string() + ".new"));
}

TEST_F(Damage, AFileCopiedWithoutItsJournalIsAnOlderState) {
  fill();
  ASSERT_TRUE(keep(entry({.by = kCarol, .seq = 2, .text = "only in the journal"})));
  const auto copy = content(file);
  close();
  overwrite(file, copy);
  EXPECT_THAT(everything(), SizeIs(kRoomMessages + kDirectMessages));
  EXPECT_THAT(warnings, IsEmpty());
  expect_it_works();
}

TEST_F(Damage, OfAFreshFileTheCopyWithoutItsJournalIsAFreshProfile) {
  ASSERT_TRUE(keep(entry({})));
  const auto copy = content(file);
  close();
  overwrite(file, copy);
  EXPECT_THAT(everything(), IsEmpty());
  expect_it_works();
}

// Frames that were not written whole are none; those before them count.
TEST_F(Damage, ATornJournalCountsUpToTheTear) {
  fill();
  for (std::uint64_t i = 1; i <= 30; ++i)
    ASSERT_TRUE(keep(entry({.by = kCarol, .seq = i, .text = "carol " + std::to_string(i)})));
  const auto bytes = content(file), journal = content(file.string() + "-wal");
  close();
  std::size_t before = 0;
  for (std::size_t length = 0; length <= journal.size(); length += 9'001) {
    overwrite(file, bytes);
    overwrite(file.string() + "-wal", journal.substr(0, length));
    const auto found = history({.from = kCarol}).size();
    EXPECT_GE(found, before);
    before = found;
    EXPECT_EQ(everything().size(), kRoomMessages + kDirectMessages + found);
    EXPECT_THAT(set_aside(), IsEmpty());
    close();
  }
  EXPECT_GE(before, 28U);
}

}  // namespace
}  // namespace earshot::store
