#include "support/transparent_seal.h"

#include <algorithm>
#include <cassert>
#include <initializer_list>
#include <iterator>

#include "earshot/base/encoding.h"
#include "earshot/crypto/hash.h"

namespace earshot::crypto {

namespace {

constexpr BytesView kDomain = "earshot-transparent/1";
constexpr std::size_t kTagBytes = 16;

Bytes number(std::uint64_t value) {
  Bytes octets;
  for (int i = 0; i < 8; ++i, value >>= 8) octets += static_cast<char>(value & 0xFF);
  return octets;
}

// One text from several, each after its length, so that no two lists give the same.
Bytes joined(std::initializer_list<BytesView> parts) {
  Bytes all{kDomain};
  for (const BytesView part : parts) all.append(number(part.size())).append(part);
  return all;
}

Hash16 tag_of(const Key& key, std::uint64_t counter, BytesView associated, BytesView plain) {
  return keyed_hash16(key, joined({"aead", number(counter), associated, plain}));
}
Hash16 tag_of(const Key& key, const LongNonce& nonce, BytesView associated, BytesView plain) {
  return keyed_hash16(key, joined({"xaead", view(nonce), associated, plain}));
}

// The plain text, when its tag is the right one.
template <class Nonce>
std::optional<Bytes> opened(const Key& key, const Nonce& nonce, BytesView associated, BytesView sealed) {
  if (sealed.size() < kTagBytes) return std::nullopt;
  const BytesView plain = sealed.substr(0, sealed.size() - kTagBytes);
  if (view(tag_of(key, nonce, associated, plain)) != sealed.substr(plain.size())) return std::nullopt;
  return Bytes{plain};
}

Signature signature_of(const PeerId& id, BytesView message) {
  const Hash32 half = hash32(joined({"sign", view(id.bytes), message}));
  Signature signature;
  std::copy(half.begin(), half.end(), signature.begin());
  std::copy(half.begin(), half.end(), signature.begin() + half.size());
  return signature;
}

// False when the counter was there already.
bool add(std::map<std::uint64_t, std::uint64_t>& runs, std::uint64_t counter) {
  const auto after = runs.upper_bound(counter);
  if (after == runs.begin()) return runs.emplace(counter, counter).second;
  auto& last = std::prev(after)->second;
  if (counter <= last) return false;
  if (counter == last + 1)
    last = counter;
  else
    runs.emplace_hint(after, counter, counter);
  return true;
}

}  // namespace

PeerId TransparentSeal::peer_id(const Seed& seed) const { return {hash32(joined({"id", view(seed)}))}; }

Signature TransparentSeal::sign(const Seed& seed, const PeerId& id, BytesView message) const {
  assert(peer_id(seed) == id);
  return signature_of(id, message);
}

bool TransparentSeal::verify(const PeerId& id, BytesView message, const Signature& signature) const {
  return signature_of(id, message) == signature;
}

// An id must lead to the public key without the seed, so the secret of an identity is its id.
DhSecret TransparentSeal::dh_secret(const Seed& seed) const { return peer_id(seed).bytes; }

std::optional<DhPublic> TransparentSeal::dh_public(const PeerId& id) const {
  if (id == PeerId{}) return std::nullopt;
  return dh_public(id.bytes);
}

DhPublic TransparentSeal::dh_public(const DhSecret& secret) const { return hash32(joined({"public", view(secret)})); }

std::optional<Key> TransparentSeal::dh(const DhSecret& secret, const DhPublic& other) const {
  if (other == DhPublic{}) return std::nullopt;
  const DhPublic own = dh_public(secret);
  return hash32(joined({"dh", view(std::min(own, other)), view(std::max(own, other))}));
}

Bytes TransparentSeal::aead_seal(const Key& key, std::uint64_t counter, BytesView associated, BytesView plain) const {
  const bool fresh = add(used_[key], counter);
  assert(fresh && "key and counter used twice");
  return Bytes{plain}.append(view(tag_of(key, counter, associated, plain)));
}

std::optional<Bytes> TransparentSeal::aead_open(const Key& key, std::uint64_t counter, BytesView associated,
                                                BytesView sealed) const {
  return opened(key, counter, associated, sealed);
}

Bytes TransparentSeal::xaead_seal(const Key& key, const LongNonce& nonce, BytesView associated, BytesView plain) const {
  const bool fresh = used_nonces_.emplace(key, nonce).second;
  assert(fresh && "key and nonce used twice");
  return Bytes{plain}.append(view(tag_of(key, nonce, associated, plain)));
}

std::optional<Bytes> TransparentSeal::xaead_open(const Key& key, const LongNonce& nonce, BytesView associated,
                                                 BytesView sealed) const {
  return opened(key, nonce, associated, sealed);
}

}  // namespace earshot::crypto
