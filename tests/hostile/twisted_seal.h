// The cryptography of an attacker who does not calculate as he should: real, but for single results of his choice.
#pragma once

#include <map>
#include <memory>
#include <utility>

#include "earshot/crypto/seal.h"

namespace earshot::hostile {

class TwistedSeal : public crypto::Seal {
 public:
  // This secret has this public key, although nobody knows the secret of it.
  void pretend(const crypto::DhSecret& secret, const crypto::DhPublic& its_public) { publics_[secret] = its_public; }
  void agree(const crypto::DhSecret& secret, const crypto::DhPublic& other, const crypto::Key& on) {
    agreed_[{secret, other}] = on;
  }

  PeerId peer_id(const crypto::Seed& seed) const override { return real_->peer_id(seed); }
  crypto::Signature sign(const crypto::Seed& seed, const PeerId& id, BytesView message) const override {
    return real_->sign(seed, id, message);
  }
  bool verify(const PeerId& id, BytesView message, const crypto::Signature& signature) const override {
    return real_->verify(id, message, signature);
  }
  crypto::DhSecret dh_secret(const crypto::Seed& seed) const override { return real_->dh_secret(seed); }
  std::optional<crypto::DhPublic> dh_public(const PeerId& id) const override { return real_->dh_public(id); }
  crypto::DhPublic dh_public(const crypto::DhSecret& secret) const override {
    const auto found = publics_.find(secret);
    return found == publics_.end() ? real_->dh_public(secret) : found->second;
  }
  std::optional<crypto::Key> dh(const crypto::DhSecret& secret, const crypto::DhPublic& other) const override {
    const auto found = agreed_.find({secret, other});
    return found == agreed_.end() ? real_->dh(secret, other) : found->second;
  }
  Bytes aead_seal(const crypto::Key& key, std::uint64_t counter, BytesView associated, BytesView plain) const override {
    return real_->aead_seal(key, counter, associated, plain);
  }
  std::optional<Bytes> aead_open(const crypto::Key& key, std::uint64_t counter, BytesView associated,
                                 BytesView sealed) const override {
    return real_->aead_open(key, counter, associated, sealed);
  }
  Bytes xaead_seal(const crypto::Key& key, const crypto::LongNonce& nonce, BytesView associated,
                   BytesView plain) const override {
    return real_->xaead_seal(key, nonce, associated, plain);
  }
  std::optional<Bytes> xaead_open(const crypto::Key& key, const crypto::LongNonce& nonce, BytesView associated,
                                  BytesView sealed) const override {
    return real_->xaead_open(key, nonce, associated, sealed);
  }

 private:
  std::unique_ptr<const crypto::Seal> real_ = crypto::make_sodium_seal();
  std::map<crypto::DhSecret, crypto::DhPublic> publics_;
  std::map<std::pair<crypto::DhSecret, crypto::DhPublic>, crypto::Key> agreed_;
};

}  // namespace earshot::hostile
