// What the sockets of one node did since its start, and what they did not let through. Nothing of it is an error: the
// network is like the weather.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace earshot::net {

struct Counters {
  std::uint64_t received = 0;  // handed to the node
  std::uint64_t sent = 0;
  // Dropped on the way in.
  std::uint64_t too_long = 0;
  std::uint64_t empty = 0;
  std::uint64_t not_group = 0;        // unicast at the discovery port: another local user could take it from us
  std::uint64_t not_unicast = 0;      // broadcast at the unicast port: one datagram, and everybody would answer
  std::uint64_t other_interface = 0;  // one that the node does not use
  std::uint64_t buffer_full = 0;      // by the kernel, because we did not read in time
  std::uint64_t receive_errors = 0;
  // Not sent.
  std::uint64_t send_errors = 0;
  std::uint64_t send_queue_full = 0;
  std::uint64_t not_sendable = 0;  // a unicast to what is no single host, or off the machine in loopback mode
  // Records that the keeper refused for so long that there was no more room for them.
  std::uint64_t records_lost = 0;
};

// For people and reports: "received", 12 and so on, in the order above.
std::vector<std::pair<std::string, std::uint64_t>> named(const Counters& counters);

}  // namespace earshot::net
