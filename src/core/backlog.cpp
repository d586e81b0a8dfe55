#include "core/backlog.h"

#include <algorithm>

#include "core/roster.h"

namespace earshot::core {

namespace {
constexpr std::uint64_t kStretchPlaces = 64;  // as many as one question is answered with
// Asked for at a time over all logs: what one address gets in 80 ms (repair.cpp), so that no question waits for long.
constexpr std::uint64_t kBacklogWindow = 256;
}  // namespace

void Backlog::begin(Moment now, const LogKey& key) {
  if (stretches_.contains(key)) return;
  const bool is_unmet = !context_.roster.find(key.author) && key.author != context_.self.id;
  waiting_.emplace(is_unmet, key);
  go_on(now);
}

void Backlog::filled(Moment now, const LogKey& key, Seq place) {
  const auto found = stretches_.find(key);
  if (found == stretches_.end()) {
    // Compared with a relay when even the lowest place was missing: only now it is known what lies below.
    const auto* log = logs_.find(key);
    if (log && log->holder && place == log->base().next()) begin(now, key);
    return;
  }
  auto& [places, missing] = found->second;
  if (place.value < places.first || place.value > places.last) return;
  --missing_;
  if (--missing > 0) return;
  stretches_.erase(found);
  begin(now, key);
}

void Backlog::given_up(Moment now, const LogKey& key, bool is_refused) {
  const auto found = stretches_.find(key);
  if (found == stretches_.end()) return;
  missing_ -= found->second.missing;
  stretches_.erase(found);
  if (auto* log = logs_.find(key)) {
    log->stay_above_gap(is_refused);
    logs_.digest_changed(key);
  }
  go_on(now);
}

void Backlog::go_on(Moment now) {
  while (!waiting_.empty() && missing_ + kStretchPlaces <= kBacklogWindow) {
    const auto key = waiting_.begin()->second;
    waiting_.erase(waiting_.begin());
    auto* log = logs_.find(key);
    if (!log) continue;
    const auto stretch = log->reach_down(wanted_below(now, *log));
    if (stretch.empty()) continue;
    const auto& places = stretch.front();
    const auto count = places.last - places.first + 1;
    stretches_[key] = {places, count};
    missing_ += count;
    wants_.fetch(now, key, stretch);
  }
}

std::uint64_t Backlog::wanted_below(Moment now, const Log& log) const {
  const auto lowest = post_in(log.find(log.base().next()));
  if (!lowest || logs_.room() < missing_ + kStretchPlaces) return 0;
  // A message comes whole.
  if (lowest->pt && lowest->pt->first > 1) return lowest->pt->first - 1;
  const auto reached = log.known().value - log.base().value, limit = context_.config.backlog_places;
  if (reached >= limit || is_old(now, lowest->ts)) return 0;
  return std::min(kStretchPlaces, limit - reached);
}

// Where our own clock is ahead, stamps of others say what time it is; one of theirs that is ahead is held down by ours.
bool Backlog::is_old(Moment now, std::uint64_t stamp) const {
  const auto age = static_cast<std::uint64_t>(context_.config.backlog_age / std::chrono::milliseconds(1));
  return stamp + age < std::min(now.wall.ms, newest_stamp_);
}

}  // namespace earshot::core
