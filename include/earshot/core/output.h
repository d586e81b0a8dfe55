// What the node wants done: datagrams to send, events to show, records to keep and to look up.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "earshot/base/address.h"
#include "earshot/base/types.h"
#include "earshot/core/event.h"
#include "earshot/core/history.h"

namespace earshot {

// Everybody on the segment. `every_channel`: broadcast and both multicast groups (a receiver drops the doubles), for
// what must get through; else one channel per interface. `only` restricts it to one interface.
struct Group {
  bool every_channel = false;
  std::optional<InterfaceIndex> only;
  bool operator==(const Group&) const = default;
};

struct Transmit {
  std::variant<Address, Group> to;
  Bytes datagram;
};

// A durable change. The node acknowledges nothing to anybody before the record's ticket was confirmed by stored().
namespace record {
// One entry of an author's room log, as signed.
struct Entry {
  PeerId author;
  Epoch epoch;
  Seq seq;
  Bytes body;
  std::array<std::uint8_t, 64> signature{};
};
// A direct message, received or to be sent.
struct Direct {
  PeerId peer;
  bool outgoing = false;
  MessageId id;
  std::uint64_t stream = 0;  // that it was written in, with these numbers: its id comes of them
  std::uint64_t first = 0;   // number of its first fragment
  std::uint64_t last = 0;    // of its last
  std::uint64_t sent_ms = 0;
  std::string text;
  std::string reply_to;
  bool action = false;
};
// The peer has stored every message of the own stream that was written with `first` or a lower one.
struct Delivered {
  PeerId peer;
  std::uint64_t stream = 0;
  std::uint64_t first = 0;
};
// Everything of this stream of the peer up to here is stored, although it was not written there.
struct Received {
  PeerId peer;
  std::uint64_t stream = 0;
  std::uint64_t stored_up_to = 0;
};
// An own message will not be sent any more: withdrawn, expired, refused.
struct Abandoned {
  PeerId peer;
  MessageId id;
};
// Somebody who was met, as seen now; in place of what was known.
struct Peer {
  PeerId id;
  std::string nick;
  std::string host;
  std::uint64_t first_seen_ms = 0;
  std::uint64_t last_seen_ms = 0;
  std::vector<Address> addresses;  // that worked, best first
  std::string alias;               // the user's own name for the peer; empty none
  std::uint64_t verified_ms = 0;   // when the user compared codes; 0 never
  std::string verified_as;         // the nick that the peer had then
  bool blocked = false;
  Bytes card;  // body of the newest beacon that was kept, as signed: for others who ask for the name; empty none
  std::array<std::uint8_t, 64> card_signature{};
};
// Nothing of what was known of the peer is known any more. Its place in every stream and log stays: what is old stays
// old.
struct Forgotten {
  PeerId peer;
  bool history = false;  // the messages with it and of it, too
};
// No later start may have this epoch, or a stream of this number, or a lower one.
struct EpochUsed {
  Epoch epoch;
};
struct Joined {
  std::string room;
  bool joined = false;
};
}  // namespace record
using Record = std::variant<record::Entry, record::Direct, record::Delivered, record::Received, record::Abandoned,
                            record::Peer, record::EpochUsed, record::Joined, record::Forgotten>;

// Rises by one with every record.
struct Ticket {
  std::uint64_t value = 0;
  auto operator<=>(const Ticket&) const = default;
};

struct Store {
  Ticket ticket;
  Record record;
};

// A question to who keeps the records. Node::recalled() brings the answer to it.
struct Recall {
  CommandId command;
  HistoryQuery query;
};

using Output = std::variant<Transmit, Event, Store, Recall>;

}  // namespace earshot
