#include "store/database.h"

#include <array>
#include <cassert>
#include <utility>

namespace earshot::store {
namespace {

namespace fs = std::filesystem;

// Only a program from outside can have the file: say so soon.
constexpr int kBusyMs = 200;
// Of the file beside the database when all of it was carried over; more is cut off.
constexpr const char* kJournalBytes = "4194304";

// What our own statements need, with room; a hostile file cannot ask for more.
constexpr std::pair<int, int> kLimits[] = {
    {SQLITE_LIMIT_LENGTH, 4 << 20},  // of one value or row; the longest text has 64 KiB
    {SQLITE_LIMIT_SQL_LENGTH, 64 << 10},
    {SQLITE_LIMIT_COLUMN, 64},
    {SQLITE_LIMIT_EXPR_DEPTH, 100},
    {SQLITE_LIMIT_COMPOUND_SELECT, 16},
    {SQLITE_LIMIT_FUNCTION_ARG, 16},
    {SQLITE_LIMIT_ATTACHED, 0},
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1'000},
    {SQLITE_LIMIT_VARIABLE_NUMBER, 64},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
};

// SQLite refuses a path with a link anywhere in it; only the file itself must not be one.
fs::path with_real_folder(const fs::path& file) {
  std::error_code error;
  const auto folder = fs::canonical(fs::absolute(file).parent_path(), error);
  return error ? file : folder / file.filename();
}

std::string as_uri(const fs::path& file) {
  std::string uri = "file:";
  for (const char letter : file.string()) {
    const bool is_special = letter == '?' || letter == '#' || letter == '%';
    uri += is_special ? "%" + hex(BytesView(&letter, 1)) : std::string(1, letter);
  }
  return uri;
}

}  // namespace

Database::Database(const fs::path& file, Access access, const std::string& vfs) {
  const auto real = with_real_folder(file);
  if (access == Access::write)
    open(real, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, vfs.empty() ? nullptr : vfs.c_str());
  else
    open_to_read(real);
  try {
    set_up_safety();
    leave_as_is();
    require("locking_mode", "EXCLUSIVE", "exclusive");  // before the first access: then no memory is shared either
    require("mmap_size", "0", "0");                     // a file that shrinks under us would be a SIGBUS
  } catch (...) {
    sqlite3_close_v2(connection_);
    throw;
  }
}

Database::Database() { open(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, nullptr); }

Database::~Database() {
  statements_.clear();
  sqlite3_close_v2(connection_);
}

void Database::open(const std::string& name, int flags, const char* vfs) {
  constexpr int kAlways = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
  if (sqlite3_open_v2(name.c_str(), &connection_, flags | kAlways, vfs) != SQLITE_OK) {
    const DatabaseError error(connection_);
    sqlite3_close_v2(std::exchange(connection_, nullptr));
    throw error;
  }
}

// In a folder where nothing can be written there are neither locks nor new files to be had.
void Database::open_to_read(const fs::path& file) {
  std::error_code none;
  const bool has_journal = fs::file_size(fs::path(file).concat("-wal"), none) > 0 && !none;
  // "immutable" sees no journal, and SQLite without locks would make one.
  open(as_uri(file) + (has_journal ? "?vfs=unix-none" : "?immutable=1"),
       SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_URI, nullptr);
}

void Database::set_up_safety() {
  sqlite3_busy_timeout(connection_, kBusyMs);
  for (const auto& [which, most] : kLimits) sqlite3_limit(connection_, which, most);
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  require("trusted_schema", "OFF", "0");
  require("cell_size_check", "ON", "1");
  require("foreign_keys", "ON", "1");
  require("temp_store", "MEMORY", "2");  // no text of a message in /tmp
}

void Database::begin_writing() {
  require("journal_mode", "WAL", "wal");
  require("synchronous", "FULL", "2");
  require("journal_size_limit", kJournalBytes, kJournalBytes);
  require("secure_delete", "ON", "1");  // who deletes a message does not want it in a gap of the file
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
}

void Database::leave_as_is() { sqlite3_db_config(connection_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr); }

// Sets it, and stops unless it reads back as `got`: a build of SQLite may ignore what it does not have.
void Database::require(const std::string& pragma, std::string_view wanted, std::string_view got) {
  Statement set(connection_, "PRAGMA " + pragma + " = " + std::string(wanted));
  while (set.step()) continue;
  Statement read(connection_, "PRAGMA " + pragma);
  std::string found;
  if (read.step()) found = reinterpret_cast<const char*>(sqlite3_column_text(read.handle(), 0));
  if (found != got) throw DatabaseError(SQLITE_NOTFOUND, "SQLite does not do " + pragma + " = " + std::string(wanted));
}

void Database::execute(const std::string& script) {
  if (sqlite3_exec(connection_, script.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    throw DatabaseError(connection_);
}

Statement& Database::cached(const std::string& sql) {
  auto found = statements_.find(sql);
  if (found == statements_.end()) found = statements_.try_emplace(sql, connection_, sql).first;
  assert(!found->second.is_busy());
  return found->second;
}

Transaction::Transaction(Database& database) : database_(database) { database_.run("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
  // After some errors SQLite has rolled back by itself. A rollback that fails leaves nothing behind either.
  if (sqlite3_get_autocommit(database_.handle()) == 0)
    sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() { database_.run("COMMIT"); }

}  // namespace earshot::store
