// One thread that waits for everything: descriptors, times, signals, and work handed over by other threads.
// It knows no protocol; several nodes, a face and a control socket share one loop. Nothing here is called from two
// threads, except post(). An exception out of a callback leaves run(): no peer can cause one, so it is ours or the
// machine's, and main reports it.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>

#include "earshot/base/time.h"

namespace earshot::net {

// CLOCK_BOOTTIME, which goes on while the machine sleeps, and the clock on the wall.
Moment now();

class Loop {
 public:
  Loop();  // from now on a closed pipe is an error of write(), not the end of the program (SIGPIPE)
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void run();  // until stop()
  void stop();
  void post(std::function<void()> work);  // from any thread; runs in the loop's, in a later turn
  // Replaces what was asked for before.
  void on_signals(std::initializer_list<int> signals, std::function<void(int)> call);

 private:
  friend class Watch;
  friend class Timer;
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// Calls back once a turn while the descriptor is readable (or at its end): what a call leaves unread brings the next.
// A descriptor that the system cannot wait for (a file, /dev/null) is always readable. The descriptor stays its
// owner's and must outlive the watch, as the loop must. A callback may destroy its own watch. Without a callback it
// waits only to write. One descriptor has one watch at a time.
class Watch {
 public:
  Watch(Loop& loop, int descriptor, std::function<void()> readable);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  void when_writable(std::function<void()> call);  // once

 private:
  struct State;
  static void wait_readable(const std::shared_ptr<State>& state);
  std::shared_ptr<State> state_;
};

// One alarm; arming it again moves it. It does not count time asleep.
class Timer {
 public:
  Timer(Loop& loop, std::function<void()> expired);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  void arm(Duration from_now);
  void disarm();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace earshot::net
