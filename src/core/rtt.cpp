#include "core/rtt.h"

#include <algorithm>
#include <cstdlib>

namespace earshot::core {

namespace {
// Finer than a millisecond no timer is worth being: RFC 9002, kGranularity.
constexpr Duration kGranularity = std::chrono::milliseconds(1);
}  // namespace

void Rtt::sample(Duration measured, Duration held) {
  measured = std::min(measured, kLongest);
  latest_ = measured;
  if (!lowest_) {
    lowest_ = measured;
    smoothed_ = measured;
    variation_ = measured / 2;
    return;
  }
  lowest_ = std::min(*lowest_, measured);
  // A peer that claims to have held its answer for longer than the whole way takes is not believed.
  const Duration adjusted = measured - held >= *lowest_ ? measured - held : measured;
  variation_ = (3 * variation_ + std::chrono::abs(smoothed_ - adjusted)) / 4;
  smoothed_ = (7 * smoothed_ + adjusted) / 8;
}

Duration Rtt::loss_delay() const { return std::max(std::max(smoothed_, latest_) * 9 / 8, kGranularity); }

Duration Rtt::probe_timeout(Duration held_max) const {
  return smoothed_ + std::max(4 * variation_, kGranularity) + held_max;
}

}  // namespace earshot::core
