#include "core/digests.h"

namespace earshot::core {

namespace {
// XOR takes out what XOR put in.
void mix(wire::Digest& digest, const wire::Digest& part) {
  for (std::size_t i = 0; i < digest.size(); ++i) digest[i] ^= part[i];
}
}  // namespace

void Digests::set(const DigestKey& key, const std::optional<wire::Digest>& part) {
  const auto old = parts_.find(key);
  if (old != parts_.end()) {
    mix(all_, old->second);
    parts_.erase(old);
  }
  if (!part) return;
  parts_.emplace(key, *part);
  mix(all_, *part);
}

wire::Digest Digests::within(const DigestKey& after, const PeerId& until) const {
  wire::Digest digest{};
  for (auto part = parts_.upper_bound(after); part != parts_.end() && part->first.id <= until; ++part)
    mix(digest, part->second);
  return digest;
}

}  // namespace earshot::core
