// Two times, never mixed. Instant drives everything: it comes from a clock that includes sleep and never jumps.
// Wall is what people read; it may be years off or run backwards and decides nothing (keys, order, expiry).
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace earshot {

using Duration = std::chrono::microseconds;

// A clock without now(): the core cannot read one, the edges do and hand the result in.
struct CoreClock {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<CoreClock>;
  static constexpr bool is_steady = true;
};
using Instant = CoreClock::time_point;

struct Wall {
  std::uint64_t ms = 0;  // since 1970-01-01 UTC
  auto operator<=>(const Wall&) const = default;
};

// What every input to the core is stamped with.
struct Moment {
  Instant instant;
  Wall wall;
};

}  // namespace earshot
