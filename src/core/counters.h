// What happened to datagrams, by reason. The answer to "why is nothing arriving" is in these numbers, not in log lines.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "earshot/wire/codec.h"

namespace earshot::core {

enum class Count : std::uint8_t {
  received,
  sent,                    // datagrams, whole
  dropped_undecodable,     // further split by DecodeError
  dropped_other_network,   // the tag of another network
  dropped_own,             // our own datagram, echoed by broadcast
  dropped_wrong_channel,   // a kind that does not belong where it came in
  dropped_ignored_source,  // too many bad signatures lately
  dropped_too_fast,        // over a limit per source
  dropped_bad_signature,
  dropped_stale,        // older than what is known, or a double
  dropped_stranger,     // about a peer that is not known
  dropped_far_ahead,    // numbers beyond every limit
  dropped_unsolicited,  // an answer to no question of ours
  dropped_unopened,     // sealed, and no session or group key opens it; or bare on a private network
  dropped_replayed,     // sealed, and its number was seen
  dropped_full,         // a table was at its limit
  dropped_blocked,      // of somebody whom the user has blocked
  forks_seen,           // an author with two entries for one place
  last_                 // number of the counts
};
const char* name(Count count);

class Counters {
 public:
  void add(Count count, std::uint64_t amount = 1) { counts_[static_cast<std::size_t>(count)] += amount; }
  void add(wire::DecodeError error);
  std::uint64_t operator[](Count count) const { return counts_[static_cast<std::size_t>(count)]; }
  // All that are not zero, by name.
  std::vector<std::pair<std::string, std::uint64_t>> list() const;

 private:
  std::array<std::uint64_t, static_cast<std::size_t>(Count::last_)> counts_{};
  std::array<std::uint64_t, 16> undecodable_{};
};

}  // namespace earshot::core
