// What a storage was told, what of it was confirmed, and what must therefore be in it, whatever happened to the disk.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "earshot/store/sqlite_storage.h"
#include "support/seeded_random.h"
#include "unit/store_bench.h"

namespace earshot::store {

class Stored {
 public:
  // Long ones: after a dozen commits SQLite carries the journal over by itself and begins it anew.
  explicit Stored(std::uint64_t seed, bool has_long_texts = false) : random_(seed), has_long_texts_(has_long_texts) {}

  SeededRandom& random() { return random_; }

  // False: it was refused. Then the same comes again: own and others' entries, direct messages both ways, what became
  // of them.
  bool commit_more(SqliteStorage& storage) {
    if (unknown_.empty())
      for (auto count = 1 + random_.below(4); count > 0; --count) unknown_.push_back({{++ticket_}, record()});
    if (!storage.commit(unknown_)) return false;
    confirmed();
    return true;
  }

  // What is wrong with the storage, in words; empty if nothing is. What was tried and not confirmed may be there, but
  // not a part of it.
  std::string check(SqliteStorage& storage) {
    const auto remembered = storage.load(1'000'000);
    std::set<std::pair<PeerId, std::uint64_t>> entries, unsent;
    for (const auto& it : remembered.entries) entries.insert({it.author, it.seq.value});
    for (const auto& it : remembered.unsent) unsent.insert({it.peer, it.first});
    std::set<std::string> texts;
    storage.export_messages([&](const HistoryMessage& it) { texts.insert(it.text); });
    const auto is_there = [&](const std::string& text) { return texts.contains(text); };

    for (const auto& text : texts_)
      if (!is_there(text)) return "lost: " + text.substr(0, 40);
    for (const auto& it : entries_)
      if (!entries.contains(it)) return "an entry is lost: " + std::to_string(it.second);
    for (const auto& it : sent_)
      if (!unsent.contains({kBob, it}) && it > delivered_ && !will_be_delivered(it))
        return "not to be sent any more: " + std::to_string(it);
    for (const auto& it : unsent)
      if (it.second <= delivered_) return "to be sent again: " + std::to_string(it.second);
    std::uint64_t received = 0;
    for (const auto& it : remembered.received) received = it.stored_up_to;
    if (received < received_) return "the stream was set back to " + std::to_string(received);

    std::set<bool> found;
    for (const auto& it : unknown_)
      if (const auto text = text_of(it.record)) found.insert(is_there(*text));
    if (found.size() > 1) return "a commit is there in part";
    if (found.contains(true) || (!unknown_.empty() && found.empty() && is_done(remembered)))
      confirmed();
    else
      unknown_.clear();
    return "";
  }

 private:
  void confirmed() {
    for (const auto& it : unknown_) add(it.record);
    unknown_.clear();
  }
  std::string letters(std::uint32_t most) {
    std::string text(random_.below(most), 'a');
    for (auto& letter : text) letter = static_cast<char>('a' + random_.below(26));
    return text;
  }
  Record record() {
    const auto number = ++made_;
    auto text = "text " + std::to_string(number) + " ";
    if (has_long_texts_ && random_.below(3) == 0) return direct(kBob, false, number, text + letters(60'000));
    if (random_.below(8) == 0) text += letters(900);
    switch (random_.below(6)) {
      case 0:
        return entry({.by = kSelf, .epoch = 1, .seq = number, .text = text});
      case 1:
        return entry({.by = kBob, .seq = number, .text = text});
      case 2:
        return direct(kBob, true, number, text);
      case 3:
        return direct(kBob, false, number, text);
      case 4:
        return record::Delivered{kBob, 100, number > 20 ? number - 20 : 0};
      default:
        return entry({.by = kCarol, .seq = number, .text = text});
    }
  }
  static std::optional<std::string> text_of(const Record& record) {
    if (const auto* direct = std::get_if<record::Direct>(&record)) return direct->text;
    if (const auto* entry = std::get_if<record::Entry>(&record))
      return std::get<wire::Post>(*wire::decode_body(wire::Kind::post, entry->body)).tx;
    return std::nullopt;
  }
  void add(const Record& record) {
    if (const auto text = text_of(record)) texts_.insert(*text);
    if (const auto* entry = std::get_if<record::Entry>(&record)) entries_.insert({entry->author, entry->seq.value});
    if (const auto* delivered = std::get_if<record::Delivered>(&record))
      delivered_ = std::max(delivered_, delivered->first);
    if (const auto* direct = std::get_if<record::Direct>(&record)) {
      if (direct->outgoing)
        sent_.insert(direct->first);
      else
        received_ = std::max(received_, direct->first);
    }
  }
  bool will_be_delivered(std::uint64_t number) const {
    for (const auto& it : unknown_)
      if (const auto* delivered = std::get_if<record::Delivered>(&it.record); delivered && number <= delivered->first)
        return true;
    return false;
  }
  // Of a commit that has no text: whether all that it says to be delivered is.
  bool is_done(const Remembered& remembered) const {
    for (const auto& it : remembered.unsent)
      if (will_be_delivered(it.first)) return false;
    return true;
  }

  SeededRandom random_;
  bool has_long_texts_;
  std::uint64_t ticket_ = 0, made_ = 0;
  std::vector<Store> unknown_;
  std::set<std::string> texts_;
  std::set<std::pair<PeerId, std::uint64_t>> entries_;
  std::set<std::uint64_t> sent_;
  std::uint64_t delivered_ = 0, received_ = 0;
};

}  // namespace earshot::store
