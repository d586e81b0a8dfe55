#include "core/elsewhere.h"

#include <algorithm>

#include "core/notices.h"
#include "core/roster.h"

namespace earshot::core {

namespace {

constexpr std::size_t kSourcesMax = 1'024;
// Longer than the pause between two beacons: everybody that is there was heard, ours and others.
constexpr Duration kCountFor = std::chrono::seconds(7);

}  // namespace

void Elsewhere::Nodes::add(const Address& source, InterfaceIndex interface) {
  if (held_ < kSourcesMax && sources_[{interface, source.family}].insert(source).second) ++held_;
}

std::size_t Elsewhere::Nodes::count() const {
  std::size_t most = 0;
  for (const auto& [where, sources] : sources_) most = std::max(most, sources.size());
  return most;
}

void Elsewhere::heard(Moment now, const wire::Head& head, const Address& source, InterfaceIndex interface) {
  context_.counters.add(Count::dropped_other_network);
  all_.add(source, interface);
  if (!context_.envelopes || head.kind != wire::Kind::e) return;
  private_.add(source, interface);
  if (!std::exchange(has_waited_, true)) say_at_ = now.instant + kCountFor;
}

void Elsewhere::wake(Moment now) {
  if (!say_at_ || now.instant < *say_at_) return;
  say_at_.reset();
  if (context_.roster.all().empty()) context_.out.event(now.wall, other_passphrase(private_nodes()));
}

}  // namespace earshot::core
