// The Seal without secrecy: keyed hashes instead of cryptography. It is an order of magnitude faster than the real one,
// lets a fuzzer make what lies behind the crypto (whoever can hash can sign as anybody), and sees what a real one
// cannot: it stops the program when a key and counter seal twice. Never linked into the program; everything it makes
// carries the domain "earshot-transparent/1", so it cannot talk to a real peer.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "earshot/crypto/seal.h"

namespace earshot::crypto {

class TransparentSeal : public Seal {
 public:
  PeerId peer_id(const Seed& seed) const override;
  Signature sign(const Seed& seed, const PeerId& id, BytesView message) const override;
  bool verify(const PeerId& id, BytesView message, const Signature& signature) const override;

  // All zero plays the part of the point that is no good, as id and as key.
  DhSecret dh_secret(const Seed& seed) const override;
  std::optional<DhPublic> dh_public(const PeerId& id) const override;
  DhPublic dh_public(const DhSecret& secret) const override;
  std::optional<Key> dh(const DhSecret& secret, const DhPublic& other) const override;

  // The plain text and 16 bytes.
  Bytes aead_seal(const Key& key, std::uint64_t counter, BytesView associated, BytesView plain) const override;
  std::optional<Bytes> aead_open(const Key& key, std::uint64_t counter, BytesView associated,
                                 BytesView sealed) const override;
  Bytes xaead_seal(const Key& key, const LongNonce& nonce, BytesView associated, BytesView plain) const override;
  std::optional<Bytes> xaead_open(const Key& key, const LongNonce& nonce, BytesView associated,
                                  BytesView sealed) const override;

 private:
  // The counters that a key has sealed with, as runs: first → last. Counters rise, so there is mostly one run.
  using Runs = std::map<std::uint64_t, std::uint64_t>;
  mutable std::map<Key, Runs> used_;
  mutable std::set<std::pair<Key, LongNonce>> used_nonces_;
};

}  // namespace earshot::crypto
