#include "front/presence_notes.h"

#include <algorithm>

namespace earshot::front {
namespace {
constexpr Duration kGather = std::chrono::milliseconds(500);
}

void PresenceNotes::note(Moment now, const event::Peer& event) {
  const auto same = std::find_if(changes_.begin(), changes_.end(),
                                 [&event](const event::Peer& it) { return it.peer.id == event.peer.id; });
  if (same != changes_.end()) changes_.erase(same);
  changes_.push_back(event);
  if (!due_) due_ = now.instant + kGather;
}

std::vector<std::string> PresenceNotes::take(Wall at, const Phrases& phrases) {
  std::vector<std::string> lines;
  for (const auto what : {event::Peer::What::here, event::Peer::What::away, event::Peer::What::gone}) {
    std::vector<PeerView> peers;
    for (const event::Peer& change : changes_)
      if (change.what == what) peers.push_back(change.peer);
    if (peers.size() == 1) lines.push_back(phrases.presence(at, event::Peer{what, peers.front(), {}}));
    if (peers.size() > 1) lines.push_back(phrases.presence(at, what, peers));
  }
  changes_.clear();
  due_.reset();
  return lines;
}

}  // namespace earshot::front
