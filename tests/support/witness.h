// What must hold in every run, whatever its story, judged from outside the nodes:
//   - shown is what was said: same author, same text, same conversation; nothing is forged or damaged
//   - nobody is shown anything twice, not even after a restart, nor one author's lines out of order
//   - "delivered" is told only when the message is on the recipient's disk, and once; and no more are said to have a
//     message than have it on their disks
//   - an acknowledgement that leaves names nothing that is not on its sender's disk
//   - one place in a log has one message, whoever keeps it
//   - nobody is announced as here who already is
// And once all rests:
//   - what a user said, and the program took, is on its disk, unless it crashed before
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
#include "support/complaint.h"
#include "support/disk.h"
#include "support/runs.h"

namespace earshot::sim {

class Witness {
 public:
  using Verdict = std::optional<Complaint>;

  // The host's node has started, or started again: what it shows from now on is a new screen.
  void started(const PeerId& host);
  // What it had not yet on its disk may be lost, or not.
  void crashed(const PeerId& host) { unkept_.erase(host); }
  // It does not know what it has shown: that may come again. It has what is on this disk.
  void lost_its_data(const PeerId& host, const Disk& disk);
  void durable(const PeerId& host, const Record& record);
  // No host of the LAN: the test speaks for it, and what it says is as true as the test wants it.
  void guest(const PeerId& id) { guests_.insert(id); }
  Verdict emitted(const PeerId& host, const Event& event);
  Verdict sent(const PeerId& host, BytesView datagram);
  Verdict rested(const PeerId& host) const;

 private:
  using Log = std::pair<PeerId, Epoch>;
  struct Said {
    PeerId author;
    Conversation::Kind kind{};
    std::string text;
    std::uint64_t place = 0;  // in the order in which everything was said
  };
  struct Screen {
    std::set<MessageId> shown;
    // Who contradicts himself may be shown with one body before a restart and with another after it.
    std::set<MessageId> shown_of_guests;
    std::set<PeerId> here;
    std::map<std::pair<PeerId, Conversation::Kind>, std::uint64_t> last_place;
    std::set<std::pair<MessageId, PeerId>> delivered;
  };

  Verdict judge(const PeerId& host, const event::Message& message);
  Verdict judge_said(const PeerId& host, const event::Message& message);
  Verdict judge_shown(const PeerId& host, const event::Message& message);
  Verdict judge(const PeerId& host, const event::State& state);
  Verdict judge(const PeerId& host, const event::Peer& peer);
  template <class Other>
  Verdict judge(const PeerId&, const Other&) {
    return std::nullopt;
  }
  Verdict judge_count(const MessageId& id, const Of& of) const;
  void keeps(const PeerId& host, const record::Entry& entry);
  void keeps(const PeerId& host, const MessageId& id);

  std::map<MessageId, Said> said_;
  std::map<PeerId, Screen> screens_;
  std::map<PeerId, std::set<MessageId>> disks_;    // what ever was there
  std::map<MessageId, std::size_t> copies_;        // on the disks of others than the author
  std::map<PeerId, std::set<MessageId>> unkept_;   // said, and not yet on the author's disk
  std::map<PeerId, std::map<Log, Runs>> entries_;  // what is there now
  std::map<Disk::Place, Bytes> bodies_;
  Verdict contradiction_;  // found while a disk was written to
  std::set<PeerId> guests_;
};

}  // namespace earshot::sim
