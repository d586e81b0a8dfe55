#include "earshot/crypto/hash.h"

#include <sodium.h>

#include <cstdlib>

#include "crypto/octets.h"
#include "earshot/base/encoding.h"

namespace earshot::crypto {

namespace {

// libsodium takes any length from 1 to 64, although its constant BYTES_MIN says 16 (hash8 is pinned by a test).
template <std::size_t N>
std::array<std::uint8_t, N> blake2b(BytesView key, BytesView bytes) {
  std::array<std::uint8_t, N> digest;
  const int status =
      crypto_generichash(digest.data(), digest.size(), octets(bytes), bytes.size(), octets(key), key.size());
  if (status != 0) std::abort();  // only for lengths that the types above rule out
  return digest;
}

}  // namespace

Hash8 hash8(BytesView bytes) { return blake2b<8>({}, bytes); }
Hash16 hash16(BytesView bytes) { return blake2b<16>({}, bytes); }
Hash32 hash32(BytesView bytes) { return blake2b<32>({}, bytes); }
Hash8 keyed_hash8(const std::array<std::uint8_t, 32>& key, BytesView bytes) { return blake2b<8>(view(key), bytes); }
Hash16 keyed_hash16(const std::array<std::uint8_t, 32>& key, BytesView bytes) { return blake2b<16>(view(key), bytes); }

bool equal_secret(BytesView a, BytesView b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace earshot::crypto
