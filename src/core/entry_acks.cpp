#include "core/entry_acks.h"

#include "core/gate.h"
#include "core/roster.h"

namespace earshot::core {

Duration ack_window(const Config& config, std::size_t peers) {
  if (peers <= config.ack_at_once) return Duration{};
  const auto spread = peers <= config.ack_few ? config.ack_spread_few : config.ack_spread_many;
  return static_cast<Duration::rep>(peers) * spread;
}

std::optional<wire::Ack> make_ack(const PeerId& from, const Log& log) {
  const auto lowest = log.base().value + 1;
  if (log.stored().empty() || log.stored().highest() < lowest) return std::nullopt;
  auto highest = log.stored().highest();
  // What has arrived and is not durable yet is neither stored nor missing: the statement ends before it, and the next
  // one follows in a moment.
  for (const auto& range : log.stored().missing(lowest, highest)) {
    const auto arrived = log.received().within(range.first, range.last, 1);
    if (arrived.empty()) continue;
    highest = arrived.front().first - 1;
    break;
  }
  if (highest < lowest) return std::nullopt;
  auto missing = log.stored().missing(lowest, highest, wire::kRangesMax + 1);
  if (missing.size() > wire::kRangesMax) {
    highest = missing.back().first - 1;
    missing.pop_back();
  }
  return wire::Ack{.fr = from,
                   .au = log.key().author,
                   .ep = log.key().epoch,
                   .lo = Seq{lowest},
                   .hd = Seq{highest},
                   .mi = std::move(missing)};
}

void EntryAcks::due(Moment now, const LogKey& key) {
  if (timers_.has(key)) return;
  const auto window = ack_window(context_.config, context_.roster.live_count());
  timers_.set(key, now.instant + context_.random.between(Duration{}, window));
}

void EntryAcks::wake(Moment now) {
  while (const auto key = timers_.take_due(now.instant)) send(now, *key);
}

void EntryAcks::send(Moment now, const LogKey& key) {
  const auto* log = logs_.find(key);
  if (!log) return;
  const auto address = address_of_author(*log);
  const auto ack = make_ack(context_.self.id, *log);
  if (!address || !ack) return;
  auto datagram = make_datagram(context_, *ack);
  // The source may be forged: it gets no more than it sent, and the question for a stranger's beacon comes first. Once
  // he is known there is another turn.
  if (!context_.gate.allow_sending(now.instant, *address, datagram.size())) return;
  context_.out.transmit(Urgency::answer, *address, std::move(datagram));
}

// None for an author who is gone, who restarted (his new self has no use for it), or whom the user has blocked.
std::optional<Address> EntryAcks::address_of_author(const Log& log) const {
  if (logs_.awaits_beacon(log.key())) return log.source;
  const auto* author = context_.roster.find(log.key().author);
  if (!author || author->blocked || !author->live || author->card.ep != log.key().epoch) return std::nullopt;
  return context_.roster.address(author->id);
}

}  // namespace earshot::core
