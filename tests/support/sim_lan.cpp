#include "support/sim_lan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <type_traits>

#include "earshot/base/encoding.h"
#include "support/seeds.h"
#include "support/sim_addresses.h"
#include "support/transparent_seal.h"

namespace earshot::sim {

namespace {

std::unique_ptr<const crypto::Seal> make_seal(const LanOptions& options) {
  if (options.crypto.value_or(crypto_for(options.seed)) == Crypto::sodium) return crypto::make_sodium_seal();
  return std::make_unique<crypto::TransparentSeal>();
}

// An hour after the virtual zero, so that nobody takes "never" and "at zero" for the same.
constexpr Instant kStart{std::chrono::hours(1)};
constexpr HostNumber kNoHost = UINT32_MAX;

Address with_port_of(const SimHost& host, Address address) {
  address.port = host.address().port;
  return address;
}

bool hears(const Card& card, Sent::By by) {
  switch (by) {
    case Sent::By::broadcast:
      return card.v4.has_value();
    case Sent::By::multicast4:
      return card.v4.has_value() && card.multicast;
    case Sent::By::multicast6:
      return card.v6.has_value() && card.multicast;
    case Sent::By::unicast:
      break;
  }
  return false;
}

}  // namespace

SimLan::SimLan(const LanOptions& options)
    : options_(options),
      chance_(options.seed),
      faults_(options.link, chance_),
      seal_(make_seal(options)),
      now_(kStart) {
  playing(options.seed);
}

SimLan::~SimLan() = default;

SimHost& SimLan::join(const std::string& nick, const HostOptions& options) {
  Config config = options_.config;
  config.nick = nick;
  config.host = nick + "-pc";
  config.static_peers = options.static_peers;
  if (options.keys) config.keys = options.keys;
  const auto number = static_cast<HostNumber>(hosts_.size());
  std::vector<Card> cards(options.segments.size());
  for (std::size_t i = 0; i < cards.size(); ++i) {
    cards[i].index = InterfaceIndex{static_cast<std::uint32_t>(i + 2)};  // 1 is the loopback interface
    cards[i].segment = options.segments[i];
    cards[i].multicast = options.ipv6_and_multicast;
    move_in(cards[i], number, i);
  }
  SeededRandom own_luck(options.luck.value_or(0));
  Random& luck = options.luck ? static_cast<Random&>(own_luck) : chance_;
  auto identity = crypto::make_identity(*seal_, luck);
  while (options.id_begins && identity.id.bytes[0] != options.id_begins) identity = crypto::make_identity(*seal_, luck);
  hosts_.push_back(std::make_unique<SimHost>(*this, number, std::move(config), std::move(identity), std::move(cards),
                                             options.wall_skew, luck.number()));
  hosts_.back()->restart();
  return *hosts_.back();
}

std::vector<SimHost*> SimLan::join_many(std::size_t count, const HostOptions& options) {
  std::vector<SimHost*> joined;
  for (std::size_t i = 0; i < count; ++i) joined.push_back(&join("p" + std::to_string(hosts_.size() + 1), options));
  return joined;
}

void SimLan::move_in(Card& card, HostNumber host, std::size_t place) {
  if (card.v4) places_.erase(without_port(*card.v4));
  if (card.v6) places_.erase(without_port(*card.v6));
  const auto number = addresses_given_[card.segment]++;
  card.v4 = v4_address(card.segment, number);
  places_[*card.v4] = {host, place};
  if (!card.multicast) return;
  card.v6 = v6_address(card.segment, number);
  places_[*card.v6] = {host, place};
  card.v6->scope = card.index.value;
}

Address SimLan::stranger_address() {
  Address address = v4_address(0, addresses_given_[0]++);
  address.port = 40'000;
  return address;
}

void SimLan::partition(const std::vector<std::vector<const SimHost*>>& sides) {
  for (std::size_t side = 0; side < sides.size(); ++side)
    for (const auto* host : sides[side]) faults_.put_on_side(host->number(), static_cast<int>(side));
}

void SimLan::push(Happening happening, const SimHost& host) {
  happening.order = ++order_;
  happening.life = host.life_;
  happenings_.push_back(std::move(happening));
  std::push_heap(happenings_.begin(), happenings_.end(), std::greater<>{});
}

SimLan::Happening SimLan::pop() {
  std::pop_heap(happenings_.begin(), happenings_.end(), std::greater<>{});
  Happening next = std::move(happenings_.back());
  happenings_.pop_back();
  return next;
}

void SimLan::run_for(Duration time) { run_to(now_ + time, nullptr); }

std::optional<Duration> SimLan::run_until(const std::function<bool()>& condition, Duration limit) {
  const Instant begin = now_;
  if (!condition()) run_to(begin + limit, &condition);
  if (!condition()) return std::nullopt;
  return now_ - begin;
}

void SimLan::run_to(Instant end, const std::function<bool()>* condition) {
  while (!happenings_.empty() && happenings_.front().at <= end) {
    const Happening next = pop();
    now_ = next.at;
    seen_something_ = false;
    happen(next);
    if (condition != nullptr && seen_something_ && (*condition)()) return;
  }
  now_ = end;
}

void SimLan::happen(const Happening& happening) {
  auto& host = *hosts_[happening.host];
  // A datagram finds whatever node runs there now; the rest belongs to one life of it.
  const bool is_for_life = happening.what != What::arrival;
  if (!host.is_on() || (is_for_life && happening.life != host.life_)) return;
  switch (happening.what) {
    case What::arrival: {
      const auto& card = host.cards_[happening.card];
      if (host.listens() && card.plugged)
        host.arrive({*happening.bytes, happening.source, card.index, happening.channel});
      break;
    }
    case What::wake:
      if (host.listens()) host.wake_if_due();
      break;
    case What::commit:
      host.commit();
      break;
    case What::network:
      if (host.listens()) host.learn_of_network();
      break;
  }
}

void SimLan::inject(SimHost& to, BytesView bytes, const Address& source, Channel channel) {
  if (to.listens()) to.arrive({bytes, source, to.cards_.front().index, channel});
}

void SimLan::inject_later(SimHost& to, const Bytes& bytes, const Address& source, Duration after) {
  push({.at = now_ + after,
        .what = What::arrival,
        .channel = Channel::unicast,
        .host = to.number(),
        .source = source,
        .bytes = std::make_shared<const Bytes>(bytes)},
       to);
}

void SimLan::carry(SimHost& from, const Transmit& transmit) {
  mix(from.number());
  for (const char byte : transmit.datagram) mix(byte);
  const auto bytes = std::make_shared<const Bytes>(transmit.datagram);
  if (const auto* group = std::get_if<Group>(&transmit.to))
    send_group(from, *group, bytes);
  else
    send_unicast(from, std::get<Address>(transmit.to), bytes);
}

void SimLan::left(const SimHost& from, const Sent& sent) {
  complain(witness_.sent(from.id(), *sent.bytes), from);
  if (options_.watch.sent) options_.watch.sent(sent);
  if (options_.tapped) tapped_.push_back(sent);
}

void SimLan::send_group(SimHost& from, const Group& group, const std::shared_ptr<const Bytes>& bytes) {
  using By = Sent::By;
  for (const auto& card : from.cards_) {
    if (!card.plugged || (group.only && *group.only != card.index)) continue;
    if (group.every_channel) {
      for (const By by : {By::broadcast, By::multicast4, By::multicast6}) send_group_by(from, card, by, bytes);
    } else {
      send_group_by(from, card, card.v4 ? By::broadcast : By::multicast6, bytes);
    }
  }
}

void SimLan::send_group_by(SimHost& from, const Card& card, Sent::By by, const std::shared_ptr<const Bytes>& bytes) {
  if (!hears(card, by)) return;  // who cannot hear on a channel cannot speak on it
  left(from, {now_, from.number(), by, {}, bytes});
  const auto source = with_port_of(from, by == Sent::By::multicast6 ? *card.v6 : *card.v4);
  for (const auto& host : hosts_)  // the sender itself hears it too
    for (std::size_t i = 0; i < host->cards_.size(); ++i)
      if (host->cards_[i].segment == card.segment && hears(host->cards_[i], by))
        deliver({.from = from.number(), .to = host->number(), .group = true, .bytes = bytes->size()}, i, source, bytes);
}

// The card that a datagram to this address leaves by: the first one that fits, as the kernel's routes do.
const Card* SimLan::route(const SimHost& from, const Address& to) const {
  const Card* way_out = nullptr;
  for (const auto& card : from.cards_) {
    if (!card.plugged) continue;
    const bool fits = to.family == Address::Family::v6 ? card.v6 && to.scope == card.index.value
                                                       : card.v4 && same_subnet({*card.v4, 16}, to);
    if (fits) return &card;
    if (options_.routed && to.family == Address::Family::v4 && way_out == nullptr) way_out = &card;
  }
  return way_out;
}

void SimLan::send_unicast(SimHost& from, const Address& to, const std::shared_ptr<const Bytes>& bytes) {
  const Card* card = route(from, to);
  if (card == nullptr) return;
  left(from, {now_, from.number(), Sent::By::unicast, to, bytes});
  const auto place = places_.find(without_port(to));
  if (place == places_.end()) return;
  auto& host = *hosts_[place->second.host];
  const bool is_reached = options_.routed || host.cards_[place->second.card].segment == card->segment;
  if (!is_reached || to.port != host.address().port) return;
  const auto source = with_port_of(from, to.family == Address::Family::v6 ? *card->v6 : *card->v4);
  deliver({.from = from.number(), .to = host.number(), .group = false, .bytes = bytes->size()}, place->second.card,
          source, bytes);
}

void SimLan::deliver(const Faults::Datagram& datagram, std::size_t card, Address source,
                     const std::shared_ptr<const Bytes>& bytes, Duration after) {
  auto& to = *hosts_[datagram.to];
  const auto copies = faults_.travel(now_, datagram);
  if (copies.count == 0) return;
  const bool is_whole = copies.fate.flips == 0 && copies.fate.cut == 0;
  const auto arrived = is_whole ? bytes : std::make_shared<const Bytes>(damaged(*bytes, copies.fate));
  if (source.family == Address::Family::v6) source.scope = to.cards_[card].index.value;
  for (std::size_t i = 0; i < copies.count; ++i)
    push({.at = now_ + after + copies.delays[i],
          .what = What::arrival,
          .channel = datagram.group ? Channel::group : Channel::unicast,
          .host = datagram.to,
          .card = static_cast<std::uint32_t>(card),
          .source = source,
          .bytes = arrived},
         to);
}

void SimLan::broadcast_for(const Address& source, const std::shared_ptr<const Bytes>& bytes) {
  for (const auto& host : hosts_)
    for (std::size_t i = 0; i < host->cards_.size(); ++i)
      if (host->cards_[i].segment == 0 && hears(host->cards_[i], Sent::By::broadcast))
        deliver({.from = kNoHost, .to = host->number(), .group = true, .bytes = bytes->size()}, i, source, bytes);
}

void SimLan::unicast_for(const Address& source, SimHost& to, const std::shared_ptr<const Bytes>& bytes,
                         Duration after) {
  deliver({.from = kNoHost, .to = to.number(), .group = false, .bytes = bytes->size()}, 0, source, bytes, after);
}

void SimLan::witness(SimHost& host, const Event& event) {
  seen_something_ = true;
  mix(event.what.index());
  mix(event.at.ms);
  if (const auto* message = std::get_if<event::Message>(&event.what))
    for (const char byte : message->text) mix(byte);
  if (options_.watch.shown) options_.watch.shown(host, event);
  complain(witness_.emitted(host.id(), event), host);
}

void SimLan::expect_rest() {
  for (const auto& host : hosts_)
    if (host->is_on()) complain(witness_.rested(host->id()), *host);
}

void SimLan::complain(const std::optional<Complaint>& complaint, const SimHost& host) {
  if (!complaint || std::exchange(has_complained_, true)) return;  // what follows is mostly the same again
  std::ostringstream words;
  words << "after " << std::chrono::duration<double>(now_ - kStart).count() << " s: ";
  words << host.nick() << ": " << complaint->details;
  if (options_.watch.complaint)
    options_.watch.complaint({complaint->rule, words.str()});
  else
    ADD_FAILURE() << complaint->rule << ": " << words.str();
}

// FNV-1a, by value instead of by byte.
template <class Value>
void SimLan::mix(const Value& value) {
  fingerprint_ = (fingerprint_ ^ static_cast<std::uint64_t>(value)) * 0x100000001b3;
}

}  // namespace earshot::sim
