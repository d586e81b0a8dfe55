#include "app/line_queue.h"

#include <utility>

namespace earshot::app {

bool LineQueue::add(std::string line) {
  {
    const std::lock_guard lock(mutex_);
    if (lines_.size() >= max_) return false;
    lines_.push_back(std::move(line));
  }
  changed_.notify_one();
  return true;
}

std::size_t LineQueue::size() const {
  const std::lock_guard lock(mutex_);
  return lines_.size();
}

void LineQueue::clear() {
  const std::lock_guard lock(mutex_);
  lines_.clear();
}

void LineQueue::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_one();
}

std::optional<std::string> LineQueue::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || !lines_.empty(); });
  if (lines_.empty()) return std::nullopt;
  auto line = std::move(lines_.front());
  lines_.pop_front();
  return line;
}

}  // namespace earshot::app
