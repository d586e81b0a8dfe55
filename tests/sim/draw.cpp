#include "sim/draw.h"

#include <algorithm>
#include <array>
#include <set>

#include "support/seeded_random.h"

namespace earshot::sim {

namespace {

using namespace std::chrono_literals;
using Kind = Act::Kind;

constexpr Duration kStartsWithin = 2s;
constexpr Duration kBetweenActsMax = 4s;
constexpr Duration kFaultMax = 30s;  // then a disk is well again, and who sleeps wakes up

// What people do is in every run.
struct Common {
  Kind kind;
  std::uint64_t weight;
};
constexpr std::array kPeople{Common{Kind::says, 30},      Common{Kind::says_much, 1}, Common{Kind::tells, 20},
                             Common{Kind::tells_much, 1}, Common{Kind::joins, 4},     Common{Kind::leaves, 5},
                             Common{Kind::returns, 12}};

// A fault of a host or of the network, that begins with an act.
struct Blow {
  Kind kind;
  std::uint64_t weight;
  std::uint64_t in_100;  // runs it is in
};
constexpr std::array kBlows{
    Blow{Kind::crashes, 5, 50},         Blow{Kind::restarts, 5, 50},        Blow{Kind::forgets, 1, 30},
    Blow{Kind::backs_up, 3, 20},        Blow{Kind::moves, 6, 50},           Blow{Kind::sleeps, 3, 30},
    Blow{Kind::parts, 3, 50},           Blow{Kind::isolates, 3, 30},        Blow{Kind::deafens, 5, 40},
    Blow{Kind::parrots, 10, 30},        Blow{Kind::lies, 10, 25},           Blow{Kind::clock_jumps, 2, 25},
    Blow{Kind::clock_stands, 1, 15},    Blow{Kind::clock_runs_back, 1, 15}, Blow{Kind::disk_is_slow, 3, 30},
    Blow{Kind::disk_is_full, 3, 30},    Blow{Kind::disk_lies, 5, 0},        Blow{Kind::commit_is_cut, 5, 40},
    Blow{Kind::commit_is_denied, 4, 30}};

// A fault of the weather: how bad it can be, in the link.
struct Bad {
  const char* name;
  std::uint64_t in_100;
  void (*add)(Link& link, const Options& options, double share);
};
constexpr std::array kWeather{
    Bad{"loss", 70, [](Link& it, const Options& options, double share) { it.loss = 2 * options.loss * share; }},
    Bad{"broadcast_loss", 60,
        [](Link& it, const Options& options, double share) { it.group_loss = 2 * options.broadcast_loss * share; }},
    Bad{"bursts", 40, [](Link& it, const Options&, double share) { it.bursts = 0.05 * share; }},
    Bad{"duplicates", 50, [](Link& it, const Options&, double share) { it.duplicates = 0.2 * share; }},
    Bad{"echoes", 30, [](Link& it, const Options&, double share) { it.echoes = 0.05 * share; }},
    Bad{"reordered", 50, [](Link& it, const Options&, double share) { it.reordered = 0.4 * share; }},
    Bad{"stragglers", 30, [](Link& it, const Options&, double share) { it.stragglers = 0.05 * share; }},
    Bad{"freezes", 40, [](Link& it, const Options&, double share) { it.freezes = 0.05 * share; }},
    Bad{"flipped", 40, [](Link& it, const Options&, double share) { it.flipped = 0.05 * share; }},
    Bad{"cut", 30, [](Link& it, const Options&, double share) { it.cut = 0.05 * share; }},
};

class Drawer {
 public:
  explicit Drawer(const Options& options) : options_(options), chance_(options.seed) {
    trace_.seed = options.seed;
    trace_.sodium = options.sodium;
    trace_.time = kStartsWithin + options.time();
  }

  Trace draw() {
    draw_faults();
    for (std::size_t i = 0; i < 2 * options_.peers; ++i)
      trace_.hosts.push_back({.luck = chance_.number(), .multicast = chance_.below(4) > 0});
    is_on_.resize(trace_.hosts.size());
    std::vector<Duration> starts;
    for (std::size_t i = 0; i < options_.peers; ++i) starts.push_back(chance_.between(0s, kStartsWithin));
    std::ranges::sort(starts);
    for (const auto start : starts) turn_on(joined_++, {.at = start, .kind = Kind::joins});
    std::uint64_t weights = 0;
    for (const auto& it : kinds_) weights += it.weight;
    for (Duration at = kStartsWithin; at < trace_.time; at += chance_.between(0s, kBetweenActsMax)) {
      auto drawn = chance_.below(weights);
      const auto* it = kinds_.data();
      for (; drawn >= it->weight; ++it) drawn -= it->weight;
      add({.at = at, .kind = it->kind, .number = chance_.number()});
    }
    std::ranges::stable_sort(trace_.acts, {}, &Act::at);
    return trace_;
  }

