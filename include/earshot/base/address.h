// An IP address with a UDP or TCP port. A value; it owns no socket.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "earshot/base/types.h"

namespace earshot {

struct Address {
  enum class Family : std::uint8_t { v4, v6 };
  Family family = Family::v4;
  std::array<std::uint8_t, 16> ip{};  // v4 in the first four bytes, the rest 0
  std::uint16_t port = 0;
  std::uint32_t scope = 0;  // interface index of a v6 link-local address, else 0
  auto operator<=>(const Address&) const = default;
};

// "10.0.0.1:47475", "[fe80::1%3]:47475". The scope is the number of the interface.
std::string to_string(const Address& address);
std::string ip_to_string(const Address& address);

// Accepts what to_string gives, and the same without a port (then `port_default`). Names of hosts are not looked up.
std::optional<Address> parse_address(std::string_view text, std::uint16_t port_default);

bool is_loopback(const Address& address);
bool is_link_local_v6(const Address& address);
// One host on some network: not 0.0.0.0, not broadcast or multicast.
bool is_one_host(const Address& address);

// One address of an interface with the length of its network prefix.
struct InterfaceAddress {
  Address address;  // port 0
  std::uint8_t prefix_bits = 0;
  auto operator<=>(const InterfaceAddress&) const = default;
};

bool same_subnet(const InterfaceAddress& own, const Address& other);
// 10.1.2.255 for 10.1.2.3/24. Only for v4 with a prefix of at most 30 bits.
std::optional<Address> subnet_broadcast(const InterfaceAddress& own);

// A usable network interface as the edge found it.
struct Interface {
  InterfaceIndex index;
  std::string name;
  std::vector<InterfaceAddress> addresses;
  bool multicast = false;
  bool loopback = false;
  auto operator<=>(const Interface&) const = default;
};

}  // namespace earshot
