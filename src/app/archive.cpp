#include "app/archive.h"

#include <utility>

namespace earshot::app {
namespace {

using namespace std::chrono_literals;

// Old messages are dropped in small portions while nothing else is to be done, so that nobody waits for it.
constexpr Duration kFirstPruning = 30s, kNextPortion = 1s, kNextPruning = 10min;

}  // namespace

Archive::Archive(net::Loop& loop, const std::filesystem::path& database, const NetId& network, const PeerId& self,
                 const crypto::Seal& seal, std::uint64_t history_days, std::function<void(const std::string&)> warn)
    : warn_(std::move(warn)), pruning_(loop, [this] { prune(); }) {
  store::SqliteOptions options;
  options.is_genuine = [&seal, network](const record::Entry& entry) { return core::is_genuine(seal, network, entry); };
  options.warn = warn_;
  options.history_days = history_days;
  try {
    sqlite_ = std::make_unique<store::SqliteStorage>(database, self, std::move(options));
    // It has said why.
    if (sqlite_->is_read_only()) give_up({});
  } catch (const store::StorageError& error) {
    give_up(error.what());
  }
}

void Archive::give_up(const std::string& why) {
  warn_((why.empty() ? "" : why + ". ") + "What is said now is not saved, and gone when this earshot ends.");
  sqlite_.reset();
}

Remembered Archive::begin() {
  if (!sqlite_) return {};
  try {
    auto remembered = sqlite_->load();
    remembered.epoch = sqlite_->begin_epoch(net::now().wall);
    pruning_.arm(kFirstPruning);
    return remembered;
  } catch (const store::StorageError& error) {
    give_up(error.what());
    return {};
  }
}

void Archive::prune() {
  try {
    pruning_.arm(sqlite_->prune(net::now().wall) ? kNextPortion : kNextPruning);
  } catch (const store::StorageError&) {
    pruning_.arm(kNextPruning);  // the next record that cannot be kept says so
  }
}

Recalled look_up(store::Storage& storage, const HistoryQuery& query) try {
  Recalled found{.messages = storage.history(query)};
  const auto& anchor = query.before ? query.before : query.after;
  if (found.messages.empty() && anchor && !storage.has_message(*anchor)) found.error = ErrorCode::no_such_id;
  return found;
} catch (const store::StorageError&) {
  return {.error = ErrorCode::database};
}

event::Notice keeping_notice(const std::string& why) {
  if (why.empty()) return {false, "saved", "Messages are saved again.", {}};
  return {true, "not_saved", "Messages cannot be saved: " + why + ".",
          "What comes in is shown and acknowledged when it is saved. It is tried again every second."};
}

}  // namespace earshot::app
