// How the records of a host come to its disk: a batch at a time, the next one gathers meanwhile. And how that fails.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "earshot/core/output.h"

namespace earshot::sim {

// What comes of a commit.
enum class Commit : std::uint8_t {
  done,
  refused,           // until the disk does otherwise: full, or read-only. Nothing is kept; the same comes again
  pretended,         // until the disk does otherwise: told as done, and nothing is kept. A disk that lies
  kept_and_refused,  // once: an error is told, and yet all is on the disk
  cut_before,        // once: the power goes, and nothing is kept;
  cut_within,        // a part of it, the older one;
  cut_after,         // all, but nobody was told
};
constexpr bool lasts(Commit what) {
  return what == Commit::done || what == Commit::refused || what == Commit::pretended;
}
constexpr bool is_told_as_done(Commit what) { return what == Commit::done || what == Commit::pretended; }
constexpr bool cuts_power(Commit what) {
  return what == Commit::cut_before || what == Commit::cut_within || what == Commit::cut_after;
}

class Keeper {
 public:
  // True: a commit begins with it.
  bool take(Store store) {
    waiting_.push_back(std::move(store));
    return writing_.empty() && begin();
  }
  bool begin() {
    writing_.insert(writing_.end(), std::make_move_iterator(waiting_.begin()), std::make_move_iterator(waiting_.end()));
    waiting_.clear();
    return !writing_.empty();
  }
  const std::vector<Store>& writing() const { return writing_; }
  // Of the batch that is being written, so many records are on the disk when it ends like this.
  std::size_t kept_by(Commit what) const {
    switch (what) {
      case Commit::done:
      case Commit::kept_and_refused:
      case Commit::cut_after:
        return writing_.size();
      case Commit::cut_within:
        return (writing_.size() + 1) / 2;
      case Commit::refused:
      case Commit::pretended:
      case Commit::cut_before:
        return 0;
    }
    return 0;
  }
  // The batch is done with.
  Ticket end() {
    const auto last = writing_.back().ticket;
    writing_.clear();
    return last;
  }
  void forget() { writing_.clear(), waiting_.clear(); }

 private:
  std::vector<Store> writing_, waiting_;
};

}  // namespace earshot::sim
