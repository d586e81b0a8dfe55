// Several Directs on one pretended wire: time, loss, duplicates, reordering, disks that take their time, restarts. Each
// has a whole Context, as in a node, but no discovery: who knows whom is said by the test.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/direct.h"
#include "core_bench.h"

namespace earshot::core {

// One node's direct messages, and what its user and its disk have seen.
class Side {
 public:
  Side(std::uint64_t seed, std::uint8_t host_, const Config& config, std::uint64_t start)
      : bench(seed, config), host(host_), address(v4(host_)), direct(bench.context) {
    bench.random = SeededRandom(seed * 1'000 + start);  // the same identity, other chances after each start
    bench.context.epoch = Epoch{1'000 + start};
    bench.card.ep = bench.context.epoch;
    bench.card.no = 1;
    bench.card.at = {to_string(address)};
    bench.card.nm = "host" + std::to_string(host_);
  }

  const PeerId& id() const { return bench.self.id; }
  std::uint64_t count(Count what) const { return bench.counters[what]; }
  std::size_t times(DeliveryState state) const {
    std::size_t times = 0;
    for (const auto& it : states) times += it.state == state;
    return times;
  }

  Bench bench;
  std::uint8_t host;
  Address address;  // may change
  Direct direct;
  std::vector<std::string> heard;  // texts of others, in the order shown
  std::vector<event::State> states;
  std::vector<event::Words> words;
  std::vector<std::pair<Ticket, Record>> disk;  // written, durable or not
};

class Wire {
 public:
  explicit Wire(std::uint64_t seed = 1) : random(seed) {}

  Side& add(std::uint8_t host, const Config& config = {}) {
    auto& place = sides_[host];
    place = std::make_unique<Side>(host, host, config, 0);
    return *place;
  }
  Side& at(std::uint8_t host) { return *sides_.at(host); }
  // The same identity with an empty memory. The others learn it from its beacon only if it is announced.
  Side& restart(std::uint8_t host, bool announced = true) {
    auto& place = sides_.at(host);
    const auto config = place->bench.config;
    place = std::make_unique<Side>(host, host, config, ++starts_);
    std::erase_if(commits_, [&](const auto& it) { return it.second.first == host; });
    for (auto& [other_host, other] : sides_) {
      if (other_host == host) continue;
      learn(*place, *other);
      if (announced) learn(*other, *place);
    }
    return *place;
  }
  void acquaint() {
    for (auto& [host, side] : sides_)
      for (auto& [other_host, other] : sides_)
        if (host != other_host) learn(*side, *other);
  }
  // `side` hears a beacon of `other`.
  void learn(Side& side, Side& other) {
    other.bench.card.no++;
    other.bench.card.at = {to_string(other.address)};
    const auto body = wire::encode_body(other.bench.card);
    side.bench.roster.admit(now().instant, now().wall, other.bench.card, body, {});
    side.bench.roster.claim(other.id(), {other.address});
    drain(side);
  }

  MessageId say(Side& from, const Side& to, const std::string& text) {
    const auto id = from.direct.send(now(), to.id(), text, "", false);
    EXPECT_TRUE(id);
    drain(from);
    return *id;
  }
  void give(Side& to, const Address& source, const Bytes& datagram) {
    const auto split = wire::decode_head(datagram);
    ASSERT_TRUE(split);
    if (split->head.token) {
      if (split->head.kind == wire::Kind::ck)
        to.bench.gate.keep_token(source, *split->head.token);
      else
        to.bench.gate.accept_token(instant, source, *split->head.token);
    }
    const auto head_bytes = BytesView(datagram).substr(0, datagram.size() - split->body.size() - 1);
    const Received received{split->head, head_bytes, split->body, source, InterfaceIndex{2}, false, datagram.size()};
    const auto message = wire::decode_body(split->head.kind, split->body);
    ASSERT_TRUE(message);
    if (const auto* hs1 = std::get_if<wire::Handshake1>(&*message)) to.direct.receive(now(), received, *hs1);
    if (const auto* hs2 = std::get_if<wire::Handshake2>(&*message)) to.direct.receive(now(), received, *hs2);
    if (const auto* sealed = std::get_if<wire::Sealed>(&*message)) to.direct.receive(now(), received, *sealed);
    if (std::holds_alternative<wire::Cookie>(*message)) to.direct.receive_cookie(now(), received);
    drain(to);
  }
  void confirm(Side& side, Ticket up_to) {
    side.direct.stored(now(), up_to);
    drain(side);
  }

  Moment now() const {
    return {instant, Wall{1'700'000'000'000 + static_cast<std::uint64_t>((instant - Instant{}) / 1ms)}};
  }
  void run_for(Duration time) {
    const auto end = instant + time;
    for (std::size_t steps = 0; steps < 500'000; ++steps) {
      const auto next = next_event();
      if (!next || *next > end) {
        instant = end;
        return;
      }
      instant = std::max(instant, *next);
      step();
    }
    ADD_FAILURE() << "no end of it";
  }
  // Everything that left so far, by kind.
  std::size_t sent(wire::Kind kind) const {
    std::size_t sent = 0;
    for (const auto& it : log) sent += it.kind == kind;
    return sent;
  }

  struct Sent {
    Instant when;
    std::uint8_t from;
    Address to;
    wire::Kind kind;
    Bytes datagram;
  };
  SeededRandom random;
  Instant instant{1h};
  Duration latency = 100us;
  Duration jitter = 0us;  // up to so much more, which reorders
  double loss = 0;
  double duplicates = 0;
  std::optional<Duration> commit = 0us;  // none: nothing becomes durable by itself
  std::function<bool(const Sent&)> cut;  // true: this one is lost
  std::vector<Sent> log;

  // After something was done to a side behind the wire's back.
  void drain(Side& side) {
    for (auto changes = side.bench.roster.take_changes(); !changes.empty(); changes = side.bench.roster.take_changes())
      for (const auto& change : changes) side.direct.peer_changed(now(), change);
    const auto host = side.host;
    while (auto output = side.bench.out.poll()) {
      if (const auto* transmit = std::get_if<Transmit>(&*output)) post(host, side.address, *transmit);
      if (const auto* store = std::get_if<Store>(&*output)) keep(host, side, *store);
      if (const auto* event = std::get_if<Event>(&*output)) show(side, *event);
    }
  }

 private:
  void post(std::uint8_t host, const Address& source, const Transmit& transmit) {
    const auto to = std::get<Address>(transmit.to);
    const Sent sent{instant, host, to, wire::decode_head(transmit.datagram)->head.kind, transmit.datagram};
    EXPECT_LE(sent.datagram.size(), wire::kDatagramBytesMax);
    log.push_back(sent);
    if (cut && cut(sent)) return;
    const auto copies = random.fraction() < duplicates ? 2 : 1;
    for (int i = 0; i < copies; ++i) {
      if (random.fraction() < loss) continue;
      const auto when = instant + latency + random.between(0us, jitter);
      flying_.emplace(when, Flying{source, to, transmit.datagram});
    }
  }
  void keep(std::uint8_t host, Side& side, const Store& store) {
    side.disk.emplace_back(store.ticket, store.record);
    if (commit) commits_.emplace(instant + *commit, std::pair{host, store.ticket});
  }
  static void show(Side& side, const Event& event) {
    if (const auto* state = std::get_if<event::State>(&event.what)) side.states.push_back(*state);
    if (const auto* words = std::get_if<event::Words>(&event.what)) side.words.push_back(*words);
    const auto* message = std::get_if<event::Message>(&event.what);
    if (message && !message->outgoing) side.heard.push_back(message->text);
  }

  std::optional<Instant> next_event() const {
    std::optional<Instant> next;
    const auto consider = [&](std::optional<Instant> when) {
      if (when && (!next || *when < *next)) next = when;
    };
    if (!flying_.empty()) consider(flying_.begin()->first);
    if (!commits_.empty()) consider(commits_.begin()->first);
    for (const auto& [host, side] : sides_) consider(side->direct.deadline());
    return next;
  }
  void step() {
    if (!commits_.empty() && commits_.begin()->first <= instant) {
      const auto [host, ticket] = commits_.extract(commits_.begin()).mapped();
      return confirm(at(host), ticket);
    }
    if (!flying_.empty() && flying_.begin()->first <= instant) {
      const auto it = flying_.extract(flying_.begin()).mapped();
      for (auto& [host, side] : sides_)
        if (side->address == it.to) return give(*side, it.source, it.datagram);
      return;
    }
    for (auto& [host, side] : sides_) {
      const auto deadline = side->direct.deadline();
      if (!deadline || *deadline > instant) continue;
      side->direct.wake(now());
      drain(*side);
    }
  }

  struct Flying {
    Address source, to;
    Bytes datagram;
  };
  std::map<std::uint8_t, std::unique_ptr<Side>> sides_;
  std::multimap<Instant, Flying> flying_;
  std::multimap<Instant, std::pair<std::uint8_t, Ticket>> commits_;
  std::uint64_t starts_ = 0;
};

inline std::vector<std::string> lines(std::size_t count, const std::string& word = "line ") {
  std::vector<std::string> lines;
  for (std::size_t i = 1; i <= count; ++i) lines.push_back(word + std::to_string(i));
  return lines;
}

}  // namespace earshot::core
