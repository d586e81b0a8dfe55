// Everything that the node tells the faces. One struct per `type` of the JSON lines.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "earshot/base/time.h"
#include "earshot/core/command.h"
#include "earshot/core/error.h"
#include "earshot/core/view.h"

namespace earshot {

enum class DeliveryState : std::uint8_t { queued, sent, delivered, failed };
const char* name(DeliveryState state);

namespace event {

struct Ready {
  NetworkView network;
  std::size_t peers = 0;
};

struct Peer {
  enum class What : std::uint8_t {
    listed,
    here,
    away,
    gone,
    renamed,
    aliased,
    changed_key,  // a verified one's nick, with another key
    verified,
    blocked,
    unblocked,
    forgotten,
  };
  What what{};
  PeerView peer;
  std::string old_name;  // renamed; aliased: how the peer was called before
};

struct Message {
  MessageId id;
  bool outgoing = false;
  Conversation conversation;
  PeerView from;
  std::string text;
  std::string reply_to;
  bool action = false;
  Wall sent;  // by the author's clock
  // Own messages only.
  DeliveryState state = DeliveryState::sent;
  Of of;
  // Late: placed by its time, not news (a gap that could not be filled in order; or out of the history).
  bool replay = false;
};

struct State {
  MessageId id;
  Conversation conversation;
  PeerView to;
  DeliveryState state{};
  std::string reason;  // failed
  std::uint64_t attempt = 0;
  std::optional<Duration> rtt;  // from sending to the acknowledgement
  Of of;
};

struct Room {
  enum class What : std::uint8_t { listed, joined, left, members };
  What what{};
  std::string room;
  bool joined = false;
  std::size_t members = 0;  // here now, without oneself
  std::uint64_t unread = 0;
};

struct Network {
  enum class What : std::uint8_t { up, down, changed };
  What what{};
  NetworkView network;
  std::string reason;
};

struct Check {
  enum class Status : std::uint8_t { ok, warn, fail, skip };
  Status status{};
  std::string name;    // "broadcast", "heard", "two-way" …
  std::string detail;  // what was found
  std::string fix;     // what to try; may have several lines
  std::optional<PeerView> peer;
};
const char* name(Check::Status status);

struct Notice {
  bool warn = false;
  std::string code;
  std::string message;
  std::string hint;
};

// Words to compare aloud, made with the peer: equal on both sides, unless somebody stands between them.
struct Words {
  enum class What : std::uint8_t {
    asked,   // the peer has begun, and waits for this side
    ready,   // compare them
    failed,  // `reason`
  };
  What what{};
  PeerView peer;
  std::vector<std::string> words;  // ready
  std::string reason;              // failed: session_replaced, commitment, no_answer, gone, blocked, too_many
};
const char* name(Words::What what);

// The answer to one command, after its lines.
struct Reply {
  CommandId command;
  std::optional<Refusal> error;  // none: done
  // What the command was about; which are set depends on the command.
  std::vector<MessageId> ids;
  std::optional<Of> of;
  std::optional<PeerView> peer;
  std::optional<std::string> room;
  std::optional<std::size_t> count;
  bool more = false;  // history: beyond this page there are more that fit
  struct Status {
    NetworkView network;
    PeerView self;
    std::size_t peers = 0;
    std::size_t queued = 0;
    std::size_t other_networks = 0;
    std::vector<std::pair<std::string, std::uint64_t>> counters;  // datagrams dropped, by reason; and sent and received
  };
  std::optional<Status> status;
  struct Checks {
    std::size_t ok = 0, warn = 0, fail = 0, skip = 0;
  };
  std::optional<Checks> checks;
};

}  // namespace event

struct Event {
  // Rises per profile for everything that lasts (message, state, peer, room, network); absent otherwise, and in what
  // is recalled.
  std::optional<std::uint64_t> seq;
  Wall at;
  std::variant<event::Ready, event::Peer, event::Message, event::State, event::Room, event::Network, event::Check,
               event::Notice, event::Words, event::Reply>
      what;
};

// A message out of the history, told to who asked for it; it is no news to anybody.
inline bool is_recalled(const Event& event) {
  const auto* message = std::get_if<event::Message>(&event.what);
  return message != nullptr && message->replay && !event.seq;
}

}  // namespace earshot
