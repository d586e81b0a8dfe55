// One line of the bot's input as a request: decoded once, by explicit look-up and type test, without
// exceptions. Unknown fields are ignored, except those that promise something this version cannot keep.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "earshot/base/result.h"
#include "earshot/core/command.h"
#include "earshot/front/face.h"

namespace earshot::front {

// Which events are wanted from now on; empty: all.
struct Subscribe {
  std::vector<std::string> types;
  std::string conversation;  // "#lobby", "bob+7k3f", or an id
};
struct Ping {};
struct Quit {};

struct Request {
  std::optional<std::string> req;
  std::variant<Command, Subscribe, Ping, Quit> what;
};

struct BadRequest {
  std::optional<std::string> req;  // if that much could be read
  Trouble trouble;
};

Result<Request, BadRequest> parse_request(std::string_view line);

}  // namespace earshot::front
