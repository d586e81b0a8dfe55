// Names of messages, the same on every node.
#pragma once

#include <cstdint>

#include "earshot/base/types.h"

namespace earshot::core {

// Of a room message: its author's log and the number of its first entry.
MessageId room_message_id(const PeerId& author, Epoch epoch, Seq first);
// Of a direct message: the stream from author to recipient and the number of its first fragment.
MessageId direct_message_id(const PeerId& author, const PeerId& recipient, std::uint64_t stream, std::uint64_t first);

}  // namespace earshot::core
