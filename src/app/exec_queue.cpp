#include "app/exec_queue.h"

#include <cstdio>

namespace earshot::app {
namespace {

void run(const std::string& command, const std::string& line) {
  auto* pipe = ::popen(command.c_str(), "w");
  if (!pipe) return;
  std::fwrite(line.data(), 1, line.size(), pipe);
  std::fputc('\n', pipe);
  ::pclose(pipe);
}

}  // namespace

ExecQueue::ExecQueue(std::string command) : command_(std::move(command)), thread_([this] { work(); }) {}

ExecQueue::~ExecQueue() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void ExecQueue::add(std::string line) {
  {
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
  }
  changed_.notify_one();
}

void ExecQueue::drop_waiting() {
  const std::lock_guard lock(mutex_);
  lines_.clear();
}

void ExecQueue::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !lines_.empty(); });
    if (lines_.empty()) return;
    const auto line = std::move(lines_.front());
    lines_.pop_front();
    lock.unlock();
    run(command_, line);
    lock.lock();
  }
}

}  // namespace earshot::app
