// Events, answers and the lines around them as JSON Lines: one object, one line, no newline at the end.
// Text is the stored form, not the one for terminals; control characters are always escaped, so none of them can reach
// a terminal, and with `ascii` everything outside ASCII is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "earshot/base/time.h"
#include "earshot/core/command.h"
#include "earshot/core/event.h"
#include "earshot/front/answers.h"
#include "earshot/front/face.h"

namespace earshot::front {

// What a `result` answers; decides what stands in its `data`. The first are the `do` words of the node, then those of
// the stream, then what needs no node.
enum class Answered : std::uint8_t {
  send,
  peers,
  rooms,
  status,
  id,
  nick,
  away,
  add,
  doctor,
  alias,
  block,
  unblock,
  forget,
  verify,
  withdraw,
  join,
  leave,
  history,
  search,
  subscribe,
  ping,
  quit,
  text,
  version,
  config,
};
Answered action_of(const Command& command);
// "message", "state" …: the `type` of its line.
const char* type_of(const Event& event);
// The `event` of its line.
const char* word(event::Peer::What what);
const char* word(event::Room::What what);
const char* word(event::Network::What what);

struct Answer {
  Answered action{};
  std::optional<std::string> req;
  std::optional<Trouble> error;
  event::Reply reply;                  // the first kind; empty when it was refused at once
  std::uint64_t seq = 0;               // subscribe
  std::string text;                    // text
  std::vector<std::string> libraries;  // version
  ConfigAnswer config{};               // config
};

class JsonLines {
 public:
  JsonLines(const About& about, bool ascii) : about_(about), ascii_(ascii) {}
  void self_is(const PeerView& self) { about_.self = self; }

  std::string hello(Wall now) const;
  // Every type but the reply, whose line is the result.
  std::string event(const Event& event) const;
  std::string result(Wall now, const Answer& answer) const;
  std::string gap(Wall now, std::uint64_t dropped, std::optional<std::uint64_t> from_seq) const;
  std::string bye(Wall now, std::string_view reason, const std::optional<Trouble>& error) const;

 private:
  About about_;
  bool ascii_;
};

}  // namespace earshot::front
