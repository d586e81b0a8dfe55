#include "front/speakers.h"

#include <algorithm>

namespace earshot::front {
namespace {

constexpr Duration kLately = std::chrono::hours(1);

}  // namespace

void Speakers::spoke(Moment now, const PeerId& id, bool addressed_me) {
  Last& last = last_[id];
  last.heard = now.instant;
  last.spoke = now.wall;
  if (addressed_me) last.addressed_me = now.wall;
  if (last_.size() > kMost)
    last_.erase(std::ranges::min_element(last_, {}, [](const auto& it) { return it.second.heard; }));
}

const Speakers::Last* Speakers::find(const PeerId& id) const {
  const auto at = last_.find(id);
  return at == last_.end() ? nullptr : &at->second;
}

bool Speakers::spoke_lately(Moment now, const PeerId& id) const {
  const Last* const last = find(id);
  return last != nullptr && now.instant - last->heard < kLately;
}

}  // namespace earshot::front
