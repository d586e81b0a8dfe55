// Why the sockets could not be had. Thrown at start only; what() says what was tried, the rest is for better words.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "earshot/core/error.h"
#include "earshot/net/interfaces.h"

namespace earshot::net {

struct PortHolder {
  int pid = 0;
  std::string program;
};

class StartError : public std::runtime_error {
 public:
  StartError(ErrorCode why, const std::string& tried) : std::runtime_error(tried), code(why) {}

  ErrorCode code;  // port_taken or no_interface
  // port_taken. The holder is known if the program may look into that process: mostly if it is the same user's.
  std::uint16_t port = 0;
  std::optional<PortHolder> holder;
  // no_interface: what there is, and why it will not do.
  std::vector<InterfaceFinding> interfaces;
};

}  // namespace earshot::net
