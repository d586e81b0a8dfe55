// Who came and went, gathered for a moment so that a burst is one line: "carol, dave and 3 more are here".
// Decides nothing about who is worth a line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "earshot/base/time.h"
#include "earshot/core/event.h"
#include "front/phrases.h"

namespace earshot::front {

class PresenceNotes {
 public:
  void note(Moment now, const event::Peer& event);
  // The lines, once the moment is over or something else has to be shown after them.
  std::vector<std::string> take(Wall at, const Phrases& phrases);
  std::optional<Instant> deadline() const { return due_; }

 private:
  std::vector<event::Peer> changes_;  // one a peer, the last
  std::optional<Instant> due_;
};

}  // namespace earshot::front
