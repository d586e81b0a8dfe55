// BLAKE2b with the digest length as a parameter: "BLAKE2b-64" means digest length 8, not a longer hash cut short.
#pragma once

#include <array>
#include <cstdint>

#include "earshot/base/types.h"

namespace earshot::crypto {

using Hash8 = std::array<std::uint8_t, 8>;
using Hash16 = std::array<std::uint8_t, 16>;
using Hash32 = std::array<std::uint8_t, 32>;

Hash8 hash8(BytesView bytes);
Hash16 hash16(BytesView bytes);
Hash32 hash32(BytesView bytes);
// Keyed: for tokens and cookies. The key is 32 bytes.
Hash8 keyed_hash8(const std::array<std::uint8_t, 32>& key, BytesView bytes);
Hash16 keyed_hash16(const std::array<std::uint8_t, 32>& key, BytesView bytes);

// Compares without telling by its time where the difference is. The lengths are no secret.
[[nodiscard]] bool equal_secret(BytesView a, BytesView b);

}  // namespace earshot::crypto
