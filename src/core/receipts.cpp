#include "core/receipts.h"

#include <algorithm>

#include "core/deliveries.h"
#include "core/entry_acks.h"
#include "core/gate.h"

namespace earshot::core {

namespace {

// A silent peer is reminded after its answer is overdue, then in growing steps: 20 ms is a few round trips of a busy
// Wi-Fi, 1.6 s keeps the cost of a dead one low until it is known to be gone.
constexpr Duration kReminderFirst = std::chrono::milliseconds(20);
constexpr Duration kReminderLast = std::chrono::milliseconds(1600);
// The answer to a unicast may take a write to disk and a wake-up.
constexpr Duration kAnswerTimeMin = std::chrono::milliseconds(5);
// Entries in the first reminder; each one that stays without an answer halves the next.
constexpr std::size_t kRemindedMax = 32;

Duration pause_after(std::size_t reminders) {
  auto pause = kReminderFirst;
  for (std::size_t i = 1; i < reminders && pause < kReminderLast; ++i) pause *= 2;
  return std::min(pause, kReminderLast);
}

}  // namespace

// Twice the time in which all peers answer, and the way there and back.
Duration Receipts::answer_time(const PeerId& id) const {
  const auto window = ack_window(context_.config, context_.roster.live_count());
  const auto* peer = context_.roster.find(id);
  return std::max(kAnswerTimeMin, 2 * window) + (peer && peer->rtt ? *peer->rtt : Duration{});
}

void Receipts::posted(Moment now, const MessageId& id, Seq first, Seq last, const std::vector<PeerId>& recipients) {
  messages_[first.value] = {.last = last, .id = id, .sent = now.instant};
  if (messages_.size() > context_.config.log_entries_max) forget_oldest_message();
  have_newest_.clear();
  std::set<PeerId> debtors(recipients.begin(), recipients.end());
  for (const auto& [peer, what] : context_.roster.all())
    if (what.live) debtors.insert(peer);
  for (const auto& peer : debtors) {
    auto& debt = debts_[peer];
    const auto* known = context_.roster.find(peer);
    if (debt.owed.empty() && known) debt.epoch = known->card.ep;
    debt.owed.add(first.value, last.value);
    if (!timers_.has(peer)) timers_.set(peer, now.instant + answer_time(peer));
  }
}

bool Receipts::all_have_newest() const {
  const auto& peers = context_.roster.all();
  return context_.roster.live_count() > 0 && std::all_of(peers.begin(), peers.end(), [&](const auto& it) {
           return !it.second.live || !lacks_newest(it.first);
         });
}

void Receipts::forget_oldest_message() {
  const auto oldest = messages_.begin();
  for (auto& [peer, debt] : debts_) debt.owed.remove(oldest->first, oldest->second.last.value);
  messages_.erase(oldest);
}

const Receipts::Message* Receipts::message_of(std::uint64_t place) const {
  auto message = messages_.upper_bound(place);
  if (message == messages_.begin()) return nullptr;
  --message;
  return message->second.last.value < place ? nullptr : &message->second;
}

bool Receipts::is_plausible(const wire::Ack& ack) {
  const auto drop = [&](Count why) {
    context_.counters.add(why);
    return false;
  };
  if (ack.fr == context_.self.id) return drop(Count::dropped_own);
  if (ack.au != context_.self.id) return drop(Count::dropped_unsolicited);
  if (ack.ep != context_.epoch) return drop(Count::dropped_stale);
  if (ack.hd > logs_.own().known()) return drop(Count::dropped_far_ahead);  // of the unsent
  if (ack.lo > ack.hd) return drop(Count::dropped_stale);                   // of nothing
  if (!context_.roster.find(ack.fr)) return drop(Count::dropped_stranger);
  return true;
}

bool Receipts::receive(Moment now, const Received& received, const wire::Ack& ack) {
  if (!is_plausible(ack)) return false;
  if (!is_signed_by(context_, ack.fr, wire::Kind::ack, received.body, *received.head.signature)) {
    context_.gate.bad_signature(now.instant, received.source);
    context_.counters.add(Count::dropped_bad_signature);
    return false;
  }
  const bool misses_newest = std::any_of(ack.mi.begin(), ack.mi.end(), [&](const wire::Range& it) {
    return it.first <= ack.hd.value && ack.hd.value <= it.last;
  });
  if (ack.hd == logs_.own().known() && !misses_newest) have_newest_.insert(ack.fr);
  const auto found = debts_.find(ack.fr);
  if (found == debts_.end()) return false;
  auto& debt = found->second;
  const bool news = settle(now, debt, ack);
  if (debt.owed.empty()) {
    timers_.cancel(ack.fr);
    debts_.erase(found);
    return news;
  }
  if (news) {
    debt.reminders = 0;
    const auto* oldest = message_of(debt.owed.lowest());
    const auto overdue = (oldest ? oldest->sent : now.instant) + answer_time(ack.fr);
    timers_.set(ack.fr, std::max(overdue, now.instant + kReminderFirst));
    serve(now, debt, ack);
  }
  return news;
}

// Only takes debts away: a later statement that is smaller than an earlier one changes nothing.
bool Receipts::settle(Moment now, Debt& debt, const wire::Ack& ack) {
  SeqSet stored;
  stored.add(ack.lo.value, ack.hd.value);
  for (const auto& range : ack.mi) stored.remove(range.first, range.last);
  std::vector<wire::Range> settled;
  for (const auto& range : stored.within(ack.lo.value, ack.hd.value))
    for (const auto& owed : debt.owed.within(range.first, range.last)) settled.push_back(owed);
  for (const auto& range : settled) debt.owed.remove(range.first, range.last);
  for (const auto& range : settled) tell_delivered(now, debt, ack.fr, range);
  return !settled.empty();
}

void Receipts::tell_delivered(Moment now, const Debt& debt, const PeerId& peer, const wire::Range& settled) {
  auto message = messages_.upper_bound(settled.first);
  if (message != messages_.begin()) --message;
  for (; message != messages_.end() && message->first <= settled.last; ++message) {
    const auto last = message->second.last.value;
    if (last < settled.first || !debt.owed.within(message->first, last, 1).empty()) continue;
    context_.deliveries.delivered(now, message->second.id, peer);
  }
}

// An acknowledgement with gaps asks for those that are still owed. One that begins above a debt comes from somebody who
// cannot know what he lacks: his view of the log began later. Only with news: what is played back asks for nothing.
void Receipts::serve(Moment now, const Debt& debt, const wire::Ack& ack) {
  const auto address = context_.roster.address(ack.fr);
  if (!address || !context_.roster.is_live(ack.fr)) return;
  std::vector<wire::Range> lacking;
  const auto add_owed = [&](std::uint64_t first, std::uint64_t last) {
    for (const auto& range : debt.owed.within(first, last)) lacking.push_back(range);
  };
  if (ack.lo.value > 1) add_owed(1, ack.lo.value - 1);
  for (const auto& range : ack.mi) add_owed(range.first, range.last);
  if (!lacking.empty()) repair_.asked(now, logs_.own_key(), lacking, *address);
}

void Receipts::peer_changed(Moment now, const PeerChange& change) {
  using What = PeerChange::What;
  if (change.what == What::restarted || change.what == What::forgotten) have_newest_.erase(change.id);
  const auto found = debts_.find(change.id);
  if (found == debts_.end()) return;
  const auto* peer = context_.roster.find(change.id);
  if (change.what == What::forgotten || (peer && peer->card.ep != found->second.epoch)) {
    timers_.cancel(change.id);
    debts_.erase(found);
    return;
  }
  if (change.what == What::gone) return timers_.cancel(change.id);
  if (change.what != What::appeared) return;
  found->second.reminders = 0;
  timers_.set(change.id, now.instant + answer_time(change.id));
}

void Receipts::forget_all() {
  debts_.clear();
  messages_.clear();
  have_newest_.clear();
  timers_ = {};
}

void Receipts::wake(Moment now) {
  while (const auto peer = timers_.take_due(now.instant)) {
    const auto debt = debts_.find(*peer);
    if (debt != debts_.end() && context_.roster.is_live(*peer)) remind(now, *peer, debt->second);
  }
}

void Receipts::remind(Moment now, const PeerId& peer, Debt& debt) {
  const auto address = context_.roster.address(peer);
  const auto patience = answer_time(peer);
  std::size_t left = std::max<std::size_t>(kRemindedMax >> std::min<std::size_t>(debt.reminders, 5), 1);
  std::optional<Instant> first_overdue_at;  // of those that are not overdue yet
  bool reminded = false;
  for (const auto& range : debt.owed.within(1, kIntegerMax, left)) {
    for (auto place = range.first; place <= range.last && left > 0 && !first_overdue_at; ++place, --left) {
      const auto* message = message_of(place);
      if (message && message->sent + patience > now.instant) {
        first_overdue_at = message->sent + patience;
        break;
      }
      reminded = true;
      if (address) repair_.send_again(now, logs_.own_key(), Seq{place}, *address, kReminderFirst);
    }
  }
  if (reminded) ++debt.reminders;
  timers_.set(peer, reminded ? now.instant + pause_after(debt.reminders)
                             : first_overdue_at.value_or(now.instant + kReminderFirst));
}

}  // namespace earshot::core
