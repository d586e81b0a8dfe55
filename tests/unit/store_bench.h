// A storage in a folder of its own, and short words for what is put in.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "earshot/core/ids.h"
#include "earshot/store/sqlite_storage.h"
#include "earshot/wire/codec.h"
#include "support/temporary_folder.h"

namespace earshot::store {

inline PeerId peer(std::uint8_t number) {
  PeerId id;
  id.bytes.fill(number);
  return id;
}

const PeerId kSelf = peer(1), kBob = peer(2), kCarol = peer(3);

struct Said {
  PeerId by = kBob;
  std::uint64_t epoch = 100, seq = 1;
  std::string text = "hello";
  std::string room = "lobby";
  std::uint64_t sent_ms = 1'000;
  std::optional<std::pair<std::uint64_t, std::uint64_t>> part{};
  std::string reply_to{};
  bool action = false;
};

inline record::Entry entry(const Said& said) {
  const wire::Post post{.au = said.by,
                        .ep = {said.epoch},
                        .sq = {said.seq},
                        .ts = said.sent_ms,
                        .rm = said.room,
                        .tx = said.text,
                        .pt = said.part,
                        .re = said.reply_to,
                        .me = said.action};
  record::Entry result{said.by, {said.epoch}, {said.seq}, wire::encode_body(post)};
  result.signature.fill(static_cast<std::uint8_t>(said.seq));
  return result;
}

inline record::Direct direct(const PeerId& with, bool outgoing, std::uint64_t number, const std::string& text,
                             std::uint64_t sent_ms = 1'000, std::uint64_t stream = 100) {
  return {.peer = with,
          .outgoing = outgoing,
          .id = core::direct_message_id(outgoing ? kSelf : with, outgoing ? with : kSelf, stream, number),
          .stream = stream,
          .first = number,
          .last = number,
          .sent_ms = sent_ms,
          .text = text,
          .reply_to = "",
          .action = false};
}

inline std::vector<std::string> texts(const std::vector<HistoryMessage>& messages) {
  std::vector<std::string> result;
  for (const auto& it : messages) result.push_back(it.text);
  return result;
}

inline std::vector<std::uint64_t> places(const std::vector<record::Entry>& entries) {
  std::vector<std::uint64_t> result;
  for (const auto& it : entries) result.push_back(it.seq.value);
  return result;
}

inline std::string content(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline void overwrite(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

class StorageBench {
 public:
  SqliteStorage& storage() {
    if (!storage_) {
      SqliteOptions given = options;
      given.clock = [this] { return now; };
      given.warn = [this](const std::string& sentence) { warnings.push_back(sentence); };
      storage_.emplace(file, kSelf, std::move(given));
    }
    return *storage_;
  }
  void close() { storage_.reset(); }
  SqliteStorage& reopened() {
    close();
    return storage();
  }
  template <class... Records>
  bool keep(const Records&... records) {
    const std::vector<Store> batch{Store{{++ticket_}, records}...};
    return storage().commit(batch);
  }
  std::vector<std::string> history(const HistoryQuery& query = {}) { return texts(storage().history(query)); }
  // What was moved away.
  std::vector<std::filesystem::path> set_aside() const {
    std::vector<std::filesystem::path> found;
    for (const auto& it : std::filesystem::directory_iterator(file.parent_path())) {
      const auto name = it.path().filename().string();
      if (name.find(".damaged-") != std::string::npos && !name.ends_with("-wal") && !name.ends_with("-shm"))
        found.push_back(it.path());
    }
    return found;
  }

 private:
  TemporaryFolder folder_;
  std::optional<SqliteStorage> storage_;
  std::uint64_t ticket_ = 0;

 public:
  std::filesystem::path file = folder_.path() / "share" / "earshot.db";
  SqliteOptions options;
  Wall now{5'000};
  std::vector<std::string> warnings;
};

}  // namespace earshot::store
