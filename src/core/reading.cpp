#include "core/reading.h"

#include <algorithm>
#include <utility>

#include "core/deliveries.h"
#include "core/names.h"
#include "core/notices.h"
#include "core/roster.h"
#include "earshot/core/ids.h"

namespace earshot::core {

namespace {
// A message may come before its author's beacon. So long it waits for the name; the beacon is fetched meanwhile.
constexpr Duration kNamePatience = std::chrono::seconds(2);
// A backlog with more to come has no longer pause than this: a lost entry is asked for again after want_retry_first.
constexpr Duration kHistoryPause = std::chrono::milliseconds(250);
constexpr Duration kHistoryPatience = std::chrono::seconds(3);
}  // namespace

bool Reading::must_wait_for_name(Moment now, const Log& log) const {
  const auto& author = log.key().author;
  return author != context_.self.id && !context_.roster.find(author) && now.instant < log.opened + kNamePatience;
}

void Reading::stored(Moment now, const LogKey& key, Seq place) {
  auto* log = logs_.find(key);
  if (!log) return;
  if (place <= log->read_up_to()) {
    // Of an author without a name nothing was read yet: an entry that overtook this one did not make it late.
    if (!must_wait_for_name(now, *log)) return show(now, *log, place, true);
    log->read(Seq{place.value - 1});
  }
  go_on(now, key);
}

void Reading::go_on(Moment now, const LogKey& key) {
  timers_.cancel(key);
  auto* log = logs_.find(key);
  if (!log) return;
  if (must_wait_for_name(now, *log)) return timers_.set(key, log->opened + kNamePatience);
  while (log->read_up_to() < log->known()) {
    const auto next = log->read_up_to().next();
    if (log->is_stored(next)) {
      log->read(next);
      show(now, *log, next, next <= log->history_up_to());
      continue;
    }
    const auto end = end_of_hopeless_gap(now, *log);
    if (!end) return;
    if (!context_.roster.is_blocked(key.author))
      context_.out.event(now.wall, messages_missing(view_of(context_.roster, key.author)));
    log->read(*end);
  }
}

std::optional<Seq> Reading::end_of_hopeless_gap(Moment now, const Log& log) {
  const auto next = log.read_up_to().next();
  // At the end of a log nothing waits for the missing; and what has arrived will be durable in a moment.
  const auto& received = log.received();
  if (received.empty() || received.highest() < next.value || log.has(next)) return std::nullopt;
  const auto gap = received.missing(next.value, log.known().value, 1).front();
  // A gap may have parts that were noticed, or given up, at different times.
  for (auto place = gap.first; place <= gap.last; ++place) {
    const auto since = wants_.missed_since(log.key(), Seq{place});
    if (!since || now.instant >= *since + context_.config.gap_patience) continue;
    timers_.set(log.key(), *since + context_.config.gap_patience);
    return std::nullopt;
  }
  return Seq{gap.last};
}

void Reading::gather_history(Moment now) {
  if (!gather_until_) gather_until_ = now.instant + kHistoryPatience;
  gather_quiet_at_ = now.instant + kHistoryPause;
}

void Reading::show_gathered(Moment now) {
  gather_until_.reset();
  auto messages = std::exchange(gathered_, {});
  std::stable_sort(messages.begin(), messages.end(),
                   [](const event::Message& a, const event::Message& b) { return a.sent.ms < b.sent.ms; });
  for (auto& message : messages) context_.out.event(now.wall, std::move(message));
}

std::optional<Instant> Reading::deadline() const {
  auto first = timers_.next();
  if (!gather_until_) return first;
  const auto gathered = std::min(*gather_until_, gather_quiet_at_);
  return first ? std::min(*first, gathered) : gathered;
}

void Reading::wake(Moment now) {
  if (gather_until_ && gather_quiet_at_ <= now.instant && backlog_.is_busy()) gather_history(now);
  if (gather_until_ && std::min(*gather_until_, gather_quiet_at_) <= now.instant) show_gathered(now);
  while (const auto key = timers_.take_due(now.instant)) go_on(now, *key);
}

void Reading::show(Moment now, Log& log, Seq place, bool late) {
  if (context_.roster.is_blocked(log.key().author)) return;
  const auto whole = message_with(log, place);
  if (!whole || log.is_shown(whole->first, whole->last)) return;
  const auto& post = whole->post;
  if (post.rm != kLobby && !joined_.contains(Room{post.rm})) return;
  log.shown(whole->first, whole->last);
  event::Message message;
  message.id = room_message_id(post.au, post.ep, whole->first);
  message.conversation = conversation_in(Room{post.rm});
  // Of an earlier life, which was forgotten.
  message.outgoing = post.au == context_.self.id;
  message.from = message.outgoing ? context_.deliveries.self() : view_of(context_.roster, post.au);
  message.text = post.tx;
  message.reply_to = post.re;
  message.action = post.me;
  message.sent = Wall{post.ts};
  message.replay = late;
  if (late && gather_until_) return gathered_.push_back(std::move(message));
  context_.out.event(now.wall, std::move(message));
}

void Reading::restored(const LogKey& key, Seq place) {
  auto* log = logs_.find(key);
  const auto whole = log ? message_with(*log, place) : std::nullopt;
  if (whole) log->shown(whole->first, whole->last);
}

std::optional<Reading::Whole> Reading::message_with(const Log& log, Seq place) const {
  const auto part = post_in(log.find(place));
  if (!part) return std::nullopt;
  return part->pt ? whole_message(log, place, *part) : Whole{place, place, *part};
}

// The message that `place` completes; its other fields are those of the first part. Each part must claim its own place
// in the same message, so that every entry belongs to one message only, whatever its author writes.
std::optional<Reading::Whole> Reading::whole_message(const Log& log, Seq place, const wire::Post& part) const {
  const auto [number, count] = *part.pt;
  if (place.value < number) return std::nullopt;
  const Seq first{place.value - number + 1}, last{first.value + count - 1};
  if (last > log.read_up_to() || !log.stored().missing(first.value, last.value, 1).empty()) return std::nullopt;
  std::optional<wire::Post> whole;
  for (std::uint64_t i = 1; i <= count; ++i) {
    const auto next = post_in(log.find(Seq{first.value + i - 1}));
    const bool fits = next && next->rm == part.rm && next->pt == std::pair(i, count);
    if (!fits) return std::nullopt;
    if (!whole)
      whole = next;
    else
      whole->tx += next->tx;
  }
  return Whole{first, last, *whole};
}

}  // namespace earshot::core
