// XOR digests over an ordered table, so that two peers can compare theirs, whole or by ranges of ids, and find what
// differs without listing what does not. Rosters and logs are compared in this way (pull.h).
#pragma once

#include <map>
#include <optional>

#include "earshot/wire/message.h"

namespace earshot::core {

// One part of a digest: a peer, or one log of an author. For a peer the epoch is 0.
struct DigestKey {
  PeerId id;
  Epoch epoch;
  auto operator<=>(const DigestKey&) const = default;
};
// Behind all parts of the id.
inline DigestKey end_of(const PeerId& id) { return {id, Epoch{UINT64_MAX}}; }

class Digests {
 public:
  void set(const DigestKey& key, const std::optional<wire::Digest>& part);  // none: takes it out
  const wire::Digest& all() const { return all_; }
  // Of the parts behind `after`, up to and with those of the id `until`.
  wire::Digest within(const DigestKey& after, const PeerId& until) const;
  // Calls `visit` with each of these keys, in order, until it returns false. Returns whether it saw all of them.
  template <class Visit>
  bool each(const DigestKey& after, const PeerId& until, Visit visit) const {
    for (auto part = parts_.upper_bound(after); part != parts_.end() && part->first.id <= until; ++part)
      if (!visit(part->first)) return false;
    return true;
  }

 private:
  std::map<DigestKey, wire::Digest> parts_;
  wire::Digest all_{};
};

}  // namespace earshot::core
