// The inside of Rooms. For rooms.cpp (what comes from authors and goes to everybody) and rooms_relayed.cpp (what a
// relay shows of logs).
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "core/backlog.h"
#include "core/entry_acks.h"
#include "core/log.h"
#include "core/posting.h"
#include "core/reading.h"
#include "core/receipts.h"
#include "core/repair.h"
#include "core/rooms.h"
#include "core/wants.h"

namespace earshot::core {

struct Rooms::Parts {
  // Rooms heard of: far more than people make, and no more than a flood of invented ones may cost.
  static constexpr std::size_t kHeardOfMax = 1'024;

  explicit Parts(Context& context_)
      : context(context_),
        logs(context),
        wants(context, logs),
        backlog(context, logs, wants),
        repair(context, logs),
        receipts(context, logs, repair),
        acks(context, logs),
        reading(context, logs, wants, backlog),
        posting(context, logs, receipts) {}

  struct Pending {
    Ticket ticket;
    LogKey key;
    Seq place;
  };

  void hear_of(const Room& room) {
    if (heard_of.size() < kHeardOfMax) heard_of.insert(room);
  }
  void drop(Count why) { context.counters.add(why); }
  bool is_verified(Moment now, const Received& received, const PeerId& author, wire::Kind kind, bool was_asked_for);
  // Whether the post is worth a check of its signature; drops it otherwise.
  bool is_new(Moment now, const Received& received, const wire::Post& post, Log* log);
  void accept(Moment now, const Received& received, const wire::Post& post, Log& log, bool is_proved);
  void enter(Moment now, const wire::Post& post, Entry entry, Log& log);
  void repeated(Moment now, const Received& received, const Log& log);
  // True when the other body takes the place of ours.
  bool contradict(Moment now, const wire::Post& post, Entry entry, Log& log);
  void check_chain(Moment now, const wire::Post& post, Log& log);
  void tell_fork(Moment now, Log& log);
  void note_stranger(const Received& received, Log& log);
  Seq base_for(const LogKey& key, Seq up_to) const;
  bool enter_relayed(Moment now, const PeerId& relay, const wire::Page::Line& line, const wire::Post& post, Log& log);
  bool compared(Moment now, const PeerId& relay, Log& log);
  bool is_path_of(const PeerId& id, const Address& source) const;
  bool is_heard_within(Moment now, const PeerId& id, Duration time) const;
  void heard_from(Moment now, const PeerId& id, const Address& source);
  void head_known(Moment now, const LogKey& key, Seq head);
  void send_cookie(Moment now, const Received& received);
  void after_wants(Moment now);

  Context& context;
  Logs logs;
  Wants wants;
  Backlog backlog;
  Repair repair;
  Receipts receipts;
  EntryAcks acks;
  Reading reading;
  Posting posting;
  std::deque<Pending> pending;  // entries on their way to the disk
  std::set<Room> heard_of;
  std::vector<std::pair<PeerId, Address>> strangers, nameless;
  std::optional<Epoch> past_epoch;
};

}  // namespace earshot::core
