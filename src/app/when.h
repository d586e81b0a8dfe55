// Points in time as people write them on the command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "earshot/base/time.h"

namespace earshot::app {

// Which end of a day, or of a minute, is meant by its name.
enum class WhichEnd : std::uint8_t { first, last };

// "2h", "3d" (so long ago; s m h d w), "2026-11-25", "2026-11-25 10:41" or with seconds, all in the time zone of the
// process, or RFC 3339 with a zone. None if it is no such thing, or before 1970.
std::optional<Wall> parse_when(const std::string& text, Wall now, WhichEnd end);

}  // namespace earshot::app
