#include "store/database_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <system_error>

#include "earshot/store/sqlite_storage.h"
#include "store/file.h"
#include "store/schema.h"

namespace earshot::store {
namespace {

namespace fs = std::filesystem;

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

void create(const fs::path& file) try {
  make_private_folder(file.parent_path());
  File::create_new(file);
  sync_folder(file.parent_path());
} catch (const std::system_error& error) {
  refuse(file, std::string("cannot be made: ") + error.what());
}

bool can_be_written(const fs::path& file) {
  return ::access(file.c_str(), W_OK) == 0 && ::access(file.parent_path().c_str(), W_OK) == 0;
}

// A file of a later version is to be as that version left it, so not even the journal is carried over.
bool is_of_later_version(Database& database) {
  if (!is_ours(database) || schema_version(database) <= schema_steps().size()) return false;
  sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  return true;
}

void require_sound(Database& database) {
  const bool is_new = is_empty(database);
  if (!is_new && (!is_ours(database) || !are_pages_intact(database)))
    throw DatabaseError(SQLITE_CORRUPT, "it is no sound database of earshot");
  migrate(database);
  if (!is_schema_intact(database)) throw DatabaseError(SQLITE_CORRUPT, "its tables are not those of earshot");
}

std::unique_ptr<Database> open_to_read(const fs::path& file) {
  try {
    auto database = std::make_unique<Database>(file, Database::Access::read);
    schema_version(*database);
    return database;
  } catch (const DatabaseError& error) {
    std::error_code ignored;
    const auto journal = beside(file, "-wal");
    const bool has_journal = fs::exists(journal, ignored) && fs::file_size(journal, ignored) > 0;
    if (error.is_damage() || has_journal) throw;
  }
  return std::make_unique<Database>(file, Database::Access::read_alone);
}

OpenedDatabase open_it(const fs::path& file) {
  const std::string name = "the history file " + file.string() + " ";
  if (!can_be_written(file))
    return {open_to_read(file), name + "cannot be written: nothing new is kept. Repair: chmod u+rw, or free the disk"};
  make_private(file);
  auto database = std::make_unique<Database>(file, Database::Access::write);
  if (is_of_later_version(*database)) {
    database.reset();
    return {open_to_read(file), name + "is of a later version of earshot: nothing new is kept. Use that version"};
  }
  require_sound(*database);
  return {std::move(database), ""};
}

}  // namespace

OpenedDatabase open_database_file(const fs::path& file) {
  if (!is_there(file)) create(file);
  try {
    return open_it(file);
  } catch (const DatabaseError& error) {
    if (error.is_damage()) throw;
    const bool is_busy = (error.code() & 0xff) == SQLITE_BUSY;
    refuse(file, is_busy ? "is in use by another program" : std::string("cannot be opened: ") + error.what());
  }
}

fs::path set_aside(const fs::path& file, Wall now) {
  const auto seconds = static_cast<std::time_t>(now.ms / 1'000);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char date[32];
  std::strftime(date, sizeof date, ".damaged-%Y%m%dT%H%M%SZ", &utc);
  fs::path aside = beside(file, date);
  for (int count = 2; fs::exists(aside); ++count) aside = beside(file, date).concat("-" + std::to_string(count));
  try {
    // The file last: a new one must not find the journal of the old.
    for (const char* ending : {"-wal", "-shm", "-journal"})
      if (fs::exists(beside(file, ending))) fs::rename(beside(file, ending), beside(aside, ending));
    fs::rename(file, aside);
    sync_folder(file.parent_path());
  } catch (const std::system_error& error) {
    refuse(file, std::string("is damaged and cannot be moved away: ") + error.what());
  }
  return aside;
}

}  // namespace earshot::store
