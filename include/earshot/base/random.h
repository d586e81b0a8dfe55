// The only source of chance. The program gives the system's generator, tests give a seeded one, so that a test that
// fails can be played again exactly. std::*_distribution differs between libraries and is not used anywhere.
#pragma once

#include <cstdint>
#include <span>

#include "earshot/base/time.h"

namespace earshot {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> bytes) = 0;

  std::uint64_t number();                         // all 64 bits
  std::uint64_t below(std::uint64_t limit);       // 0 … limit-1 without bias; limit > 0
  double fraction();                              // 0 ≤ x < 1, 53 bits
  Duration between(Duration low, Duration high);  // low ≤ x ≤ high
};

}  // namespace earshot
