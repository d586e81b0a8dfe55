// What was sent on the pretended LAN, counted by kind of datagram. One group datagram goes out on up to three channels
// (broadcast, IPv4 and IPv6 multicast): each is counted.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "earshot/wire/message.h"
#include "support/sim_lan.h"

namespace earshot::sim {

class Traffic {
 public:
  struct Sum {
    std::uint64_t group = 0, unicast = 0, bytes = 0;
    std::uint64_t datagrams() const { return group + unicast; }
  };

  void add(const Sent& sent);
  void clear() { sums_.clear(); }

  Sum all() const;
  Sum of(wire::Kind kind) const;
  std::string words() const;  // "12 here, 30 ping"
  Sum of_rooms() const;       // messages of rooms, their acknowledgements and their repair

 private:
  std::map<std::optional<wire::Kind>, Sum> sums_;  // none: not ours to read
};

}  // namespace earshot::sim
