// How things look, by what they mean. Colour is never the only signal: with none there is bold, and words say the rest.
#pragma once

#include <cstddef>

#include "earshot/base/types.h"
#include "front/tui/canvas.h"

namespace earshot::front {

class Palette {
 public:
  // Fewer than 8 count as none. Backgrounds, and what has no meaning of its own, are the terminal's.
  explicit Palette(std::size_t colours = 0) : colours_(colours) {}

  Style name(const PeerId& id) const;
  Style own_name() const { return bold(); }
  Style bold() const;
  Style faint() const;    // waits, or is of the past
  Style alarm() const;    // failed, or not to be trusted
  Style partial() const;  // some of it
  Style bar() const;      // the title
  bool operator==(const Palette&) const = default;

 private:
  std::size_t colours_;
};

}  // namespace earshot::front
