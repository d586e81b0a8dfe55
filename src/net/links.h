// The kernel's list of interfaces and addresses, as facts without judgement, and the socket on which it tells that the
// list changed. By netlink, because nothing else says which interface is part of a bridge, and which IPv6 addresses
// are still being tested for doubles.
#pragma once

#include <string>
#include <vector>

#include "earshot/base/address.h"
#include "net/fd.h"

namespace earshot::net {

struct Link {
  Interface interface;
  bool up = false;
  bool running = false;
  bool broadcast = false;
  bool point_to_point = false;
  bool part_of_another = false;
  std::string kind;  // of virtual ones: "bridge", "veth", "tun", "wireguard" …; empty: hardware
};

std::vector<Link> read_links();  // by index; throws std::system_error

// Readable when a link or an address changed. The messages are not worth reading: they come in flurries, miss what
// follows from what, and can be lost. Empty them, wait for the end of the flurry and look again.
Fd open_change_notices();
void discard_change_notices(int descriptor);

}  // namespace earshot::net
