// The power goes at any moment. What commit() has confirmed is there afterwards, all of it and in one piece, and no
// epoch is given twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "edge/stored.h"
#include "support/fragile_disk.h"
#include "support/seeds.h"

namespace earshot::store {
namespace {

constexpr int kLives = 5;
constexpr std::uint32_t kChangesMax = 500, kChangesMaxLong = 6'000;  // in a life: some thirty commits

class Story {
 public:
  explicit Story(std::uint64_t seed) : is_long_(seed % 50 == 0), disk_(seed), stored_(seed, is_long_) {
    bench_.options.vfs = disk_.vfs();
  }
  FragileDisk& disk() { return disk_; }

  // What is wrong afterwards, if anything is.
  std::string play() {
    for (int life = 0; life < kLives; ++life) {
      disk_.cut_power_at(disk_.changes() + 1 + stored_.random().below(is_long_ ? kChangesMaxLong : kChangesMax));
      try {
        live();
      } catch (const StorageError& error) {
        if (!disk_.is_without_power()) return error.what();
      }
      bench_.close();
      disk_.restore_power();
      if (auto wrong = look(); !wrong.empty()) return wrong;
    }
    return "";
  }

 private:
  void live() {
    begin();
    while (!disk_.is_without_power()) {
      const auto what = stored_.random().below(20);
      if (what == 0) {
        bench_.reopened();
        begin();
      } else if (what == 1) {
        bench_.storage().prune(bench_.now);
      } else {
        stored_.commit_more(bench_.storage());
      }
    }
  }
  void begin() {
    const auto epoch = bench_.storage().begin_epoch({1});
    if (epoch <= epoch_) throw StorageError("an epoch came again");
    epoch_ = epoch;
  }
  std::string look() {
    const auto wrong = stored_.check(bench_.storage());
    if (!wrong.empty()) return wrong;
    if (!bench_.warnings.empty()) return bench_.warnings.front();
    const auto epoch = bench_.storage().begin_epoch({1});
    if (epoch <= epoch_) return "an epoch came again";
    epoch_ = epoch;
    bench_.close();
    return "";
  }

  bool is_long_;
  FragileDisk disk_;
  StorageBench bench_;
  Stored stored_;
  Epoch epoch_{0};
};

// A long run: EARSHOT_CUTS=5000 ctest -R PowerCut
std::uint64_t cuts() {
  const char* const wanted = std::getenv("EARSHOT_CUTS");
  return wanted ? std::stoull(wanted) : 300;
}

TEST(PowerCut, LosesNothingThatWasConfirmed) {
  for (const auto seed : sim::seeds(cuts() / kLives)) {
    sim::playing(seed);
    EXPECT_EQ(Story(seed).play(), "");
  }
}

// Else the test above would not show anything.
TEST(PowerCut, LosesWhatIsOnlyWrittenAndNotSynced) {
  int wrong = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Story story(seed);
    story.disk().claim_to_be_safe();
    wrong += story.play().empty() ? 0 : 1;
  }
  EXPECT_GT(wrong, 5);
}

}  // namespace
}  // namespace earshot::store
