// Messages as they were kept, and questions to who keeps them: the core keeps none, and hands a question out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "earshot/base/time.h"
#include "earshot/base/types.h"
#include "earshot/core/error.h"
#include "earshot/core/event.h"

namespace earshot {

struct HistoryMessage {
  MessageId id;
  Conversation::Kind kind = Conversation::Kind::room;
  PeerId peer;       // of a direct message: the other one, whoever wrote it
  std::string room;  // of a room message, without '#'
  PeerId author;
  bool outgoing = false;
  Wall sent;    // by the author's clock
  Wall stored;  // by ours
  // Where it stands among the others: when it was sent, but a clock that is ahead puts it where it arrived.
  Wall placed;
  std::string text;
  std::string reply_to;
  bool action = false;
  // Own ones: direct ones go from `queued` to `delivered` or `failed`; of room messages no more than `sent` is kept.
  std::optional<DeliveryState> state;
};

// All that is set must hold.
struct HistoryQuery {
  std::optional<PeerId> peer{};  // direct messages with this peer, both ways
  std::optional<std::string> room{};
  std::optional<PeerId> from{};
  std::optional<std::uint64_t> since_ms{}, until_ms{};  // both inclusive, by `placed`
  // Each must be somewhere in the text, maybe within a longer word; upper and lower case are the same (of words of one
  // or two characters only in ASCII).
  std::string words{};
  std::size_t limit = 200;  // the newest so many
  // Only older, or newer, ones than this: the next page. None if it is not there.
  std::optional<MessageId> before{}, after{};
  bool oldest = false;      // the oldest so many instead
  bool by_arrival = false;  // order and times are those of `stored`: who asks what is new misses nothing that came late
  std::optional<std::size_t> bytes_max{};  // of texts: the first that goes beyond is the last
};

// The answer: oldest first.
struct Recalled {
  std::vector<HistoryMessage> messages{};
  std::optional<ErrorCode> error{};
};

}  // namespace earshot
