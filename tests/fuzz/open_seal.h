// The transparent seal without checks: every signature and every sealed text is good, unless it ends with the byte FF.
// So what a fuzzer invents gets behind the crypto, and it can still be somebody whose signatures are none. What it
// makes itself ends with zeros: the inputs that are kept hold no random bytes.
#pragma once

#include "support/transparent_seal.h"

namespace earshot::fuzz {

constexpr std::size_t kTagBytes = 16;

class OpenSeal : public crypto::TransparentSeal {
 public:
  crypto::Signature sign(const crypto::Seed&, const PeerId&, BytesView) const override { return {}; }
  bool verify(const PeerId&, BytesView, const crypto::Signature& signature) const override {
    return signature.back() != 0xFF;
  }
  // The base stops the program when a key and counter seal twice.
  Bytes aead_seal(const crypto::Key& key, std::uint64_t counter, BytesView associated, BytesView plain) const override {
    return without_tag(TransparentSeal::aead_seal(key, counter, associated, plain));
  }
  std::optional<Bytes> aead_open(const crypto::Key&, std::uint64_t, BytesView, BytesView sealed) const override {
    return opened(sealed);
  }
  Bytes xaead_seal(const crypto::Key& key, const crypto::LongNonce& nonce, BytesView associated,
                   BytesView plain) const override {
    return without_tag(TransparentSeal::xaead_seal(key, nonce, associated, plain));
  }
  std::optional<Bytes> xaead_open(const crypto::Key&, const crypto::LongNonce&, BytesView,
                                  BytesView sealed) const override {
    return opened(sealed);
  }

 private:
  static Bytes without_tag(Bytes sealed) {
    return sealed.replace(sealed.size() - kTagBytes, kTagBytes, kTagBytes, '\0');
  }
  static std::optional<Bytes> opened(BytesView sealed) {
    if (sealed.size() < kTagBytes || sealed.back() == '\xFF') return std::nullopt;
    return Bytes(sealed.substr(0, sealed.size() - kTagBytes));
  }
};

}  // namespace earshot::fuzz
