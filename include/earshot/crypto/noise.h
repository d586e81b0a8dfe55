// Noise_IKpsk2_25519_ChaChaPoly_SHA256 as published, two messages; also without psk (IK), which the published vectors
// use to narrow a mistake down. It knows nothing of peers, networks or retries: core/session drives it.
#pragma once

#include <cstdint>
#include <optional>

#include "earshot/base/types.h"
#include "earshot/crypto/hash.h"
#include "earshot/crypto/seal.h"

namespace earshot::crypto {

struct SessionKeys {
  Key send{};
  Key receive{};
  Hash32 handshake_hash{};
};

struct NoiseSetup {
  DhSecret static_secret{};
  DhSecret ephemeral_secret{};  // fresh for every handshake, from Random
  std::optional<Key> psk;       // present: IKpsk2
  Bytes prologue;
};

// What the handshake adds to a payload.
constexpr std::size_t kHandshake1Overhead = 96;
constexpr std::size_t kHandshake2Overhead = 48;

// The chaining state that both sides share.
struct NoiseState {
  Hash32 hash{};
  Hash32 chaining_key{};
  std::optional<Key> key;
  std::uint64_t counter = 0;
};

class NoiseInitiator {
 public:
  NoiseInitiator(const Seal& seal, NoiseSetup setup, const DhPublic& remote_static);
  // Nothing when the remote key is no good point. Once per object.
  std::optional<Bytes> write_first(BytesView payload);
  struct Done {
    Bytes payload;
    SessionKeys keys;
  };
  // Nothing when it does not authenticate; may then be called again with other bytes (a forger must not end a handshake).
  std::optional<Done> read_second(BytesView message) const;

 private:
  const Seal& seal_;
  NoiseSetup setup_;
  DhPublic remote_static_;
  NoiseState state_;
};

class NoiseResponder {
 public:
  NoiseResponder(const Seal& seal, NoiseSetup setup);
  struct First {
    Bytes payload;
    DhPublic remote_static{};
  };
  std::optional<First> read_first(BytesView message);
  struct Done {
    Bytes message;
    SessionKeys keys;
  };
  // After read_first only.
  std::optional<Done> write_second(BytesView payload);

 private:
  const Seal& seal_;
  NoiseSetup setup_;
  DhPublic remote_static_{};
  DhPublic remote_ephemeral_{};
  NoiseState state_;
};

}  // namespace earshot::crypto
