// Overwrites a secret where its life ends, in a way that no optimizer removes. Not a lock on memory: a page of a
// running program can still be swapped out.
#pragma once

#include <cstdint>
#include <span>

namespace earshot::crypto {

void wipe(std::span<std::uint8_t> secret);

}  // namespace earshot::crypto
