// What a profile remembers, in one SQLite file: the logs of all authors, messages, peers, rooms, settings. One file is
// for one identity on one network. Made and used by one thread; nobody else can open the file meanwhile.
//
// A damaged file is never deleted: it gets a name with the date, and what can be read of it goes into a new one. A
// file that cannot be written, or of a later version, can be read; commit() then always refuses.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "earshot/core/history.h"
#include "earshot/core/remembered.h"
#include "earshot/store/storage.h"

namespace earshot::store {

// ErrorCode::database. what() is a sentence for the user.
class StorageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct SqliteOptions {
  std::uint64_t history_days = 0;  // messages are kept so long; 0: for ever
  // Whether the author signed the entry: asked of each that is taken from a damaged file. Empty: all that can be
  // decoded are taken.
  std::function<bool(const record::Entry&)> is_genuine;
  // Told at once, a sentence for the user: the file is damaged, or cannot be written.
  std::function<void(const std::string&)> warn;
  std::function<Wall()> clock;  // empty: the system's
  std::string vfs;              // SQLite's way to the disk, by its name; empty: the system's. For tests that break it
};

// Everything but commit() throws StorageError when it cannot be done.
class SqliteStorage : public Storage {
 public:
  SqliteStorage(const std::filesystem::path& file, const PeerId& self, SqliteOptions options = {});
  ~SqliteStorage() override;

  // A record that is there already is no error. After false the same records must come again, before any later ones:
  // they may be durable all the same.
  bool commit(std::span<const Store> records) override;
  std::string refused_because() const override;
  bool is_read_only() const;

  // At most this many entries. Of each log those at its end: nothing that is stored is left out between them.
  Remembered load(std::size_t entries_max = kEntriesMax);
  // For the start that begins now: greater than any that was ever used, or seen with our signature. Durable.
  Epoch begin_epoch(Wall now);

  std::optional<std::string> setting(std::string_view name);
  void set_setting(std::string_view name, std::string_view value);

  std::vector<HistoryMessage> history(const HistoryQuery& query) override;
  bool has_message(const MessageId& id) override;
  // All of them, oldest first. `take` must not call the storage.
  void export_messages(const std::function<void(const HistoryMessage&)>& take);

  // For an idle moment: drops what is too old or too much, but nothing that is still to be sent, and carries the
  // journal over. True: there is more to do.
  bool prune(Wall now);

  // Others are unlikely to ask for more, and a node can serve no more: it keeps as many in memory
  // (Config::log_entries_max).
  static constexpr std::size_t kEntriesMax = 10'000;
  // A holiday. Who was away for longer reads the history of a colleague.
  static constexpr std::uint64_t kEntryDaysMax = 30;
  // 10,000 entries of 1.2 KB are 12 MB; 16 is the memory that the node takes for them, with what is around each.
  static constexpr std::size_t kEntryBytesMax = 16 << 20;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace earshot::store
