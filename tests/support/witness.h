// What must hold in every run, whatever its story, judged from outside the nodes:
//   - shown is what was said: same author, same text, same conversation; nothing is forged or damaged
//   - nobody is shown anything twice, not even after a restart, nor one author's lines out of order
//   - "delivered" is told only when the message is on the recipient's disk, and once
//   - nobody is announced as here who already is
// SimLan tells it everything; it says what is wrong, in words.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "earshot/core/event.h"
#include "earshot/core/output.h"

namespace earshot::sim {

class Witness {
 public:
  using Complaint = std::optional<std::string>;

  // The host's node has started, or started again: what it shows from now on is a new screen.
  void started(const PeerId& host);
  // It does not know what it has shown: that may come again.
  void lost_its_data(const PeerId& host);
  void durable(const PeerId& host, const Record& record);
  // No host of the LAN: the test speaks for it, and what it says is as true as the test wants it.
  void guest(const PeerId& id) { guests_.insert(id); }
  Complaint emitted(const PeerId& host, const Event& event);

 private:
  struct Said {
    PeerId author;
    Conversation::Kind kind{};
    std::string text;
    std::uint64_t place = 0;  // in the order in which everything was said
  };
  struct Screen {
    std::set<MessageId> shown;
    std::set<PeerId> here;
    std::map<std::pair<PeerId, Conversation::Kind>, std::uint64_t> last_place;
    std::set<std::pair<MessageId, PeerId>> delivered;
  };

  Complaint judge(const PeerId& host, const event::Message& message);
  Complaint judge(const PeerId& host, const event::State& state);
  Complaint judge(const PeerId& host, const event::Peer& peer);
  template <class Other>
  Complaint judge(const PeerId&, const Other&) {
    return std::nullopt;
  }

  std::map<MessageId, Said> said_;
  std::map<PeerId, Screen> screens_;
  std::map<PeerId, std::set<MessageId>> disks_;
  std::set<PeerId> guests_;
};

}  // namespace earshot::sim
