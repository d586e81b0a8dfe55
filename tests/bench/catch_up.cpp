// How long a newcomer needs for what was said in a room before it came, by people who have left, and what that costs.
//   bench_catch_up hold INTERFACE AUTHORS EACH    has so many entries of so many authors, until it is ended
//   bench_catch_up fetch INTERFACE ENTRIES        starts, and ends when it has shown so many
#include <sys/resource.h>

#include <cstdlib>

#include "bench/bench.h"

namespace earshot::bench {
namespace {

using namespace literals;

constexpr Duration kTimeLimit = 60s;
constexpr std::size_t kTextBytes = 100;

// An author who writes where nobody is, and goes.
void write_log(const Machine& machine, std::size_t number, std::size_t entries, Remembered& kept) {
  Config config;
  config.nick = "author" + std::to_string(number);
  const auto identity = crypto::make_identity(*machine.seal, *machine.random);
  Node author(config, identity, *machine.seal, *machine.random);
  const auto take = [&] {
    while (auto output = author.poll())
      if (const auto* store = std::get_if<Store>(&*output))
        if (const auto* entry = std::get_if<record::Entry>(&store->record)) kept.entries.push_back(*entry);
  };
  author.start(net::now(), {});
  take();
  for (std::size_t i = 0; i < entries; ++i) {
    command::Send send;
    send.room = "lobby";
    send.text = std::string(kTextBytes, 'x');
    send.queue = true;
    Moment settled = net::now();
    settled.instant += config.name_patience;
    if (!author.submit(settled, send)) std::abort();
    take();
  }
  kept.peers.push_back(
      {.id = identity.id, .nick = config.nick, .host = {}, .addresses = {}, .alias = {}, .verified_as = {}});
}

int hold(const std::string& interface, std::size_t authors, std::size_t each) {
  net::Loop loop;
  const Machine machine;
  Remembered kept;
  for (std::size_t i = 0; i < authors; ++i) write_log(machine, i, each, kept);
  std::ranges::stable_sort(kept.entries, {}, [](const record::Entry& it) { return it.author; });
  std::ranges::sort(kept.peers, {}, &record::Peer::id);
  const Peer peer(
      loop, machine, "holder", interface, [](const Event&) {}, kept);
  net::Timer limit(loop, [&] { loop.stop(); });
  limit.arm(kTimeLimit);
  std::puts("ready");
  std::fflush(stdout);
  loop.run();
  return 0;
}

std::int64_t cpu_us() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto us = [](const timeval& time) { return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_usec; };
  return us(used.ru_utime) + us(used.ru_stime);
}

int fetch(const std::string& interface, std::size_t entries) {
  net::Loop loop;
  const Machine machine;
  std::size_t shown = 0;
  net::Timer limit(loop, [&] { loop.stop(); });
  limit.arm(kTimeLimit);
  const auto begun = net::now().instant;
  const Peer peer(loop, machine, "newcomer", interface, [&](const Event& event) {
    if (std::holds_alternative<event::Message>(event.what) && ++shown == entries) loop.stop();
  });
  loop.run();
  std::printf("{\"entries\":%zu,\"took_us\":%lld,\"cpu_us\":%lld}\n", shown,
              static_cast<long long>(microseconds(net::now().instant) - microseconds(begun)),
              static_cast<long long>(cpu_us()));
  return shown == entries ? 0 : 1;
}

int run(const std::vector<std::string>& words) {
  const auto number = [&](std::size_t i) { return std::stoul(words.at(i)); };
  if (words.at(0) == "hold") return hold(words.at(1), number(2), number(3));
  if (words.at(0) == "fetch") return fetch(words.at(1), number(2));
  return 2;
}

}  // namespace
}  // namespace earshot::bench

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  return earshot::bench::run({argv + 1, argv + argc});
}
