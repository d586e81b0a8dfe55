#include "store/database_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <system_error>

#include "earshot/store/sqlite_storage.h"
#include "store/file.h"
#include "store/message_rows.h"
#include "store/schema.h"

namespace earshot::store {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kPageBytes = 4'096;
constexpr const char* kBesides[] = {"-wal", "-shm", "-journal"};  // what SQLite puts beside a file

[[noreturn]] void refuse(const fs::path& file, const std::string& what) {
  throw StorageError("the history file " + file.string() + " " + what);
}

fs::path beside(const fs::path& file, const char* ending) { return fs::path(file).concat(ending); }

// Whether there is one. A folder or a link in its place is the user's doing, and left for the user.
bool is_there(const fs::path& file) {
  struct stat status {};
  if (::lstat(file.c_str(), &status) != 0) {
    if (errno == ENOENT) return false;
    refuse(file, "cannot be looked at: " + std::system_category().message(errno));
  }
  if (S_ISLNK(status.st_mode)) refuse(file, "is a link. Put the file itself there, or move the link away");
  if (!S_ISREG(status.st_mode)) refuse(file, "is not a regular file. Move it away");
  return true;
}

// SQLite gives what it makes beside the file the rights of the file.
void make_private(const fs::path& file) {
  if (::chmod(file.c_str(), 0600) != 0 && errno != EROFS)
    refuse(file, "cannot be closed to others: " + std::system_category().message(errno));
}

void create(const fs::path& file) {
  make_private_folder(file.parent_path());
  File::create_new(file);
  sync_folder(file.parent_path());
}

bool can_be_written(const fs::path& file) {
  return ::access(file.c_str(), W_OK) == 0 && ::access(file.parent_path().c_str(), W_OK) == 0;
}

// Looks without leaving a trace: a file of a later version is to be as that version left it. What cannot be read is for
// the writer to complain about.
bool is_of_later_version(const fs::path& file) try {
  Database database(file, Database::Access::read);
  return is_ours(database) && schema_version(database) > schema_steps().size();
} catch (const DatabaseError&) {
  return false;
}

// What SQLite says when the file has something else than what it should, and not the disk.
bool is_of_the_file(const DatabaseError& error) {
  return error.is_damage() || error.code() == SQLITE_CORRUPT_VTAB || error.code() == SQLITE_ERROR;
}

[[noreturn]] void damaged(const std::string& how) { throw DatabaseError(SQLITE_CORRUPT, how); }

void require_sound(Database& database) {
  const bool is_new = is_empty(database);
  // Known since something was read: the format is such that SQLite will not write it.
  if (sqlite3_db_readonly(database.handle(), "main") != 0) damaged("its format is unknown");
  if (is_new) return;
  if (!is_ours(database)) damaged("it is no database of earshot");
  if (!are_pages_intact(database)) damaged("its pages do not hang together");
}

void require_sound_content(Database& database, const Schema& wanted) {
  if (schema_of(database) != wanted) damaged("its tables are not those of earshot");
  try {
    try_words(database);
  } catch (const DatabaseError& error) {
    if (!is_of_the_file(error)) throw;
    rebuild_words(database);
  }
}

std::unique_ptr<Database> open_to_write(const fs::path& file, const std::string& vfs) {
  static const auto wanted = schema_wanted();
  auto database = std::make_unique<Database>(file, Database::Access::write, vfs);
  try {
    require_sound(*database);
    database->begin_writing();
    migrate(*database);
    require_sound_content(*database, wanted);
  } catch (const DatabaseError& error) {
    database->leave_as_is();
    if (is_of_the_file(error)) damaged(error.what());
    throw;
  }
  return database;
}

OpenedDatabase open_it(const fs::path& file, const std::string& vfs) {
  const auto to_read = [&](const std::string& why) {
    auto database = std::make_unique<Database>(file, Database::Access::read);
    schema_version(*database);  // else nobody knows yet whether it can be read
    return OpenedDatabase{std::move(database), "the history file " + file.string() + " " + why};
  };
  if (!can_be_written(file))
    return to_read("cannot be written: nothing new is kept. Repair: chmod u+rw, or free the disk");
  for (const char* ending : {"", "-wal"})
    if (is_there(beside(file, ending))) make_private(beside(file, ending));
  if (is_of_later_version(file))
    return to_read("is of a later version of earshot: nothing new is kept. Use that version");
  return {open_to_write(file, vfs), ""};
}

fs::path successor_name(const fs::path& file) { return beside(file, ".new"); }

void move_if_there(const fs::path& from, const fs::path& to) {
  if (fs::exists(from)) fs::rename(from, to);
}

fs::path name_with_date(const fs::path& file, Wall now) {
  const auto seconds = static_cast<std::time_t>(now.ms / 1'000);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char date[32];
  std::strftime(date, sizeof date, ".damaged-%Y%m%dT%H%M%SZ", &utc);
  const auto dated = beside(file, date);
  fs::path free = dated;
  for (int count = 2; fs::exists(free) || fs::exists(beside(free, "-wal")); ++count)
    free = beside(dated, ("-" + std::to_string(count)).c_str());
  return free;
}

// The second half of a replacement. A new file must not find the journal of the old.
void put_successor(const fs::path& file, const fs::path& aside) {
  for (const char* ending : kBesides) move_if_there(beside(file, ending), beside(aside, ending));
  fs::rename(successor_name(file), file);
  sync_folder(file.parent_path());
}

// A journal whose file was lost may have all that was in the file: SQLite looks, if there is one page at all.
void give_file_to_journal(const fs::path& file) {
  std::error_code none;
  if (fs::file_size(beside(file, "-wal"), none) == 0 || none || fs::file_size(file) > 0) return;
  fs::resize_file(file, kPageBytes);
}

void prepare(const fs::path& file, Wall now) {
  if (!is_there(file) && is_there(successor_name(file))) put_successor(file, name_with_date(file, now));
  if (!is_there(file)) create(file);
  if (can_be_written(file)) give_file_to_journal(file);
}

}  // namespace

OpenedDatabase open_database_file(const fs::path& file, Wall now, const std::string& vfs) try {
  prepare(file, now);
  return open_it(file, vfs);
} catch (const std::system_error& error) {
  refuse(file, std::string("cannot be made: ") + error.what());
} catch (const DatabaseError& error) {
  if (error.is_damage()) throw;
  const bool is_busy = (error.code() & 0xff) == SQLITE_BUSY;
  refuse(file, is_busy ? "is in use by another program" : std::string("cannot be opened: ") + error.what());
}

fs::path successor_of(const fs::path& file) {
  const auto successor = successor_name(file);
  for (const char* ending : kBesides) fs::remove(beside(successor, ending));
  fs::remove(successor);
  return successor;
}

fs::path replace_by_successor(const fs::path& file, Wall now) {
  const auto aside = name_with_date(file, now);
  fs::rename(file, aside);
  put_successor(file, aside);
  return aside;
}

}  // namespace earshot::store
