#include "front/presence_notes.h"

#include <algorithm>

namespace earshot::front {
namespace {
using What = event::Peer::What;

constexpr Duration kGather = std::chrono::milliseconds(500);
constexpr Duration kStays = std::chrono::seconds(3);
}  // namespace

void PresenceNotes::came(Moment now, const PeerView& peer, bool is_worth_a_line) {
  if (undo(peer.id)) return;  // nobody was told that it had left
  arrivals_[peer.id] = {peer, now.instant, is_worth_a_line};
}

void PresenceNotes::changed(Moment now, const event::Peer& event, bool is_worth_a_line) {
  const PeerId& id = event.peer.id;
  if (event.what == What::renamed) {
    if (const auto arrival = arrivals_.find(id); arrival != arrivals_.end()) arrival->second.peer = event.peer;
    return;
  }
  const bool was_short_visit = event.what == What::gone && is_short(now, id);
  const bool is_undone = undo(id) && event.what == What::here;
  arrivals_.erase(id);
  if (was_short_visit || is_undone || !is_worth_a_line) return;
  changes_.push_back(event);
  if (!due_) due_ = now.instant + kGather;
}

// Or its coming has not been told yet.
bool PresenceNotes::is_short(Moment now, const PeerId& id) const {
  const auto arrival = arrivals_.find(id);
  if (arrival == arrivals_.end()) return false;
  return arrival->second.is_to_be_told || now.instant - arrival->second.since < kStays;
}

bool PresenceNotes::undo(const PeerId& id) {
  return std::erase_if(changes_, [&id](const event::Peer& it) { return it.peer.id == id; }) > 0;
}

void PresenceNotes::spoke(const PeerId& id) {
  if (const auto arrival = arrivals_.find(id); arrival != arrivals_.end()) arrival->second.is_to_be_told = false;
}

std::vector<PresenceNote> PresenceNotes::take(Moment now) {
  std::vector<PresenceNote> notes;
  std::map<What, std::vector<PeerView>> peers;
  std::erase_if(arrivals_, [&](const auto& it) {
    const Arrival& arrival = it.second;
    if (now.instant - arrival.since < kStays) return false;
    if (arrival.is_to_be_told) peers[What::here].push_back(arrival.peer);
    return true;
  });
  for (const event::Peer& change : changes_) peers[change.what].push_back(change.peer);
  for (const auto& [what, all] : peers) notes.push_back({what, all});
  changes_.clear();
  due_.reset();
  return notes;
}

std::optional<Instant> PresenceNotes::deadline() const {
  std::optional<Instant> first = due_;
  for (const auto& [id, arrival] : arrivals_) {
    const Instant told = arrival.since + kStays + kGather;
    if (arrival.is_to_be_told && (!first || told < *first)) first = told;
  }
  return first;
}

}  // namespace earshot::front
