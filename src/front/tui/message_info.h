// What there is to know about one message: who has it, both times, and its text code point by code point.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "front/tui/message_rows.h"

namespace earshot::front {

// Sentences that may be shown, each a line.
std::vector<std::string> message_info(const Said& said);
// The original text so that nothing can hide in it: "hi " U+202E "olleh".
std::vector<std::string> raw_view(std::string_view stored);

}  // namespace earshot::front
