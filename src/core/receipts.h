// The author's side of delivery: which peers owe an acknowledgement for which own entries, and sending an entry again
// to a live peer that stays silent about it. That is what makes even a lost last entry invisible. Tells Deliveries who
// has a whole message. Driven by rooms.cpp and posting.cpp.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/context.h"
#include "core/log.h"
#include "core/repair.h"
#include "core/roster.h"
#include "core/seq_set.h"
#include "core/timers.h"

namespace earshot::core {

class Receipts {
 public:
  Receipts(Context& context, Logs& logs, Repair& repair) : context_(context), logs_(logs), repair_(repair) {}

  // The own entries first…last were sent: one message. Every live peer owes for them, whatever rooms it reads: a hole
  // in the chain would hurt all rooms.
  void posted(Moment now, const MessageId& id, Seq first, Seq last, const std::vector<PeerId>& recipients);
  // Whether this peer is not known to have the newest own entry.
  bool lacks_newest(const PeerId& peer) const { return !have_newest_.contains(peer); }
  // Every live peer has it; false when there is none, for then nobody knows who may be listening.
  bool all_have_newest() const;

  // Its signature is not yet checked. Returns whether it brought something new.
  bool receive(Moment now, const Received& received, const wire::Ack& ack);
  void peer_changed(Moment now, const PeerChange& change);
  // The log they were about is over.
  void forget_all();

  void wake(Moment now);
  std::optional<Instant> deadline() const { return timers_.next(); }

 private:
  struct Debt {
    SeqSet owed;
    Epoch epoch;                // of the debtor: a restarted one is a newcomer
    std::size_t reminders = 0;  // without an answer
  };
  struct Message {
    Seq last;
    MessageId id;
    Instant sent;
  };

  Duration answer_time(const PeerId& peer) const;
  bool is_plausible(const wire::Ack& ack);
  bool settle(Moment now, Debt& debt, const wire::Ack& ack);
  void tell_delivered(Moment now, const Debt& debt, const PeerId& peer, const wire::Range& settled);
  void serve(Moment now, const Debt& debt, const wire::Ack& ack);
  void remind(Moment now, const PeerId& peer, Debt& debt);
  const Message* message_of(std::uint64_t place) const;
  void forget_oldest_message();

  Context& context_;
  Logs& logs_;
  Repair& repair_;
  std::map<PeerId, Debt> debts_;
  std::map<std::uint64_t, Message> messages_;  // by first place
  std::set<PeerId> have_newest_;
  Timers<PeerId> timers_;
};

}  // namespace earshot::core
