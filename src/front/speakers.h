// Who spoke in a conversation of late. Anybody on the network can make up identities, so only the last of them are
// known.
#pragma once

#include <cstddef>
#include <map>
#include <optional>

#include "earshot/base/time.h"
#include "earshot/base/types.h"

namespace earshot::front {

class Speakers {
 public:
  static constexpr std::size_t kMost = 1'000;

  struct Last {
    Instant heard;
    Wall spoke;
    std::optional<Wall> addressed_me;  // called me by name
  };
  void spoke(Moment now, const PeerId& id, bool addressed_me = false);
  const Last* find(const PeerId& id) const;               // nothing when it never spoke, or too many others did since
  bool spoke_lately(Moment now, const PeerId& id) const;  // whose coming and going is worth a line

 private:
  std::map<PeerId, Last> last_;
};

}  // namespace earshot::front
