// Where "everybody on the segment" is: the destinations of group datagrams, per interface. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "earshot/base/address.h"
#include "earshot/core/output.h"

namespace earshot::net {

// Link-local groups: no router passes them on, and switches that watch memberships let 224.0.0.x through to everybody.
// 224.0.0.185 is not assigned by IANA, neither is ff02::4:7474.
Address group_v4(std::uint16_t port);
Address group_v6(InterfaceIndex interface, std::uint16_t port);

struct Destination {
  Address to;
  InterfaceIndex interface;       // by which it leaves; 0: by the routing table
  std::optional<Address> source;  // else by the kernel's choice
  bool operator==(const Destination&) const = default;
};

// Broadcast to every IPv4 subnet of each interface, and on request (or if there is no broadcast) both groups.
std::vector<Destination> destinations(std::span<const Interface> interfaces, const Group& group, std::uint16_t port);

// Whether a datagram that came in there for this address was for everybody, not for this host alone.
bool is_for_everybody(const Address& destination, const Interface& interface);

}  // namespace earshot::net
