// What in a message's text is more than letters: links, which can be opened; `code`, in which nothing else is;
// *bold* and _italic_ words. Found in text that may be shown, so that what is opened is what is read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "front/tui/wrap.h"

namespace earshot::front {

struct Markup {
  enum class Kind : std::uint8_t { link, code, bold, italic };
  Kind kind{};
  TextRange range;  // with its signs
  bool operator==(const Markup&) const = default;
};

// In their order; none lies in another. Takes linear time.
std::vector<Markup> markup_in(std::string_view shown);

}  // namespace earshot::front
