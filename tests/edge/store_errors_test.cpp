// A disk that fails now and then, or is full: commit() says so, what it had confirmed before stays, and the same
// records are taken as soon as the disk takes them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "edge/stored.h"
#include "support/fragile_disk.h"
#include "support/seeds.h"

namespace earshot::store {
namespace {

namespace fs = std::filesystem;
using testing::AnyOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int kCommits = 6;
constexpr int kTriesMax = 30;  // no failure below lasts longer

class DiskErrors : public testing::Test {
 protected:
  struct Machine {
    explicit Machine(std::uint64_t seed) : disk(seed), stored(seed) { bench.options.vfs = disk.vfs(); }
    FragileDisk disk;
    StorageBench bench;
    Stored stored;
  };

  // As a node would: what is refused comes again. Returns how often it was.
  static int persist(const std::function<bool()>& step) {
    for (int refused = 0; refused < kTriesMax; ++refused) {
      try {
        if (step()) return refused;
      } catch (const StorageError&) {
        continue;
      }
    }
    ADD_FAILURE() << "it never went on";
    return kTriesMax;
  }
  static int work(Machine& machine) {
    Epoch epoch{0};
    int refused = persist([&] {
      const auto next = machine.bench.storage().begin_epoch({1});
      EXPECT_GT(next, epoch);
      epoch = next;
      return true;
    });
    for (int i = 0; i < kCommits; ++i) {
      refused += persist([&] {
        const bool is_kept = machine.stored.commit_more(machine.bench.storage());
        EXPECT_EQ(machine.bench.storage().refused_because().empty(), is_kept);
        return is_kept;
      });
      if (i % 3 == 1) refused += persist([&] { return !machine.bench.storage().prune(machine.bench.now); });
    }
    return refused;
  }
  static void look(Machine& machine) {
    machine.bench.close();
    EXPECT_EQ(machine.stored.check(machine.bench.storage()), "");
    EXPECT_THAT(machine.bench.warnings, IsEmpty());
    EXPECT_THAT(machine.bench.set_aside(), IsEmpty());
  }
  static std::uint64_t operations_of_the_work() {
    Machine machine(1);
    work(machine);
    return machine.disk.operations();
  }
};

TEST_F(DiskErrors, AtAnyOperationAreSaidAndGotOver) {
  const auto operations = operations_of_the_work();
  std::uint64_t refused = 0;
  for (std::uint64_t at = 1; at <= operations; ++at) {
    SCOPED_TRACE("operation " + std::to_string(at));
    Machine machine(1);
    machine.disk.fail(at, at % 3 == 0 ? 5 : 1);
    refused += work(machine) > 0 ? 1U : 0U;
    look(machine);
    if (HasFailure()) break;
  }
  EXPECT_GT(refused, operations / 2);
}

// A sync that fails may have lost what it was for. What is confirmed later must not rest on it.
TEST_F(DiskErrors, BeforeAPowerCutLoseNothingThatWasConfirmedAfterThem) {
  for (const auto seed : sim::seeds(200)) {
    sim::playing(seed);
    Machine machine(seed);
    machine.disk.fail(1 + machine.stored.random().below(600), 1 + machine.stored.random().below(3));
    work(machine);
    machine.disk.fail(0, 0);
    machine.disk.cut_power_at(machine.disk.changes() + 1 + machine.stored.random().below(3));
    machine.bench.close();
    machine.disk.restore_power();
    look(machine);
  }
}

TEST_F(DiskErrors, AFullDiskIsSaidAndGotOver) {
  for (const auto seed : sim::seeds(100)) {
    sim::playing(seed);
    Machine machine(seed);
    machine.bench.storage();
    machine.disk.set_room(machine.disk.used() + machine.stored.random().below(200'000));
    bool is_full = false;
    for (int i = 0; i < 1'000 && !is_full; ++i) is_full = !machine.stored.commit_more(machine.bench.storage());
    ASSERT_TRUE(is_full);
    EXPECT_THAT(machine.bench.storage().refused_because(), HasSubstr("database or disk is full"));
    EXPECT_FALSE(machine.stored.commit_more(machine.bench.storage()));
    EXPECT_FALSE(machine.bench.storage().is_read_only());
    if (seed % 2 == 0) look(machine);  // nor is anything lost if the program ends here
    machine.disk.set_room(std::nullopt);
    EXPECT_TRUE(machine.stored.commit_more(machine.bench.storage()));
    EXPECT_TRUE(machine.stored.commit_more(machine.bench.storage()));
    look(machine);
  }
}

TEST_F(DiskErrors, OnADiskThatIsFullFromTheStartItSaysSoAndBeginsLater) {
  Machine machine(1);
  for (std::uint64_t room = 0; room < 300'000; room += 5'000) {
    machine.disk.set_room(room);
    try {
      machine.bench.storage();
      break;
    } catch (const StorageError& error) {
      EXPECT_THAT(error.what(), HasSubstr("database or disk is full"));
    }
  }
  machine.disk.set_room(std::nullopt);
  EXPECT_TRUE(machine.stored.commit_more(machine.bench.storage()));
  look(machine);
}

// A damaged file, while the disk does not do what it should.
class Rescue : public DiskErrors {
 protected:
  struct Damaged : Machine {
    Damaged() : Machine(1) {
      for (int i = 0; i < 60; ++i) EXPECT_TRUE(stored.commit_more(bench.storage()));
      bench.storage().prune(bench.now);
      for (int i = 0; i < 2; ++i) EXPECT_TRUE(stored.commit_more(bench.storage()));
      file = content(bench.file);
      journal = content(bench.file.string() + "-wal");
      bench.close();
      disk.restore_power();  // nothing is pending of what is now overwritten
      std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(file.size()) / 2, 3 * 4'096, '\x5a');
      overwrite(bench.file, file);
      overwrite(bench.file.string() + "-wal", journal);
    }
    std::string file, journal;
  };
  static std::vector<std::string> texts_in(Machine& machine) {
    return texts(machine.bench.storage().history({.limit = 10'000}));
  }
  static void expect_kept_aside(const Damaged& machine) {
    ASSERT_THAT(machine.bench.set_aside(), SizeIs(1));
    EXPECT_EQ(content(machine.bench.set_aside().front()), machine.file);
    EXPECT_EQ(content(machine.bench.set_aside().front().string() + "-wal"), machine.journal);
  }
};

TEST_F(Rescue, CutShortByThePowerIsDoneAgain) {
  Damaged undisturbed;
  const auto before = undisturbed.disk.changes();
  const auto saved = texts_in(undisturbed);
  const auto changes = undisturbed.disk.changes() - before;
  ASSERT_THAT(saved, SizeIs(testing::Gt(80U)));
  ASSERT_GT(changes, 20U);
  for (std::uint64_t at = 1; at <= changes; at += 1 + at / 8) {
    SCOPED_TRACE("change " + std::to_string(at));
    Damaged machine;
    machine.disk.cut_power_at(machine.disk.changes() + at);
    try {
      machine.bench.storage();
    } catch (const StorageError&) {
      EXPECT_TRUE(machine.disk.is_without_power());
    }
    machine.bench.close();
    machine.disk.restore_power();
    EXPECT_EQ(texts_in(machine), saved);
    expect_kept_aside(machine);
    if (HasFailure()) break;
  }
}

TEST_F(Rescue, WithoutRoomLeavesAllAsItWas) {
  Damaged machine;
  machine.disk.set_room(machine.disk.used() + 50'000);
  try {
    machine.bench.storage();
    ADD_FAILURE() << "opened";
  } catch (const StorageError& error) {
    EXPECT_THAT(error.what(), testing::AllOf(HasSubstr("is damaged"), HasSubstr("database or disk is full")));
  }
  EXPECT_EQ(content(machine.bench.file), machine.file);
  EXPECT_EQ(content(machine.bench.file.string() + "-wal"), machine.journal);
  machine.disk.set_room(std::nullopt);
  EXPECT_THAT(texts_in(machine), SizeIs(testing::Gt(80U)));
  expect_kept_aside(machine);
}

}  // namespace
}  // namespace earshot::store
