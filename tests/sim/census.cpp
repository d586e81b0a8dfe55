#include "sim/census.h"

namespace earshot::sim {

void Census::on(HostNumber who) {
  if (who >= people_.size()) people_.resize(who + 1);
  count_all_of(who, false);
  if (!people_[who].on) ++on_;
  people_[who].on = true;
  people_[who].list.clear();
  count_all_of(who, true);
}

void Census::extra(HostNumber who) {
  on(who);
  ++extras_;
}

void Census::off(HostNumber who) {
  if (!is_on(who)) return;
  count_all_of(who, false);
  --on_;
  people_[who].on = false;
  count_all_of(who, true);
}

void Census::lists(HostNumber viewer, HostNumber who, bool listed) {
  if (viewer == who) return;
  count(viewer, who, false);
  auto& list = people_[viewer].list;
  if (who >= list.size()) list.resize(people_.size());
  list[who] = listed;
  count(viewer, who, true);
}

bool Census::all_know_all() const { return unknown_pairs() == 0 && stale_ == 0; }

bool Census::is_listed_by(HostNumber viewer, HostNumber who) const {
  const auto& list = people_[viewer].list;
  return who < list.size() && list[who];
}

void Census::count(HostNumber viewer, HostNumber who, bool in) {
  if (!people_[viewer].on || !is_listed_by(viewer, who)) return;
  const auto add = [in](std::size_t& sum) { in ? ++sum : --sum; };
  add(people_[who].known_by);
  if (!people_[who].on) return add(stale_);
  add(people_[viewer].knows);
  add(knowing_);
}

void Census::count_all_of(HostNumber who, bool in) {
  for (HostNumber other = 0; other < people_.size(); ++other) {
    if (other == who) continue;
    count(who, other, in);
    count(other, who, in);
  }
}

}  // namespace earshot::sim
