// Who may read and write the file, and what the storage does when it may only read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <map>

#include "store/database.h"
#include "store/schema.h"
#include "store_bench.h"

namespace earshot::store {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

unsigned mode(const fs::path& path) { return static_cast<unsigned>(fs::status(path).permissions()); }

std::map<std::string, std::string> contents(const fs::path& folder) {
  std::map<std::string, std::string> result;
  for (const auto& it : fs::directory_iterator(folder)) result[it.path().filename()] = content(it.path());
  return result;
}

class Access : public testing::Test, protected StorageBench {
 protected:
  const fs::path journal() const { return fs::path(file).concat("-wal"); }
  void expect_it_reads_and_says_so(const char* why) {
    EXPECT_THAT(history(), ElementsAre("carried over", "in the journal"));
    EXPECT_TRUE(storage().is_read_only());
    EXPECT_THAT(warnings, ElementsAre(AllOf(HasSubstr(file.string()), HasSubstr(why))));
    EXPECT_FALSE(keep(entry({.seq = 9, .text = "refused"})));
    EXPECT_EQ(storage().refused_because(), warnings.front());
    EXPECT_THROW(storage().set_setting("nick", "ann"), StorageError);
    EXPECT_THROW(storage().begin_epoch({1}), StorageError);
    EXPECT_FALSE(storage().prune(now));
    EXPECT_EQ(storage().load().entries.size(), 2U);
  }
  // As after a crash: a part of it stands only in the journal.
  void crash_with_two_messages() {
    ASSERT_TRUE(keep(entry({.seq = 1, .text = "carried over"})));
    storage().prune(now);
    ASSERT_TRUE(keep(entry({.seq = 2, .text = "in the journal"})));
    const auto left = contents(file.parent_path());
    close();
    for (const auto& [name, bytes] : left) overwrite(file.parent_path() / name, bytes);
  }
  // The rights of files do not bind root, a file system that is mounted for reading does. In a namespace of a child
  // process, so that it ends with it.
  template <class Story>
  void with_a_read_only_folder(const Story& story) {
    close();
    const auto child = ::fork();
    if (child == 0) {
      const auto user = ::geteuid();
      if (::unshare(CLONE_NEWNS | (user == 0 ? 0 : CLONE_NEWUSER)) != 0) ::_exit(77);
      if (user != 0) std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
      const auto folder = file.parent_path();
      if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
          ::mount(folder.c_str(), folder.c_str(), nullptr, MS_BIND, nullptr) != 0 ||
          ::mount(nullptr, folder.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) != 0)
        ::_exit(77);
      story();
      ::_exit(HasFailure() ? 1 : 0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "no mount namespace here";
    EXPECT_EQ(WEXITSTATUS(status), 0);
  }
};

TEST_F(Access, NobodyElseCanReadTheFileOrItsJournal) {
  const auto before = ::umask(0);
  ASSERT_TRUE(keep(entry({})));
  ::umask(before);
  EXPECT_EQ(mode(file.parent_path()), 0700U);
  EXPECT_EQ(mode(file), 0600U);
  EXPECT_EQ(mode(journal()), 0600U);
}

TEST_F(Access, AFileThatOthersCouldReadIsClosedToThem) {
  crash_with_two_messages();
  ::chmod(file.c_str(), 0644);
  ::chmod(journal().c_str(), 0644);
  storage();
  EXPECT_EQ(mode(file), 0600U);
  EXPECT_EQ(mode(journal()), 0600U);
}

TEST_F(Access, WhatIsSetAsideIsClosedToOthersToo) {
  crash_with_two_messages();
  overwrite(file, "no database");
  ::chmod(file.c_str(), 0644);
  storage();
  for (const auto& it : fs::directory_iterator(file.parent_path())) EXPECT_EQ(mode(it.path()), 0600U) << it.path();
}

TEST_F(Access, InAReadOnlyFolderItReadsAllAndKeepsNothing) {
  crash_with_two_messages();
  const auto before = contents(file.parent_path());
  with_a_read_only_folder([&] {
    expect_it_reads_and_says_so("cannot be written: nothing new is kept");
    close();
    EXPECT_EQ(contents(file.parent_path()), before);
  });
}

TEST_F(Access, InAReadOnlyFolderItReadsWhatWasClosedInOrder) {
  ASSERT_TRUE(keep(entry({.seq = 1, .text = "carried over"}), entry({.seq = 2, .text = "in the journal"})));
  close();
  const auto before = contents(file.parent_path());
  with_a_read_only_folder([&] {
    expect_it_reads_and_says_so("cannot be written: nothing new is kept");
    close();
    EXPECT_EQ(contents(file.parent_path()), before);
  });
}

TEST_F(Access, InAReadOnlyFolderWithoutAFileItSaysWhatItTried) {
  storage();
  close();
  fs::remove(file);
  with_a_read_only_folder([&] {
    try {
      storage();
      ADD_FAILURE() << "opened";
    } catch (const StorageError& error) {
      EXPECT_THAT(error.what(), AllOf(HasSubstr(file.string()), HasSubstr("Read-only file system")));
    }
  });
}

TEST_F(Access, ADamagedFileInAReadOnlyFolderIsNotMoved) {
  storage();
  close();
  overwrite(file, "no database");
  with_a_read_only_folder([&] {
    EXPECT_THROW(storage(), StorageError);
    EXPECT_EQ(contents(file.parent_path()).size(), 1U);
  });
}

// The profile's file as the first version had it, with one peer; closed.
void of_the_first_version(const fs::path& file) {
  fs::create_directories(file.parent_path());
  overwrite(file, "");
  Database database(file, Database::Access::write);
  database.begin_writing();
  migrate(database, schema_steps().first(1));
  database.execute("INSERT INTO peers VALUES(zeroblob(32), 'bob', 'den', 10, 20, '', 'Rob', 0, 0)");
}

TEST_F(Access, AFileOfAnEarlierVersionThatMayOnlyBeReadIsReadAsItIs) {
  of_the_first_version(file);
  with_a_read_only_folder([&] {
    const auto peers = storage().load().peers;
    ASSERT_EQ(peers.size(), 1U);
    EXPECT_EQ(peers.front().alias, "Rob");
    EXPECT_EQ(peers.front().card, "");
    close();
  });
}

TEST_F(Access, AFileOfALaterVersionIsReadAndLeftAsItIs) {
  crash_with_two_messages();
  {
    Database database(file, Database::Access::write);
    database.begin_writing();
    database.execute("CREATE TABLE of_tomorrow(x); PRAGMA user_version = 77");
    database.leave_as_is();
  }
  const auto before = contents(file.parent_path());
  expect_it_reads_and_says_so("is of a later version of earshot: nothing new is kept");
  close();
  EXPECT_EQ(contents(file.parent_path()), before);
}

TEST_F(Access, AFileOfALaterVersionIsLeftAsItIsWhateverJournalItHas) {
  for (const char* mode : {"WAL", "DELETE"}) {
    ASSERT_TRUE(keep(entry({})));
    close();
    {
      Database database(file, Database::Access::write);
      database.begin_writing();
      database.execute(std::string("PRAGMA journal_mode = ") + mode + "; PRAGMA user_version = 77");
    }
    const auto before = contents(file.parent_path());
    EXPECT_THAT(history(), ElementsAre("hello"));
    close();
    EXPECT_EQ(contents(file.parent_path()), before) << mode;
    fs::remove_all(file.parent_path());
  }
}

TEST_F(Access, AnotherProgramInTheFileIsNamedAsSuch) {
  storage();
  try {
    SqliteStorage second(file, kSelf);
    ADD_FAILURE() << "opened";
  } catch (const StorageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("is in use by another program"));
  }
  EXPECT_TRUE(keep(entry({})));
}

TEST_F(Access, ALinkOrAFolderInItsPlaceIsLeftToTheUser) {
  ASSERT_TRUE(keep(entry({})));
  close();
  const auto elsewhere = file.parent_path() / "elsewhere";
  fs::rename(file, elsewhere);
  fs::create_symlink(elsewhere, file);
  EXPECT_THROW(storage(), StorageError);
  EXPECT_TRUE(fs::is_symlink(file));
  fs::remove(file);
  fs::create_directory(file);
  EXPECT_THROW(storage(), StorageError);
  EXPECT_TRUE(fs::is_directory(file));
}

TEST_F(Access, TheConnectionIsSetUpForSafety) {
  storage();
  close();
  Database database(file, Database::Access::write);
  database.begin_writing();
  auto rows = database.query("PRAGMA journal_mode");
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.text(0), "wal");
  EXPECT_EQ(database.number("PRAGMA synchronous"), 2U);  // FULL
  EXPECT_EQ(database.number("PRAGMA secure_delete"), 1U);
  EXPECT_EQ(database.number("PRAGMA trusted_schema"), 0U);
  EXPECT_EQ(database.number("PRAGMA cell_size_check"), 1U);
  EXPECT_EQ(database.number("PRAGMA mmap_size"), 0U);
  EXPECT_THROW(database.execute("DELETE FROM words_data"), DatabaseError);
  EXPECT_THROW(database.execute("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema"), DatabaseError);
  EXPECT_THROW(database.execute("ATTACH ':memory:' AS other"), DatabaseError);
}

