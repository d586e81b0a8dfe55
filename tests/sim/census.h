// Who is on, and who has whom on the list: kept up to date pair by pair, so that asking costs nothing. (Comparing the
// lists of a thousand hosts after every event would take longer than the run.)
#pragma once

#include <cstddef>
#include <vector>

#include "support/faults.h"

namespace earshot::sim {

class Census {
 public:
  void on(HostNumber who);     // has started, with an empty list; also somebody new
  void extra(HostNumber who);  // on from now on, and listed, but has no list
  void off(HostNumber who);
  void lists(HostNumber viewer, HostNumber who, bool listed);

  bool is_on(HostNumber who) const { return who < people_.size() && people_[who].on; }
  std::size_t count() const { return on_; }
  std::size_t viewers() const { return on_ - extras_; }  // who have a list

  // Of those who are on:
  bool knows_all(HostNumber viewer) const { return people_[viewer].knows + 1 == on_; }
  bool is_known_by_all(HostNumber who) const { return people_[who].known_by + 1 == viewers(); }
  bool is_listed(HostNumber who) const { return people_[who].known_by > 0; }  // by anybody else
  bool all_know_all() const;                                                  // and list nobody who is off
  std::size_t unknown_pairs() const { return viewers() * (on_ == 0 ? 0 : on_ - 1) - knowing_; }
  std::size_t stale_pairs() const { return stale_; }  // lists somebody who is off

 private:
  struct Person {
    bool on = false;
    std::size_t knows = 0;     // people who are on
    std::size_t known_by = 0;  // people who are on, whether or not this one is
    std::vector<bool> list;
  };
  bool is_listed_by(HostNumber viewer, HostNumber who) const;
  // Adds the pair to the sums, or takes it out.
  void count(HostNumber viewer, HostNumber who, bool in);
  void count_all_of(HostNumber who, bool in);

  std::vector<Person> people_;
  std::size_t on_ = 0, extras_ = 0;
  std::size_t knowing_ = 0;  // pairs, both on
  std::size_t stale_ = 0;
};

}  // namespace earshot::sim
