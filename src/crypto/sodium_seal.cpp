#include <sodium.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "crypto/octets.h"
#include "earshot/crypto/seal.h"
#include "earshot/crypto/wipe.h"

namespace earshot::crypto {

namespace {

static_assert(kTagBytes == crypto_aead_chacha20poly1305_ietf_ABYTES);
static_assert(kTagBytes == crypto_aead_xchacha20poly1305_ietf_ABYTES);
static_assert(std::tuple_size_v<LongNonce> == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);

using Nonce = std::array<std::uint8_t, crypto_aead_chacha20poly1305_ietf_NPUBBYTES>;
static_assert(sizeof(Nonce) == 12);

Nonce nonce_of(std::uint64_t counter) {
  Nonce nonce{};
  for (std::size_t i = 4; i < nonce.size(); ++i, counter >>= 8) nonce[i] = static_cast<std::uint8_t>(counter);
  return nonce;
}

// libsodium's form of an Ed25519 secret key: the seed, then the public key.
struct SigningKey {
  SigningKey(const Seed& seed, const PeerId& id) {
    std::copy(seed.begin(), seed.end(), bytes.begin());
    std::copy(id.bytes.begin(), id.bytes.end(), bytes.begin() + seed.size());
  }
  ~SigningKey() { wipe(bytes); }
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> bytes;
};

class SodiumSeal : public Seal {
 public:
  PeerId peer_id(const Seed& seed) const override {
    PeerId id;
    std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret;
    crypto_sign_seed_keypair(id.bytes.data(), secret.data(), seed.data());
    wipe(secret);
    return id;
  }

  Signature sign(const Seed& seed, const PeerId& id, BytesView message) const override {
    const SigningKey key(seed, id);
    Signature signature;
    crypto_sign_detached(signature.data(), nullptr, octets(message), message.size(), key.bytes.data());
    return signature;
  }

  // libsodium refuses S ≥ L (malleable signatures) and ids that are not canonical or of low order. Mixed order passes
  // here and is refused by dh_public(id).
  bool verify(const PeerId& id, BytesView message, const Signature& signature) const override {
    return crypto_sign_verify_detached(signature.data(), octets(message), message.size(), id.bytes.data()) == 0;
  }

  DhSecret dh_secret(const Seed& seed) const override {
    const SigningKey key(seed, PeerId{});  // the conversion reads the seed only
    DhSecret secret;
    if (crypto_sign_ed25519_sk_to_curve25519(secret.data(), key.bytes.data()) != 0) std::abort();  // cannot fail
    return secret;
  }

  std::optional<DhPublic> dh_public(const PeerId& id) const override {
    // The conversion refuses what is not in the main subgroup. No point there has a second encoding (y < 19), so this
    // refuses encodings that are not canonical as well.
    DhPublic result;
    if (crypto_sign_ed25519_pk_to_curve25519(result.data(), id.bytes.data()) != 0) return std::nullopt;
    return result;
  }

  DhPublic dh_public(const DhSecret& secret) const override {
    DhPublic result;
    crypto_scalarmult_base(result.data(), secret.data());
    return result;
  }

  std::optional<Key> dh(const DhSecret& secret, const DhPublic& other) const override {
    Key shared;
    if (crypto_scalarmult(shared.data(), secret.data(), other.data()) != 0) return std::nullopt;
    return shared;
  }

  Bytes aead_seal(const Key& key, std::uint64_t counter, BytesView associated, BytesView plain) const override {
    Bytes sealed(plain.size() + kTagBytes, '\0');
    crypto_aead_chacha20poly1305_ietf_encrypt(octets(sealed), nullptr, octets(plain), plain.size(), octets(associated),
                                              associated.size(), nullptr, nonce_of(counter).data(), key.data());
    return sealed;
  }

  std::optional<Bytes> aead_open(const Key& key, std::uint64_t counter, BytesView associated,
                                 BytesView sealed) const override {
    if (sealed.size() < kTagBytes) return std::nullopt;
    Bytes plain(sealed.size() - kTagBytes, '\0');
    const int status = crypto_aead_chacha20poly1305_ietf_decrypt(octets(plain), nullptr, nullptr, octets(sealed),
                                                                 sealed.size(), octets(associated), associated.size(),
                                                                 nonce_of(counter).data(), key.data());
    if (status != 0) return std::nullopt;
    return plain;
  }

  Bytes xaead_seal(const Key& key, const LongNonce& nonce, BytesView associated, BytesView plain) const override {
    Bytes sealed(plain.size() + kTagBytes, '\0');
    crypto_aead_xchacha20poly1305_ietf_encrypt(octets(sealed), nullptr, octets(plain), plain.size(), octets(associated),
                                               associated.size(), nullptr, nonce.data(), key.data());
    return sealed;
  }

  std::optional<Bytes> xaead_open(const Key& key, const LongNonce& nonce, BytesView associated,
                                  BytesView sealed) const override {
    if (sealed.size() < kTagBytes) return std::nullopt;
    Bytes plain(sealed.size() - kTagBytes, '\0');
    const int status =
        crypto_aead_xchacha20poly1305_ietf_decrypt(octets(plain), nullptr, nullptr, octets(sealed), sealed.size(),
                                                   octets(associated), associated.size(), nonce.data(), key.data());
    if (status != 0) return std::nullopt;
    return plain;
  }
};

}  // namespace

std::unique_ptr<Seal> make_sodium_seal() {
  if (sodium_init() < 0) throw std::runtime_error("start libsodium: no source of random numbers");
  return std::make_unique<SodiumSeal>();
}

}  // namespace earshot::crypto
