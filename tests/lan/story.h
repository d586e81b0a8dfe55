// What several stories ask for.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "earshot/wire/codec.h"
#include "support/seeds.h"
#include "support/sim_lan.h"

namespace earshot::sim {

using Hosts = std::vector<SimHost*>;

// Those that are on list all others that are on, and nobody else.
inline bool all_list_all(const Hosts& hosts) {
  const auto on = static_cast<std::size_t>(std::ranges::count_if(hosts, &SimHost::is_on));
  return std::ranges::all_of(hosts, [&](const SimHost* host) {
    if (!host->is_on()) return true;
    if (host->sees().here().size() + 1 != on) return false;
    return std::ranges::all_of(
        hosts, [&](const SimHost* other) { return other == host || !other->is_on() || host->lists(*other); });
  });
}

inline bool nobody_lists(const Hosts& hosts, const SimHost& who) {
  return std::ranges::none_of(hosts, [&](const SimHost* host) { return host->is_on() && host->lists(who); });
}

// Hosts that know each other, at rest: the hellos are said and the network carries everything so far.
inline Hosts settled(SimLan& lan, std::size_t count, const HostOptions& options = {}) {
  const Hosts hosts = lan.join_many(count, options);
  lan.run_for(5s);
  EXPECT_TRUE(all_list_all(hosts));
  return hosts;
}

inline std::size_t times_told(const Hosts& hosts, event::Peer::What what) {
  std::size_t times = 0;
  for (const auto* host : hosts)
    for (const auto* other : hosts) times += host->sees().times(other->id(), what);
  return times;
}

inline std::string kind_of(const Sent& sent) {
  const auto split = wire::decode_head(*sent.bytes);
  return split ? wire::name(split->head.kind) : "?";
}
inline bool is_group(const Sent& sent) { return sent.by != Sent::By::unicast; }

// Of what was sent since `from` (a size of tapped() before).
template <class Condition>
std::size_t count_sent(const SimLan& lan, std::size_t from, const Condition& condition) {
  const auto& sent = lan.tapped();
  return static_cast<std::size_t>(
      std::count_if(sent.begin() + static_cast<std::ptrdiff_t>(from), sent.end(), condition));
}

// Everybody has heard exactly what everybody else has said, in order. `said` is by author, as in `hosts`.
inline void expect_all_heard_all(const Hosts& hosts, const std::vector<std::vector<std::string>>& said) {
  for (const auto* viewer : hosts) {
    for (std::size_t i = 0; i < hosts.size(); ++i) {
      if (viewer == hosts[i]) continue;
      EXPECT_EQ(viewer->heard_from(*hosts[i]), said[i]) << viewer->nick() << " of " << hosts[i]->nick();
    }
  }
}

// Bad Wi-Fi and worse.
constexpr Link kRough{.loss = 0.3, .duplicates = 0.1, .reordered = 0.2, .delay = 1ms, .jitter = 2ms};

}  // namespace earshot::sim
