#include "front/tui/style.h"

#include "front/palette.h"

namespace earshot::front {
namespace {

constexpr std::size_t kFewColours = 8;
constexpr std::size_t kManyColours = 256;

}  // namespace

Style Palette::name(const PeerId& id) const {
  Style style;
  if (colours_ < kFewColours) {
    style.bold = true;
    return style;
  }
  const NameColour colour = colours_ >= kManyColours ? name_colour_of_256(id) : name_colour_of_16(id);
  style.colour = colour.number;
  style.bold = colour.bold;
  return style;
}

Style Palette::bold() const {
  Style style;
  style.bold = true;
  return style;
}

Style Palette::faint() const {
  Style style;
  style.dim = true;
  return style;
}

Style Palette::alarm() const {
  Style style;
  style.bold = true;
  if (colours_ >= kFewColours) style.colour = colours_ >= kManyColours ? 160 : 1;
  return style;
}

// A yellow that can be read on white as well, where there is one.
Style Palette::partial() const {
  Style style;
  if (colours_ >= kFewColours) style.colour = colours_ >= kManyColours ? 136 : 3;
  return style;
}

Style Palette::bar() const {
  Style style;
  style.reverse = true;
  return style;
}

}  // namespace earshot::front
