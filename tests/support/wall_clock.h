// The clock on a host's wall, which may be years off, stand still, run backwards or be set. Virtual time in, wall time
// out.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "earshot/base/time.h"

namespace earshot::sim {

class WallClock {
 public:
  enum class Manner : std::uint8_t {
    right,
    stands,
    backwards,  // after each second it is set back by two
  };

  explicit WallClock(std::chrono::seconds off) : wall_ms_(kWallMs + std::chrono::milliseconds(off).count()) {}

  Wall at(Instant now) const { return Wall{static_cast<std::uint64_t>(std::max<std::int64_t>(0, ms_at(now)))}; }
  void set_forward(std::chrono::seconds by) { wall_ms_ += std::chrono::milliseconds(by).count(); }  // or back
  void behave(Manner manner, Instant now) {
    wall_ms_ = ms_at(now);
    since_ = now;
    manner_ = manner;
  }

 private:
  static constexpr std::int64_t kWallMs = 1'760'000'000'000;  // when the virtual time was 0: some day in 2025

  std::int64_t ms_at(Instant now) const {
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(now - since_).count();
    switch (manner_) {
      case Manner::right:
        return wall_ms_ + passed;
      case Manner::stands:
        return wall_ms_;
      case Manner::backwards:
        return wall_ms_ + passed - passed / 1'000 * 2'000;
    }
    return wall_ms_;
  }

  std::int64_t wall_ms_;
  Instant since_{};
  Manner manner_ = Manner::right;
};

}  // namespace earshot::sim
