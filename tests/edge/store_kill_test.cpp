// The process is killed at any moment. What it had confirmed to others is there afterwards. The kernel lives on, so
// this says nothing about a power cut (store_power_test.cpp), but all is real here: process, file, locks.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <set>

#include "support/seeded_random.h"
#include "unit/store_bench.h"

namespace earshot::store {
namespace {

// A long run: EARSHOT_KILLS=10000 build/dev/tests/edge/edge_store --gtest_filter='Kill.*'
std::uint64_t kills() {
  const char* const wanted = std::getenv("EARSHOT_KILLS");
  return wanted ? std::stoull(wanted) : 200;
}

constexpr std::uint64_t kKillsOfAFile = 100;

// What the writer tells whoever will kill it.
struct Told {
  std::uint64_t epoch = 0;
  std::uint64_t confirmed = 0;  // messages of this epoch: 1 … so many
};

std::string text(std::uint64_t epoch, std::uint64_t number) {
  return std::to_string(epoch) + "/" + std::to_string(number) + std::string(number % 7 * 150, '.');
}

// Direct messages and entries in turn, some in one commit; now and then what an idle node does.
[[noreturn]] void write_until_killed(const std::filesystem::path& file, int told) {
  SqliteStorage storage(file, kSelf);
  Told state{.epoch = storage.begin_epoch({1}).value};
  const auto tell = [&] {
    if (::write(told, &state, sizeof state) != sizeof state) ::_exit(2);
  };
  tell();
  for (std::uint64_t number = 1;; number += 3) {
    const std::vector<Store> batch{
        {{number}, direct(kBob, false, number, text(state.epoch, number), 1, state.epoch)},
        {{number + 1},
         entry({.by = kSelf, .epoch = state.epoch, .seq = number + 1, .text = text(state.epoch, number + 1)})},
        {{number + 2}, direct(kBob, true, number + 2, text(state.epoch, number + 2), 1, state.epoch)}};
    if (!storage.commit(batch)) ::_exit(3);
    state.confirmed = number + 2;
    tell();
    if (number % 50 == 1) storage.prune({1});
  }
}

class Kill : public testing::Test {
 protected:
  // Kills it so long after it told so many things: after none it may still be opening the file. What it had told.
  Told run_and_kill(std::uint64_t things, std::uint64_t after_us) {
    int pipe[2];
    if (::pipe(pipe) != 0) throw std::runtime_error("pipe");
    const auto writer = ::fork();
    if (writer == 0) {
      ::close(pipe[0]);
      write_until_killed(file_, pipe[1]);
    }
    ::close(pipe[1]);
    Told last;
    while (things-- > 0 && read(pipe[0], last)) continue;
    ::usleep(static_cast<useconds_t>(after_us));  // the moment of the kill, not a wait for anything
    ::kill(writer, SIGKILL);
    int status = 0;
    ::waitpid(writer, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "it ended by itself: " << status;
    while (read(pipe[0], last)) continue;
    ::close(pipe[0]);
    return last;
  }
  static bool read(int from, Told& told) { return ::read(from, &told, sizeof told) == sizeof told; }

  // One file from its birth on. Returns how many messages were confirmed.
  std::uint64_t kill_often(Random& random) {
    std::vector<Told> runs;
    std::uint64_t confirmed = 0;
    for (std::uint64_t kill = 0; kill < kKillsOfAFile && !HasFailure(); ++kill) {
      const auto things = random.below(5);
      const auto told = run_and_kill(things, random.below(20'000));
      if (told.epoch == 0) continue;
      EXPECT_GT(told.epoch, runs.empty() ? 0 : runs.back().epoch) << "after kill " << kill;
      runs.push_back(told);
      confirmed += told.confirmed;
      expect_all_of(told);
    }
    // And nothing of the earlier runs went later.
    std::set<std::string> all;
    SqliteStorage(file_, kSelf).export_messages([&](const HistoryMessage& it) { all.insert(it.text); });
    for (const auto& run : runs)
      for (std::uint64_t number = 1; number <= run.confirmed; ++number)
        EXPECT_TRUE(all.contains(text(run.epoch, number))) << run.epoch << "/" << number;
    return confirmed;
  }
  void expect_all_of(const Told& told) {
    SqliteOptions options;
    options.warn = [](const std::string& sentence) { ADD_FAILURE() << sentence; };
    SqliteStorage storage(file_, kSelf, options);
    const auto remembered = storage.load();
    std::set<std::string> texts, unsent;
    for (const auto& it : storage.history({.limit = 5'000})) texts.insert(it.text);
    for (const auto& it : remembered.unsent) unsent.insert(it.text);
    for (std::uint64_t number = 1; number <= told.confirmed; ++number)
      EXPECT_TRUE(texts.contains(text(told.epoch, number))) << told.epoch << "/" << number;
    for (std::uint64_t number = 3; number <= told.confirmed; number += 3)
      EXPECT_TRUE(unsent.contains(text(told.epoch, number))) << told.epoch << "/" << number;
    if (told.confirmed == 0) return;
    std::uint64_t received = 0;
    for (const auto& it : remembered.received)
      if (it.stream == told.epoch) received = it.stored_up_to;
    EXPECT_GE(received, told.confirmed - 2);
    EXPECT_TRUE(storage.commit(std::vector<Store>{{{1}, record::Delivered{kBob, told.epoch, kIntegerMax}}}));
  }

  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "share" / "earshot.db";
};

TEST_F(Kill, LosesNothingThatWasConfirmed) {
  SeededRandom random(1);
  std::uint64_t confirmed = 0;
  for (std::uint64_t done = 0; done < kills() && !HasFailure(); done += kKillsOfAFile) {
    std::filesystem::remove_all(file_.parent_path());
    confirmed += kill_often(random);
  }
  EXPECT_GT(confirmed, kills() / 2);  // it waits for that, so that a slow disk makes no difference
  std::cout << confirmed << " confirmed messages, " << kills() << " kills\n";
}

}  // namespace
}  // namespace earshot::store
