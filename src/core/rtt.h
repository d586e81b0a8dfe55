// How long an answer of the peer takes: the estimator of RFC 9002, section 5, with the constants of a LAN.
#pragma once

#include <optional>

#include "earshot/base/time.h"

namespace earshot::core {

class Rtt {
 public:
  // Until the first sample: a guess from elsewhere.
  explicit Rtt(Duration guess) : smoothed_(guess), variation_(guess / 2) {}

  // `held`: how long the peer says that it held its answer back.
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
