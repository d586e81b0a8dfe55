// What the profile remembers of a network between its starts: its SQLite file; or nothing, when that cannot be used, so
// that there is a chat all the same.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "earshot/core/network.h"
#include "earshot/core/remembered.h"
#include "earshot/net/loop.h"
#include "earshot/store/sqlite_storage.h"

namespace earshot::app {

class Archive {
 public:
  // `history_days`: messages are kept so long; 0: for ever. `warn`: told at once, a sentence for the user. The
  // profile's lock must be held. `seal` must outlive it.
  Archive(net::Loop& loop, const std::filesystem::path& database, const NetId& network, const PeerId& self,
          const crypto::Seal& seal, std::uint64_t history_days, std::function<void(const std::string&)> warn);

  store::Storage& storage() { return sqlite_ ? *sqlite_ : static_cast<store::Storage&>(nothing_); }
  // For the start that begins now.
  Remembered begin();

 private:
  void give_up(const std::string& why);
  void prune();

  std::function<void(const std::string&)> warn_;
  store::MemoryStorage nothing_;
  std::unique_ptr<store::SqliteStorage> sqlite_;
  net::Timer pruning_;
};

// What the storage has of it; or that it cannot be read, or has no such message to go on from.
Recalled look_up(store::Storage& storage, const HistoryQuery& query);

// What the faces are told when records can be kept again, or cannot any more: `why` then.
event::Notice keeping_notice(const std::string& why);

}  // namespace earshot::app
