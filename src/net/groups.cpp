#include "net/groups.h"

#include <algorithm>

namespace earshot::net {
namespace {

using Family = Address::Family;

void add_broadcasts(const Interface& interface, std::uint16_t port, std::vector<Destination>& to) {
  for (const InterfaceAddress& own : interface.addresses) {
    auto broadcast = subnet_broadcast(own);
    if (!broadcast) continue;
    broadcast->port = port;
    to.push_back({*broadcast, interface.index, own.address});
  }
}

const InterfaceAddress* first_of(const Interface& interface, Family family) {
  const auto found = std::ranges::find_if(interface.addresses,
                                          [&](const InterfaceAddress& own) { return own.address.family == family; });
  return found == interface.addresses.end() ? nullptr : &*found;
}

}  // namespace

Address group_v4(std::uint16_t port) {
  return {.family = Family::v4, .ip = {224, 0, 0, 185}, .port = port, .scope = 0};
}

Address group_v6(InterfaceIndex interface, std::uint16_t port) {
  return {.family = Family::v6,
          .ip = {0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x00, 0x04, 0x74, 0x74},
          .port = port,
          .scope = interface.value};
}

std::vector<Destination> destinations(std::span<const Interface> interfaces, const Group& group, std::uint16_t port) {
  std::vector<Destination> result;
  for (const Interface& it : interfaces) {
    if (group.only && *group.only != it.index) continue;
    const std::size_t before = result.size();
    add_broadcasts(it, port, result);
    const auto enough = [&] { return !group.every_channel && result.size() > before; };

    if (const auto* own = first_of(it, Family::v6); own && it.multicast && !enough()) {
      result.push_back({group_v6(it.index, port), it.index, std::nullopt});
    }
    if (const auto* own = first_of(it, Family::v4); own && it.multicast && !enough()) {
      result.push_back({group_v4(port), it.index, own->address});
    }
  }
  return result;
}

bool is_for_everybody(const Address& destination, const Interface& interface) {
  if (destination.family == Family::v6) return destination.ip[0] == 0xff;
  if (destination.ip[0] >= 224) return true;  // multicast, and 255.255.255.255
  return std::ranges::any_of(interface.addresses, [&](const InterfaceAddress& own) {
    const auto broadcast = subnet_broadcast(own);
    return broadcast && broadcast->ip == destination.ip;
  });
}

}  // namespace earshot::net
