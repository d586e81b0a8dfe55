// Noise_IKpsk2_25519_ChaChaPoly_SHA256 as published, two messages; also without psk (IK), which the published vectors
// use to narrow a mistake down. It knows nothing of peers, networks or retries: core/session drives it.
//
//   first message   initiator → responder   e, es, s, ss
//   second message  responder → initiator   e, ee, se, psk
//
// What holds secrets wipes them when it dies, copies included. The Seal must outlive the handshake.
#pragma once

#include <cstddef>
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
  ~SessionKeys();
};

struct NoiseSetup {
  DhSecret static_secret{};
  DhSecret ephemeral_secret{};  // fresh for every handshake, from Random
  std::optional<Key> psk;       // present: IKpsk2
  Bytes prologue;
  ~NoiseSetup();
};

// What the handshake adds to a payload: the ephemeral key (32); the sealed static key (48), only in the first
// message; the tag of the payload (16).
constexpr std::size_t kHandshake1Overhead = 96;
constexpr std::size_t kHandshake2Overhead = 48;

// The chaining state that both sides share ("SymmetricState" and "CipherState" of the Noise specification).
struct NoiseState {
  Hash32 hash{};
  Hash32 chaining_key{};
  std::optional<Key> key;
  std::uint64_t counter = 0;
  ~NoiseState();
};

class NoiseInitiator {
 public:
  NoiseInitiator(const Seal& seal, NoiseSetup setup, const DhPublic& remote_static);
  // Nothing when the remote key is no good point. Once per object: a second call would use a key and counter twice.
  std::optional<Bytes> write_first(BytesView payload);
  struct Done {
    Bytes payload;
    SessionKeys keys;
  };
  // After write_first only. Nothing when the message does not authenticate; may then be called again with other bytes
  // (a forger must not end a handshake).
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
  // Nothing when the message does not authenticate; may then be called again with other bytes.
  std::optional<First> read_first(BytesView message);
  struct Done {
    Bytes message;
    SessionKeys keys;
  };
  // After read_first only, and once. Nothing when the initiator's ephemeral key is no good point.
  std::optional<Done> write_second(BytesView payload);

 private:
  const Seal& seal_;
  NoiseSetup setup_;
  DhPublic remote_static_{};
  DhPublic remote_ephemeral_{};
  NoiseState state_;
};

}  // namespace earshot::crypto
