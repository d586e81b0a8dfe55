// Runs a loop until something is so.
#pragma once

#include <functional>

#include "earshot/net/loop.h"

namespace earshot {

// False: it was not so within five seconds.
inline bool run_until(net::Loop& loop, const std::function<bool()>& done) {
  constexpr int kLooks = 5'000;
  constexpr Duration kBetween = std::chrono::milliseconds(1);
  int looks = 0;
  std::function<void()> look;
  net::Timer timer(loop, [&] { look(); });
  look = [&] {
    if (done() || ++looks == kLooks) return loop.stop();
    timer.arm(kBetween);
  };
  timer.arm(Duration(0));
  loop.run();
  return done();
}

}  // namespace earshot
