// Numbers, kept as runs: those of a log that a host has stored.
#pragma once

#include <cstdint>
#include <iterator>
#include <map>

namespace earshot::sim {

class Runs {
 public:
  void add(std::uint64_t number) {
    if (hold(number, number)) return;
    std::uint64_t first = number, last = number;
    auto next = runs_.upper_bound(number);
    if (next != runs_.end() && next->first == number + 1) {
      last = next->second;
      next = runs_.erase(next);
    }
    if (next != runs_.begin() && std::prev(next)->second + 1 == number) first = std::prev(next)->first;
    runs_[first] = last;
  }
  // All of first … last; of none that is true.
  bool hold(std::uint64_t first, std::uint64_t last) const {
    if (first > last) return true;
    const auto next = runs_.upper_bound(first);
    return next != runs_.begin() && std::prev(next)->second >= last;
  }

 private:
  std::map<std::uint64_t, std::uint64_t> runs_;  // first → last, with at least one number between two
};

}  // namespace earshot::sim
