// Everything that can go wrong for a user, by the words that scripts see (`error.code`). The numbers are exit codes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "earshot/core/view.h"

namespace earshot {

enum class ErrorCode : std::uint8_t {
  // 1: a negative answer, or a check failed
  no_match,
  timeout,
  check_failed,
  not_running,
  not_confirmed,
  // 2: usage or configuration
  usage,
  bad_config,
  bad_request,
  bad_text,
  text_too_long,
  need_input,
  node_differs,
  // 3: no such thing
  no_such_peer,
  no_such_room,
  no_such_id,
  // 4
  ambiguous,
  // 5: not acknowledged
  not_here,
  no_answer,
  // 6
  queued,
  // 7: trust
  key_changed,
  not_verified,
  code_differs,
  blocked_here,
  // 8: refused by the other side
  refused,
  too_large,
  // 9
  partial,
  // 10: network trouble here
  no_interface,
  port_taken,
  // 11: local trouble
  no_node,
  node_silent,
  database,
  identity_file,
  disk_full,
  busy,
  internal,
  // 12
  unsupported,
  // 130, 143
  interrupted,
  terminated,
};
const char* name(ErrorCode code);
int exit_code(ErrorCode code);

// Why a command was not carried out. Values only: the faces put it into words.
struct Refusal {
  ErrorCode code{};
  std::string about;                 // what the user wrote: the name, the room, the address
  std::vector<PeerView> candidates;  // ambiguous: the bearers; no_such_peer: near misses
  bool operator==(const Refusal&) const = default;
};
inline Refusal refuse(ErrorCode code, std::string_view about, std::vector<PeerView> candidates = {}) {
  return {.code = code, .about = std::string(about), .candidates = std::move(candidates)};
}

}  // namespace earshot