 private:
  bool is_drawn(const std::string& fault, std::uint64_t in_100) {
    const bool drawn = chance_.below(100) < in_100;
    return options_.faults.empty() ? drawn : std::ranges::count(options_.faults, fault) > 0;
  }

  void draw_faults() {
    kinds_.assign(kPeople.begin(), kPeople.end());
    for (const auto& it : kBlows) {
      if (!is_drawn(name(it.kind), it.in_100)) continue;
      kinds_.push_back({it.kind, it.weight});
      if (it.kind == Kind::backs_up) kinds_.push_back({Kind::restores, 1});
    }
    bool is_bad = false;
    for (const auto& it : kWeather) {
      const double share = chance_.fraction();
      if (!is_drawn(it.name, it.in_100)) continue;
      it.add(trace_.worst, options_, share);
      is_bad = true;
    }
    if (is_bad) kinds_.push_back({Kind::weather, 6});
    kinds_.push_back({Kind::heals, 5});
  }

  // Who is not on cannot act; and half of the people stay, so that there is somebody to tell.
  void add(Act act) {
    if (act.kind == Kind::joins) {
      if (joined_ < trace_.hosts.size()) turn_on(joined_++, act);
      return;
    }
    const bool goes = act.kind == Kind::leaves || act.kind == Kind::crashes;
    const auto on = static_cast<std::size_t>(std::ranges::count(is_on_, true));
    if (goes && on <= std::max<std::size_t>(2, options_.peers / 2)) return;
    const auto who = anybody(act.kind != Kind::returns);
    if (!who) return;
    if (act.kind == Kind::returns) return turn_on(*who, act);
    act.who = *who;
    const bool is_of_two = act.kind == Kind::tells || act.kind == Kind::tells_much || act.kind == Kind::deafens;
    act.whom = is_of_two ? static_cast<HostNumber>(chance_.below(joined_)) : act.who;
    if (goes) is_on_[act.who] = false;
    trace_.acts.push_back(act);
    if (act.kind == Kind::disk_is_full || act.kind == Kind::disk_is_slow) add_end(act, Kind::disk_is_well);
    if (act.kind == Kind::sleeps) add_end(act, Kind::wakes);
    if (act.kind == Kind::commit_is_cut) add_end(act, Kind::returns);
  }
  void add_end(const Act& begin, Kind kind) {
    trace_.acts.push_back(
        {.at = begin.at + chance_.between(0s, kFaultMax), .kind = kind, .who = begin.who, .whom = begin.who});
  }

  void turn_on(HostNumber who, Act act) {
    act.who = act.whom = who;
    is_on_[who] = true;
    trace_.acts.push_back(act);
  }

  std::optional<HostNumber> anybody(bool on) {
    std::vector<HostNumber> candidates;
    for (HostNumber i = 0; i < joined_; ++i)
      if (is_on_[i] == on) candidates.push_back(i);
    if (candidates.empty()) return std::nullopt;
    return candidates[chance_.below(candidates.size())];
  }

  const Options& options_;
  SeededRandom chance_;
  Trace trace_;
  std::vector<Common> kinds_;
  std::vector<bool> is_on_;
  HostNumber joined_ = 0;
};

}  // namespace

Trace draw_trace(const Options& options) { return Drawer(options).draw(); }

bool is_fault(const std::string& name) {
  return std::ranges::any_of(kBlows, [&](const Blow& it) { return name == sim::name(it.kind); }) ||
         std::ranges::any_of(kWeather, [&](const Bad& it) { return name == it.name; });
}

std::string fault_names() {
  std::string names;
  for (const auto& it : kWeather) names += std::string(names.empty() ? "" : ", ") + it.name;
  for (const auto& it : kBlows) names += std::string(", ") + name(it.kind);
  return names;
}

std::string faults_of(const Trace& trace) {
  std::string names;
  const auto add = [&](const std::string& name) { names += (names.empty() ? "" : ", ") + name; };
  for (const auto& it : kWeather) {
    Link link = trace.worst;
    it.add(link, {}, 0);
    if (!(link == trace.worst)) add(it.name);
  }
  for (const auto& it : kBlows)
    if (std::ranges::count(trace.acts, it.kind, &Act::kind) > 0) add(name(it.kind));
  return names.empty() ? "none" : names;
}

}  // namespace earshot::sim
