#include "net/sockets.h"

#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include "earshot/net/start_error.h"
#include "net/groups.h"
#include "net/port_holder.h"
#include "net/system_address.h"

#ifndef IPV6_MULTICAST_ALL
#define IPV6_MULTICAST_ALL 29  // Linux 4.20; the headers of glibc do not have it
#endif

namespace earshot::net {
namespace {

using Family = Address::Family;

// The system's default holds 92 full datagrams; a burst of answers from a few hundred peers is more.
constexpr int kUnicastBufferBytes = 4 * 1024 * 1024;
constexpr int kDiscoveryBufferBytes = 1024 * 1024;

void set(const Fd& socket, int level, int option, int value) {
  // Where a kernel lacks an option, the filters on receiving do the same work more slowly.
  ::setsockopt(socket.get(), level, option, &value, sizeof value);
}

int domain(Family family) { return family == Family::v4 ? AF_INET : AF_INET6; }

[[noreturn]] void fail(const std::string& tried) { throw std::system_error(errno, std::system_category(), tried); }

// None: this machine has no such family.
Fd make_socket(Family family, int type) {
  Fd socket(::socket(domain(family), type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket && errno != EAFNOSUPPORT) fail("socket");
  if (socket && family == Family::v6) set(socket, IPPROTO_IPV6, IPV6_V6ONLY, 1);
  return socket;
}

bool bind_to(const Fd& socket, const Address& address) {
  const SystemAddress system = to_system(address);
  return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&system.storage), system.size) == 0;
}

Fd make_udp(Family family, int buffer_bytes) {
  Fd socket = make_socket(family, SOCK_DGRAM);
  if (!socket) return socket;
  set(socket, SOL_SOCKET, SO_RCVBUF, buffer_bytes);
  if (family == Family::v4) {
    set(socket, IPPROTO_IP, IP_PKTINFO, 1);
    set(socket, IPPROTO_IP, IP_MULTICAST_ALL, 0);  // else it hears groups that other programs joined
    set(socket, IPPROTO_IP, IP_MULTICAST_TTL, 1);
    set(socket, SOL_SOCKET, SO_BROADCAST, 1);
  } else {
    set(socket, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    set(socket, IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0);
    set(socket, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 1);
  }
  return socket;
}

Address any(Family family, std::uint16_t port) { return {.family = family, .ip = {}, .port = port, .scope = 0}; }

// In loopback mode the kernel itself then refuses to send anything off the machine.
Address own(Family family, std::uint16_t port, bool loopback) {
  Address address = any(family, port);
  if (loopback) address.ip = {127, 0, 0, 1};
  return address;
}

Fd open_discovery(Family family, std::uint16_t port) {
  Fd socket = make_udp(family, kDiscoveryBufferBytes);
  if (!socket) return socket;
  set(socket, SOL_SOCKET, SO_REUSEADDR, 1);
  const Address address = any(family, port);
  if (bind_to(socket, address)) return socket;
  if (family == Family::v6 && errno == EADDRNOTAVAIL) return {};  // IPv6 is switched off
  const std::string tried = "bind " + to_string(address);
  if (errno != EADDRINUSE) fail(tried);
  StartError error(ErrorCode::port_taken, tried + ": address in use");
  error.port = port;
  error.holder = find_udp_port_holder(port);
  throw error;
}

enum class Bound { yes, taken };

// Port 0 takes any, and writes it down for the second family.
Bound bind_unicast(SocketPair& sockets, std::uint16_t& port, bool loopback) {
  for (Fd* const socket : {&sockets.v4, &sockets.v6}) {
    if (!*socket) continue;
    const Family family = socket == &sockets.v4 ? Family::v4 : Family::v6;
    const Address address = own(family, port, loopback);
    if (!bind_to(*socket, address)) {
      if (errno == EADDRINUSE) return Bound::taken;
      if (family == Family::v4 || errno != EADDRNOTAVAIL) fail("bind " + to_string(address));
      *socket = {};
    }
    if (port != 0) continue;
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    if (::getsockname(socket->get(), reinterpret_cast<sockaddr*>(&bound), &size) != 0) fail("getsockname");
    port = from_system(bound).value_or(address).port;
  }
  return Bound::yes;
}

// Files and long backlogs come by TCP at the same number. A listener of somebody else makes the port useless; what is
// left of closed connections does not.
bool tcp_is_free(std::uint16_t port, bool loopback) {
  const Fd socket = make_socket(Family::v4, SOCK_STREAM);
  set(socket, SOL_SOCKET, SO_REUSEADDR, 1);
  return bind_to(socket, own(Family::v4, port, loopback));
}

}  // namespace

SocketPair open_discovery(std::uint16_t port, bool loopback) {
  SocketPair pair;
  pair.v4 = open_discovery(Family::v4, port);
  if (!pair.v4) fail("IPv4 socket");
  if (!loopback) pair.v6 = open_discovery(Family::v6, port);
  return pair;
}

Unicast open_unicast(std::uint16_t first, std::uint16_t count, bool loopback) {
  constexpr unsigned kAnyPortTries = 16;  // the number that IPv4 gave us may be taken in IPv6
  for (unsigned i = 0; i < count + kAnyPortTries; ++i) {
    Unicast result;
    result.range_full = i >= count;
    result.port = result.range_full ? std::uint16_t{0} : static_cast<std::uint16_t>(first + i);
    // New sockets each time: one that is bound cannot be bound again.
    result.sockets.v4 = make_udp(Family::v4, kUnicastBufferBytes);
    if (!result.sockets.v4) fail("IPv4 socket");
    if (!loopback) result.sockets.v6 = make_udp(Family::v6, kUnicastBufferBytes);
    if (bind_unicast(result.sockets, result.port, loopback) == Bound::taken) continue;
    if (tcp_is_free(result.port, loopback)) return result;
  }
  errno = EADDRINUSE;
  fail("bind any UDP port");
}

void join_groups(const SocketPair& discovery, std::span<const Interface> interfaces) {
  for (const Interface& it : interfaces) {
    if (!it.multicast) continue;
    ip_mreqn v4{};
    v4.imr_multiaddr = v4_of(group_v4(0));
    v4.imr_ifindex = static_cast<int>(it.index.value);
    ::setsockopt(discovery.v4.get(), IPPROTO_IP, IP_DROP_MEMBERSHIP, &v4, sizeof v4);
    ::setsockopt(discovery.v4.get(), IPPROTO_IP, IP_ADD_MEMBERSHIP, &v4, sizeof v4);
    if (!discovery.v6) continue;
    ipv6_mreq v6{};
    v6.ipv6mr_multiaddr = v6_of(group_v6(it.index, 0));
    v6.ipv6mr_interface = it.index.value;
    ::setsockopt(discovery.v6.get(), IPPROTO_IPV6, IPV6_LEAVE_GROUP, &v6, sizeof v6);
    ::setsockopt(discovery.v6.get(), IPPROTO_IPV6, IPV6_JOIN_GROUP, &v6, sizeof v6);
  }
}

std::size_t receive_buffer(const Fd& socket) {
  int doubled = 0;
  socklen_t size = sizeof doubled;
  ::getsockopt(socket.get(), SOL_SOCKET, SO_RCVBUF, &doubled, &size);
  return static_cast<std::size_t>(doubled) / 2;  // the kernel counts its own memory as well, and so gives twice
}

std::uint64_t receive_drops(const Fd& socket) {
  if (!socket) return 0;
  std::array<std::uint32_t, SK_MEMINFO_VARS> values{};
  socklen_t size = sizeof values;
  ::getsockopt(socket.get(), SOL_SOCKET, SO_MEMINFO, values.data(), &size);
  return values[SK_MEMINFO_DROPS];
}

}  // namespace earshot::net
