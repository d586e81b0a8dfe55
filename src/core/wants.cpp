#include "core/wants.h"

#include <algorithm>
#include <bit>

#include "core/gate.h"
#include "core/roster.h"

namespace earshot::core {

namespace {

// Others to ask, one after the other. With the author's tries this ends just before config.gap_patience does: after
// 100 + 200 + 400 + 800 + 5 × 1,600 ms = 9.5 s, and a first wait of up to 0.2 s.
constexpr std::size_t kOthersMax = 6;
// At a peer that has shown that it has the log's end, and has not said that it lacks this.
constexpr std::size_t kHolderTriesMax = 16;
constexpr Duration kHolderRetryLast = std::chrono::milliseconds(400);
// An answer later than this is not one.
constexpr Duration kWantAnswerWithin = std::chrono::seconds(2);
constexpr Duration kAskFarAgain = std::chrono::seconds(1);
constexpr std::size_t kQuestionsMax = 4'096;
constexpr std::uint64_t kNextAsked = 64;  // places beyond the known ones

// The growing pause after so many tries.
Duration pause_after(std::size_t tries, Duration first, Duration last) {
  auto pause = first;
  for (std::size_t i = 1; i < tries && pause < last; ++i) pause *= 2;
  return std::min(pause, last);
}

}  // namespace

// Reordering is not loss, so a little patience first. Then, in a small group, a short random pause; in a large one
// most wait long, and the answer to the few early ones reaches them first (the truncated exponential of RFC 5401, in
// integers: each of log2(N) slots is twice as likely as the one before).
Duration Wants::first_wait() {
  const auto& config = context_.config;
  const auto peers = context_.roster.live_count();
  if (peers <= config.repair_few)
    return config.repair_wait + context_.random.between(Duration{}, config.repair_backoff_few);
  const auto span = std::clamp<Duration>(static_cast<Duration::rep>(peers) * config.ack_spread_few,
                                         config.repair_backoff_min, config.repair_backoff_max);
  const auto slots = static_cast<unsigned>(std::bit_width(peers));
  const auto drawn = context_.random.below((std::uint64_t{1} << slots) - 1) + 1;
  const auto slot = static_cast<Duration::rep>(std::bit_width(drawn)) - 1;
  const auto slot_length = span / static_cast<Duration::rep>(slots);
  return config.repair_wait + slot * slot_length + context_.random.between(Duration{}, slot_length);
}

void Wants::miss(Moment now, const LogKey& key, const std::vector<wire::Range>& missing) {
  if (!missing.empty()) miss_from(now, key, missing, now.instant + first_wait());
}

void Wants::fetch(Moment now, const LogKey& key, const std::vector<wire::Range>& missing) {
  if (!missing.empty()) miss_from(now, key, missing, now.instant);
}

void Wants::miss_from(Moment now, const LogKey& key, const std::vector<wire::Range>& missing, Instant due) {
  auto& gaps = gaps_[key];
  SeqSet already;
  for (const auto& [first, gap] : gaps) already.add(first, gap.last);
  for (const auto& range : missing)
    for (const auto& fresh : already.missing(range.first, range.last))
      gaps[fresh.first] = {.last = fresh.last, .since = now.instant, .due = due};
  set_timer(key);
}

void Wants::filled(Moment now, const LogKey& key, Seq place) {
  const auto log = gaps_.find(key);
  if (log == gaps_.end()) return;
  auto& gaps = log->second;
  auto found = gaps.upper_bound(place.value);
  if (found == gaps.begin()) return;
  --found;
  auto [first, gap] = *found;
  if (gap.last < place.value) return;
  gaps.erase(found);
  // Somebody is answering: the rest is on its way, and the counting begins anew.
  if (gap.tries > 0) gap.due = now.instant + context_.config.want_retry_first;
  gap.tries = 0;
  const auto last = gap.last;
  if (first < place.value) {
    gap.last = place.value - 1;
    gaps[first] = gap;
  }
  if (place.value < last) {
    gap.last = last;
    gaps[place.value + 1] = gap;
  }
  set_timer(key);
}

std::optional<Instant> Wants::missed_since(const LogKey& key, Seq place) const {
  const auto log = gaps_.find(key);
  if (log == gaps_.end()) return std::nullopt;
  auto gap = log->second.upper_bound(place.value);
  if (gap == log->second.begin()) return std::nullopt;
  --gap;
  return gap->second.last < place.value ? std::nullopt : std::optional(gap->second.since);
}

void Wants::set_timer(const LogKey& key) {
  const auto log = gaps_.find(key);
  if (log == gaps_.end()) return timers_.cancel(key);
  if (log->second.empty()) {
    gaps_.erase(log);
    return timers_.cancel(key);
  }
  const auto first = std::min_element(log->second.begin(), log->second.end(),
                                      [](const auto& a, const auto& b) { return a.second.due < b.second.due; });
  timers_.set(key, first->second.due);
}

void Wants::wake(Moment now) {
  while (const auto key = timers_.take_due(now.instant)) {
    auto& gaps = gaps_.at(*key);
    bool is_refused = true;
    const auto hopeless = std::erase_if(gaps, [&](const auto& it) {
      if (it.second.due > now.instant || it.second.tries < tries_max(*key, it.second)) return false;
      is_refused &= it.second.is_refused;
      return true;
    });
    if (hopeless > 0) given_up_.push_back({*key, is_refused});
    ask(now, *key, gaps, true);
    ask(now, *key, gaps, false);
    set_timer(*key);
  }
}

// An author who restarted has nothing of his old log. One whose beacon is missing will be known in a moment.
bool Wants::is_author_there(const LogKey& key) const {
  const auto* author = context_.roster.find(key.author);
  if (author && author->card.ep >= key.epoch) return author->live && author->card.ep == key.epoch;
  // A relay has told us of it: the author need not be there at all.
  const auto* log = logs_.find(key);
  return key.author != context_.self.id && !(log && log->holder);
}

bool Wants::is_for_author(const LogKey& key, const Gap& gap) const {
  return is_author_there(key) && gap.tries < context_.config.want_tries;
}

std::optional<Address> Wants::holder(const LogKey& key) const {
  const auto* log = logs_.find(key);
  if (!log || !log->holder || !context_.roster.is_live(*log->holder)) return std::nullopt;
  return context_.roster.address(*log->holder);
}

std::size_t Wants::tries_max(const LogKey& key, const Gap& gap) const {
  if (!gap.is_refused && holder(key)) return kHolderTriesMax;
  return context_.config.want_tries + kOthersMax;
}

std::optional<Address> Wants::somebody_else(const LogKey& key) {
  std::vector<Address> others;
  for (const auto& [id, peer] : context_.roster.all())
    if (peer.live && id != key.author && !peer.paths.empty()) others.push_back(peer.paths.front().address);
  if (others.empty()) return std::nullopt;
  return others[context_.random.below(others.size())];
}

// One question for all gaps that are due and meant for the author, or for somebody else.
void Wants::ask(Moment now, const LogKey& key, Gaps& gaps, bool author) {
  const auto& config = context_.config;
  const auto holds_it = author ? std::nullopt : holder(key);
  std::vector<wire::Range> ranges;
  bool is_refused = false;
  for (auto& [first, gap] : gaps) {
    if (gap.due > now.instant || is_for_author(key, gap) != author || ranges.size() == wire::kRangesMax) continue;
    ranges.push_back({first, gap.last});
    const auto last = holds_it && !gap.is_refused ? kHolderRetryLast : config.want_retry_last;
    gap.due = now.instant + pause_after(++gap.tries, config.want_retry_first, last);
    is_refused |= gap.is_refused;
  }
  if (ranges.empty()) return;
  const auto other = author ? std::nullopt : holds_it && !is_refused ? holds_it : somebody_else(key);
  const bool to_author = !other && is_author_there(key);  // where nobody else is, again
  const auto address = to_author ? context_.roster.address(key.author) : other;
  if (address) send(now, {*address, key}, to_author, std::move(ranges));
}

void Wants::send(Moment now, const To& to, bool to_author, std::vector<wire::Range> ranges) {
  if (questions_.size() >= kQuestionsMax)
    std::erase_if(questions_, [&](const auto& it) { return it.second.until <= now.instant; });
  if (questions_.size() >= kQuestionsMax && !questions_.contains(to)) return;
  questions_[to] = {.to_author = to_author, .repeated = false, .until = now.instant + kWantAnswerWithin};
  const auto& [address, key] = to;
  const wire::Want want{.fr = context_.self.id, .au = key.author, .ep = key.epoch, .rg = std::move(ranges)};
  context_.out.transmit(Urgency::repair, address, make_datagram(context_, want, 0, context_.gate.token_from(address)));
}

void Wants::ask_what_is_next(Moment now, const LogKey& key, Seq known) {
  const auto address = context_.roster.address(key.author);
  if (!address || !is_for_author(key, Gap{})) return;
  const auto question = questions_.find({*address, key});
  if (question != questions_.end() && now.instant < question->second.until - kWantAnswerWithin + kAskFarAgain) return;
  send(now, {*address, key}, true, {{known.value + 1, known.value + kNextAsked}});
}

void Wants::receive(Moment now, const Received& received, const wire::None& none) {
  const LogKey key{none.au, none.ep};
  const auto question = questions_.find({received.source, key});
  if (question == questions_.end() || question->second.until <= now.instant)
    return context_.counters.add(Count::dropped_unsolicited);
  const bool from_author = question->second.to_author;
  questions_.erase(question);
  // What its own author has no longer is lost; another peer's word means only: ask the next one.
  if (from_author) return forget_below(key, none.lo);
  const auto log = gaps_.find(key);
  if (log == gaps_.end()) return;
  for (auto& [first, gap] : log->second) {
    if (first >= none.lo.value || is_for_author(key, gap)) continue;
    gap.due = now.instant;
    gap.tries = std::max(gap.tries, context_.config.want_tries);
    gap.is_refused = true;
  }
  set_timer(key);
}

void Wants::forget_below(const LogKey& key, Seq lowest) {
  const auto log = gaps_.find(key);
  if (log == gaps_.end()) return;
  auto& gaps = log->second;
  while (!gaps.empty() && gaps.begin()->first < lowest.value) {
    const auto gap = gaps.begin()->second;
    gaps.erase(gaps.begin());
    if (gap.last >= lowest.value) gaps[lowest.value] = gap;
  }
  given_up_.push_back({key, true});
  set_timer(key);
}

// The same question again, this time with the proof that we receive at our address. Once per question.
void Wants::receive_cookie(Moment now, const Received& received) {
  for (auto it = questions_.lower_bound({received.source, LogKey{}});
       it != questions_.end() && it->first.first == received.source; ++it) {
    auto& [to, question] = *it;
    if (question.repeated || question.until <= now.instant) continue;
    question.repeated = true;
    std::vector<wire::Range> ranges;
    const auto log = gaps_.find(to.second);
    if (log == gaps_.end()) continue;
    for (const auto& [first, gap] : log->second)
      if (gap.tries > 0 && ranges.size() < wire::kRangesMax) ranges.push_back({first, gap.last});
    if (ranges.empty()) continue;
    const wire::Want want{.fr = context_.self.id, .au = to.second.author, .ep = to.second.epoch, .rg = ranges};
    context_.out.transmit(Urgency::repair, received.source, make_datagram(context_, want, 0, received.head.token));
  }
}

std::vector<Wants::GivenUp> Wants::take_given_up() { return std::exchange(given_up_, {}); }

}  // namespace earshot::core
