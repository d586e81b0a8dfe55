#include "sim/without.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace earshot::sim {

namespace {

using namespace std::chrono_literals;

constexpr Duration kNever = 1'000h;

constexpr std::array kRules{
    Rule{"tail", "the newest message goes a second time", [](Config& it) { it.tail_copy = kNever; }},
    Rule{"head", "then it is named", [](Config& it) { it.head_after = kNever; }},
    Rule{"gather", "two who lack a message get one broadcast", [](Config& it) { it.repair_gather = 0us; }},
    Rule{"backoff", "who lacks a message waits whether others ask for it",
         [](Config& it) { it.repair_backoff_few = it.repair_backoff_min = it.repair_backoff_max = 1us; }},
    Rule{"hellos", "the hello of a start is said again after 2 s",
         [](Config& it) { it.hello_repeat_second = it.hello_repeat_first; }},
    Rule{"window", "a newcomer asks for sixteen parts side by side", [](Config& it) { it.pull_window = 1; }},
    Rule{"refuting", "who is said to be gone has time to deny it", [](Config& it) { it.refute_within = 0us; }},
    Rule{"pings", "a ping without answer is tried twice more", [](Config& it) { it.ping_tries = 1; }},
};

}  // namespace

std::span<const Rule> rules() { return kRules; }

bool is_rule(const std::string& name) { return std::ranges::find(kRules, name, &Rule::name) != kRules.end(); }

std::string rule_names() {
  std::string names;
  for (const auto& rule : kRules) names += (names.empty() ? "" : ", ") + std::string(rule.name);
  return names;
}

Config without(const std::string& rule, Config config) {
  const auto* found = std::ranges::find(kRules, rule, &Rule::name);
  assert(found != kRules.end());
  found->drop(config);
  return config;
}

}  // namespace earshot::sim
