#include "support/seeds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

namespace earshot::sim {

namespace {

std::uint64_t seed_played = 0;
std::string test_played;  // GoogleTest does not tell while it reports: it holds its lock

// Says after each failed assertion how to play it again.
class ReplayLine : public testing::EmptyTestEventListener {
  void OnTestStart(const testing::TestInfo&) override { seed_played = 0; }
  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (!result.failed() || seed_played == 0) return;
    std::cerr << "Seed " << seed_played << ". Again: EARSHOT_SEED=" << seed_played << ' '
              << std::filesystem::read_symlink("/proc/self/exe").string() << " --gtest_filter=" << test_played << '\n';
  }
};

void install_replay_line() {
  static const bool once = [] {
    testing::UnitTest::GetInstance()->listeners().Append(new ReplayLine);  // GoogleTest deletes it
    return true;
  }();
  (void)once;
}

}  // namespace

Seeds::Iterator::Iterator(std::uint64_t seed, std::uint64_t end) : seed_(seed), end_(end) {}

Seeds::Iterator& Seeds::Iterator::operator++() {
  seed_ = testing::Test::HasFailure() ? end_ : seed_ + 1;
  return *this;
}

bool Seeds::Iterator::operator!=(const Iterator& end) const { return seed_ != end.seed_; }

Seeds seeds(std::uint64_t count) {
  if (const char* only = std::getenv("EARSHOT_SEED")) {
    const std::uint64_t seed = std::stoull(only);
    return {seed, seed + 1};
  }
  if (const char* share = std::getenv("EARSHOT_SEED_SHARE"))
    count = std::max<std::uint64_t>(count / std::max<std::uint64_t>(std::stoull(share), 1), 1);
  const char* const from = std::getenv("EARSHOT_SEED_FIRST");
  const std::uint64_t first = from ? std::stoull(from) : 1;
  return {first, first + count};
}

void playing(std::uint64_t seed) {
  install_replay_line();
  seed_played = seed;
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  test_played = test == nullptr ? "" : std::string(test->test_suite_name()) + "." + test->name();
}

}  // namespace earshot::sim
