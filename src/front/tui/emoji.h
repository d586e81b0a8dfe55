// Names of emoji, for those whose keyboard has none. Only such as are one code point: what is joined or has a selector
// behind it would be shown as its parts.
#pragma once

#include <string_view>
#include <vector>

namespace earshot::front {

struct Emoji {
  std::string_view name;  // as it is typed between colons
  std::string_view text;
};
// Sorted by name. The names are those that other chats made common.
const std::vector<Emoji>& all_emoji();

}  // namespace earshot::front
