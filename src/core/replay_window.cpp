#include "core/replay_window.h"

#include <algorithm>

namespace earshot::core {

bool ReplayWindow::take(std::uint64_t number) {
  if (number < end_) {
    if (end_ - number > kReplayWindow || seen_[number % kReplayWindow]) return false;
    seen_.set(number % kReplayWindow);
    return true;
  }
  // The places between the old and the new end were those of numbers that are now too old.
  const auto skipped = std::min<std::uint64_t>(number - end_, kReplayWindow);
  for (std::uint64_t i = 0; i < skipped; ++i) seen_.reset((number - 1 - i) % kReplayWindow);
  seen_.set(number % kReplayWindow);
  end_ = number + 1;
  return true;
}

}  // namespace earshot::core
