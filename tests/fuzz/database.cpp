// Whatever is in the history file: the program starts or says why it cannot, and keeps what it is told from then on;
// and the bytes of the file are never lost, but stand beside the new one. The first byte says what the rest is: 'i' the
// whole file, else a list of damages to a good one: two bytes of place (in units of 16), one of count, and the new
// bytes.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "earshot/store/sqlite_storage.h"
#include "fuzz/targets.h"
#include "support/temporary_folder.h"
#include "unit/store_bench.h"

namespace earshot::fuzz {

namespace fs = std::filesystem;
using store::SqliteStorage;

namespace {

store::SqliteOptions options() {
  return {.history_days = 0, .is_genuine = {}, .warn = {}, .clock = [] { return Wall{5'000}; }, .vfs = {}};
}

// A small profile with something of everything.
Bytes make_good_file() {
  const TemporaryFolder folder;
  const auto file = folder.path() / "earshot.db";
  {
    SqliteStorage storage(file, store::kSelf, options());
    storage.begin_epoch({1'000});
    std::vector<Store> all{{{1}, record::Joined{"ops", true}},
                           {{2},
                            record::Peer{.id = store::kBob,
                                         .nick = "bob",
                                         .host = "den",
                                         .addresses = {},
                                         .alias = "Rob",
                                         .verified_as = {},
                                         .card = {}}}};
    for (std::uint64_t i = 1; i <= 8; ++i) {
      all.push_back({{2 + i}, store::entry({.seq = i, .text = "room " + std::to_string(i)})});
      all.push_back({{10 + i}, store::direct(store::kBob, i % 2, i, "direct " + std::to_string(i))});
    }
    require(storage.commit(all), "a good file takes what it is told");
    while (storage.prune({5'000})) continue;
  }
  return store::content(file);
}

void damage(Bytes& file, BytesView damages) {
  constexpr std::size_t kHead = 3, kUnit = 16;
  while (damages.size() > kHead) {
    const auto octet = [&](std::size_t at) { return static_cast<std::uint8_t>(damages[at]); };
    const std::size_t at = (octet(0) * std::size_t{256} + octet(1)) * kUnit;
    const auto bytes = damages.substr(kHead, octet(2));
    damages.remove_prefix(kHead + bytes.size());
    if (at >= file.size()) continue;
    if (bytes.empty()) return file.resize(at);
    file.replace(at, std::min(bytes.size(), file.size() - at), bytes);
  }
}

bool is_among(const fs::path& folder, const Bytes& content) {
  for (const auto& it : fs::recursive_directory_iterator(folder))
    if (it.is_regular_file() && store::content(it.path()) == content) return true;
  return false;
}

void use(const fs::path& file) try {
  SqliteStorage storage(file, store::kSelf, options());
  const bool is_read_only = storage.is_read_only();
  storage.load();
  storage.history({.limit = 50});
  storage.history({.words = "room", .limit = 50});
  storage.export_messages([](const HistoryMessage&) {});
  if (is_read_only) return;
  storage.begin_epoch({6'000});
  const std::vector<Store> more{{{1}, store::entry({.by = store::kCarol, .seq = 1, .text = "after all that"})}};
  if (!storage.commit(more)) return require(!storage.refused_because().empty(), "what is refused is refused in words");
  require(!storage.history({.from = store::kCarol, .limit = 50}).empty(), "what was told is kept");
} catch (const store::StorageError& error) {
  require(*error.what() != '\0', "a failure is said in words");
}

}  // namespace

void database(BytesView input) {
  static const Bytes good = make_good_file();
  if (input.empty()) return;
  Bytes bytes = good;
  if (input.front() == 'i')
    bytes = input.substr(1);
  else
    damage(bytes, input.substr(1));
  const TemporaryFolder folder;
  const auto file = folder.path() / "earshot.db";
  store::overwrite(file, bytes);
  use(file);
  // Either it was good enough to work on, or it is kept as it was.
  const bool is_alone = std::distance(fs::directory_iterator(folder.path()), {}) == 1;
  require(fs::exists(file) && (is_alone || is_among(folder.path(), bytes)), "a damaged file is never lost");
}

}  // namespace earshot::fuzz
