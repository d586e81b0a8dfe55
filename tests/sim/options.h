// The command line of the simulator.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "earshot/base/time.h"

namespace earshot::sim {

struct Options {
  std::string scenario;
  std::size_t peers = 100;    // whole nodes
  std::size_t extras = 0;     // see extras.h
  double hours = 0;           // of virtual time, for the part that is measured
  double loss = 0;            // of every datagram, 0 … 1
  double broadcast_loss = 0;  // of broadcast and multicast besides
  std::uint64_t seed = 0;
  std::string without{};  // a rule, see without.h; none
  bool sodium = false;    // real signatures and encryption
  bool json = false;
  std::string play{};                      // a file: the run that is written down there, and nothing of the above
  std::string chart{};                     // a file for what happened, a line each
  std::string shrink_to{};                 // of the chaos: a file for what is left of a run that breaks a promise
  std::chrono::seconds shrink_within{60};  // of real time
  std::vector<std::string> faults{};       // of the chaos: these and no others; none: drawn
  Duration time() const;                   // `hours`
};

// What is said instead of a run: help, or what is wrong with the words.
struct Said {
  int exit_code = 0;
  std::string text;
};

// `words`: without the program's name. `fresh_seed`: for who gives none. What is not given is as the scenario has it.
std::variant<Options, Said> parse(std::vector<std::string> words, std::uint64_t fresh_seed);

// The command that plays the same run again.
std::string again(const Options& options);

// The shortest text that reads back as the same number.
std::string to_text(double number);

}  // namespace earshot::sim
