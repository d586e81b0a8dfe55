#include "core/counters.h"

namespace earshot::core {

const char* name(Count count) {
  switch (count) {
    case Count::received:
      return "received";
    case Count::sent:
      return "sent";
    case Count::dropped_undecodable:
      return "undecodable";
    case Count::dropped_other_network:
      return "other_network";
    case Count::dropped_own:
      return "own";
    case Count::dropped_wrong_channel:
      return "wrong_channel";
    case Count::dropped_ignored_source:
      return "ignored_source";
    case Count::dropped_too_fast:
      return "too_fast";
    case Count::dropped_bad_signature:
      return "bad_signature";
    case Count::dropped_stale:
      return "stale";
    case Count::dropped_stranger:
      return "stranger";
    case Count::dropped_far_ahead:
      return "far_ahead";
    case Count::dropped_unsolicited:
      return "unsolicited";
    case Count::dropped_unopened:
      return "unopened";
    case Count::dropped_replayed:
      return "replayed";
    case Count::dropped_full:
      return "full";
    case Count::dropped_blocked:
      return "blocked";
    case Count::forks_seen:
      return "forks";
    case Count::last_:
      break;
  }
  return "";
}

void Counters::add(wire::DecodeError error) {
  add(Count::dropped_undecodable);
  ++undecodable_.at(static_cast<std::size_t>(error));
}

std::vector<std::pair<std::string, std::uint64_t>> Counters::list() const {
  std::vector<std::pair<std::string, std::uint64_t>> list;
  for (std::size_t i = 0; i < counts_.size(); ++i)
    if (counts_[i] > 0) list.emplace_back(name(static_cast<Count>(i)), counts_[i]);
  for (std::size_t i = 0; i < undecodable_.size(); ++i)
    if (undecodable_[i] > 0)
      list.emplace_back(std::string("undecodable_") + wire::name(static_cast<wire::DecodeError>(i)), undecodable_[i]);
  return list;
}

}  // namespace earshot::core
