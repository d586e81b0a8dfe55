#include "earshot/net/loop.h"

#include <time.h>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/post.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>
#include <csignal>
#include <cstdint>
#include <utility>

namespace earshot::net {
namespace {

timespec read_timespec(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return time;
}

}  // namespace

Moment now() {
  const timespec boot = read_timespec(CLOCK_BOOTTIME);
  const timespec wall = read_timespec(CLOCK_REALTIME);
  const Duration since_boot = std::chrono::seconds(boot.tv_sec) + Duration(boot.tv_nsec / 1'000);
  const auto wall_ms =
      static_cast<std::uint64_t>(wall.tv_sec) * 1'000 + static_cast<std::uint64_t>(wall.tv_nsec) / 1'000'000;
  return {Instant(since_boot), Wall{wall_ms}};
}

struct Loop::Parts {
  asio::io_context context{1};  // a hint: one thread
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  asio::signal_set signals{context};
  std::function<void(int)> on_signal;

  void wait_for_signal() {
    signals.async_wait([this](const std::error_code& error, int signal) {
      if (error) return;  // replaced, or the loop is going
      on_signal(signal);
      wait_for_signal();
    });
  }
};

Loop::Loop() : parts_(std::make_unique<Parts>()) { std::signal(SIGPIPE, SIG_IGN); }
Loop::~Loop() = default;

void Loop::run() {
  parts_->context.restart();
  parts_->context.run();
}

void Loop::stop() { parts_->context.stop(); }

void Loop::post(std::function<void()> work) { asio::post(parts_->context, std::move(work)); }

void Loop::on_signals(std::initializer_list<int> signals, std::function<void(int)> call) {
  parts_->signals.cancel();
  parts_->signals.clear();
  for (const int signal : signals) parts_->signals.add(signal);
  parts_->on_signal = std::move(call);
  parts_->wait_for_signal();
}

// Handlers run even after their object died, and those of an expired timer after it was moved. So they own the state
// that they look at, and it says whether anybody still cares.
struct Watch::State {
  asio::posix::stream_descriptor descriptor;
  std::function<void()> readable;
  bool open = true;
};

Watch::Watch(Loop& loop, int descriptor, std::function<void()> readable)
    : state_(new State{asio::posix::stream_descriptor(loop.parts_->context, descriptor), std::move(readable)}) {
  if (state_->readable) wait_readable(state_);
}

Watch::~Watch() {
  state_->open = false;
  state_->descriptor.release();
}

void Watch::wait_readable(const std::shared_ptr<State>& state) {
  state->descriptor.async_wait(asio::posix::descriptor_base::wait_read, [state](const std::error_code& error) {
    const bool always_readable = error == asio::error::operation_not_supported;
    if (!state->open || (error && !always_readable)) return;
    state->readable();
    if (state->open) wait_readable(state);
  });
}

void Watch::when_writable(std::function<void()> call) {
  state_->descriptor.async_wait(asio::posix::descriptor_base::wait_write,
                                [state = state_, call = std::move(call)](const std::error_code& error) {
                                  if (state->open && !error) call();
                                });
}

struct Timer::State {
  asio::steady_timer timer;
  std::function<void()> expired;
  std::uint64_t generation = 0;
};

Timer::Timer(Loop& loop, std::function<void()> expired)
    : state_(new State{asio::steady_timer(loop.parts_->context), std::move(expired)}) {}

Timer::~Timer() { disarm(); }

void Timer::arm(Duration from_now) {
  const std::uint64_t generation = ++state_->generation;
  state_->timer.expires_after(from_now);
  state_->timer.async_wait([state = state_, generation](const std::error_code&) {
    if (generation == state->generation) state->expired();
  });
}

void Timer::disarm() {
  ++state_->generation;
  state_->timer.cancel();
}

}  // namespace earshot::net
