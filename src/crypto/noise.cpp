#include "earshot/crypto/noise.h"

#include <sodium.h>

#include <array>
#include <cassert>
#include <initializer_list>
#include <utility>

#include "crypto/octets.h"
#include "earshot/base/encoding.h"
#include "earshot/crypto/wipe.h"

// Function names follow "The Noise Protocol Framework", revision 34, sections 4 and 5.

namespace earshot::crypto {

namespace {

constexpr std::size_t kPublicBytes = 32;
static_assert(kHandshake1Overhead == kPublicBytes + (kPublicBytes + kTagBytes) + kTagBytes);
static_assert(kHandshake2Overhead == kPublicBytes + kTagBytes);

void wipe_if_any(std::optional<Key>& key) {
  if (key) wipe(*key);
}

Hash32 sha256(std::initializer_list<BytesView> parts) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  for (const BytesView part : parts) crypto_hash_sha256_update(&state, octets(part), part.size());
  Hash32 digest;
  crypto_hash_sha256_final(&state, digest.data());
  return digest;
}

Hash32 hmac_sha256(const Hash32& key, std::initializer_list<BytesView> parts) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key.data(), key.size());
  for (const BytesView part : parts) crypto_auth_hmacsha256_update(&state, octets(part), part.size());
  Hash32 tag;
  crypto_auth_hmacsha256_final(&state, tag.data());
  sodium_memzero(&state, sizeof state);
  return tag;
}

// HKDF (RFC 5869) as Noise uses it: the chaining key is the salt, no info, 2 or 3 outputs of one hash each.
struct Derived {
  Hash32 first;
  Hash32 second;
  Hash32 third;
  ~Derived() {
    wipe(first);
    wipe(second);
    wipe(third);
  }
};
Derived hkdf(const Hash32& chaining_key, BytesView input) {
  Hash32 extracted = hmac_sha256(chaining_key, {input});
  Derived out;
  out.first = hmac_sha256(extracted, {"\x01"});
  out.second = hmac_sha256(extracted, {view(out.first), "\x02"});
  out.third = hmac_sha256(extracted, {view(out.second), "\x03"});
  wipe(extracted);
  return out;
}

void mix_hash(NoiseState& state, BytesView data) { state.hash = sha256({view(state.hash), data}); }

void mix_key(NoiseState& state, BytesView input) {
  const Derived out = hkdf(state.chaining_key, input);
  state.chaining_key = out.first;
  state.key = out.second;
  state.counter = 0;
}

// False when the other side sent a key that is no good point.
bool mix_dh(const Seal& seal, NoiseState& state, const DhSecret& secret, const DhPublic& other) {
  std::optional<Key> shared = seal.dh(secret, other);
  if (!shared) return false;
  mix_key(state, view(*shared));
  wipe_if_any(shared);
  return true;
}

void mix_key_and_hash(NoiseState& state, const Key& psk) {
  const Derived out = hkdf(state.chaining_key, view(psk));
  state.chaining_key = out.first;
  mix_hash(state, view(out.second));
  state.key = out.third;
  state.counter = 0;
}

// The token "e". With a psk every ephemeral key is mixed into the keys too, so that no key depends on the psk alone.
void mix_ephemeral(NoiseState& state, const DhPublic& ephemeral, bool with_psk) {
  mix_hash(state, view(ephemeral));
  if (with_psk) mix_key(state, view(ephemeral));
}

Bytes encrypt_and_hash(const Seal& seal, NoiseState& state, BytesView plain) {
  assert(state.key);
  Bytes sealed = seal.aead_seal(*state.key, state.counter++, view(state.hash), plain);
  mix_hash(state, sealed);
  return sealed;
}

std::optional<Bytes> decrypt_and_hash(const Seal& seal, NoiseState& state, BytesView sealed) {
  assert(state.key);
  std::optional<Bytes> plain = seal.aead_open(*state.key, state.counter++, view(state.hash), sealed);
  mix_hash(state, sealed);
  return plain;
}

SessionKeys split(const NoiseState& state, bool initiator) {
  const Derived out = hkdf(state.chaining_key, {});
  return {.send = initiator ? out.first : out.second,
          .receive = initiator ? out.second : out.first,
          .handshake_hash = state.hash};
}

// The start of both sides, up to the pre-message "<- s": the initiator knows the responder's static key.
NoiseState start(const NoiseSetup& setup, const DhPublic& responder_static) {
  const BytesView name = setup.psk ? "Noise_IKpsk2_25519_ChaChaPoly_SHA256" : "Noise_IK_25519_ChaChaPoly_SHA256";
  NoiseState state;
  // A name of at most 32 bytes is used as it stands; the name of IK has exactly 32.
  state.hash = to_array<32>(name).value_or(sha256({name}));
  state.chaining_key = state.hash;
  mix_hash(state, setup.prologue);
  mix_hash(state, view(responder_static));
  return state;
}

