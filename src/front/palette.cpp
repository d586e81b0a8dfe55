#include "front/palette.h"

#include <array>
#include <cstddef>

namespace earshot::front {
namespace {

constexpr std::array<std::uint8_t, 11> kMany{131, 166, 100, 28, 29, 31, 27, 61, 97, 133, 162};
constexpr std::array<std::uint8_t, 4> kFew{1, 2, 5, 6};

std::size_t number_of(const PeerId& id) { return id.bytes[0] * 256U + id.bytes[1]; }

}  // namespace

NameColour name_colour_of_256(const PeerId& id) { return {kMany[number_of(id) % kMany.size()], false}; }

NameColour name_colour_of_16(const PeerId& id) {
  const std::size_t which = number_of(id) % (2 * kFew.size());
  return {kFew[which % kFew.size()], which >= kFew.size()};
}

}  // namespace earshot::front
