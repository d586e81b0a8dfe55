// What was said before we came. Of each log whose end a peer has shown it goes down from there, a stretch at a time,
// as far as config.backlog_places, config.backlog_age and our memory allow. It only says how far; wants.h asks. Driven
// by rooms.cpp.
#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "core/context.h"
#include "core/log.h"
#include "core/wants.h"

namespace earshot::core {

class Backlog {
 public:
  Backlog(Context& context, Logs& logs, Wants& wants) : context_(context), logs_(logs), wants_(wants) {}

  // A peer has the end of this log, and so have we.
  void begin(Moment now, const LogKey& key);
  // A stamp in an entry of anybody's.
  void seen(std::uint64_t stamp) { newest_stamp_ = std::max(newest_stamp_, stamp); }
  void filled(Moment now, const LogKey& key, Seq place);
  // Nobody who was asked has what is missing of it, or nobody has answered.
  void given_up(Moment now, const LogKey& key, bool is_refused);
  bool is_busy() const { return !waiting_.empty() || !stretches_.empty(); }

 private:
  struct Stretch {
    wire::Range places;
    std::uint64_t missing = 0;
  };
  void go_on(Moment now);
  std::uint64_t wanted_below(Moment now, const Log& log) const;
  bool is_old(Moment now, std::uint64_t stamp) const;

  Context& context_;
  Logs& logs_;
  Wants& wants_;
  std::set<std::pair<bool, LogKey>> waiting_;  // those of authors whom nobody has met come last
  std::map<LogKey, Stretch> stretches_;        // asked for
  std::uint64_t missing_ = 0;                  // of all stretches
  std::uint64_t newest_stamp_ = 0;
};

}  // namespace earshot::core