// Takes the next `count` bytes off the front; the caller has checked the length.
BytesView take(BytesView& message, std::size_t count) {
  const BytesView front = message.substr(0, count);
  message.remove_prefix(count);
  return front;
}

}  // namespace

SessionKeys::~SessionKeys() {
  wipe(send);
  wipe(receive);
}

NoiseSetup::~NoiseSetup() {
  wipe(static_secret);
  wipe(ephemeral_secret);
  wipe_if_any(psk);
}

NoiseState::~NoiseState() {
  wipe(chaining_key);
  wipe_if_any(key);
}

NoiseInitiator::NoiseInitiator(const Seal& seal, NoiseSetup setup, const DhPublic& remote_static)
    : seal_(seal), setup_(std::move(setup)), remote_static_(remote_static), state_(start(setup_, remote_static)) {}

std::optional<Bytes> NoiseInitiator::write_first(BytesView payload) {
  assert(!state_.key);
  const DhPublic ephemeral = seal_.dh_public(setup_.ephemeral_secret);
  mix_ephemeral(state_, ephemeral, setup_.psk.has_value());
  if (!mix_dh(seal_, state_, setup_.ephemeral_secret, remote_static_)) return std::nullopt;  // es
  Bytes message{view(ephemeral)};
  message += encrypt_and_hash(seal_, state_, view(seal_.dh_public(setup_.static_secret)));  // s
  if (!mix_dh(seal_, state_, setup_.static_secret, remote_static_)) return std::nullopt;    // ss
  message += encrypt_and_hash(seal_, state_, payload);
  return message;
}

std::optional<NoiseInitiator::Done> NoiseInitiator::read_second(BytesView message) const {
  assert(state_.key);
  if (message.size() < kHandshake2Overhead) return std::nullopt;
  const DhPublic ephemeral = *to_array<kPublicBytes>(take(message, kPublicBytes));
  NoiseState state = state_;
  mix_ephemeral(state, ephemeral, setup_.psk.has_value());
  if (!mix_dh(seal_, state, setup_.ephemeral_secret, ephemeral)) return std::nullopt;  // ee
  if (!mix_dh(seal_, state, setup_.static_secret, ephemeral)) return std::nullopt;     // se
  if (setup_.psk) mix_key_and_hash(state, *setup_.psk);                                // psk
  std::optional<Bytes> payload = decrypt_and_hash(seal_, state, message);
  if (!payload) return std::nullopt;
  return Done{*std::move(payload), split(state, true)};
}

NoiseResponder::NoiseResponder(const Seal& seal, NoiseSetup setup)
    : seal_(seal), setup_(std::move(setup)), state_(start(setup_, seal.dh_public(setup_.static_secret))) {}

std::optional<NoiseResponder::First> NoiseResponder::read_first(BytesView message) {
  assert(!state_.key);
  if (message.size() < kHandshake1Overhead) return std::nullopt;
  const DhPublic ephemeral = *to_array<kPublicBytes>(take(message, kPublicBytes));
  NoiseState state = state_;
  mix_ephemeral(state, ephemeral, setup_.psk.has_value());
  if (!mix_dh(seal_, state, setup_.static_secret, ephemeral)) return std::nullopt;                     // es
  const auto remote_static = decrypt_and_hash(seal_, state, take(message, kPublicBytes + kTagBytes));  // s
  if (!remote_static) return std::nullopt;
  First first{.payload = {}, .remote_static = *to_array<kPublicBytes>(*remote_static)};
  if (!mix_dh(seal_, state, setup_.static_secret, first.remote_static)) return std::nullopt;  // ss
  std::optional<Bytes> payload = decrypt_and_hash(seal_, state, message);
  if (!payload) return std::nullopt;
  first.payload = *std::move(payload);
  state_ = state;
  remote_ephemeral_ = ephemeral;
  remote_static_ = first.remote_static;
  return first;
}

std::optional<NoiseResponder::Done> NoiseResponder::write_second(BytesView payload) {
  assert(state_.key);
  // Leaves no key: a second call meets the assertion instead of using a key and counter twice.
  NoiseState state = std::exchange(state_, NoiseState{});
  const DhPublic ephemeral = seal_.dh_public(setup_.ephemeral_secret);
  mix_ephemeral(state, ephemeral, setup_.psk.has_value());
  if (!mix_dh(seal_, state, setup_.ephemeral_secret, remote_ephemeral_)) return std::nullopt;  // ee
  if (!mix_dh(seal_, state, setup_.ephemeral_secret, remote_static_)) return std::nullopt;     // se
  if (setup_.psk) mix_key_and_hash(state, *setup_.psk);                                        // psk
  Bytes message{view(ephemeral)};
  message += encrypt_and_hash(seal_, state, payload);
  return Done{std::move(message), split(state, false)};
}

}  // namespace earshot::crypto
