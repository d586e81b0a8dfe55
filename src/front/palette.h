// The colours of names. They come from the key and not from the name, so that another "bob" has another one.
#pragma once

#include <cstdint>

#include "earshot/base/types.h"

namespace earshot::front {

struct NameColour {
  std::uint8_t number = 0;  // of the terminal's palette
  bool bold = false;
};
// Of the 256 those with at least 3.5:1 on black and on white; of 16 (or 8) red, green, magenta, cyan and their bold
// forms.
NameColour name_colour_of_256(const PeerId& id);
NameColour name_colour_of_16(const PeerId& id);

}  // namespace earshot::front
