#include <algorithm>

#include "core/gate.h"
#include "core/rooms_parts.h"
#include "core/roster.h"

namespace earshot::core {

namespace {
constexpr std::size_t kNamelessMax = 1'024;  // authors without a name, noted for the node within one input
}  // namespace

bool Rooms::receive_relayed(Moment now, const PeerId& relay, const Address& source, const wire::Page::Line& line,
                            const wire::Post& post) {
  auto& parts = *parts_;
  auto& context = parts.context;
  const LogKey key{post.au, post.ep};
  if (key == parts.logs.own_key()) return false;
  auto* log = parts.logs.find(key);
  const bool is_known = log && log->is_repeat(post.sq, line.body);
  if (!is_known && !is_signed_by(context, post.au, wire::Kind::post, line.body, line.signature)) {
    context.gate.bad_signature(now.instant, source);
    parts.drop(Count::dropped_bad_signature);
    return false;
  }
  if (post.au != context.self.id && !context.roster.find(post.au) && parts.nameless.size() < kNamelessMax)
    parts.nameless.emplace_back(post.au, source);
  if (is_known) return parts.compared(now, relay, *log);
  if (log && log->has(post.sq)) {
    const bool is_news = parts.contradict(now, post, make_entry(line.body, line.signature, post.pv), *log);
    // Digests do not show which side of a fork somebody has: the relay would keep the wrong one.
    const auto* ours = is_news ? nullptr : parts.logs.to_hand_on(key, post.sq);
    if (ours) context.out.transmit(Urgency::repair, source, datagram_of(context, *ours));
    return parts.compared(now, relay, *log) || is_news;
  }
  if (post.au == context.self.id && post.ep > context.epoch)
    parts.past_epoch = std::max(post.ep, parts.past_epoch.value_or(post.ep));
  if (!log) {
    log = parts.logs.open_relayed(key, Seq{post.sq.value - 1});
    if (!log) {
      parts.drop(Count::dropped_full);
      return false;
    }
    log->opened = now.instant;
    log->is_history(post.sq);
  }
  return parts.enter_relayed(now, relay, line, post, *log);
}

bool Rooms::Parts::enter_relayed(Moment now, const PeerId& relay, const wire::Page::Line& line, const wire::Post& post,
                                 Log& log) {
  const auto known = log.known();
  const auto& config = context.config;
  // Of an author whom we hear it may have been lost a moment ago. That others hold him live is not enough.
  const auto* author = context.roster.find(post.au);
  const bool is_there = author && author->live && author->card.ep == post.ep &&
                        is_heard_within(now, post.au, 2 * context.roster.beacon_interval());
  if (post.sq > known && (!is_there || log.was_apart)) log.is_history(post.sq);
  reading.gather_history(now);
  bool is_news = true;
  if (log.is_far_ahead(post.sq, config.far_ahead)) {
    head_known(now, log.key(), post.sq);
    is_news = log.known() > known;
  } else if (post.sq.value + config.backlog_places > known.value) {
    enter(now, post, make_entry(line.body, line.signature, post.pv), log);
  } else {
    is_news = false;  // the relay is far behind
  }
  return compared(now, relay, log) || is_news;
}

// The relay has this log. What is missing of it may be there. True when we reach further down than before.
bool Rooms::Parts::compared(Moment now, const PeerId& relay, Log& log) {
  const auto& key = log.key();
  log.holder = relay;
  log.is_history(log.base());
  log.compared();
  logs.digest_changed(key);
  wants.miss(now, key, log.gaps());
  const auto lowest = log.lowest_base();
  backlog.begin(now, key);
  return log.lowest_base() != lowest;
}

const Digests& Rooms::digests() const { return parts_->logs.digests(); }
const Digests& Rooms::complete_digests() const { return parts_->logs.complete_digests(); }

const Entry* Rooms::newest(const LogKey& key) {
  const auto* log = parts_->logs.find(key);
  return log && log->newest_stored() ? parts_->logs.to_hand_on(key, Seq{log->stored().highest()}) : nullptr;
}

}  // namespace earshot::core
