// A key as people type and paste it: its code, read out or copied by hand, and the text of a QR code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "earshot/base/result.h"
#include "earshot/base/types.h"

namespace earshot::core {

// Why something typed is no code at all.
struct Mistyped {
  enum class What : std::uint8_t {
    length,  // `place`: how many letters there are
    letter,  // `place`: which one, from 1, can be in no code
    check,   // of a QR code: not as it was written
  };
  What what{};
  std::size_t place = 0;
};

// The letters alone: lower case, without spaces and dashes, and with Crockford's readings of o, i and l.
std::string plain_code(std::string_view typed);
// The key that was typed: a whole code, or the text of a QR code.
Result<PeerId, Mistyped> read_key(std::string_view typed);
// "earshot:1:CODE:CHECK", for a QR code.
std::string key_text(const PeerId& id);

}  // namespace earshot::core
