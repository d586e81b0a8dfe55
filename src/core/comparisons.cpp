#include "core/comparisons.h"

#include <algorithm>
#include <utility>

#include "core/names.h"
#include "core/roster.h"
#include "earshot/base/encoding.h"

namespace earshot::core {

namespace {

using namespace std::chrono_literals;

constexpr Duration kBeginTogether = 5min;  // between the two users' beginnings
constexpr Duration kAnswerWithin = 30s;    // of a node that has answered before
constexpr Duration kSayAgain = 200ms;      // doubling
constexpr Duration kSayAgainMax = 2s;
constexpr Duration kWordsLife = 10min;  // for the users to read them to each other
// Each try lets somebody in the middle guess once.
constexpr std::size_t kTries = 3;
constexpr Duration kTriesWithin = 10min;
constexpr std::size_t kExchangesMax = 256;

constexpr std::uint64_t kAsk = 1, kHaveThem = 2;

}  // namespace

SpokenSetup Comparisons::setup(const PeerId& peer, const Exchange& exchange) const {
  const auto& self = context_.self.id;
  return {exchange.handshake, std::min(self, peer), std::max(self, peer)};
}

void Comparisons::tell(Moment now, event::Words::What what, const PeerId& peer, std::vector<std::string> words,
                       const std::string& reason) {
  context_.out.event(now.wall, event::Words{what, view_of(context_.roster, peer), std::move(words), reason});
}

bool Comparisons::may_try(Moment now, const PeerId& peer) {
  auto& tries = tries_[peer];
  while (!tries.empty() && tries.front() + kTriesWithin <= now.instant) tries.pop_front();
  return tries.size() < kTries;
}

void Comparisons::enter(Moment now, Exchange& exchange, Step step) {
  exchange.step = step;
  exchange.said = 0;
  exchange.next = now.instant;
  exchange.give_up = now.instant + kAnswerWithin;
}

// --- the users ---

bool Comparisons::begin(Moment now, const PeerId& peer) {
  if (!may_try(now, peer)) return false;
  auto& exchange = exchanges_[peer];
  if (exchange.step != Step::waiting && exchange.step != Step::done) return true;
  if (exchange.step == Step::done) exchange = Exchange{};
  exchange.begun_until = now.instant + kBeginTogether;
  enter(now, exchange, Step::waiting);
  exchange.give_up = *exchange.begun_until;
  if (!is_a(peer) && exchange.promise) answer(now, peer, exchange);
  return true;
}

bool Comparisons::take_done(Moment now, const PeerId& peer) {
  const auto found = exchanges_.find(peer);
  if (found == exchanges_.end() || !found->second.words_until) return false;
  const auto until = *found->second.words_until;
  found->second.words_until.reset();
  return now.instant < until;
}

void Comparisons::asked(Moment now, const PeerId& peer, Exchange& exchange) {
  const bool is_known = exchange.asked_until && *exchange.asked_until > now.instant;
  exchange.asked_until = now.instant + kBeginTogether;
  if (!is_known && !exchange.begun_until) tell(now, event::Words::What::asked, peer, {}, {});
}

// --- the nodes ---

void Comparisons::receive(Moment now, const PeerId& peer, const crypto::Hash32& handshake, const wire::Frames& frames) {
  if (frames.vq == 0 && !frames.vc && !frames.vr && !frames.vo) return;
  if (!exchanges_.contains(peer) && exchanges_.size() >= kExchangesMax)
    return context_.counters.add(Count::dropped_full);
  auto& exchange = exchanges_[peer];
  if (exchange.handshake != handshake) session_changed(now, peer, handshake);
  if (frames.vq == kAsk && exchange.step == Step::waiting) asked(now, peer, exchange);
  if (is_a(peer)) {
    if (frames.vr && exchange.step == Step::promised) {
      if (!may_try(now, peer)) return fail(now, peer, "too_many");
      tries_[peer].push_back(now.instant);
      exchange.theirs = *frames.vr;
      enter(now, exchange, Step::opened);
      show(now, peer, exchange);
    }
    if (frames.vq == kHaveThem && exchange.step == Step::opened) {
      exchange.step = Step::done;
      exchange.next.reset();
    }
    return;
  }
  if (frames.vc && (exchange.step == Step::waiting || exchange.step == Step::done)) {
    // A number is given for one commitment only: what was promised after it has seen ours is worth nothing.
    if (exchange.step == Step::done && exchange.promise == frames.vc) return;
    if (exchange.step == Step::done) exchange = Exchange{.handshake = handshake};
    exchange.promise = frames.vc;
    asked(now, peer, exchange);
    if (exchange.begun_until) answer(now, peer, exchange);
  }
  if (!frames.vo) return;
  if (exchange.step == Step::answered) {
    if (commitment(setup(peer, exchange), *frames.vo) != *exchange.promise) return fail(now, peer, "commitment");
    exchange.theirs = *frames.vo;
    enter(now, exchange, Step::done);
    show(now, peer, exchange);
  } else if (exchange.step == Step::done) {
    exchange.next = now.instant;  // our word that we have it was lost
  }
}

void Comparisons::answer(Moment now, const PeerId& peer, Exchange& exchange) {
  if (!may_try(now, peer)) return fail(now, peer, "too_many");
  tries_[peer].push_back(now.instant);
  context_.random.fill(exchange.own);
  enter(now, exchange, Step::answered);
}

void Comparisons::show(Moment now, const PeerId& peer, Exchange& exchange) {
  const auto& number_a = is_a(peer) ? exchange.own : exchange.theirs;
  const auto& number_b = is_a(peer) ? exchange.theirs : exchange.own;
  exchange.begun_until.reset();
  exchange.words_until = now.instant + kWordsLife;
  tell(now, event::Words::What::ready, peer, spoken_words(setup(peer, exchange), number_a, number_b), {});
}

std::optional<wire::Frames> Comparisons::say(Moment now, const PeerId& peer, const crypto::Hash32& handshake) {
  const auto found = exchanges_.find(peer);
  if (found == exchanges_.end()) return std::nullopt;
  if (found->second.handshake != handshake) session_changed(now, peer, handshake);
  auto& exchange = found->second;
  if (!exchange.next || *exchange.next > now.instant) return std::nullopt;
  // The commitment goes out with the first word of this side.
  if (exchange.step == Step::waiting && exchange.begun_until && is_a(peer)) {
    context_.random.fill(exchange.own);
    enter(now, exchange, Step::promised);
    exchange.give_up = *exchange.begun_until;
  }
  wire::Frames frames;
  switch (exchange.step) {
    case Step::waiting:
      frames.vq = kAsk;
      break;
    case Step::promised:
      frames.vc = commitment(setup(peer, exchange), exchange.own);
      break;
    case Step::answered:
      frames.vr = exchange.own;
      break;
    case Step::opened:
      frames.vo = exchange.own;
      break;
    case Step::done:
      frames.vq = kHaveThem;
      break;
  }
  const auto wait = std::min(kSayAgain * (1 << std::min<std::size_t>(exchange.said, 4)), kSayAgainMax);
  ++exchange.said;
  exchange.next = now.instant + wait;
  if (exchange.step == Step::done) exchange.next.reset();  // said again when asked again
  return frames;
}

// --- ends ---

bool Comparisons::needs_session(const PeerId& peer) const {
  const auto found = exchanges_.find(peer);
  return found != exchanges_.end() && found->second.next.has_value();
}

void Comparisons::session_changed(Moment now, const PeerId& peer, const crypto::Hash32& handshake) {
  const auto found = exchanges_.find(peer);
  if (found == exchanges_.end() || found->second.handshake == handshake) return;
  auto& exchange = found->second;
  exchange.handshake = handshake;
  exchange.promise.reset();
  if (exchange.step == Step::answered) fail(now, peer, "session_replaced");
  // No number of the other side has come that this one could have been chosen for: a new promise is as good.
  if (exchange.step == Step::promised) {
    enter(now, exchange, Step::waiting);
    exchange.give_up = *exchange.begun_until;
  }
  // Who has the words needs the session no more; the other side says for itself that it did not get them.
  if (exchange.step == Step::opened) exchange.next.reset();
}

void Comparisons::stop(Moment now, const PeerId& peer, const std::string& reason) {
  const auto found = exchanges_.find(peer);
  if (found == exchanges_.end()) return;
  const bool is_wanted = found->second.begun_until || found->second.step == Step::answered;
  if (is_wanted) return fail(now, peer, reason);
  if (!found->second.words_until) exchanges_.erase(found);
}

void Comparisons::fail(Moment now, const PeerId& peer, const std::string& reason) {
  auto& exchange = exchanges_.at(peer);
  const bool has_words = exchange.words_until.has_value();
  exchange = Exchange{.handshake = exchange.handshake};
  if (!has_words) tell(now, event::Words::What::failed, peer, {}, reason);
}

void Comparisons::postpone(Moment now, const PeerId& peer) {
  const auto found = exchanges_.find(peer);
  if (found == exchanges_.end()) return;
  auto& next = found->second.next;
  if (next && *next <= now.instant) next = now.instant + kSayAgain;
}

std::vector<PeerId> Comparisons::take_due(Moment now) {
  std::vector<PeerId> due;
  for (auto& [peer, exchange] : exchanges_) {
    if (!exchange.next || *exchange.next > now.instant) continue;
    if (exchange.give_up <= now.instant) {
      // Its own words stand: the other side was heard to have what it needs for them.
      if (exchange.step == Step::opened)
        exchange.next.reset();
      else
        fail(now, peer, "no_answer");
      continue;
    }
    due.push_back(peer);
  }
  return due;
}

std::optional<Instant> Comparisons::deadline() const {
  std::optional<Instant> first;
  for (const auto& [peer, exchange] : exchanges_)
    if (exchange.next && (!first || *exchange.next < *first)) first = exchange.next;
  return first;
}

}  // namespace earshot::core
