// What the pretended network does to a datagram on its way from one host to another. Values and chance only; which
// hosts there are is the business of sim_lan.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "earshot/base/random.h"
#include "earshot/base/time.h"
#include "earshot/base/types.h"

namespace earshot::sim {

using HostNumber = std::uint32_t;

// The manners of one direction between two hosts. Fractions are 0 … 1 of the datagrams.
struct Link {
  double loss = 0;          // of everything
  double group_loss = 0;    // of broadcast and multicast besides: Wi-Fi neither acknowledges nor repeats them
  double unicast_loss = 0;  // of unicast besides
  double bursts = 0;        // begin a burst (Gilbert): they are lost, and so is each next one while it goes on
  double burst_goes_on = 0.8;
  double duplicates = 0;
  double echoes = 0;  // come once more, up to `echoed_within` later
  Duration echoed_within = std::chrono::minutes(2);
  double reordered = 0;  // are held back by up to `held_back`, so that later ones overtake
  Duration held_back = std::chrono::milliseconds(20);
  double stragglers = 0;  // are late by much: half of them by more than twice `late_by`, one in a hundred by 100 times
  Duration late_by = std::chrono::milliseconds(50);
  double freezes = 0;  // find the receiver's radio asleep: all that is for it waits until it wakes up (power saving)
  Duration freeze = std::chrono::milliseconds(300);
  double flipped = 0;                               // have a few wrong bits
  double cut = 0;                                   // lack their end
  std::size_t bytes_max = SIZE_MAX;                 // larger ones are lost
  Duration delay = std::chrono::microseconds(100);  // a switched wire; Wi-Fi is 1-5 ms
  Duration jitter = std::chrono::microseconds(50);
  bool operator==(const Link&) const = default;
};

enum class Blocked : std::uint8_t { group, unicast, both };

// What chance did to one datagram, beside the jitter. Nothing, by default.
struct Fate {
  bool lost = false;
  Duration late{};                   // beyond the link's delay
  std::optional<Duration> again{};   // a second copy, so much later than the first (or sooner, below 0)
  std::uint64_t flips = 0, cut = 0;  // which bits and which end, drawn from this number; 0: none
  bool operator==(const Fate&) const = default;
};
Bytes damaged(BytesView bytes, const Fate& fate);

// The datagrams from one host to another, counted from 0 in the order in which they were sent.
struct Passage {
  HostNumber from = 0, to = 0;
  std::uint64_t number = 0;
  auto operator<=>(const Passage&) const = default;
};
using Fates = std::map<Passage, Fate>;  // those that are not the default

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

  // From here on what chance does is written down, when there is a book.
  void write_down(Fates* book) { is_counting_ = true, book_ = book; }
  // From here on nothing is left to chance: this happens, and no more. What is blocked stays blocked.
  void follow(const Fates* script) { is_counting_ = true, script_ = script; }

  struct Datagram {
    HostNumber from = 0, to = 0;
    bool group = false;
    std::size_t bytes = 0;
  };
  // How long each copy that arrives is under way: none (lost), one, or two (doubled).
  struct Copies {
    std::size_t count = 0;
    Duration delays[2]{};
    Fate fate{};
  };
  Copies travel(Instant now, const Datagram& datagram);

 private:
  using Way = std::pair<HostNumber, HostNumber>;

  const Link& link(const Way& way) const;
  bool is_blocked(const Way& way, bool group) const;
  int side(HostNumber host) const;
  bool happens(double probability) { return probability > 0 && chance_.fraction() < probability; }
  Fate draw(Instant now, const Link& link, const Datagram& datagram, const Passage& passage, Duration& jittered);
  bool is_lost(const Link& link, const Datagram& datagram);
  bool is_in_a_burst(const Link& link, const Way& way);
  Duration lateness(Instant now, const Link& link, HostNumber to);
  Duration jitter(const Link& link, const Passage& passage);
  Duration any_jitter(const Link& link);

  Link usual_;
  Random& chance_;
  std::map<Way, Link> links_;
  std::map<Way, Blocked> blocked_;
  std::map<HostNumber, int> sides_;
  std::set<Way> bursts_;
  std::map<HostNumber, Instant> asleep_until_;
  bool is_counting_ = false;  // not where a thousand hosts make a million ways
  std::map<Way, std::uint64_t> counts_;
  Fates* book_ = nullptr;
  const Fates* script_ = nullptr;
};

}  // namespace earshot::sim
