// The seeds of a story, and how to play one again: every failure prints its seed and a command line for it.
#pragma once

#include <cstdint>

namespace earshot::sim {

// for (auto seed : seeds(200)): 1 … 200; or only the one in the environment's EARSHOT_SEED; or, for a machine that has
// little time, only 200 / EARSHOT_SEED_SHARE of them; or, for a long run, others, from EARSHOT_SEED_FIRST on. Ends
// after the first seed that fails: the others would say the same again.
class Seeds {
 public:
  class Iterator {
   public:
    Iterator(std::uint64_t seed, std::uint64_t end);
    std::uint64_t operator*() const { return seed_; }
    Iterator& operator++();
    bool operator!=(const Iterator& end) const;

   private:
    std::uint64_t seed_;
    std::uint64_t end_;
  };

  Seeds(std::uint64_t first, std::uint64_t end) : first_(first), end_(end) {}
  Iterator begin() const { return {first_, end_}; }
  Iterator end() const { return {end_, end_}; }

 private:
  std::uint64_t first_, end_;
};
Seeds seeds(std::uint64_t count);

// The seed that failures name from here on. SimLan calls it.
void playing(std::uint64_t seed);

}  // namespace earshot::sim
