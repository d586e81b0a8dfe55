#include "net/system_address.h"

#include <cstring>

namespace earshot::net {

Address from_v4(const in_addr& ip) {
  Address address{.family = Address::Family::v4, .ip = {}, .port = 0, .scope = 0};
  std::memcpy(address.ip.data(), &ip, sizeof ip);
  return address;
}

Address from_v6(const in6_addr& ip) {
  Address address{.family = Address::Family::v6, .ip = {}, .port = 0, .scope = 0};
  std::memcpy(address.ip.data(), &ip, sizeof ip);
  return address;
}

in_addr v4_of(const Address& address) {
  in_addr ip;
  std::memcpy(&ip, address.ip.data(), sizeof ip);
  return ip;
}

in6_addr v6_of(const Address& address) {
  in6_addr ip;
  std::memcpy(&ip, address.ip.data(), sizeof ip);
  return ip;
}

SystemAddress to_system(const Address& address) {
  SystemAddress result;
  if (address.family == Address::Family::v4) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(address.port);
    v4.sin_addr = v4_of(address);
    std::memcpy(&result.storage, &v4, sizeof v4);
    result.size = sizeof v4;
    return result;
  }
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(address.port);
  v6.sin6_addr = v6_of(address);
  v6.sin6_scope_id = address.scope;
  std::memcpy(&result.storage, &v6, sizeof v6);
  result.size = sizeof v6;
  return result;
}

std::optional<Address> from_system(const sockaddr_storage& storage) {
  if (storage.ss_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &storage, sizeof v4);
    Address address = from_v4(v4.sin_addr);
    address.port = ntohs(v4.sin_port);
    return address;
  }
  if (storage.ss_family != AF_INET6) return std::nullopt;
  sockaddr_in6 v6;
  std::memcpy(&v6, &storage, sizeof v6);
  Address address = from_v6(v6.sin6_addr);
  address.port = ntohs(v6.sin6_port);
  if (is_link_local_v6(address)) address.scope = v6.sin6_scope_id;
  return address;
}

}  // namespace earshot::net
