// What all who are on must have alike once the network is whole again: the logs of the rooms, and what was told to
// whom.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/crowd.h"

namespace earshot::sim {

class Agreement {
 public:
  explicit Agreement(const Crowd& crowd) : crowd_(crowd) {}

  void shown(const SimHost& viewer, const Event& event);
  // What it had to tell and has not on its disk is lost, or is not; nobody can say.
  void lost_memory(const SimHost& who);

  std::size_t said() const { return said_.size(); }
  // Of what anybody who is on has, how much each of the others lacks, in all.
  std::size_t entries_missing() const;
  // The same in words: "p3 lacks 4 of p2, the first is 7".
  std::string lacks() const;
  // Direct messages that still wait, though both are here.
  std::size_t undelivered() const;

 private:
  // What a guest has said is left out: it may have told each another thing.
  std::set<Disk::Place> places_of(const SimHost& host) const;
  // Of those who are on: what each lacks of what any of them has, and would fetch: what was written by a clock that was
  // years behind looks too old to everybody.
  std::map<HostNumber, std::vector<Disk::Place>> missing() const;
  std::map<Disk::Place, std::uint64_t> stamps() const;

  struct Direct {
    HostNumber from = 0;
    HostNumber to = 0;
  };

  const Crowd& crowd_;
  std::set<MessageId> said_;
  std::map<MessageId, Direct> on_their_way_;
};

}  // namespace earshot::sim
