// What the pretended network does to a datagram on its way from one host to another. Values and chance only; which
// hosts there are is the business of sim_lan.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "earshot/base/random.h"
#include "earshot/base/time.h"

namespace earshot::sim {

using HostNumber = std::uint32_t;

// The manners of one direction between two hosts. Fractions are 0 … 1.
struct Link {
  double loss = 0;          // of everything
  double group_loss = 0;    // of broadcast and multicast besides: Wi-Fi neither acknowledges nor repeats them
  double unicast_loss = 0;  // of unicast besides
  double duplicates = 0;
  double reordered = 0;  // this part is held back by up to `held_back`, so that later ones overtake
  Duration held_back = std::chrono::milliseconds(20);
  Duration delay = std::chrono::microseconds(100);  // a switched wire; Wi-Fi is 1-5 ms
  Duration jitter = std::chrono::microseconds(50);
};

enum class Blocked : std::uint8_t { group, unicast, both };

class Faults {
 public:
  Faults(const Link& usual, Random& chance) : usual_(usual), chance_(chance) {}

  void set_usual(const Link& link) { usual_ = link; }
  void set(HostNumber from, HostNumber to, const Link& link) { links_[{from, to}] = link; }
  void block(HostNumber from, HostNumber to, Blocked what) { blocked_[{from, to}] = what; }
  // Hosts of different sides hear nothing of each other. Everybody is on side 0 at first.
  void put_on_side(HostNumber host, int side) { sides_[host] = side; }
  // No partition, nothing blocked, no link that differs from the usual one.
  void heal();

  // How long each copy that arrives is under way: none (lost), one, or two (doubled).
  struct Copies {
    std::size_t count = 0;
    Duration delays[2]{};
  };
  Copies travel(HostNumber from, HostNumber to, bool group);

 private:
  const Link& link(HostNumber from, HostNumber to) const;
  bool is_blocked(HostNumber from, HostNumber to, bool group) const;
  int side(HostNumber host) const;
  bool happens(double probability) { return probability > 0 && chance_.fraction() < probability; }
  Duration delay(const Link& link);

  Link usual_;
  Random& chance_;
  std::map<std::pair<HostNumber, HostNumber>, Link> links_;
  std::map<std::pair<HostNumber, HostNumber>, Blocked> blocked_;
  std::map<HostNumber, int> sides_;
};

}  // namespace earshot::sim
