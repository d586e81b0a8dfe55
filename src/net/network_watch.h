// Says when to look at the interfaces again, and when the machine has slept. It looks at nothing itself.
#pragma once

#include <functional>

#include "earshot/net/loop.h"
#include "net/fd.h"

namespace earshot::net {

class NetworkWatch {
 public:
  // `look`: something may have changed. `resumed`: the machine slept; a look follows.
  NetworkWatch(Loop& loop, std::function<void()> look, std::function<void()> resumed);

 private:
  void notice();
  void tick();
  void check_sleep();

  std::function<void()> look_;
  std::function<void()> resumed_;
  Duration slept_;
  Fd notices_;
  Fd ticks_;
  bool flurry_ = false;
  Timer settle_;
  Watch notices_watch_;
  Watch ticks_watch_;
};

}  // namespace earshot::net
