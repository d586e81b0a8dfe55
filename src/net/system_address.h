// Our Address as the system writes it, and back.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <optional>

#include "earshot/base/address.h"

namespace earshot::net {

struct SystemAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

SystemAddress to_system(const Address& address);
std::optional<Address> from_system(const sockaddr_storage& storage);  // none: neither IPv4 nor IPv6

Address from_v4(const in_addr& ip);
Address from_v6(const in6_addr& ip);
in_addr v4_of(const Address& address);
in6_addr v6_of(const Address& address);

}  // namespace earshot::net
