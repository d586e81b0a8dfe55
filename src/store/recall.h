// Reads back what a node has to know when it starts.
#pragma once

#include <cstddef>

#include "earshot/core/remembered.h"
#include "store/database.h"

namespace earshot::store {

Remembered recall(Database& database, std::size_t entries_max);

// The entries from the one that matters least: it is the oldest of a log of which nothing came for longest. So what is
// left out of a log, or dropped, is always its beginning. Columns: arrival, bytes, stored_ms, seq, worth.
extern const char* const kRankedEntries;

}  // namespace earshot::store
