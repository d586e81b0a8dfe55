// What a face and a node in another process say to one another: `do` lines one way, JSON lines the other, as between a
// script and the bot. Here they are written by the side of the face, and read back into what a node of its own would
// have told it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "earshot/core/command.h"
#include "earshot/core/event.h"
#include "earshot/front/face.h"

namespace earshot::front {

// No newline at the end. The answer will be an event::Reply with this number. What is not UTF-8 stands as U+FFFD.
std::string request_line(const Command& command, CommandId req);

struct Hello {
  About about;
};
struct Gap {
  std::uint64_t dropped = 0;
  std::optional<std::uint64_t> from_seq;
};
struct Bye {
  std::string reason;
  std::optional<Trouble> error;
};
using NodeLine = std::variant<Hello, Event, Gap, Bye>;

// None: of no type that this version knows, an answer to no command of ours, or not what a node writes.
std::optional<NodeLine> parse_node_line(std::string_view line);

}  // namespace earshot::front
