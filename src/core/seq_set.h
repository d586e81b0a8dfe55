// A set of places in a log, kept as ranges: a log without gaps is one range, however long it is.
#pragma once

#include <cstdint>
#include <vector>

#include "earshot/wire/message.h"

namespace earshot::core {

class SeqSet {
 public:
  void add(std::uint64_t first, std::uint64_t last);  // both inclusive, first ≤ last
  void remove(std::uint64_t first, std::uint64_t last);

  bool contains(std::uint64_t number) const;
  bool empty() const { return ranges_.empty(); }
  std::uint64_t lowest() const { return ranges_.front().first; }  // not of an empty one
  std::uint64_t highest() const { return ranges_.back().last; }   // not of an empty one

  // What of first…last is in the set, and what is not; in order, at most `limit` ranges.
  std::vector<wire::Range> within(std::uint64_t first, std::uint64_t last, std::size_t limit = SIZE_MAX) const;
  std::vector<wire::Range> missing(std::uint64_t first, std::uint64_t last, std::size_t limit = SIZE_MAX) const;

 private:
  using Ranges = std::vector<wire::Range>;
  // The first range that ends at `number` or later.
  Ranges::const_iterator at_or_after(std::uint64_t number) const;

  Ranges ranges_;  // sorted, with at least one number between two
};

}  // namespace earshot::core
