#include "net/endpoint.h"

#include <algorithm>
#include <utility>

namespace earshot::net {
namespace {

using Family = Address::Family;

bool has(const Interface& interface, const Address& address) {
  return std::ranges::any_of(interface.addresses,
                             [&](const InterfaceAddress& own) { return own.address.ip == address.ip; });
}

}  // namespace

Endpoint::Endpoint(const Options& options)
    : loopback_(options.loopback),
      discovery_(open_discovery(options.discovery_port, options.loopback)),
      unicast_(open_unicast(options.unicast_port_first, options.unicast_ports, options.loopback)) {
  view_.discovery_port = options.discovery_port;
  view_.port = unicast_.port;
}

std::array<Endpoint::Inlet, 4> Endpoint::inlets() const {
  return {{{discovery_.v4.get(), Channel::group},
           {discovery_.v6.get(), Channel::group},
           {unicast_.sockets.v4.get(), Channel::unicast},
           {unicast_.sockets.v6.get(), Channel::unicast}}};
}

void Endpoint::use(std::vector<Interface> interfaces) {
  view_.interfaces = std::move(interfaces);
  join_groups(discovery_, view_.interfaces);
}

// Where it came in, if the node uses that. What one program of this machine sends to another by the machine's address
// on the network comes in through loopback: it belongs to the interface that has the address.
const Interface* Endpoint::used_interface(const Arrival& arrival, Channel channel) const {
  for (const Interface& it : view_.interfaces) {
    if (it.index == arrival.interface) return &it;
  }
  if (channel == Channel::group || loopback_) return nullptr;
  for (const Interface& it : view_.interfaces) {
    if (has(it, arrival.source)) return &it;
  }
  return nullptr;
}

std::optional<Datagram> Endpoint::admit(const Arrival& arrival, Channel channel) {
  const auto drop = [](std::uint64_t& counter) {
    ++counter;
    return std::nullopt;
  };
  if (arrival.cut) return drop(counters_.too_long);
  if (arrival.bytes.empty()) return drop(counters_.empty);
  const Interface* const interface = used_interface(arrival, channel);
  if (!interface) return drop(counters_.other_interface);
  const bool for_everybody = is_for_everybody(arrival.destination, *interface);
  if (channel == Channel::group && !for_everybody) return drop(counters_.not_group);
  if (channel == Channel::unicast && for_everybody) return drop(counters_.not_unicast);
  ++counters_.received;
  return Datagram{arrival.bytes, arrival.source, interface->index, channel};
}

void Endpoint::receive(const Inlet& inlet, std::size_t count_max, const std::function<void(const Datagram&)>& take) {
  for (std::size_t count = 0; count < count_max;) {
    const auto arrivals = batch_.read(inlet.socket);
    if (!arrivals) {
      ++counters_.receive_errors;  // of no consequence: reading it has cleared it
      return;
    }
    for (const Arrival& it : *arrivals) {
      if (const auto datagram = admit(it, inlet.channel)) take(*datagram);
    }
    count += arrivals->size();
    if (arrivals->size() < BatchReceive::kBatchMax) return;
  }
}

// Peers announce addresses. One that is a broadcast address would turn each of our answers into one for everybody.
bool Endpoint::is_sendable(const Address& to) const {
  if (!is_one_host(to) || is_loopback(to) != loopback_) return false;
  return std::ranges::none_of(view_.interfaces, [&](const Interface& it) { return is_for_everybody(to, it); });
}

void Endpoint::send(Transmit transmit) {
  if (const auto* to = std::get_if<Address>(&transmit.to)) {
    if (!is_sendable(*to)) {
      ++counters_.not_sendable;
      return;
    }
    return queue(std::move(transmit.datagram), {*to, {}, std::nullopt});
  }
  const Group& group = std::get<Group>(transmit.to);
  for (const Destination& to : destinations(view_.interfaces, group, view_.discovery_port)) {
    queue(transmit.datagram, to);
  }
}

void Endpoint::queue(Bytes datagram, const Destination& to) {
  if (to.to.family == Family::v4) return out_v4_.push(std::move(datagram), to, counters_);
  if (unicast_.sockets.v6) return out_v6_.push(std::move(datagram), to, counters_);
  ++counters_.send_errors;
}

std::vector<int> Endpoint::flush() {
  std::vector<int> full;
  const SocketPair& sockets = unicast_.sockets;
  if (!out_v4_.flush(sockets.v4.get(), counters_)) full.push_back(sockets.v4.get());
  if (sockets.v6 && !out_v6_.flush(sockets.v6.get(), counters_)) full.push_back(sockets.v6.get());
  return full;
}

Counters Endpoint::counters() const {
  Counters result = counters_;
  for (const SocketPair* pair : {&discovery_, &unicast_.sockets}) {
    result.buffer_full += receive_drops(pair->v4) + receive_drops(pair->v6);
  }
  return result;
}

}  // namespace earshot::net
