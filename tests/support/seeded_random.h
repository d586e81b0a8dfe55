// The Random of the tests: the same seed gives the same numbers on every machine, so that a failure that prints its
// seed can be played again. splitmix64 (Steele, Lea, Flood 2014): one addition and a mixer. No secrecy at all.
#pragma once

#include <cstdint>
#include <span>

#include "earshot/base/random.h"

namespace earshot {

class SeededRandom : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}

  void fill(std::span<std::uint8_t> bytes) override {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i, word >>= 8) {
      if (i % 8 == 0) word = next();
      bytes[i] = static_cast<std::uint8_t>(word);
    }
  }

 private:
  std::uint64_t next() {
    std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15;  // 2^64 / golden ratio, odd
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }

  std::uint64_t state_;
};

}  // namespace earshot
