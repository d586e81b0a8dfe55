// Puts the node's records into their tables, and what of them is shown into `messages`. The same records may come
// again.
#pragma once

#include <optional>
#include <span>

#include "earshot/core/output.h"
#include "earshot/wire/message.h"
#include "store/database.h"

namespace earshot::store {

// The entry's body, if it is what its author, epoch and place say.
std::optional<wire::Post> post_in(const record::Entry& entry);

class Records {
 public:
  Records(Database& database, const PeerId& self) : database_(database), self_(self) {}

  // All or none, and durable when it returns.
  void commit(std::span<const Store> records, Wall now);
  // One, within a transaction of the caller's.
  void keep(const Record& record, Wall now);
  // No later start may take this epoch, or one below.
  void use_epoch(std::uint64_t epoch);

 private:
  void keep(const record::Entry& entry, Wall now);
  void keep(const record::Direct& direct, Wall now);
  void keep(const record::Received& received, Wall now);
  void keep(const record::EpochUsed& used, Wall now);
  void keep(const record::Delivered& delivered, Wall now);
  void keep(const record::Abandoned& abandoned, Wall now);
  void keep(const record::Peer& peer, Wall now);
  void keep(const record::Joined& joined, Wall now);
  void keep(const record::Forgotten& forgotten, Wall now);
  bool is_shown(const wire::Post& post);
  void show(const wire::Post& part, Wall now);
  std::optional<wire::Post> whole_message(const wire::Post& part, std::uint64_t first, std::uint64_t last);

  Database& database_;
  PeerId self_;
};

}  // namespace earshot::store
