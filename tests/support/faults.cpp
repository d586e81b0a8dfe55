#include "support/faults.h"

namespace earshot::sim {

void Faults::heal() {
  links_.clear();
  blocked_.clear();
  sides_.clear();
}

const Link& Faults::link(HostNumber from, HostNumber to) const {
  if (links_.empty()) return usual_;
  const auto found = links_.find({from, to});
  return found == links_.end() ? usual_ : found->second;
}

int Faults::side(HostNumber host) const {
  const auto found = sides_.find(host);
  return found == sides_.end() ? 0 : found->second;
}

bool Faults::is_blocked(HostNumber from, HostNumber to, bool group) const {
  if (!sides_.empty() && side(from) != side(to)) return true;
  if (blocked_.empty()) return false;
  const auto found = blocked_.find({from, to});
  if (found == blocked_.end()) return false;
  return found->second == Blocked::both || (found->second == Blocked::group) == group;
}

Duration Faults::delay(const Link& link) {
  Duration delay = link.delay;
  if (link.jitter > Duration::zero()) delay += chance_.between(Duration::zero(), link.jitter);
  if (happens(link.reordered)) delay += chance_.between(Duration::zero(), link.held_back);
  return delay;
}

Faults::Copies Faults::travel(HostNumber from, HostNumber to, bool group) {
  Copies copies;
  if (is_blocked(from, to, group)) return copies;
  const Link& on = link(from, to);
  if (happens(on.loss) || happens(group ? on.group_loss : on.unicast_loss)) return copies;
  copies.count = happens(on.duplicates) ? 2 : 1;
  for (std::size_t i = 0; i < copies.count; ++i) copies.delays[i] = delay(on);
  return copies;
}

}  // namespace earshot::sim
