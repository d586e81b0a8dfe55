#include "core/seq_set.h"

#include <algorithm>
#include <cassert>

namespace earshot::core {

SeqSet::Ranges::const_iterator SeqSet::at_or_after(std::uint64_t number) const {
  return std::partition_point(ranges_.begin(), ranges_.end(), [&](const wire::Range& it) { return it.last < number; });
}

void SeqSet::add(std::uint64_t first, std::uint64_t last) {
  assert(first <= last);
  // Neighbours melt into one, so a range that ends just before `first` is touched, too.
  const auto begin = at_or_after(first == 0 ? 0 : first - 1);
  const auto end = std::find_if(begin, ranges_.cend(), [&](const wire::Range& it) { return it.first > last + 1; });
  wire::Range merged{first, last};
  if (begin != end) {
    merged.first = std::min(first, begin->first);
    merged.last = std::max(last, std::prev(end)->last);
  }
  const auto place = ranges_.erase(begin, end);
  ranges_.insert(place, merged);
}

void SeqSet::remove(std::uint64_t first, std::uint64_t last) {
  assert(first <= last);
  const auto begin = at_or_after(first);
  const auto end = std::find_if(begin, ranges_.cend(), [&](const wire::Range& it) { return it.first > last; });
  if (begin == end) return;
  Ranges rest;
  if (begin->first < first) rest.push_back({begin->first, first - 1});
  if (std::prev(end)->last > last) rest.push_back({last + 1, std::prev(end)->last});
  const auto place = ranges_.erase(begin, end);
  ranges_.insert(place, rest.begin(), rest.end());
}

bool SeqSet::contains(std::uint64_t number) const {
  const auto range = at_or_after(number);
  return range != ranges_.end() && range->first <= number;
}

std::vector<wire::Range> SeqSet::within(std::uint64_t first, std::uint64_t last, std::size_t limit) const {
  std::vector<wire::Range> found;
  for (auto it = at_or_after(first); it != ranges_.end() && it->first <= last && found.size() < limit; ++it)
    found.push_back({std::max(it->first, first), std::min(it->last, last)});
  return found;
}

std::vector<wire::Range> SeqSet::missing(std::uint64_t first, std::uint64_t last, std::size_t limit) const {
  std::vector<wire::Range> found;
  std::uint64_t next = first;
  for (auto it = at_or_after(first); it != ranges_.end() && it->first <= last && found.size() < limit; ++it) {
    if (it->first > next) found.push_back({next, it->first - 1});
    next = it->last + 1;
  }
  if (next <= last && found.size() < limit) found.push_back({next, last});
  return found;
}

}  // namespace earshot::core
