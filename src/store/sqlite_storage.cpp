#include "earshot/store/sqlite_storage.h"

#include <chrono>
#include <utility>

#include "store/database_file.h"
#include "store/history.h"
#include "store/message_rows.h"
#include "store/recall.h"
#include "store/records.h"
#include "store/retention.h"
#include "store/salvage.h"
#include "store/schema.h"

namespace earshot::store {
namespace {

namespace fs = std::filesystem;

Wall system_clock() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(since).count())};
}

}  // namespace

struct SqliteStorage::Parts {
  Parts(const fs::path& file_name, const PeerId& self_id, SqliteOptions given)
      : file(file_name), self(self_id), options(std::move(given)) {
    if (!options.clock) options.clock = system_clock;
    if (!options.warn) options.warn = [](const std::string&) {};
  }

  void open();
  Database& usable();
  void begin_anew(const DatabaseError& why);
  void adopt(OpenedDatabase opened);

  // Runs it. When the file turns out to be damaged, once more with a new one that has what could be saved.
  template <class Work>
  auto guarded(const Work& work) {
    try {
      return work(usable());
    } catch (const DatabaseError& error) {
      if (!mend(error)) throw StorageError(sentence(error));
    }
    try {
      return work(usable());
    } catch (const DatabaseError& error) {
      throw StorageError(sentence(error));
    }
  }
  bool mend(const DatabaseError& error);
  std::string sentence(const DatabaseError& error) const;

  fs::path file;
  PeerId self;
  SqliteOptions options;
  std::unique_ptr<Database> database;
  std::string read_only_because, refused_because;
  bool began_anew = false;  // once is enough: the second time it is the disk
};

void SqliteStorage::Parts::open() {
  try {
    adopt(open_database_file(file, options.clock(), options.vfs));
  } catch (const DatabaseError& error) {
    begin_anew(error);
  }
}

// There is none after a damaged file could not be replaced: maybe now.
Database& SqliteStorage::Parts::usable() {
  if (!database) open();
  return *database;
}

void SqliteStorage::Parts::adopt(OpenedDatabase opened) {
  database = std::move(opened.database);
  read_only_because = std::move(opened.read_only_because);
  if (!read_only_because.empty()) options.warn(read_only_because);
}

// The damaged file stays where it is until a whole successor is there: cut short, the next start does it again.
void SqliteStorage::Parts::begin_anew(const DatabaseError& why) try {
  began_anew = true;
  if (database) database->leave_as_is();
  database.reset();
  Salvaged saved;
  {
    const auto successor = open_database_file(successor_of(file), options.clock(), options.vfs);
    saved = salvage(file, *successor.database, self, options.is_genuine);
    carry_over_journal(*successor.database);
  }
  const auto aside = replace_by_successor(file, options.clock());
  adopt(open_database_file(file, options.clock(), options.vfs));
  options.warn("the history file was damaged (" + std::string(why.what()) + "). It is now " + aside.string() +
               "; a new one has what could be saved of it: " + std::to_string(saved.messages) + " messages, " +
               std::to_string(saved.entries) + " log entries, " + std::to_string(saved.peers) + " peers");
} catch (const std::runtime_error& error) {
  throw StorageError("the history file " + file.string() + " is damaged (" + why.what() +
                     ") and cannot be replaced: " + error.what());
}

bool SqliteStorage::Parts::mend(const DatabaseError& error) {
  if (!database || !read_only_because.empty()) return false;
  if (error.code() == SQLITE_CORRUPT_VTAB) try {
      rebuild_words(*database);
      return true;
    } catch (const DatabaseError& again) {
      if (again.code() != SQLITE_CORRUPT_VTAB && !again.is_damage()) return false;
    }
  else if (!error.is_damage())
    return false;
  if (began_anew) return false;
  begin_anew(error);
  return true;
}

std::string SqliteStorage::Parts::sentence(const DatabaseError& error) const {
  return "the history file " + file.string() + " cannot be used: " + error.what();
}

SqliteStorage::SqliteStorage(const fs::path& file, const PeerId& self, SqliteOptions options)
    : parts_(std::make_unique<Parts>(file, self, std::move(options))) {
  parts_->open();
}

SqliteStorage::~SqliteStorage() = default;

bool SqliteStorage::commit(std::span<const Store> records) {
  parts_->refused_because = parts_->read_only_because;
  if (is_read_only()) return false;
  try {
    parts_->guarded(
        [&](Database& database) { Records(database, parts_->self).commit(records, parts_->options.clock()); });
  } catch (const StorageError& error) {
    parts_->refused_because = error.what();
  }
  return parts_->refused_because.empty();
}

std::string SqliteStorage::refused_because() const { return parts_->refused_because; }

bool SqliteStorage::is_read_only() const { return !parts_->read_only_because.empty(); }

Remembered SqliteStorage::load(std::size_t entries_max) {
  return parts_->guarded([&](Database& database) { return recall(database, entries_max); });
}

Epoch SqliteStorage::begin_epoch(Wall now) {
  return parts_->guarded([&](Database& database) {
    Transaction transaction(database);
    const auto used = database.number("SELECT used FROM epoch");
    const Epoch epoch{std::min(std::max(now.ms, used + 1), kIntegerMax)};
    Records(database, parts_->self).use_epoch(epoch.value);
    transaction.commit();
    return epoch;
  });
}

std::optional<std::string> SqliteStorage::setting(std::string_view name) {
  return parts_->guarded([&](Database& database) {
    auto rows = database.query("SELECT value FROM settings WHERE name = ?", name);
    return rows.next() ? std::optional(rows.text(0)) : std::nullopt;
  });
}

void SqliteStorage::set_setting(std::string_view name, std::string_view value) {
  parts_->guarded(
      [&](Database& database) { database.run("INSERT OR REPLACE INTO settings VALUES(?, ?)", name, value); });
}

std::vector<HistoryMessage> SqliteStorage::history(const HistoryQuery& query) {
  return parts_->guarded([&](Database& database) { return find_messages(database, query); });
}

bool SqliteStorage::has_message(const MessageId& id) {
  return parts_->guarded([&](Database& database) { return store::has_message(database, id); });
}

// Not guarded: `take` would be given the beginning twice.
void SqliteStorage::export_messages(const std::function<void(const HistoryMessage&)>& take) try {
  visit_messages(parts_->usable(), take);
} catch (const DatabaseError& error) {
  throw StorageError(parts_->sentence(error));
}

bool SqliteStorage::prune(Wall now) {
  if (is_read_only()) return false;
  return parts_->guarded([&](Database& database) {
    drop_entries(database, now, {.count = kEntriesMax, .bytes = kEntryBytesMax, .days = kEntryDaysMax});
    const bool has_more = drop_messages(database, now, parts_->options.history_days);
    if (!has_more) carry_over_journal(database);
    return has_more;
  });
}

}  // namespace earshot::store
