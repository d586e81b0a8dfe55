// What the measuring programs share: a node on real sockets with a keeper that forgets, and the statistics.
#pragma once

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "earshot/core/node.h"
#include "earshot/crypto/system_random.h"
#include "earshot/net/loop.h"
#include "earshot/net/runner.h"

namespace earshot::bench {

struct Machine {
  std::unique_ptr<crypto::Seal> seal = crypto::make_sodium_seal();
  std::unique_ptr<Random> random = crypto::make_system_random();
};

class Peer {
 public:
  Peer(net::Loop& loop, const Machine& machine, const std::string& nick, const std::string& interface,
       std::function<void(const Event&)> event, const Remembered& remembered = {})
      : node_(config(nick), crypto::make_identity(*machine.seal, *machine.random), *machine.seal, *machine.random),
        runner_(loop, node_, options(interface),
                {.event = std::move(event), .keep = [](std::span<const Store>) { return true; }}) {
    runner_.start(remembered);
  }
  net::Runner& runner() { return runner_; }

 private:
  static Config config(const std::string& nick) {
    Config config;
    config.nick = nick;
    return config;
  }
  static net::Runner::Options options(const std::string& interface) {
    net::Runner::Options options;
    const std::vector<std::string> rules{interface};
    options.interfaces = *net::InterfaceRules::parse(rules);
    return options;
  }
  Node node_;
  net::Runner runner_;
};

inline std::int64_t microseconds(Instant instant) { return instant.time_since_epoch().count(); }

// {"name":…,"n":…,"p50_us":…,"p90_us":…,"p99_us":…,"max_us":…}
inline void print(const std::string& name, std::vector<std::int64_t> times_us) {
  std::sort(times_us.begin(), times_us.end());
  const auto at = [&](double share) {
    if (times_us.empty()) return std::int64_t{-1};
    const auto last = times_us.size() - 1;
    return times_us[std::min(last, static_cast<std::size_t>(share * static_cast<double>(times_us.size())))];
  };
  std::printf("{\"name\":\"%s\",\"n\":%zu,\"p50_us\":%lld,\"p90_us\":%lld,\"p99_us\":%lld,\"max_us\":%lld}\n",
              name.c_str(), times_us.size(), static_cast<long long>(at(0.5)), static_cast<long long>(at(0.9)),
              static_cast<long long>(at(0.99)), static_cast<long long>(at(1)));
  std::fflush(stdout);
}

}  // namespace earshot::bench
