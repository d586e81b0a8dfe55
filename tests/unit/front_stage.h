// A stage for faces: a pretended node that remembers what it was asked, streams that remember what was written, and
// makers of what a node would tell.
#pragma once

#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "earshot/base/encoding.h"
#include "earshot/front/faces.h"

namespace earshot::front {

using namespace std::chrono_literals;

// 2025-11-22T11:02:03.123Z
constexpr Wall kStageWall{1'763'809'323'123};

inline PeerView make_peer(const std::string& nick, std::uint8_t key, const std::string& host = "laptop") {
  PeerView peer;
  peer.id.bytes.fill(key);
  peer.nick = peer.name = nick;
  peer.tag = code_of(peer.id).substr(0, 4);
  peer.ref = nick + "+" + peer.tag;
  peer.host = host;
  peer.trust = Trust::fresh;
  peer.addresses = {*parse_address("192.168.1.7:47475", 0)};
  peer.program = "earshot 0.1.0";
  return peer;
}

inline About make_about() {
  About about;
  about.version = "0.1.0";
  about.profile = "default";
  about.process = 812;
  about.self = make_peer("alice", 1, "desk");
  about.self.trust = Trust::self;
  return about;
}

inline NetworkView make_network() {
  Interface lan;
  lan.index = {2};
  lan.name = "wlan0";
  lan.addresses = {{*parse_address("192.168.1.23", 0), 24}};
  return {{lan}, 47'474, 47'475};
}

inline MessageId make_id(std::uint8_t number) {
  MessageId id;
  id.bytes.fill(number);
  return id;
}

inline Conversation lobby() { return {Conversation::Kind::room, {}, "lobby"}; }
inline Conversation with(const PeerView& peer) { return {Conversation::Kind::peer, peer.id, peer.ref}; }

inline event::Message make_message(std::uint8_t number, const PeerView& from, const Conversation& where,
                                   const std::string& text) {
  event::Message message;
  message.id = make_id(number);
  message.conversation = where;
  message.from = from;
  message.text = text;
  message.sent = kStageWall;
  return message;
}

inline event::Message make_own(std::uint8_t number, const Conversation& where, const std::string& text,
                               std::size_t recipients) {
  event::Message message = make_message(number, make_about().self, where, text);
  message.outgoing = true;
  message.of = {0, recipients};
  return message;
}

inline event::State make_state(std::uint8_t number, const Conversation& where, const PeerView& to, DeliveryState state,
                               Of of) {
  event::State step;
  step.id = make_id(number);
  step.conversation = where;
  step.to = to;
  step.state = state;
  step.attempt = 1;
  step.of = of;
  if (state == DeliveryState::delivered) step.rtt = Duration(800);
  return step;
}

class PretendedNode final : public Desk {
 public:
  Result<CommandId, Refusal> submit(const Command& command) override {
    asked.push_back(command);
    if (refuse) return Failure{*refuse};
    return CommandId{asked.size()};
  }
  template <class C>
  const C& last() const {
    return std::get<C>(asked.back());
  }

  std::vector<Command> asked;
  std::optional<Refusal> refuse;  // everything, from now on
};

class Stage {
 public:
  Stage() {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }

  void put_on(std::unique_ptr<Face> next) {
    out.str({});
    face = std::move(next);
    face->start(now);
  }
  template <class What>
  void tell(const What& what, std::optional<std::uint64_t> seq = {}) {
    Event event;
    event.seq = seq;
    event.at = now.wall;
    event.what = what;
    face->event(now, event);
  }
  event::Reply reply(std::size_t command) const {
    event::Reply reply;
    reply.command = CommandId{command};
    return reply;
  }
  // To the last command.
  event::Reply reply() const { return reply(node.asked.size()); }
  event::Reply refusal(ErrorCode code) const {
    event::Reply it = reply();
    it.error = Refusal{code, {}, {}};
    return it;
  }
  void type(const std::string& line) { face->line(now, line); }
  void pass(Duration time) {
    now.instant += time;
    now.wall.ms += static_cast<std::uint64_t>(time.count()) / 1000;
    face->wake(now);
  }
  // What was written since the last call.
  std::string shown() {
    const std::string text = out.str();
    out.str({});
    return text;
  }
  std::string complained() {
    const std::string text = err.str();
    err.str({});
    return text;
  }

  PretendedNode node;
  std::ostringstream out;
  std::ostringstream err;
  std::size_t waiting = 0;  // lines that the pretended reader has not taken
  Moment now{Instant{} + 1000s, kStageWall};
  std::unique_ptr<Face> face;
  Streams streams{out, err, [this] { return waiting; }};
};

inline Manner on_terminal() {
  Manner manner;
  manner.out_is_terminal = manner.in_is_terminal = true;
  return manner;
}
inline Manner as_json() {
  Manner manner;
  manner.json = true;
  return manner;
}

}  // namespace earshot::front
