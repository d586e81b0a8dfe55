// How long a newcomer needs: N peers know each other, one more starts; until all of them list it and it lists all.
//   bench_arrival INTERFACE N RUNS
// All nodes are in this process with a socket each, so the figure includes their work on one core.
#include <cstdlib>
#include <set>

#include "bench/bench.h"

namespace earshot::bench {
namespace {

using namespace literals;

constexpr Duration kTimeLimit = 60s;
constexpr Duration kSettle = 3s;  // the last hello is sent two seconds after a start

struct Crowd {
  net::Loop loop;
  Machine machine;
  std::vector<std::unique_ptr<Peer>> peers;
  std::vector<std::set<PeerId>> lists;
  std::size_t complete = 0;  // lists with everybody else
  std::size_t size = 0;
  std::function<void()> all_complete;

  void add(const std::string& interface) {
    const auto number = peers.size();
    lists.emplace_back();
    peers.push_back(nullptr);
    peers[number] = std::make_unique<Peer>(loop, machine, "p" + std::to_string(number), interface,
                                           [this, number](const Event& event) { seen(number, event); });
  }
  void seen(std::size_t number, const Event& event) {
    const auto* peer = std::get_if<event::Peer>(&event.what);
    if (!peer) return;
    auto& list = lists[number];
    if (peer->what == event::Peer::What::here && list.insert(peer->peer.id).second && list.size() == size - 1 &&
        ++complete == size)
      all_complete();
    if (peer->what == event::Peer::What::gone && list.erase(peer->peer.id) > 0 && list.size() + 2 == size) --complete;
  }
};

std::optional<Duration> measure(const std::string& interface, std::size_t count) {
  Crowd crowd;
  std::optional<Duration> took;
  Instant begun;
  net::Timer limit(crowd.loop, [&] { crowd.loop.stop(); });
  limit.arm(kTimeLimit);
  net::Timer settled(crowd.loop, [&] {
    crowd.size = count + 1;
    crowd.complete = 0;
    crowd.all_complete = [&] {
      took = net::now().instant - begun;
      crowd.loop.stop();
    };
    begun = net::now().instant;
    crowd.add(interface);
  });
  crowd.size = count;
  crowd.all_complete = [&] { settled.arm(kSettle); };
  for (std::size_t i = 0; i < count; ++i) crowd.add(interface);
  crowd.loop.run();
  return took;
}

}  // namespace
}  // namespace earshot::bench

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const auto count = std::strtoul(argv[2], nullptr, 10), runs = std::strtoul(argv[3], nullptr, 10);
  std::vector<std::int64_t> times;
  for (std::size_t run = 0; run < runs; ++run) {
    const auto took = earshot::bench::measure(argv[1], count);
    if (!took) {
      std::fprintf(stderr, "not complete within the limit\n");
      return 1;
    }
    times.push_back(took->count());
  }
  earshot::bench::print("newcomer among " + std::to_string(count), times);
  return 0;
}
