// A bench for one part of the core: everything that a Context refers to, a clock that the test turns, and what came
// out.
#pragma once

#include <string>
#include <vector>

#include "core/context.h"
#include "core/deliveries.h"
#include "core/gate.h"
#include "core/roster.h"
#include "earshot/base/encoding.h"
#include "earshot/crypto/hash.h"
#include "support/seeded_random.h"
#include "support/transparent_seal.h"

namespace earshot::core {

using namespace std::chrono_literals;

inline Address v4(std::uint8_t last, std::uint16_t port = 47'475) {
  Address address;
  address.ip = {10, 0, 0, last};
  address.port = port;
  return address;
}

inline NetworkView one_interface(std::uint8_t last = 1) {
  Interface eth0;
  eth0.index = {2};
  eth0.name = "eth0";
  eth0.multicast = true;
  auto own = v4(last, 0);
  eth0.addresses = {{own, 24}};
  return {.interfaces = {eth0}, .discovery_port = 47'474, .port = 47'475};
}

// Everything that came out of one or more inputs, sorted.
struct Came {
  std::vector<Transmit> datagrams;
  std::vector<Event> events;
  std::vector<Store> records;

  template <class What>
  std::vector<What> all() const {
    std::vector<What> found;
    for (const auto& event : events)
      if (const auto* what = std::get_if<What>(&event.what)) found.push_back(*what);
    return found;
  }
  std::vector<Transmit> of_kind(wire::Kind kind) const {
    std::vector<Transmit> found;
    for (const auto& transmit : datagrams)
      if (const auto split = wire::decode_head(transmit.datagram); split && split->head.kind == kind)
        found.push_back(transmit);
    return found;
  }
};

inline bool to_group(const Transmit& transmit) { return std::holds_alternative<Group>(transmit.to); }

template <class Kind>
Kind message_in(const Bytes& datagram) {
  const auto split = wire::decode_head(datagram);
  return std::get<Kind>(*wire::decode_body(split->head.kind, split->body));
}

class Bench {
 public:
  explicit Bench(std::uint64_t seed = 1, Config config_ = {})
      : random(seed),
        config(std::move(config_)),
        self(crypto::make_identity(seal, random)),
        gate(config, random),
        roster(config, self.id),
        deliveries(context, card),
        context{config,       self,         seal,   random,   {crypto::hash8("earshot open")},
                std::nullopt, std::nullopt, out,    counters, gate,
                roster,       deliveries,   {1'000}} {
    card.id = self.id;
    card.ep = context.epoch;
    card.nm = "me";
    roster.set_self(card);
  }

  Came come() {
    Came came;
    while (auto output = out.poll()) {
      if (auto* transmit = std::get_if<Transmit>(&*output)) came.datagrams.push_back(*transmit);
      if (auto* event = std::get_if<Event>(&*output)) came.events.push_back(*event);
      if (auto* record = std::get_if<Store>(&*output)) came.records.push_back(*record);
    }
    return came;
  }

  Moment now() const {
    return {instant, Wall{1'700'000'000'000 + static_cast<std::uint64_t>((instant - Instant{}) / 1ms)}};
  }
  void pass(Duration time) { instant += time; }

  // Somebody else, with keys and a card, and their datagrams.
  struct Other {
    crypto::Identity identity;
    wire::Here card;
    Address address;
  };
  Other other(const std::string& nick, std::uint8_t host) {
    Other other{crypto::make_identity(seal, random), {}, v4(host)};
    other.card.id = other.identity.id;
    other.card.ep = Epoch{500};
    other.card.no = 1;
    other.card.nm = nick;
    other.card.at = {to_string(other.address)};
    return other;
  }
  // As `author` would send it.
  Bytes datagram_by(const Other& author, const wire::Message& message, std::size_t pad_to = 0) const {
    Context theirs{config,         author.identity,    seal,          context.random,   context.network,
                   context.tag,    std::nullopt,       context.out,   context.counters, context.gate,
                   context.roster, context.deliveries, author.card.ep};
    return make_datagram(theirs, message, pad_to);
  }
  // Known, live and heard from, without going through the network.
  void acquaint(const Other& peer) {
    const auto body = wire::encode_body(peer.card);
    roster.admit(instant, now().wall, peer.card, body, {});
    roster.heard(peer.card.id, instant, now().wall, peer.address);
    roster.take_changes();
  }

  crypto::TransparentSeal seal;
  SeededRandom random;
  Config config;
  crypto::Identity self;
  Outputs out;
  Counters counters;
  Gate gate;
  Roster roster;
  wire::Here card;
  Deliveries deliveries;
  Context context;
  Instant instant{1h};
};

// Takes a datagram apart as the node does and hands it to `receive(received, message)`.
template <class Kind, class Receive>
auto deliver(Bench& bench, const Bytes& datagram, const Address& source, bool on_group, Receive receive) {
  bench.gate.came_from(bench.instant, source, datagram.size());
  const auto split = wire::decode_head(datagram);
  const auto message = wire::decode_body(split->head.kind, split->body);
  const Received received{split->head,       BytesView(datagram).substr(0, datagram.size() - split->body.size() - 1),
                          split->body,       source,
                          InterfaceIndex{2}, on_group,
                          datagram.size()};
  return receive(received, std::get<Kind>(*message));
}

}  // namespace earshot::core
