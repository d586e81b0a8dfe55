// What talking and being there cost in datagrams: the production core on the pretended LAN, so the figures are exact
// and the same on every machine.
//   bench_counts
#include <gtest/gtest.h>

#include <cstdio>

#include "support/sim_lan.h"
#include "support/traffic.h"

namespace earshot::bench {
namespace {

using namespace literals;

void room_message(std::size_t peers, double loss) {
  constexpr int kMessages = 50;
  sim::Traffic traffic;
  sim::SimLan lan({.seed = 1, .link = {.loss = loss}, .watch = {.sent = [&](const auto& it) { traffic.add(it); }}});
  const auto hosts = lan.join_many(peers);
  lan.run_for(30s);
  traffic.clear();
  for (int i = 0; i < kMessages; ++i) {
    hosts[0]->says("lobby", "message " + std::to_string(i));
    lan.run_for(6s);
  }
  const auto total = traffic.of_rooms();
  std::printf("{\"name\":\"room message\",\"peers\":%zu,\"loss\":%.2f,\"group\":%.2f,\"unicast\":%.2f}\n", peers, loss,
              static_cast<double>(total.group) / kMessages, static_cast<double>(total.unicast) / kMessages);
}

void idle(std::size_t peers) {
  sim::Traffic traffic;
  sim::SimLan lan({.seed = 1, .watch = {.sent = [&](const auto& it) { traffic.add(it); }}});
  lan.join_many(peers);
  lan.run_for(60s);
  traffic.clear();
  lan.run_for(10min);
  const auto total = traffic.all();
  const auto peer_seconds = static_cast<double>(peers) * 600;
  std::printf(
      "{\"name\":\"idle\",\"peers\":%zu,\"datagrams_per_peer_s\":%.2f,\"group_per_segment_s\":%.2f,"
      "\"bytes_per_peer_s\":%.0f}\n",
      peers, static_cast<double>(total.datagrams()) / peer_seconds, static_cast<double>(total.group) / 600,
      static_cast<double>(total.bytes) / peer_seconds);
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
