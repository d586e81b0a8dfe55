#include "core/handshakes.h"

#include <algorithm>
#include <utility>

#include "core/roster.h"
#include "earshot/base/encoding.h"

namespace earshot::core {

namespace {

// Of both payloads, padded with spaces: room for the longest list of features is not needed yet, and a fixed size gives
// nothing away.
constexpr std::size_t kPayloadBytes = 192;
// The longest head of an hs2, with its line feed: {"v":1,"k":"hs2","g":"……","i":4294967295,"r":4294967295}
constexpr std::size_t kHandshake2HeadMax = 61;
constexpr std::size_t kHandshake2BytesMax = kHandshake2HeadMax + crypto::kHandshake2Overhead + kPayloadBytes;
// Every hs1 has the size of the longest one: {"v":1,"k":"hs1","g":"……","tk":"…………","i":4294967295}. So no answer is
// longer than its question, and none needs to be withheld for its size.
constexpr std::size_t kHandshake1HeadMax = 65;
constexpr std::size_t kHandshake1Bytes = kHandshake1HeadMax + crypto::kHandshake1Overhead + kPayloadBytes;
static_assert(kHandshake1Bytes >= kHandshake2BytesMax);

constexpr std::uint64_t kVersion = 1;
constexpr std::size_t kAddressesAskedMax = 16;  // addresses of a peer: all paths, and what changed meanwhile
constexpr std::size_t kCookiesMax = 3;          // answered per try: a forged cookie must not make us send without end
constexpr std::size_t kFirstSourcesMax = 8;     // addresses from which one hs1 came
// The same hs1 is answered again at most as often as a source may send new ones.
constexpr Duration kAnswerAgainAfter = std::chrono::milliseconds(20);

void remember(std::vector<Address>& addresses, const Address& address, std::size_t limit) {
  if (addresses.size() < limit && std::find(addresses.begin(), addresses.end(), address) == addresses.end())
    addresses.push_back(address);
}

bool contains(const std::vector<Address>& addresses, const Address& address) {
  return std::find(addresses.begin(), addresses.end(), address) != addresses.end();
}

}  // namespace

crypto::NoiseSetup Handshakes::setup() const {
  crypto::NoiseSetup setup;
  setup.static_secret = context_.seal.dh_secret(context_.self.seed);
  context_.random.fill(setup.ephemeral_secret);
  setup.psk = context_.envelopes ? context_.envelopes->keys().psk : crypto::Key{};
  setup.prologue = Bytes("earshot/1").append(view(context_.network.bytes));
  return setup;
}

Bytes Handshakes::payload() const {
  auto payload = wire::encode_payload({.id = context_.self.id, .vs_min = kVersion, .vs_max = kVersion, .ft = {}});
  payload.resize(kPayloadBytes, ' ');
  return payload;
}

// --- our question ---

void Handshakes::start(Moment now, const PeerId& peer) {
  if (attempts_.contains(peer)) return;
  const auto remote_static = context_.seal.dh_public(peer);
  if (!remote_static) return;
  crypto::NoiseInitiator noise(context_.seal, setup(), *remote_static);
  auto message = noise.write_first(payload());
  if (!message) return;
  Attempt attempt{.index = indexes_.take(peer, context_.random),
                  .noise = std::move(noise),
                  .message = std::move(*message),
                  .started = now.instant,
                  .sent = {},
                  .next = {},
                  .asked = {}};
  ask_next(now, peer, attempts_.emplace(peer, std::move(attempt)).first->second);
}

// Each try takes the next of the peer's addresses, the best first.
void Handshakes::ask_next(Moment now, const PeerId& peer, Attempt& attempt) {
  const auto& waits = context_.config.handshake_retry;
  attempt.next = now.instant + waits[std::min(attempt.tries, waits.size() - 1)];
  attempt.cookies = 0;
  const auto* known = context_.roster.find(peer);
  if (known && !known->paths.empty()) ask(now, attempt, known->paths[attempt.tries % known->paths.size()].address);
  ++attempt.tries;
}

void Handshakes::ask(Moment now, Attempt& attempt, const Address& address) {
  const wire::Head head{
      .kind = wire::Kind::hs1, .token = context_.gate.token_from(address), .index = attempt.index.value()};
  context_.out.transmit(Urgency::answer, address, make_datagram(context_, head, attempt.message, kHandshake1Bytes));
  remember(attempt.asked, address, kAddressesAskedMax);
  ++attempt.sends;
  attempt.sent = now.instant;
}

void Handshakes::hurry(Moment now) {
  for (auto& [peer, attempt] : attempts_) {
    attempt.tries = 0;
    ask_next(now, peer, attempt);
  }
}

// The token in it is kept by the gate.
void Handshakes::receive_cookie(Moment now, const Received& received) {
  if (!received.head.receiver) return;
  const auto peer = indexes_.owner(*received.head.receiver);
  const auto found = peer ? attempts_.find(*peer) : attempts_.end();
  if (found == attempts_.end() || found->second.index.value() != *received.head.receiver) return;
  auto& attempt = found->second;
  if (!contains(attempt.asked, received.source) || attempt.cookies >= kCookiesMax) return;
  ++attempt.cookies;
  ask(now, attempt, received.source);
}

std::optional<Handshakes::Established> Handshakes::receive(Moment now, const Received& received,
                                                           const wire::Handshake2& handshake) {
  const auto refuse = [&](Count why) {
    context_.counters.add(why);
    return std::nullopt;
  };
  const auto peer = indexes_.owner(*received.head.receiver);
  const auto found = peer ? attempts_.find(*peer) : attempts_.end();
  if (found == attempts_.end() || found->second.index.value() != *received.head.receiver)
    return refuse(Count::dropped_unsolicited);
  if (!context_.gate.allow(now.instant, received.source, Gate::Work::handshake)) return refuse(Count::dropped_too_fast);
  auto& attempt = found->second;
  const auto done = attempt.noise.read_second(handshake.noise);
  if (!done) return refuse(Count::dropped_unopened);
  const auto theirs = wire::decode_payload(done->payload);
  if (!theirs || theirs->id != *peer || theirs->vs_min > kVersion || theirs->vs_max < kVersion)
    return refuse(Count::dropped_undecodable);

  // An answer from an address that was not asked proves nothing about that address; nor does one from an address that
  // was not the only one, as every one of them was asked with the same bytes.
  const bool was_asked = contains(attempt.asked, received.source);
  Established established{.peer = *peer,
                          .session = {},
                          .address = was_asked ? received.source : attempt.asked.back(),
                          .is_proven = was_asked && attempt.asked.size() == 1,
                          .rtt = {}};
  // The same question twice, and nobody knows which of them was answered (Karn's rule).
  if (attempt.sends == 1) established.rtt = now.instant - attempt.sent;
  established.session = std::make_unique<Session>(context_, done->keys, std::move(attempt.index), *received.head.index);
  attempts_.erase(found);
  // Both sides asked: the session of the smaller id's question is the one to keep.
  if (context_.self.id < *peer) tentatives_.erase(*peer);
  return established;
}

// --- our answer ---

void Handshakes::receive(Moment now, const Received& received, const wire::Handshake1& handshake) {
  if (received.size < size_on_the_wire(context_, kHandshake2BytesMax) ||
      handshake.noise.size() < crypto::kHandshake1Overhead)
    return context_.counters.add(Count::dropped_unopened);
  if (answer_again(now, received, handshake) || !may_answer(now, received)) return;
  crypto::NoiseResponder noise(context_.seal, setup());
  const auto first = noise.read_first(handshake.noise);
  if (!first) return context_.counters.add(Count::dropped_unopened);
  const auto peer = asker(now, received, *first);
  if (!peer || own_question_wins(now, *peer, received)) return;
  if (tentatives_.contains(*peer) && !context_.gate.is_proven(now.instant, received.source))
    return send_cookie(now, received);
  answer(now, received, handshake, *peer, noise);
}

// The same bytes again: our answer was lost, or somebody replays. Costs no cryptography.
bool Handshakes::answer_again(Moment now, const Received& received, const wire::Handshake1& handshake) {
  const auto found = std::find_if(tentatives_.begin(), tentatives_.end(),
                                  [&](const auto& it) { return it.second.question == handshake.noise; });
  if (found == tentatives_.end()) return false;
  auto& tentative = found->second;
  if (now.instant - tentative.answered < kAnswerAgainAfter) {
    context_.counters.add(Count::dropped_too_fast);
    return true;
  }
  tentative.answered = now.instant;
  remember(tentative.sources, received.source, kFirstSourcesMax);
  context_.out.transmit(Urgency::answer, received.source, tentative.answer);
  return true;
}

// The limit of one source; then, when all together ask too much, a proof of the address before any cryptography.
bool Handshakes::may_answer(Moment now, const Received& received) {
  if (!context_.gate.allow(now.instant, received.source, Gate::Work::handshake)) {
    context_.counters.add(Count::dropped_too_fast);
    return false;
  }
  if (context_.gate.is_proven(now.instant, received.source)) return true;
  const auto calm = static_cast<double>(context_.config.handshakes_calm);
  if (calm_.take(now.instant, calm, calm)) return true;
  send_cookie(now, received);
  return false;
}

std::optional<PeerId> Handshakes::asker(Moment now, const Received& received,
                                        const crypto::NoiseResponder::First& first) {
  const auto theirs = wire::decode_payload(first.payload);
  const bool agrees = theirs && theirs->vs_min <= kVersion && theirs->vs_max >= kVersion;
  if (!agrees || theirs->id == context_.self.id || context_.seal.dh_public(theirs->id) != first.remote_static) {
    context_.counters.add(Count::dropped_unopened);
    return std::nullopt;
  }
  if (context_.roster.is_blocked(theirs->id)) {
    context_.counters.add(Count::dropped_blocked);
    return std::nullopt;
  }
  if (!context_.roster.find(theirs->id) &&
      !context_.gate.allow(now.instant, received.source, Gate::Work::new_identity)) {
    context_.counters.add(Count::dropped_too_fast);
    return std::nullopt;
  }
  return theirs->id;
}

// Both started at once: the smaller id's question counts. Where ours has not been sent to yet, it goes now, so that the
// two need not wait for an address that we have wrong.
bool Handshakes::own_question_wins(Moment now, const PeerId& peer, const Received& received) {
  const auto attempt = attempts_.find(peer);
  if (attempt == attempts_.end() || peer < context_.self.id) return false;
  const bool was_asked = contains(attempt->second.asked, received.source);
  if (!was_asked && received.size >= size_on_the_wire(context_, kHandshake1Bytes))
    ask(now, attempt->second, received.source);
  return true;
}

void Handshakes::answer(Moment now, const Received& received, const wire::Handshake1& handshake, const PeerId& peer,
                        crypto::NoiseResponder& noise) {
  const auto done = noise.write_second(payload());
  if (!done) return context_.counters.add(Count::dropped_unopened);
  auto index = indexes_.take(peer, context_.random);
  const wire::Head head{.kind = wire::Kind::hs2, .index = index.value(), .receiver = *received.head.index};
  auto datagram = make_datagram(context_, head, done->message);
  tentatives_.erase(peer);
  make_room(tentatives_, context_.config.tentative_max, context_.random);
  tentatives_.emplace(peer, Tentative{.session = std::make_unique<Session>(context_, done->keys, std::move(index),
                                                                           *received.head.index),
                                      .question = handshake.noise,
                                      .answer = datagram,
                                      .sources = {received.source},
                                      .answered = now.instant,
                                      .until = now.instant + context_.config.tentative_life});
  context_.out.transmit(Urgency::answer, received.source, std::move(datagram));
}

void Handshakes::send_cookie(Moment now, const Received& received) {
  const wire::Head head{.kind = wire::Kind::ck,
                        .token = context_.gate.token_for(now.instant, received.source),
                        .receiver = *received.head.index};
  context_.out.transmit(Urgency::answer, received.source, make_datagram(context_, head, {}));
}

Session* Handshakes::tentative(const PeerId& peer, std::uint32_t index) {
  const auto found = tentatives_.find(peer);
  return found != tentatives_.end() && found->second.session->index() == index ? found->second.session.get() : nullptr;
}

Handshakes::Established Handshakes::confirm(const PeerId& peer, const Address& source) {
  const auto found = tentatives_.find(peer);
  const auto& sources = found->second.sources;
  const bool has_asked = contains(sources, source);
  // Each of several has got the same answer: who knows what is in it may be at any of them.
  Established established{.peer = peer,
                          .session = std::move(found->second.session),
                          .address = has_asked ? source : sources.front(),
                          .is_proven = has_asked && sources.size() == 1,
                          .rtt = {}};
  tentatives_.erase(found);
  attempts_.erase(peer);  // the peer's question was answered: ours is not needed
  return established;
}

void Handshakes::wake(Moment now) {
  std::erase_if(tentatives_, [&](const auto& it) { return it.second.until <= now.instant; });
  std::erase_if(attempts_, [&](const auto& it) {
    return it.second.started + context_.config.handshake_give_up <= now.instant || !context_.roster.is_live(it.first);
  });
  for (auto& [peer, attempt] : attempts_)
    if (attempt.next <= now.instant) ask_next(now, peer, attempt);
}

std::optional<Instant> Handshakes::deadline() const {
  std::optional<Instant> first;
  const auto consider = [&](Instant when) { first = first ? std::min(*first, when) : when; };
  for (const auto& [peer, attempt] : attempts_) consider(attempt.next);
  for (const auto& [peer, tentative] : tentatives_) consider(tentative.until);
  return first;
}

}  // namespace earshot::core
