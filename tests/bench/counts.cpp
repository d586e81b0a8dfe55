// What talking and being there cost in datagrams: the production core on the pretended LAN, so the figures are exact
// and the same on every machine.
//   bench_counts
#include <gtest/gtest.h>

#include <cstdio>

#include "earshot/wire/codec.h"
#include "support/sim_lan.h"

namespace earshot::bench {
namespace {

using namespace literals;

struct Cost {
  double group = 0, unicast = 0, bytes = 0;
};

// One group datagram goes out on up to three channels (broadcast, IPv4 and IPv6 multicast): each is counted.
template <class Wanted>
Cost cost(const sim::SimLan& lan, std::size_t from, Wanted is_wanted) {
  Cost cost;
  for (auto sent = lan.tapped().begin() + static_cast<std::ptrdiff_t>(from); sent != lan.tapped().end(); ++sent) {
    if (!is_wanted(*sent->bytes)) continue;
    (sent->by == sim::Sent::By::unicast ? cost.unicast : cost.group) += 1;
    cost.bytes += static_cast<double>(sent->bytes->size());
  }
  return cost;
}

bool is_of_a_room(const Bytes& datagram) {
  const auto split = wire::decode_head(datagram);
  if (!split) return false;
  using wire::Kind;
  const auto kind = split->head.kind;
  return kind == Kind::post || kind == Kind::head || kind == Kind::want || kind == Kind::none || kind == Kind::ack;
}

void room_message(std::size_t peers, double loss) {
  constexpr int kMessages = 50;
  sim::SimLan lan({.seed = 1, .link = {.loss = loss}, .tapped = true});
  const auto hosts = lan.join_many(peers);
  lan.run_for(30s);
  const auto begun = lan.tapped().size();
  for (int i = 0; i < kMessages; ++i) {
    hosts[0]->says("lobby", "message " + std::to_string(i));
    lan.run_for(6s);
  }
  const auto total = cost(lan, begun, is_of_a_room);
  std::printf("{\"name\":\"room message\",\"peers\":%zu,\"loss\":%.2f,\"group\":%.2f,\"unicast\":%.2f}\n", peers, loss,
              total.group / kMessages, total.unicast / kMessages);
}

void idle(std::size_t peers) {
  sim::SimLan lan({.seed = 1, .tapped = true});
  lan.join_many(peers);
  lan.run_for(60s);
  const auto begun = lan.tapped().size();
  lan.run_for(10min);
  const auto total = cost(lan, begun, [](const Bytes&) { return true; });
  const auto peer_seconds = static_cast<double>(peers) * 600;
  std::printf(
      "{\"name\":\"idle\",\"peers\":%zu,\"datagrams_per_peer_s\":%.2f,\"group_per_segment_s\":%.2f,"
      "\"bytes_per_peer_s\":%.0f}\n",
      peers, (total.group + total.unicast) / peer_seconds, total.group / 600, total.bytes / peer_seconds);
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
