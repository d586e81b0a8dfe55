#include "earshot/crypto/wipe.h"

#include <sodium.h>

namespace earshot::crypto {

void wipe(std::span<std::uint8_t> secret) { sodium_memzero(secret.data(), secret.size()); }

}  // namespace earshot::crypto
