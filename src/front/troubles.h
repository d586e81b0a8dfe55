// Puts refusals into words: what failed, what is known, what to do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "earshot/core/command.h"
#include "earshot/core/error.h"
#include "earshot/core/view.h"
#include "earshot/front/face.h"

namespace earshot::front {

// What is known beside the refusal itself.
struct Attempt {
  bool in_chat = false;  // advice is a slash command, not a command line
  std::uint64_t times_sent = 0;
  std::optional<Of> of{};
  std::vector<std::string> not_yet{};   // names of those who have not acknowledged
  std::vector<std::string> commands{};  // a mistyped name may have been meant as one of these
};
Trouble in_words(const Refusal& refusal, const Command& command, const Attempt& attempt = {});
// For what no command brought about: interrupted, terminated, timeout …
Trouble in_words(ErrorCode code);
Trouble in_words(Stop why);
// What is left when a stream or a chat ends before all its messages have arrived.
Trouble undelivered_in_words(ErrorCode code, std::size_t messages);

// "earshot: … …" without a newline: as it goes to the error stream.
std::string error_line(const Trouble& trouble);

// "bob (laptop, here now)": how people in a list are told apart.
std::string described(const PeerView& peer);

}  // namespace earshot::front
