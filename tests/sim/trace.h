// A run of the chaos, written down: who there is, what happens when, and what chance does to which datagram. It is the
// same run again whatever becomes of the generator that drew it, so a run that found a fault is kept in this form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/faults.h"

namespace earshot::sim {

struct Act {
  enum class Kind : std::uint8_t {
    // people
    joins,
    leaves,
    returns,
    says,
    says_much,
    tells,
    tells_much,
    // hosts
    crashes,
    restarts,
    forgets,
    backs_up,
    restores,
    moves,
    sleeps,
    wakes,
    // the network
    parts,
    isolates,
    deafens,
    heals,
    weather,
    parrots,
    lies,
    // clocks
    clock_jumps,
    clock_stands,
    clock_runs_back,
    // disks
    disk_is_slow,
    disk_is_full,
    disk_lies,
    disk_is_well,
    commit_is_denied,
    commit_is_cut,
  };
  Duration at{};  // since the beginning
  Kind kind{};
  HostNumber who = 0, whom = 0;
  std::uint64_t number = 0;  // what else there is to choose
  bool operator==(const Act&) const = default;
};
const char* name(Act::Kind kind);
std::optional<Act::Kind> act_named(const std::string& name);

struct Trace {
  struct Host {
    std::uint64_t luck = 0;
    bool multicast = true;
    bool operator==(const Host&) const = default;
  };
  // Complaint::rule, or the name of a figure whose promise is broken; empty: it holds.
  std::string breaks{};
  bool mended = false;  // it did break that once
  std::uint64_t seed = 0;
  bool sodium = false;
  Duration time{};               // then there is peace
  std::vector<Host> hosts{};     // by number
  std::vector<Act> acts{};       // in order
  Link worst{};                  // as bad as the weather can be; where chance decides, and not written down
  std::optional<Fates> fates{};  // none: chance decides
  bool operator==(const Trace& other) const;
};

std::string to_text(const Trace& trace);
// Of a text with fates, else nothing is said of them. Throws std::runtime_error that names the line.
Trace trace_from(const std::string& text);

}  // namespace earshot::sim
