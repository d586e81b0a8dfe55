// What of the logs is shown, and in which order: an author's entries in that author's order, a later one waiting for a
// gap before it until the gap is repaired, hopeless, or config.gap_patience old. What comes after its place was passed
// is shown late (`replay`), and so is history: what was written before we came. While a backlog arrives such messages
// are gathered, so that they come in the order of their stamps. A message in parts is shown when all its parts are
// there; if one never comes, nothing of it is shown, and the gap was told. Driven by rooms.cpp.
#pragma once

#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "core/backlog.h"
#include "core/context.h"
#include "core/log.h"
#include "core/timers.h"
#include "core/wants.h"

namespace earshot::core {

constexpr std::string_view kLobby = "lobby";  // everyone is in it

class Reading {
 public:
  Reading(Context& context, Logs& logs, const Wants& wants, const Backlog& backlog)
      : context_(context), logs_(logs), wants_(wants), backlog_(backlog) {}

  void join(const Room& room) { joined_.insert(room); }
  void leave(const Room& room) { joined_.erase(room); }
  const std::set<Room>& joined() const { return joined_; }

  // The entry is durable now.
  void stored(Moment now, const LogKey& key, Seq place);
  // The entry was restored: what an earlier start has shown is not shown again.
  void restored(const LogKey& key, Seq place);
  // Something changed that may let the log be read on: a gap closed or given up, the author's beacon came.
  void go_on(Moment now, const LogKey& key);
  // A backlog is arriving: what is shown late waits until nothing more comes, but not for long.
  void gather_history(Moment now);

  void wake(Moment now);
  std::optional<Instant> deadline() const;

 private:
  bool must_wait_for_name(Moment now, const Log& log) const;
  // The last place of the gap that begins after `read`, when it may be passed now.
  std::optional<Seq> end_of_hopeless_gap(Moment now, const Log& log);
  void show(Moment now, Log& log, Seq place, bool late);
  void show_gathered(Moment now);
  // Of one or several places, which it tells; nothing as long as some of it is not there.
  struct Whole {
    Seq first, last;
    wire::Post post;
  };
  std::optional<Whole> message_with(const Log& log, Seq place) const;
  std::optional<Whole> whole_message(const Log& log, Seq place, const wire::Post& part) const;

  Context& context_;
  Logs& logs_;
  const Wants& wants_;
  const Backlog& backlog_;
  std::set<Room> joined_;
  Timers<LogKey> timers_;
  std::vector<event::Message> gathered_;
  std::optional<Instant> gather_until_;  // at the latest
  Instant gather_quiet_at_;              // or when nothing has come until then
};

}  // namespace earshot::core
