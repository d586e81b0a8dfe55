#include "core/spread.h"

#include <algorithm>
#include <set>
#include <vector>

#include "core/roster.h"

namespace earshot::core {

void spread(Context& context, Instant now, Urgency urgency, const Bytes& datagram,
            const std::function<bool(const PeerId&)>& lacks) {
  const auto near = context.roster.near_by_interface(now);
  const auto is_crowd = [&](const std::vector<PeerId>& peers) { return peers.size() > context.config.small_room; };
  std::set<PeerId> reached;  // whoever is near on several interfaces needs one copy
  const auto needs = [&](const PeerId& id) { return !reached.contains(id) && lacks(id); };
  const auto unicast = [&](const PeerId& id) {
    if (const auto address = context.roster.address(id)) context.out.transmit(urgency, *address, datagram);
  };

  for (const auto& [interface, peers] : near) {
    if (!is_crowd(peers) || std::none_of(peers.begin(), peers.end(), needs)) continue;
    context.out.transmit(urgency, Group{.every_channel = false, .only = interface}, datagram);
    if (near.size() > 1) reached.insert(peers.begin(), peers.end());
  }
  for (const auto& [interface, peers] : near) {
    if (is_crowd(peers)) continue;
    for (const auto& id : peers) {
      if (!needs(id)) continue;
      unicast(id);
      reached.insert(id);
    }
  }
  // Somebody may be there whom we have not heard yet.
  if (near.empty()) context.out.transmit(urgency, Group{}, datagram);
  for (const auto& id : context.roster.far(now))
    if (lacks(id)) unicast(id);
}

}  // namespace earshot::core
