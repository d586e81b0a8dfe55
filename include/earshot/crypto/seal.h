// All cryptography that the protocol uses, as an interface with two implementations: SodiumSeal ships; the tests have
// a transparent one without secrecy, for fuzzing what lies behind the crypto and for huge simulations. The
// transparent one is never linked into the program (tests/rules checks the binary).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "earshot/base/types.h"

namespace earshot::crypto {

using Seed = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;
using Key = std::array<std::uint8_t, 32>;
using DhSecret = std::array<std::uint8_t, 32>;
using DhPublic = std::array<std::uint8_t, 32>;
using LongNonce = std::array<std::uint8_t, 24>;
// What sealing adds: Poly1305's tag.
inline constexpr std::size_t kTagBytes = 16;

class Seal {
 public:
  virtual ~Seal() = default;

  virtual PeerId peer_id(const Seed& seed) const = 0;
  // `id` must be the one of `seed`: a signature under a foreign id would give the seed away.
  virtual Signature sign(const Seed& seed, const PeerId& id, BytesView message) const = 0;
  [[nodiscard]] virtual bool verify(const PeerId& id, BytesView message, const Signature& signature) const = 0;

  // The X25519 keys that belong to an identity. Nothing for an id that is no good point: low order, mixed order, not
  // canonical. An id and its negative give the same key, so nobody is looked up by it.
  virtual DhSecret dh_secret(const Seed& seed) const = 0;
  virtual std::optional<DhPublic> dh_public(const PeerId& id) const = 0;
  virtual DhPublic dh_public(const DhSecret& secret) const = 0;
  // Nothing when the result would be all zero.
  virtual std::optional<Key> dh(const DhSecret& secret, const DhPublic& other) const = 0;

  // ChaCha20-Poly1305 (RFC 8439), nonce = 4 zero bytes and the counter in little endian. Adds kTagBytes.
  virtual Bytes aead_seal(const Key& key, std::uint64_t counter, BytesView associated, BytesView plain) const = 0;
  virtual std::optional<Bytes> aead_open(const Key& key, std::uint64_t counter, BytesView associated,
                                         BytesView sealed) const = 0;

  // XChaCha20-Poly1305, for a key that several use or that outlives a run: no counter could be kept for it, and 24
  // random bytes are never the same twice. Adds kTagBytes.
  virtual Bytes xaead_seal(const Key& key, const LongNonce& nonce, BytesView associated, BytesView plain) const = 0;
  virtual std::optional<Bytes> xaead_open(const Key& key, const LongNonce& nonce, BytesView associated,
                                          BytesView sealed) const = 0;
};

// Throws std::runtime_error when libsodium cannot start (no source of entropy).
std::unique_ptr<Seal> make_sodium_seal();

}  // namespace earshot::crypto
