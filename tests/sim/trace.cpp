#include "sim/trace.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace earshot::sim {

namespace {

using Kind = Act::Kind;

constexpr std::array kNames{
    std::pair{Kind::joins, "joins"},
    std::pair{Kind::leaves, "leaves"},
    std::pair{Kind::returns, "returns"},
    std::pair{Kind::says, "says"},
    std::pair{Kind::says_much, "says_much"},
    std::pair{Kind::tells, "tells"},
    std::pair{Kind::tells_much, "tells_much"},
    std::pair{Kind::crashes, "crashes"},
    std::pair{Kind::restarts, "restarts"},
    std::pair{Kind::forgets, "forgets"},
    std::pair{Kind::backs_up, "backs_up"},
    std::pair{Kind::restores, "restores"},
    std::pair{Kind::moves, "moves"},
    std::pair{Kind::sleeps, "sleeps"},
    std::pair{Kind::wakes, "wakes"},
    std::pair{Kind::parts, "parts"},
    std::pair{Kind::isolates, "isolates"},
    std::pair{Kind::deafens, "deafens"},
    std::pair{Kind::heals, "heals"},
    std::pair{Kind::weather, "weather"},
    std::pair{Kind::parrots, "parrots"},
    std::pair{Kind::lies, "lies"},
    std::pair{Kind::clock_jumps, "clock_jumps"},
    std::pair{Kind::clock_stands, "clock_stands"},
    std::pair{Kind::clock_runs_back, "clock_runs_back"},
    std::pair{Kind::disk_is_slow, "disk_is_slow"},
    std::pair{Kind::disk_is_full, "disk_is_full"},
    std::pair{Kind::disk_lies, "disk_lies"},
    std::pair{Kind::disk_is_well, "disk_is_well"},
    std::pair{Kind::commit_is_denied, "commit_is_denied"},
    std::pair{Kind::commit_is_cut, "commit_is_cut"},
};

void write(std::ostream& out, const Passage& passage, const Fate& fate) {
  out << "fate " << passage.from << ' ' << passage.to << ' ' << passage.number;
  if (fate.lost) out << " lost";
  if (fate.late != Duration::zero()) out << " late " << fate.late.count();
  if (fate.again) out << " again " << fate.again->count();
  if (fate.flips != 0) out << " flips " << fate.flips;
  if (fate.cut != 0) out << " cut " << fate.cut;
  out << '\n';
}

template <class Number>
Number number_in(std::istream& line) {
  Number number{};
  if (!(line >> number)) throw std::runtime_error("a number is missing");
  return number;
}

Duration time_in(std::istream& line) { return Duration(number_in<Duration::rep>(line)); }

Fate fate_in(std::istream& line) {
  Fate fate;
  for (std::string word; line >> word;) {
    if (word == "lost")
      fate.lost = true;
    else if (word == "late")
      fate.late = time_in(line);
    else if (word == "again")
      fate.again = time_in(line);
    else if (word == "flips")
      fate.flips = number_in<std::uint64_t>(line);
    else if (word == "cut")
      fate.cut = number_in<std::uint64_t>(line);
    else
      throw std::runtime_error("no fate is called " + word);
  }
  return fate;
}

Act act_in(std::istream& line) {
  Act act{.at = time_in(line)};
  std::string kind;
  line >> kind;
  const auto known = act_named(kind);
  if (!known) throw std::runtime_error("no act is called " + kind);
  act.kind = *known;
  act.who = number_in<HostNumber>(line);
  act.whom = number_in<HostNumber>(line);
  act.number = number_in<std::uint64_t>(line);
  return act;
}

void read(Trace& trace, const std::string& text) {
  std::istringstream line(text);
  std::string word;
  line >> word;
  if (word == "breaks") {
    std::getline(line >> std::ws, trace.breaks);
  } else if (word == "mended") {
    trace.mended = true;
  } else if (word == "seed") {
    trace.seed = number_in<std::uint64_t>(line);
  } else if (word == "sodium") {
    trace.sodium = true;
  } else if (word == "time") {
    trace.time = time_in(line);
  } else if (word == "host") {
    trace.hosts.push_back({.luck = number_in<std::uint64_t>(line), .multicast = number_in<int>(line) != 0});
  } else if (word == "act") {
    trace.acts.push_back(act_in(line));
  } else if (word == "fate") {
    const Passage passage{number_in<HostNumber>(line), number_in<HostNumber>(line), number_in<std::uint64_t>(line)};
    (*trace.fates)[passage] = fate_in(line);
  } else {
    throw std::runtime_error("no line begins with " + word);
  }
}

}  // namespace

const char* name(Act::Kind kind) {
  const auto* found = std::ranges::find(kNames, kind, [](const auto& it) { return it.first; });
  return found->second;
}

std::optional<Act::Kind> act_named(const std::string& name) {
  const auto* found = std::ranges::find(kNames, name, [](const auto& it) { return it.second; });
  if (found == kNames.end()) return std::nullopt;
  return found->first;
}

bool Trace::operator==(const Trace& other) const {
  return breaks == other.breaks && mended == other.mended && seed == other.seed && sodium == other.sodium &&
         time == other.time && hosts == other.hosts && acts == other.acts && fates == other.fates;
}

std::string to_text(const Trace& trace) {
  std::ostringstream out;
  out << "# Times are microseconds since the beginning. host: luck, hears multicast. act: when, what, who, whom, "
         "which.\n"
         "# fate: from, to, number of the datagram on this way, what chance did to it; to all others nothing.\n";
  if (!trace.breaks.empty()) out << "breaks " << trace.breaks << '\n';
  if (trace.mended) out << "mended\n";
  out << "seed " << trace.seed << '\n';
  if (trace.sodium) out << "sodium\n";
  out << "time " << trace.time.count() << '\n';
  for (const auto& host : trace.hosts) out << "host " << host.luck << ' ' << (host.multicast ? 1 : 0) << '\n';
  for (const auto& act : trace.acts)
    out << "act " << act.at.count() << ' ' << name(act.kind) << ' ' << act.who << ' ' << act.whom << ' ' << act.number
        << '\n';
  if (trace.fates)
    for (const auto& [passage, fate] : *trace.fates) write(out, passage, fate);
  return out.str();
}

Trace trace_from(const std::string& text) {
  Trace trace;
  trace.fates.emplace();
  std::istringstream lines(text);
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    try {
      read(trace, line);
    } catch (const std::runtime_error& error) {
      throw std::runtime_error("line " + std::to_string(number) + ": " + error.what());
    }
  }
  const auto count = trace.hosts.size();
  if (std::ranges::any_of(trace.acts, [&](const Act& act) { return act.who >= count || act.whom >= count; }))
    throw std::runtime_error("an act is of a host that there is not");
  return trace;
}

}  // namespace earshot::sim
