// How far a run is, for who waits for it: once in a second on standard error, when that is a terminal. The only part
// that looks at a clock; nothing of it reaches the figures.
#pragma once

#include <chrono>
#include <cstddef>

#include "earshot/base/time.h"

namespace earshot::sim {

class Progress {
 public:
  Progress();
  void tick(Duration virtual_time, std::size_t peers);
  void finish(Duration virtual_time);  // says how long it took, also where there is no terminal

 private:
  using Clock = std::chrono::steady_clock;
  double seconds_of_run() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

  const bool is_watched_;
  const Clock::time_point begin_;
  Clock::time_point next_;
};

}  // namespace earshot::sim
