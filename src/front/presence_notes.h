// Who came and went, gathered for a moment so that a burst is one line: "carol, dave and 3 more are here".
// Who comes by for less than a few seconds, as a command does that sends one message, did neither: what it said stands
// there for itself. Decides nothing about who else is worth a line.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "earshot/base/time.h"
#include "earshot/core/event.h"

namespace earshot::front {

// They all did the same.
struct PresenceNote {
  event::Peer::What what{};  // here, away, gone
  std::vector<PeerView> peers;
};

class PresenceNotes {
 public:
  void came(Moment now, const PeerView& peer, bool is_worth_a_line);
  // Somebody who was here before: away, back, gone, or with another name.
  void changed(Moment now, const event::Peer& event, bool is_worth_a_line);
  // Something that the peer said is shown: so it is here.
  void spoke(const PeerId& id);
  // What is to be told, once the moment is over or something else has to be shown after it.
  std::vector<PresenceNote> take(Moment now);
  std::optional<Instant> deadline() const;

 private:
  struct Arrival {
    PeerView peer;
    Instant since;
    bool is_to_be_told = false;
  };
  bool is_short(Moment now, const PeerId& id) const;
  bool undo(const PeerId& id);

  std::map<PeerId, Arrival> arrivals_;  // of late
  std::vector<event::Peer> changes_;    // all others: one a peer, the last
  std::optional<Instant> due_;          // of those
};

}  // namespace earshot::front
