// What talking and being there cost in datagrams: the production core on the pretended LAN, so the figures are exact
// and the same on every machine.
//   bench_counts
#include <gtest/gtest.h>

#include <cstdio>

#include "support/sim_lan.h"

namespace earshot::bench {
namespace {

using namespace literals;

struct Cost {
  double group = 0, unicast = 0, bytes = 0;
};

// One group datagram goes out on up to three channels (broadcast, IPv4 and IPv6 multicast): each is counted.
Cost cost(const sim::SimLan& lan, std::size_t from) {
  Cost cost;
  for (auto sent = lan.tapped().begin() + static_cast<std::ptrdiff_t>(from); sent != lan.tapped().end(); ++sent) {
    (sent->by == sim::Sent::By::unicast ? cost.unicast : cost.group) += 1;
    cost.bytes += static_cast<double>(sent->bytes->size());
  }
  return cost;
}

void room_message(std::size_t peers, double loss) {
  constexpr int kMessages = 50;
  sim::SimLan lan({.seed = 1, .link = {.loss = loss}, .tapped = true});
  const auto hosts = lan.join_many(peers);
  lan.run_for(30s);
  const auto begun = lan.tapped().size();
  const auto time = lan.now();
  for (int i = 0; i < kMessages; ++i) {
    hosts[0]->says("lobby", "message " + std::to_string(i));
    lan.run_for(6s);
  }
  const auto with = cost(lan, begun);
  const auto seconds = std::chrono::duration<double>(lan.now() - time).count();
  // The same time without a message, to take the idle traffic out.
  const auto idle_begun = lan.tapped().size();
  lan.run_for(std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds)));
  const auto without = cost(lan, idle_begun);
  std::printf("{\"name\":\"room message\",\"peers\":%zu,\"loss\":%.2f,\"group\":%.2f,\"unicast\":%.2f}\n", peers, loss,
              (with.group - without.group) / kMessages, (with.unicast - without.unicast) / kMessages);
}

void idle(std::size_t peers) {
  sim::SimLan lan({.seed = 1, .tapped = true});
  lan.join_many(peers);
  lan.run_for(60s);
  const auto begun = lan.tapped().size();
  lan.run_for(10min);
  const auto cost_of = cost(lan, begun);
  const auto peer_seconds = static_cast<double>(peers) * 600;
  std::printf(
      "{\"name\":\"idle\",\"peers\":%zu,\"datagrams_per_peer_s\":%.2f,\"group_per_segment_s\":%.2f,"
      "\"bytes_per_peer_s\":%.0f}\n",
      peers, (cost_of.group + cost_of.unicast) / peer_seconds, cost_of.group / 600, cost_of.bytes / peer_seconds);
}

}  // namespace
}  // namespace earshot::bench

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  for (const std::size_t peers : {3, 10, 50}) earshot::bench::idle(peers);
  for (const double loss : {0.0, 0.05})
    for (const std::size_t peers : {3, 10, 50}) earshot::bench::room_message(peers, loss);
  return 0;
}
