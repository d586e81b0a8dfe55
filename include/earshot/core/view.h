// What the faces see of peers, conversations and the network: snapshots, plain values, original text (not cleaned for
// a terminal: text::shown does that where it is shown).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "earshot/base/address.h"
#include "earshot/base/time.h"
#include "earshot/base/types.h"

namespace earshot {

enum class Trust : std::uint8_t {
  fresh,  // "new" for people: first met today
  seen,
  verified,
  changed,  // has the nick of somebody verified who is not here, and another key
  blocked,  // by the user
  self,
};
const char* name(Trust trust);

enum class PeerState : std::uint8_t { here, away, gone };
const char* name(PeerState state);

struct PeerView {
  PeerId id;
  std::string name;  // how to call the peer: alias or nick, with "+tag" when another known peer has a like one
  std::string nick;
  std::string alias;  // the user's own name for the peer; empty none
  std::string tag;    // shortest beginning of the code, at least 4 letters, that no other known peer shares
  std::string ref;    // nick+tag: always one peer
  std::string show_name;
  std::string host;
  Trust trust{};
  std::optional<Wall> verified;  // since when, whatever `trust` says
  PeerState state{};
  std::vector<Address> addresses;  // best first
  std::optional<Duration> rtt;
  std::optional<Wall> last_seen;
  std::string program;  // "earshot 0.1.0"
  std::vector<std::string> features;
  bool operator==(const PeerView&) const = default;
};

struct Conversation {
  enum class Kind : std::uint8_t { peer, room };
  Kind kind = Kind::room;
  PeerId peer;       // kind peer
  std::string name;  // "bob+7k3f", or the room without '#'
  bool operator==(const Conversation&) const = default;
};

struct Of {
  std::size_t delivered = 0;
  std::size_t total = 0;
  bool operator==(const Of&) const = default;
};

// The sockets and interfaces as the edge has them.
struct NetworkView {
  std::vector<Interface> interfaces;  // usable ones; empty: no network
  std::uint16_t discovery_port = 0;
  std::uint16_t port = 0;  // own unicast port
  bool operator==(const NetworkView&) const = default;
};

}  // namespace earshot
