// One question, asked several times. Each try has a nonce of its own, so that an answer tells which try it answers, and
// with that the round trip. A late answer to an early try is as good as any: who sleeps between Wi-Fi beacons may take
// longer than the pause between two tries.
#pragma once

#include <algorithm>
#include <vector>

#include "earshot/base/address.h"
#include "earshot/base/time.h"
#include "earshot/wire/message.h"

namespace earshot::core {

class Tries {
 public:
  struct Try {
    Address to;
    Instant when;
    wire::Nonce nonce{};
  };

  void add(Instant now, const Address& to, const wire::Nonce& nonce) { tries_.push_back({to, now, nonce}); }
  std::size_t count() const { return tries_.size(); }
  const Try& newest() const { return tries_.back(); }
  // The one that is answered by this nonce from this address; nullptr for none.
  const Try* answered(const wire::Nonce& nonce, const Address& from) const {
    const auto found =
        std::find_if(tries_.begin(), tries_.end(), [&](const Try& it) { return it.nonce == nonce && it.to == from; });
    return found == tries_.end() ? nullptr : &*found;
  }

 private:
  std::vector<Try> tries_;
};

}  // namespace earshot::core
