// The rows of `messages` and the index of their words, which must go together.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "earshot/base/time.h"
#include "earshot/core/history.h"
#include "store/database.h"

namespace earshot::store {

// The numbers of a message within its stream, or its places within its author's log.
struct MessagePlace {
  std::uint64_t stream = 0;  // or epoch
  std::uint64_t first = 0, last = 0;
};

// When it is shown, by its stamp and ours.
Wall placed_at(Wall sent, Wall stored);

// False: it was there.
bool add_message(Database& database, const HistoryMessage& message, const MessagePlace& place);

// All with the peer, and all that it has written in rooms.
void remove_messages(Database& database, const PeerId& peer);

// The oldest ones that arrived before, at most so many; not those that are still to be sent. Returns how many it were.
std::uint64_t remove_messages(Database& database, Wall before, std::uint64_t most);

// Throws if the index cannot be asked.
void try_words(Database& database);
void rebuild_words(Database& database);

}  // namespace earshot::store
