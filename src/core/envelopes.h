// The envelopes of a private network: everything but the packets of sessions travels sealed inside one, for whoever
// has the group key. One is a whole datagram around a whole datagram.
#pragma once

#include <memory>
#include <optional>

#include "earshot/base/random.h"
#include "earshot/crypto/network_keys.h"
#include "earshot/crypto/seal.h"
#include "earshot/wire/codec.h"

namespace earshot::core {

// Sizes tell what is inside; so there are only a few.
constexpr std::size_t kEnvelopeStep = 64;
// {"v":1,"k":"e","g":"......","x":"................................"} and the line feed; then the seal's tag.
constexpr std::size_t kEnvelopeAround = 68 + 16;
// The most that one holds if it is to be no larger than any datagram; at least one byte is padding.
constexpr std::size_t kEnvelopeInsideMax = 1'087;
static_assert(kEnvelopeInsideMax == (wire::kDatagramBytesMax - kEnvelopeAround) / kEnvelopeStep * kEnvelopeStep - 1);

class Envelopes {
 public:
  Envelopes(std::shared_ptr<const crypto::NetworkKeys> keys, const crypto::Seal& seal, Random& random)
      : keys_(std::move(keys)), seal_(seal), random_(random) {}

  const crypto::NetworkKeys& keys() const { return *keys_; }
  Bytes close(BytesView datagram) const;
  // What is in it; nothing when it was not made with our group key, or is not as it was made.
  std::optional<Bytes> open(const wire::Split& split, BytesView datagram) const;
  static std::size_t closed_size(std::size_t inside) { return kEnvelopeAround + padded_size(inside); }

 private:
  static std::size_t padded_size(std::size_t inside) { return (inside / kEnvelopeStep + 1) * kEnvelopeStep; }

  std::shared_ptr<const crypto::NetworkKeys> keys_;
  const crypto::Seal& seal_;
  Random& random_;
};

}  // namespace earshot::core
