// Limits that a field's description names beside the field. A reader enforces them, a writer takes no notice.
#pragma once

#include <cstddef>
#include <cstdint>

namespace earshot::wire {

struct TextLimit {
  std::size_t bytes;
};

struct ListLimit {
  std::size_t texts;
  std::size_t text_bytes;
  std::size_t all_bytes = SIZE_MAX;  // of the texts together
};

struct PartLimit {
  std::size_t parts;
};

struct AtLeast {
  std::uint64_t number;
};

}  // namespace earshot::wire
