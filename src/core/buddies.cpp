#include "core/buddies.h"

#include <algorithm>

#include "core/gate.h"

namespace earshot::core {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kSuccessors = 2;
constexpr std::size_t kByDistance = 2;
constexpr std::size_t kAccusations = 3;  // suspected, again, gone: two chances to refute
constexpr std::size_t kProbesMax = 256;
constexpr Duration kDoubtGap = 20s;  // what a doubt says is broadcast, and a relay may invent reasons for it
// Beacon intervals: at 20 % loss four in a row are missed once in 600.
constexpr int kSilentIntervals = 4;
constexpr std::size_t kPingBytes = 512;  // the padding; a private network adds some

// Whether `a` is nearer to us than `b`: the distance is the bits that differ, read as a number, so that the first bit
// in which the two differ decides.
bool is_nearer(const PeerId& self, const PeerId& a, const PeerId& b) {
  for (std::size_t i = 0; i < self.bytes.size(); ++i)
    if (a.bytes[i] != b.bytes[i]) return (a.bytes[i] ^ self.bytes[i]) < (b.bytes[i] ^ self.bytes[i]);
  return false;
}

}  // namespace

void Buddies::start(Moment now) { next_turn_ = now.instant + context_.config.ping_interval; }

std::vector<PeerId> Buddies::buddies() const {
  const auto& all = context_.roster.all();
  std::vector<PeerId> chosen;
  auto at = all.upper_bound(context_.self.id);
  for (std::size_t seen = 0; seen < all.size() && chosen.size() < kSuccessors; ++seen) {
    if (at == all.end()) at = all.begin();
    if (at->second.live) chosen.push_back(at->first);
    ++at;
  }
  // Two more that are no neighbours in that order, so that a run of neighbours that fails together is noticed too.
  const std::size_t most = chosen.size() + kByDistance;
  const auto successors = static_cast<std::ptrdiff_t>(chosen.size());
  for (const auto& [its_id, peer] : all) {
    const auto& id = its_id;  // Clang 14 lets no lambda have a structured binding
    if (!peer.live || std::find(chosen.begin(), chosen.begin() + successors, id) != chosen.begin() + successors)
      continue;
    const auto farther = std::find_if(chosen.begin() + successors, chosen.end(),
                                      [&](const PeerId& it) { return is_nearer(context_.self.id, id, it); });
    if (farther == chosen.end() && chosen.size() == most) continue;
    chosen.insert(farther, id);
    if (chosen.size() > most) chosen.pop_back();
  }
  return chosen;
}

void Buddies::probe(Moment now, const PeerId& id, bool on_account) {
  if (probes_.contains(id) || probes_.size() >= kProbesMax || !context_.roster.address(id)) return;
  auto& probe = probes_[id];
  probe.started = now.instant;
  probe.is_on_account = on_account;
  ping(now, id, probe);
}

void Buddies::doubt(Moment now, const PeerId& id, Epoch epoch) {
  const bool is_asked = probes_.contains(id);
  probe(now, id);
  const auto asked = probes_.find(id);
  if (is_asked || asked == probes_.end() || (doubted_at_ && now.instant - *doubted_at_ < kDoubtGap)) return;
  asked->second.doubted = epoch;
  doubted_at_ = now.instant;
}

void Buddies::ping(Moment now, const PeerId& id, Probe& probe) {
  const auto* peer = context_.roster.find(id);
  // The best address twice; a peer that does not answer there may have moved.
  const auto tried = probe.tries.count();
  const auto to = peer->paths[tried < 2 ? 0 : (tried - 1) % peer->paths.size()].address;
  wire::Nonce nonce;
  context_.random.fill(nonce);
  probe.tries.add(now.instant, to, nonce);
  probe.next = now.instant + context_.config.ping_timeout;
  // Padded: the answer carries a signature and must not be larger than the question.
  auto datagram =
      make_datagram(context_, wire::Ping{context_.self.id, nonce, rooms_.digests().all()}, wire::kHeadBytesMax);
  if (probe.is_on_account && !context_.gate.allow_sending(now.instant, to, datagram.size())) return;
  context_.out.transmit(Urgency::discovery, to, std::move(datagram));
}

void Buddies::receive(Moment now, const Received& received, const wire::Ping& ping) {
  if (ping.fr == context_.self.id) return context_.counters.add(Count::dropped_own);
  if (!context_.gate.allow(now.instant, received.source, Gate::Work::stranger_signature))
    return context_.counters.add(Count::dropped_too_fast);
  wire::Pong pong;
  pong.id = context_.self.id;
  pong.nn = ping.nn;
  pong.ep = context_.epoch;
  pong.no = own_card_.no;
  const auto* peer = context_.roster.find(ping.fr);
  pong.hb = peer ? peer->beacon_heard_on_group : 0;
  pong.hd = own_card_.hd;
  pong.rd = context_.roster.digest();
  pong.n = context_.roster.live_count() + 1;
  pong.dg = rooms_.digests().all();
  auto datagram = make_datagram(context_, pong);
  if (context_.gate.allow_sending(now.instant, received.source, datagram.size()))
    context_.out.transmit(Urgency::discovery, received.source, std::move(datagram));
}