TEST_F(Access, TablesTakeOnlyValuesOfTheirTypes) {
  storage();
  close();
  Database database(file, Database::Access::read);
  EXPECT_GT(database.number("SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND strict"), 5U);
  EXPECT_EQ(database.number("SELECT count(*) FROM pragma_table_list"
                            " WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'"),
            0U);
}

TEST_F(Access, OfADamagedFileOfAnEarlierVersionAllIsKept) {
  of_the_first_version(file);
  {
    Database database(file, Database::Access::write);
    database.begin_writing();
    database.execute("CREATE TABLE not_of_ours(x)");
  }
  const auto peers = storage().load().peers;
  ASSERT_EQ(peers.size(), 1U);
  EXPECT_EQ(peers.front().alias, "Rob");
}

class Migration : public Access {
 protected:
  // The steps of a version that is one ahead of this one.
  static std::vector<const char*> tomorrow(const char* step) {
    std::vector<const char*> steps(schema_steps().begin(), schema_steps().end());
    steps.push_back(step);
    return steps;
  }
};

TEST_F(Migration, BringsAnOlderFileToTheNewVersionWithAllThatIsInIt) {
  ASSERT_TRUE(keep(entry({.text = "of yesterday"})));
  close();
  Database database(file, Database::Access::write);
  database.begin_writing();
  const auto steps = tomorrow("ALTER TABLE messages ADD COLUMN edited INTEGER NOT NULL DEFAULT 0");
  migrate(database, steps);
  EXPECT_EQ(schema_version(database), steps.size());
  EXPECT_EQ(database.number("SELECT edited FROM messages WHERE text = 'of yesterday'"), 0U);
  migrate(database, steps);  // nothing is left to do
  EXPECT_EQ(schema_version(database), steps.size());
}

TEST_F(Migration, AStepThatFailsLeavesTheFileAtItsVersion) {
  ASSERT_TRUE(keep(entry({})));
  close();
  Database database(file, Database::Access::write);
  database.begin_writing();
  const auto before = schema_of(database);
  EXPECT_THROW(migrate(database, tomorrow("CREATE TABLE half(x); DROP TABLE missing")), DatabaseError);
  EXPECT_EQ(schema_version(database), schema_steps().size());
  EXPECT_EQ(schema_of(database), before);
}

}  // namespace
}  // namespace earshot::store
