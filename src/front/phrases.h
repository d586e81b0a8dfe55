// Events as lines for people: one message, one line. Nobody else's text can begin a line: further
// lines of a message start with two spaces, notices with "* ".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "earshot/base/time.h"
#include "earshot/core/event.h"
#include "earshot/front/face.h"
#include "front/fates.h"
#include "front/paint.h"

namespace earshot::front {

class Phrases {
 public:
  explicit Phrases(const Manner& manner) : manner_(manner), paint_(manner.colour) {}

  // A terminal gets the short name and the local time, a pipe the name with its tag and the whole time.
  std::string who(const PeerView& peer) const;
  std::string when(Wall at) const;

  // `answers`: the text that the message replies to, if it is known.
  std::string message(Wall at, const event::Message& message, const std::optional<std::string>& answers = {}) const;
  // One of the past, which may be of another day; an own one says whether it arrived.
  std::string recalled(Wall now, const event::Message& message) const;
  std::string notice(Wall at, const std::string& sentence) const;
  std::string notice(Wall at, const event::Notice& event) const;
  std::string presence(Wall at, const event::Peer& event) const;
  std::string presence(Wall at, event::Peer::What what, const std::vector<PeerView>& peers) const;
  std::string words(Wall at, const event::Words& event) const;
  std::string network(Wall at, const event::Network& event) const;
  // "to carol: delivered": the end of an own message, or how far it is.
  std::string fate(Wall at, const Fate& fate, const std::vector<std::string>& not_yet) const;

 private:
  Manner manner_;
  Paint paint_;
};

// "bob (laptop) is here", "carol, dave and 3 more are gone".
std::string came_or_went(event::Peer::What what, const std::vector<PeerView>& peers, bool with_tags);
// "the network is up: wlan0 192.168.1.23/24"
std::string network_in_words(const event::Network& event);
// "you are now alice+m4qd"
std::string now_called(const PeerView& self);
// "wlan0 192.168.1.23/24 and eth0 10.0.0.4/16"
std::string interfaces_in_words(const NetworkView& network);
// "delivered to bob (laptop) in 0.8 ms", "delivered to 9 of 9 in #lobby": a finished `send`.
std::string delivered_in_words(const Fate& fate);

}  // namespace earshot::front
