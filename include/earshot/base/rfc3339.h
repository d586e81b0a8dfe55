// Times as programs write them to one another (RFC 3339).
#pragma once

#include <optional>
#include <string_view>

#include "earshot/base/time.h"

namespace earshot {

// "2025-11-22T11:02:03.123Z", with a fraction or without, in UTC or with an offset. None if it is no time that there
// is, or one before 1970.
std::optional<Wall> parse_rfc3339(std::string_view text);

}  // namespace earshot