bool Buddies::receive(Moment now, const Received& received, const wire::Pong& pong) {
  const auto probe = probes_.find(pong.id);
  const auto* answered = probe == probes_.end() ? nullptr : probe->second.tries.answered(pong.nn, received.source);
  if (!answered) {
    context_.counters.add(Count::dropped_unsolicited);
    return false;
  }
  if (!is_signed_by(context_, pong.id, wire::Kind::pong, received.body, *received.head.signature)) {
    context_.gate.bad_signature(now.instant, received.source);
    context_.counters.add(Count::dropped_bad_signature);
    return false;
  }
  const auto rtt = now.instant - answered->when;
  probes_.erase(probe);
  context_.gate.prove(now.instant, received.source);
  const auto* peer = context_.roster.find(pong.id);
  if (!peer || pong.ep != peer->card.ep) return peer != nullptr;  // another start of it: its beacon will tell
  context_.roster.heard(pong.id, now.instant, now.wall, received.source);
  context_.roster.measured(pong.id, rtt);
  context_.roster.hears(pong.id, pong.hb);
  if (peer->paths.front().address != received.source && !peer->paths.front().heard)
    context_.roster.prefer(pong.id, received.source);
  return true;
}

void Buddies::receive(Moment now, const Received& received, const wire::Lost& lost) {
  const auto probe = probes_.find(lost.id);
  if (probe == probes_.end() || probe->second.doubted != lost.ep || !lost.gone) return;
  if (!context_.roster.is_live(lost.by)) return;
  if (is_signed_by(context_, lost.by, wire::Kind::lost, received.body, *received.head.signature)) {
    probes_.erase(probe);
  } else {
    context_.gate.bad_signature(now.instant, received.source);
    context_.counters.add(Count::dropped_bad_signature);
  }
}

// Whoever was heard here and has been silent for longest, and too long. All words of a crash are broadcast, and who
// missed them would list the dead for ever: nobody else's silence is its business.
std::optional<PeerId> Buddies::silent(Moment now) const {
  const auto too_long = kSilentIntervals * context_.roster.beacon_interval();
  const Peer* longest = nullptr;
  for (const auto& [id, peer] : context_.roster.all()) {
    if (!peer.live || now.instant - peer.heard <= too_long || probes_.contains(id)) continue;
    if (longest != nullptr && longest->heard <= peer.heard) continue;
    const bool was_heard = std::ranges::any_of(peer.paths, [](const Path& path) { return path.heard.has_value(); });
    if (was_heard && context_.gate.may_get(now.instant, peer.paths.front().address, kPingBytes)) longest = &peer;
  }
  return longest == nullptr ? std::nullopt : std::optional(longest->id);
}

void Buddies::next_turn(Moment now) {
  next_turn_ = now.instant +
               context_.random.between(context_.config.ping_interval * 3 / 4, context_.config.ping_interval * 5 / 4);
  const auto chosen = buddies();
  if (!chosen.empty()) probe(now, chosen[turn_++ % chosen.size()]);
  // Everybody asks whoever is silent: a beacon with a forged source would bring all of that upon a third party.
  if (const auto id = silent(now)) probe(now, *id, true);
  std::erase_if(partner_pinged_,
                [&](const auto& it) { return now.instant - it.second > context_.config.partner_interval; });
  for (const auto& partner : partners_) {
    if (!context_.roster.is_live(partner) || partner_pinged_.contains(partner)) continue;
    partner_pinged_[partner] = now.instant;
    probe(now, partner);
  }
}

void Buddies::accuse(Moment now, const PeerId& id, Probe& probe) {
  const bool gone = ++probe.accusations == kAccusations;
  const auto epoch = probe.doubted.value_or(context_.roster.find(id)->card.ep);
  context_.out.transmit(Urgency::discovery, Group{.every_channel = true, .only = std::nullopt},
                        make_datagram(context_, wire::Lost{context_.self.id, id, epoch, gone}));
  probe.accuse_at = now.instant + context_.config.suspect_repeat;
}

// One step of a probe whose time has come; true when it is over. While it is suspected a peer is still pinged: an
// unlucky run of losses must not remove anybody.
bool Buddies::advance(Moment now, const PeerId& id, Probe& probe) {
  const auto* peer = context_.roster.find(id);
  if (!peer || peer->paths.empty()) return true;
  if (probe.tries.count() >= context_.config.ping_tries) {
    const bool is_told = !peer->live && !probe.doubted;       // gone stays gone
    if (is_told || peer->heard > probe.started) return true;  // who talks is not suspected
    const bool silent = now.instant - peer->heard >= context_.config.suspect_silence;
    if (silent && (!probe.accuse_at || now.instant >= *probe.accuse_at)) {
      if (probe.accusations == kAccusations) {
        context_.roster.set_live(id, false);
        return true;
      }
      accuse(now, id, probe);
    }
  }
  ping(now, id, probe);
  return false;
}

void Buddies::wake(Moment now) {
  if (next_turn_ && now.instant >= *next_turn_) next_turn(now);
  for (auto it = probes_.begin(); it != probes_.end();) {
    const bool over = now.instant >= it->second.next && advance(now, it->first, it->second);
    it = over ? probes_.erase(it) : std::next(it);
  }
}

std::optional<Instant> Buddies::deadline() const {
  auto first = next_turn_;
  for (const auto& [id, probe] : probes_)
    if (!first || probe.next < *first) first = probe.next;
  return first;
}

}  // namespace earshot::core
