// Lines from the loop's thread to one that may wait: for a reader of the standard output, for a command.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

namespace earshot::app {

class LineQueue {
 public:
  // Peers decide how much there is to say, so there is an end to what is kept: `max` lines.
  explicit LineQueue(std::size_t max) : max_(max) {}

  bool add(std::string line);  // false: full, and the line is left out
  std::size_t size() const;
  void clear();
  void close();                       // no more will come
  std::optional<std::string> next();  // waits for one; nothing: closed, and all are taken

 private:
  const std::size_t max_;
  mutable std::mutex mutex_;  // guards the next two
  std::deque<std::string> lines_;
  bool closed_ = false;
  std::condition_variable changed_;
};

}  // namespace earshot::app
