// What it costs to keep messages and to find them again: a real file on a real disk.
//   bench_store FOLDER MESSAGES     FOLDER is on the disk to be measured; makes a file there and removes it
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>

#include "bench/bench.h"
#include "support/seeded_random.h"
#include "unit/store_bench.h"

namespace earshot::bench {
namespace {

namespace fs = std::filesystem;
using store::SqliteStorage;

constexpr std::size_t kWordsInText = 10;
constexpr std::size_t kVocabulary = 3'000;
constexpr std::uint64_t kSyncedCommits = 500;
constexpr std::uint64_t kBatch = 100;
constexpr std::uint64_t kBuildBatch = 5'000;
constexpr int kRuns = 5;

std::int64_t microseconds_of(const std::function<void()>& work) {
  const auto begun = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun).count();
}

// Sentences of made-up words, the first ones more often than the last, as in a language.
class Texts {
 public:
  std::string next() {
    std::string text;
    for (std::size_t i = 0; i < kWordsInText; ++i) {
      const auto among = 1 + random_.below(kVocabulary);
      text += word(random_.below(among)) + " ";
    }
    return text;
  }
  static std::string word(std::uint64_t number) {
    static constexpr const char* kSyllables[] = {"ka", "lo", "min", "ter", "sa", "vu", "reg", "pol", "ni", "dra"};
    std::string word;
    for (std::uint64_t rest = number + 10; rest > 0; rest /= 10) word += kSyllables[rest % 10];
    return word;
  }

 private:
  SeededRandom random_{1};
};

class Filler {
 public:
  explicit Filler(SqliteStorage& storage) : storage_(storage) {}
  void commit(std::uint64_t count, const std::string& text = "") {
    std::vector<Store> batch;
    for (std::uint64_t i = 0; i < count; ++i) {
      ++number_;
      auto direct = store::direct(store::kBob, false, number_, text.empty() ? texts_.next() : text, number_);
      direct.id.bytes = {};
      for (std::size_t at = 0; at < 8; ++at) direct.id.bytes[at] = static_cast<std::uint8_t>(number_ >> (8 * at));
      batch.push_back({{number_}, std::move(direct)});
    }
    if (!storage_.commit(batch)) std::abort();
  }

 private:
  SqliteStorage& storage_;
  Texts texts_;
  std::uint64_t number_ = 0;
};

// The least that any durable write costs on this disk.
void measure_disk(const fs::path& folder) {
  const auto name = folder / "raw";
  const int file = ::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const std::string page(4'096, 'x');
  std::vector<std::int64_t> times;
  for (std::uint64_t i = 0; i < kSyncedCommits; ++i)
    times.push_back(microseconds_of([&] {
      if (::write(file, page.data(), page.size()) < 0 || ::fdatasync(file) != 0) std::abort();
    }));
  ::close(file);
  fs::remove(name);
  print("write and sync of 4 KiB", times);
}

void measure_commits(Filler& filler) {
  std::vector<std::int64_t> single, batches;
  for (std::uint64_t i = 0; i < kSyncedCommits; ++i) single.push_back(microseconds_of([&] { filler.commit(1); }));
  for (std::uint64_t i = 0; i < kSyncedCommits / 10; ++i)
    batches.push_back(microseconds_of([&] { filler.commit(kBatch); }));
  print("commit of 1 message", single);
  print("commit of 100 messages", batches);
}

void measure_search(SqliteStorage& storage) {
  const std::pair<const char*, std::string> searches[] = {
      {"search, rare word", "needle"},
      {"search, frequent word", Texts::word(0)},
      {"search, two words", Texts::word(1) + " " + Texts::word(2'900)},
      {"search, two letters, frequent", "ka"},
      {"search, two letters, nowhere", "zq"},
      {"newest page", ""},
  };
  for (const auto& [name, words] : searches) {
    std::vector<std::int64_t> times;
    for (int run = 0; run < kRuns; ++run) times.push_back(microseconds_of([&] { storage.history({.words = words}); }));
    print(name, times);
  }
}

void run(const fs::path& folder, std::uint64_t messages) {
  const auto file = folder / "store" / "earshot.db";
  measure_disk(folder);
  {
    SqliteStorage storage(file, store::kSelf);
    Filler filler(storage);
    measure_commits(filler);
    filler.commit(1, "a needle in the hay");
    std::vector<Store> entries;
    for (std::uint64_t seq = 1; seq <= SqliteStorage::kEntriesMax; ++seq)
      entries.push_back({{seq}, store::entry({.by = store::kCarol, .seq = seq, .text = "entry " + Texts::word(seq)})});
    if (!storage.commit(entries)) std::abort();
    print("build", {microseconds_of([&] {
            for (std::uint64_t done = 0; done < messages; done += kBuildBatch) filler.commit(kBuildBatch);
          })});
    while (storage.prune(Wall{1})) continue;
    measure_search(storage);
  }
  std::vector<std::int64_t> opened, loaded;
  for (int i = 0; i < kRuns; ++i) {
    std::unique_ptr<SqliteStorage> storage;
    opened.push_back(microseconds_of([&] { storage = std::make_unique<SqliteStorage>(file, store::kSelf); }));
    loaded.push_back(microseconds_of([&] { storage->load(); }));
  }
  print("open", opened);
  print("load", loaded);
  std::printf("{\"name\":\"file\",\"bytes\":%ju}\n", static_cast<std::uintmax_t>(fs::file_size(file)));
  fs::remove_all(folder / "store");
}

}  // namespace
}  // namespace earshot::bench

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  earshot::bench::run(argv[1], std::stoull(argv[2]));
}
