// Opens the UDP sockets as the protocol wants them. Each family has its own: a dual-stack socket would lose its IPv4
// unicast to any program that binds 0.0.0.0.
// All are non-blocking, tell the interface and the destination of what they receive, and are never connected: a
// connected socket, or one with IP_RECVERR, reports the error of one peer while sending to another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "earshot/base/address.h"
#include "net/fd.h"

namespace earshot::net {

struct SocketPair {
  Fd v4;
  Fd v6;  // none when the machine has no IPv6, and in loopback mode
};

// Shared by all nodes of the machine (SO_REUSEADDR) and only for group datagrams. Throws StartError (port_taken), or
// std::system_error for anything else.
SocketPair open_discovery(std::uint16_t port, bool loopback);

struct Unicast {
  SocketPair sockets;
  std::uint16_t port = 0;
  bool range_full = false;  // so `port` is any free one
};
// The first of `count` ports from `first` that nobody else has, for UDP and TCP.
Unicast open_unicast(std::uint16_t first, std::uint16_t count, bool loopback);

// Leaves and joins again, which also makes a new membership report for switches that forgot the old one.
void join_groups(const SocketPair& discovery, std::span<const Interface> interfaces);

// Bytes that SO_RCVBUF really gave: the system cuts at net.core.rmem_max without a word.
std::size_t receive_buffer(const Fd& socket);
// Datagrams that did not fit into it.
std::uint64_t receive_drops(const Fd& socket);

}  // namespace earshot::net
