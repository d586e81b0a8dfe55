// How long an answer of the peer takes: the estimator of RFC 9002, section 5, with the constants of a LAN.
#pragma once

#include <algorithm>
#include <optional>

#include "earshot/base/time.h"

namespace earshot::core {

class Rtt {
 public:
  // An answer that takes longer came from a machine that slept. Taken as it is, one would put off all repair for hours.
  static constexpr Duration kLongest = std::chrono::seconds(1);

  // Until the first sample: a guess from elsewhere.
  explicit Rtt(Duration guess) : smoothed_(std::min(guess, kLongest)), variation_(smoothed_ / 2) {}

  // `held`: how long the peer says that it held its answer back. What takes longer than kLongest counts as kLongest.
  void sample(Duration measured, Duration held);

  Duration smoothed() const { return smoothed_; }
  // A packet is given up when a newer one was answered and it is older than this: 9/8 round trips.
  Duration loss_delay() const;
  // How long to wait for an answer before asking again. `held_max`: how long the peer may hold it back.
  Duration probe_timeout(Duration held_max) const;

 private:
  Duration smoothed_, variation_;
  Duration latest_{0};
  std::optional<Duration> lowest_;  // of all samples; none: no sample yet
};

}  // namespace earshot::core
