#include "net/network_watch.h"

#include <sys/timerfd.h>
#include <time.h>

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

#include "net/links.h"

namespace earshot::net {
namespace {

// Roaming brings link down, addresses away, link up, addresses back within some 100 ms: one change, not four.
constexpr Duration kSettle = std::chrono::milliseconds(500);
// In case the kernel's notices are lost or not allowed.
constexpr int kTickSeconds = 5;
// Between the two clocks lie microseconds; a suspended machine sleeps for seconds.
constexpr Duration kSleepMin = std::chrono::seconds(1);

Duration read_clock(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return std::chrono::seconds(time.tv_sec) + Duration(time.tv_nsec / 1'000);
}

// Only the first of the two goes on while the machine sleeps.
Duration slept_since_boot() { return read_clock(CLOCK_BOOTTIME) - read_clock(CLOCK_MONOTONIC); }

// By the clock that includes sleep: a tick that fell into it comes at the moment of waking up.
Fd open_ticks() {
  Fd ticks(::timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC));
  const itimerspec every{.it_interval = {kTickSeconds, 0}, .it_value = {kTickSeconds, 0}};
  if (!ticks || ::timerfd_settime(ticks.get(), 0, &every, nullptr) != 0) {
    throw std::system_error(errno, std::system_category(), "timerfd");
  }
  return ticks;
}

}  // namespace

NetworkWatch::NetworkWatch(Loop& loop, std::function<void()> look, std::function<void()> resumed)
    : look_(std::move(look)),
      resumed_(std::move(resumed)),
      slept_(slept_since_boot()),
      notices_(open_change_notices()),
      ticks_(open_ticks()),
      settle_(loop,
              [this] {
                flurry_ = false;
                look_();
              }),
      notices_watch_(loop, notices_.get(), [this] { notice(); }),
      ticks_watch_(loop, ticks_.get(), [this] { tick(); }) {}

void NetworkWatch::notice() {
  discard_change_notices(notices_.get());
  check_sleep();
  if (std::exchange(flurry_, true)) return;
  settle_.arm(kSettle);
}

void NetworkWatch::tick() {
  std::uint64_t count = 0;
  if (::read(ticks_.get(), &count, sizeof count) < 0) return;
  check_sleep();
  if (!flurry_) look_();
}

void NetworkWatch::check_sleep() {
  const Duration slept = slept_since_boot();
  if (slept - std::exchange(slept_, slept) >= kSleepMin) resumed_();
}

}  // namespace earshot::net
