// What is dropped for its age or its size.
#pragma once

#include <cstdint>

#include "earshot/base/time.h"
#include "store/database.h"

namespace earshot::store {

struct EntryLimits {
  std::uint64_t count, bytes, days;
};

void drop_entries(Database& database, Wall now, const EntryLimits& limits);
// Those that are older than so many days and need not be sent any more; 0 days: none. A short turn of it: true when
// there is more to do.
bool drop_messages(Database& database, Wall now, std::uint64_t days);

// Into the file, so that the journal begins anew.
void carry_over_journal(Database& database);

}  // namespace earshot::store
