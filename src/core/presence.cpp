#include "core/presence.h"

#include <algorithm>
#include <utility>

#include "core/gate.h"

namespace earshot::core {

namespace {

using namespace std::chrono_literals;

constexpr int kByes = 2;  // one may be lost
constexpr Duration kByeGap = 100ms;
constexpr std::size_t kAnswersMax = 64;         // waiting; a flood of hellos gets no longer queue
constexpr std::size_t kAddressesWorthMore = 2;  // than the longer name and the name of the machine
// Unicast ports of the program: a greeting without a port tries them all.
constexpr std::uint16_t kPortFirst = 47'475, kPortLast = 47'490;

std::optional<Instant> earlier(std::optional<Instant> a, std::optional<Instant> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

std::uint64_t first8(const PeerId& id) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = value << 8 | id.bytes[i];
  return value;
}

}  // namespace

// --- what we say ---

void Presence::start(Moment now, const NetworkView& network) {
  network_ = network;
  card_.at = own_addresses(network);
  cards_.set_network(network);
  context_.roster.set_self(card_);
  const auto first = now.instant + context_.random.between(0us, context_.config.hello_delay_max);
  hellos_ = {first, now.instant + context_.config.hello_repeat_first,
             now.instant + context_.config.hello_repeat_second};
  for (const auto& address : context_.config.static_peers) greet(now, address);
  schedule_beacon(now.instant);
}

void Presence::network_changed(Moment now, const NetworkView& network) {
  network_ = network;
  card_.at = own_addresses(network);
  beacon_.reset();
  cards_.set_network(network);
  context_.roster.forget_group_hearing();
  hellos_ = {now.instant, now.instant + context_.config.hello_repeat_first};
  heard_answer_ = false;
  next_question_ = 1;
  for (auto& greeting : greetings_) greeting = {greeting.address, now.instant, context_.config.static_interval_first};
  greet_remembered();
}

void Presence::greet(Moment now, const Address& address) {
  const bool known = std::any_of(greetings_.begin(), greetings_.end(),
                                 [&](const Greeting& greeting) { return greeting.address == address; });
  if (!known) greetings_.push_back({address, now.instant, context_.config.static_interval_first});
}

void Presence::rename(Moment now, const std::string& nick) {
  card_.nm = nick;
  context_.roster.set_self(card_);
  announce_soon(now.instant);
}

void Presence::set_away(Moment now, bool away) {
  card_.st = away ? 1 : 0;
  announce_soon(now.instant);
}

void Presence::set_rooms(Moment now, const std::vector<std::string>& rooms) {
  card_.rm = rooms;
  announce_soon(now.instant);
}

void Presence::set_log_head(Seq head) {
  if (card_.hd == head) return;
  card_.hd = head;
  beacon_.reset();
}

void Presence::begin_epoch(Moment now) {
  card_.ep = context_.epoch;
  context_.roster.set_self(card_);
  announce_soon(now.instant);
}

void Presence::beacon_now(Moment now) { say_here(now, 0); }

void Presence::announce_soon(Instant now) {
  beacon_.reset();
  has_news_ = true;
  beacon_soon(now);
}

void Presence::beacon_soon(Instant now) {
  const auto earliest = last_here_ ? std::max(now, *last_here_ + context_.config.beacon_gap_min) : now;
  next_beacon_ = next_beacon_ ? std::min(*next_beacon_, earliest) : earliest;
}

// Every sent beacon has its own number, so that a newer one is told from an older one, and answers about "which of my
// beacons did you hear" mean something.
void Presence::renew_card(std::uint64_t question) {
  ++card_.no;
  card_.q = question;
  card_.rd = context_.roster.digest();
  card_.n = context_.roster.live_count() + 1;
  beacon_.reset();
}

// What can be missed most is left out first until the beacon has its size.
wire::Here Presence::said_card() const {
  auto said = card_;
  const auto most = kBeaconBytesMax - (wire::kDatagramBytesMax - datagram_bytes_max(context_));
  const auto fits = [&] { return wire::encode_body(said).size() <= most; };
  while (!fits() && said.at.size() > kAddressesWorthMore) said.at.pop_back();
  if (!fits()) said.sn.clear();
  if (!fits()) said.ho.clear();
  return said;
}

const Presence::Beacon& Presence::beacon() {
  if (!beacon_ || card_.q != 0 || card_.rd != context_.roster.digest()) {
    renew_card(0);
    Beacon fresh{.body = wire::encode_body(said_card()), .signature = {}};
    fresh.signature = sign(context_, wire::Kind::here, fresh.body);
    beacon_ = std::move(fresh);
  }
  return *beacon_;
}

void Presence::say_here(Moment now, std::uint64_t question) {
  renew_card(question);
  const auto pad_to = question > 0 ? datagram_bytes_max(context_) : 0;
  const auto datagram = make_datagram(context_, said_card(), pad_to);
  context_.out.transmit(Urgency::discovery, Group{.every_channel = true, .only = std::nullopt}, datagram);
  if (std::exchange(has_news_, false)) send_to_far(now, datagram);
  ++greetings_sent_;
  last_here_ = now.instant;
  schedule_beacon(now.instant);
}

void Presence::schedule_beacon(Instant now) {
  const auto interval = context_.roster.beacon_interval();
  next_beacon_ = now + context_.random.between(interval * 3 / 4, interval * 5 / 4);
}

// Those who start together would otherwise send their beacons in waves for many intervals, twice as many as the segment
// is to carry, and none between.
void Presence::spread_beacons(Instant now) {
  next_beacon_ = now + std::max(context_.config.beacon_gap_min, context_.random.between(0us, *next_beacon_ - now));
}

// Rejoining works even where broadcast does not: those who were here before are asked one by one.
void Presence::greet_remembered() {
  std::vector<const Peer*> known;
  for (const auto& [id, peer] : context_.roster.all())
    if (!peer.paths.empty()) known.push_back(&peer);
  const auto count = std::min(known.size(), context_.config.remembered_max);
  std::partial_sort(known.begin(), known.begin() + static_cast<std::ptrdiff_t>(count), known.end(),
                    [](const Peer* a, const Peer* b) { return a->last_seen.ms > b->last_seen.ms; });
  if (count == 0) return;
  renew_card(1);
  for (std::size_t i = 0; i < count; ++i)
    context_.out.transmit(Urgency::discovery, known[i]->paths.front().address,
                          make_datagram(context_, said_card(), datagram_bytes_max(context_)));
}

void Presence::greet_due(Moment now) {
  const auto is_heard = [&](const Address& address) {
    return std::any_of(context_.roster.all().begin(), context_.roster.all().end(), [&](const auto& entry) {
      const auto& paths = entry.second.paths;
      return entry.second.live && std::any_of(paths.begin(), paths.end(), [&](const Path& path) {
               return path.heard && path.address.ip == address.ip &&
                      (address.port == 0 || path.address.port == address.port);
             });
    });
  };
  for (auto& greeting : greetings_) {
    if (now.instant < greeting.next) continue;
    greeting.next = now.instant + greeting.interval;
    greeting.interval = std::min(greeting.interval * 2, context_.config.static_interval_last);
    if (is_heard(greeting.address)) continue;
    renew_card(1);
    const auto hello = make_datagram(context_, said_card(), datagram_bytes_max(context_));
    auto to = greeting.address;
    const auto first = to.port != 0 ? to.port : kPortFirst;
    const auto last = to.port != 0 ? to.port : kPortLast;
    for (std::uint16_t port = first; port <= last; ++port) {
      to.port = port;
      context_.out.transmit(Urgency::discovery, to, hello);
    }
  }
}

void Presence::stop(Moment now) {
  if (byes_left_ >= 0) return;
  byes_left_ = kByes;
  ++card_.no;
  say_bye(now);
}

void Presence::say_bye(Moment now) {
  const auto datagram = make_datagram(context_, wire::Bye{context_.self.id, context_.epoch, card_.no});
  context_.out.transmit(Urgency::discovery, Group{.every_channel = true, .only = std::nullopt}, datagram);
  send_to_far(now, datagram);
  --byes_left_;
  next_bye_ = now.instant + kByeGap;
}

void Presence::send_to_far(Moment now, const Bytes& datagram) {
  for (const auto& id : context_.roster.far(now.instant))
    if (const auto address = context_.roster.address(id)) context_.out.transmit(Urgency::discovery, *address, datagram);
}

// IPv4 first, then global IPv6; a link-local address only where an interface has nothing else.
std::vector<std::string> Presence::own_addresses(const NetworkView& network) const {
  std::vector<std::string> addresses;
  const auto add = [&](Address address) {
    address.port = network.port;
    address.scope = 0;  // means something on this machine only
    if (addresses.size() < wire::kAddressesMax) addresses.push_back(to_string(address));
  };
  for (const auto& interface : network.interfaces) {
    const auto count = addresses.size();
    for (const auto& own : interface.addresses)
      if (own.address.family == Address::Family::v4) add(own.address);
    for (const auto& own : interface.addresses)
      if (own.address.family == Address::Family::v6 && !is_link_local_v6(own.address)) add(own.address);
    if (addresses.size() > count) continue;
    for (const auto& own : interface.addresses) add(own.address);
  }
  return addresses;
}

// --- what we hear ---

bool Presence::receive(Moment now, const Received& received, const wire::Here& here) {
  const auto verdict = cards_.receive(now, received, here);
  if (verdict == Cards::Verdict::outdated) tell_epoch(now, received, here.id);
  if (verdict != Cards::Verdict::entered && verdict != Cards::Verdict::repeated) return false;
  doomed_.erase(here.id);
  if (here.q == 0 && !received.on_group) heard_answer_ = true;
  // A repeated hello that came over a second channel is answered once: by the first copy.
  if (here.q > 0 && verdict == Cards::Verdict::entered) consider_answering(now, received, here);
  return true;
}

void Presence::consider_answering(Moment now, const Received& received, const wire::Here& here) {
  // By unicast it was meant for us alone; on the group few may answer, or everybody's answers would choke the segment.
  if (received.on_group) {
    const auto enough = here.q == 1 ? context_.config.answer_ranks : context_.config.answer_ranks_repeat;
    if (rank_for(here.id, enough) >= enough) return;
  }
  if (answers_.size() >= kAnswersMax) return;
  answers_.push_back({now.instant + context_.random.between(0us, context_.config.answer_delay_max), received.source});
}

// The author has lost its data and its clock went back: nobody who knew it before would ever hear it again. Its own
// later beacon tells it. Few answer, as to a hello.
void Presence::tell_epoch(Moment now, const Received& received, const PeerId& author) {
  const auto enough = context_.config.answer_ranks;
  if (received.on_group && rank_for(author, enough) >= enough) return;
  if (!context_.gate.allow(now.instant, received.source, Gate::Work::page)) return;
  const auto* peer = context_.roster.find(author);
  wire::Head head;
  head.kind = wire::Kind::here;
  head.signature = peer->signature;
  auto datagram = make_datagram(context_, head, peer->body);
  if (context_.gate.allow_sending(now.instant, received.source, datagram.size()))
    context_.out.transmit(Urgency::discovery, received.source, std::move(datagram));
}

// How many live peers are nearer to the newcomer than we, by the distance a XOR b of the keys' first 64 bits. Keys are
// evenly spread, so every peer counts the same without talking, and another newcomer elects others.
std::size_t Presence::rank_for(const PeerId& newcomer, std::size_t enough) const {
  const auto target = first8(newcomer);
  const auto own = first8(context_.self.id) ^ target;
  std::size_t nearer = 0;
  for (const auto& [id, peer] : context_.roster.all()) {
    if (!peer.live || id == newcomer) continue;
    if ((first8(id) ^ target) < own && ++nearer >= enough) break;
  }
  return nearer;
}

void Presence::answer_due(Moment now) {
  std::vector<Answer> due;
  std::erase_if(answers_, [&](const Answer& answer) {
    if (now.instant < answer.when) return false;
    due.push_back(answer);
    return true;
  });
  if (due.empty()) return;
  const auto& own = beacon();
  wire::Head head;
  head.kind = wire::Kind::here;
  head.signature = own.signature;
  for (const auto& answer : due) {
    // The token spares the newcomer a round trip: its first pull is proven already.
    head.token = context_.gate.token_for(now.instant, answer.to);
    auto datagram = make_datagram(context_, head, own.body);
    if (context_.gate.allow_sending(now.instant, answer.to, datagram.size()))
      context_.out.transmit(Urgency::discovery, answer.to, std::move(datagram));
  }
}

void Presence::receive(Moment now, const Received& received, const wire::Bye& bye) {
  const auto* peer = context_.roster.find(bye.id);
  if (!peer) return context_.counters.add(Count::dropped_stranger);
  if (bye.ep != peer->card.ep || bye.no < peer->card.no || peer->said_bye)
    return context_.counters.add(Count::dropped_stale);
  if (!is_signed_by(context_, bye.id, wire::Kind::bye, received.body, *received.head.signature)) {
    context_.gate.bad_signature(now.instant, received.source);
    return context_.counters.add(Count::dropped_bad_signature);
  }
  doomed_.erase(bye.id);
  context_.roster.said_bye(bye.id, bye.no);
}

void Presence::receive(Moment now, const Received& received, const wire::Lost& lost) {
  if (!context_.roster.is_live(lost.by)) return context_.counters.add(Count::dropped_stranger);
  const bool about_us = lost.id == context_.self.id;
  const auto* peer = context_.roster.find(lost.id);
  if (about_us ? lost.ep != context_.epoch : (!peer || !peer->live || lost.ep != peer->card.ep))
    return context_.counters.add(Count::dropped_stale);
  if (!is_signed_by(context_, lost.by, wire::Kind::lost, received.body, *received.head.signature)) {
    context_.gate.bad_signature(now.instant, received.source);
    return context_.counters.add(Count::dropped_bad_signature);
  }
  if (about_us) {
    // Too soon after the last beacon it waits, but is not left out: a second accuser would be believed.
    beacon_soon(now.instant);
    if (next_beacon_ <= now.instant) say_here(now, 0);
    return;
  }
  // Believed once nothing was heard for gone_silence, and no refutation within refute_within: in a crowd everybody is
  // silent for longer than that between two beacons. One voice alone removes nobody who talks.
  if (lost.gone && !doomed_.contains(lost.id)) doomed_[lost.id] = now.instant;
}

Instant Presence::believed_at(Instant accused, const Peer& peer) const {
  return std::max(accused + context_.config.refute_within, peer.heard + context_.config.gone_silence);
}

void Presence::doom_due(Moment now) {
  std::erase_if(doomed_, [&](const auto& doom) {
    const auto* peer = context_.roster.find(doom.first);
    if (!peer || !peer->live || peer->heard > doom.second) return true;
    if (now.instant < believed_at(doom.second, *peer)) return false;
    context_.roster.set_live(doom.first, false);
    return true;
  });
}

// --- time ---

void Presence::wake(Moment now) {
  if (byes_left_ >= 0) {
    if (byes_left_ > 0 && now.instant >= next_bye_) say_bye(now);
    return;
  }
  std::size_t hellos_due = 0;
  std::erase_if(hellos_, [&](Instant when) { return now.instant >= when && ++hellos_due > 0; });
  // Repeated with more answerers as long as nobody answered. Once somebody did, it only tells those who missed it.
  if (hellos_due > 0) say_here(now, heard_answer_ ? 0 : std::exchange(next_question_, 2));
  if (hellos_due > 0 && hellos_.empty()) {
    spread_beacons(now.instant);
    // Broadcast reaches nobody: those whom an earlier start has met may be where they were.
    if (context_.roster.live_count() == 0) greet_remembered();
  }
  if (next_beacon_ && now.instant >= *next_beacon_) say_here(now, 0);
  greet_due(now);
  answer_due(now);
  doom_due(now);
}

std::optional<Instant> Presence::deadline() const {
  if (byes_left_ == 0) return std::nullopt;
  if (byes_left_ > 0) return next_bye_;
  auto first = next_beacon_;
  for (const auto& hello : hellos_) first = earlier(first, hello);
  for (const auto& greeting : greetings_) first = earlier(first, greeting.next);
  for (const auto& answer : answers_) first = earlier(first, answer.when);
  for (const auto& [id, since] : doomed_)
    if (const auto* peer = context_.roster.find(id)) first = earlier(first, believed_at(since, *peer));
  return first;
}

}  // namespace earshot::core
