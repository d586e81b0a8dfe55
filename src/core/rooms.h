// Room messages: sending, receiving, repairing and acknowledging the logs of all authors. The face of log.h (the
// entries), repair.h (gaps) and receipts.h (who has what of mine) towards the node.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/context.h"
#include "core/log.h"
#include "core/roster.h"
#include "earshot/base/result.h"
#include "earshot/core/command.h"
#include "earshot/core/error.h"
#include "earshot/core/remembered.h"

namespace earshot::core {

class Rooms {
 public:
  explicit Rooms(Context& context);
  ~Rooms();

  // Before anything else: what is in the logs, and which rooms are joined.
  void restore(Moment now, const Remembered& remembered);
  // Sends text to a room, in as many parts as it needs, and tells Deliveries who should have it. Returns the
  // message's id, or text_too_long. Which recipients there are is the caller's business.
  Result<MessageId, Refusal> post(Moment now, const Room& room, const std::string& text, const std::string& reply_to,
                                  bool action, const std::vector<PeerId>& recipients);
  // Own log's newest entry, for beacons.
  Seq own_head() const;
  // The own epoch has changed: what is posted from now on begins a new log. The one before can still be completed.
  void begin_log();

  // Over all logs that are held, by author; and for questions about them (log.h).
  const Digests& digests() const;
  const Digests& complete_digests() const;
  // The newest entry of a log, to be shown to somebody else.
  const Entry* newest(const LogKey& key);

  // Which rooms are shown. Entries of others are kept and acknowledged all the same.
  void join(const Room& room);
  void leave(const Room& room);
  const std::set<Room>& joined() const;  // besides the lobby, which is always joined
  // Rooms of which a message was seen or which a live peer has joined.
  bool is_heard_of(const Room& room) const;

  void receive(Moment now, const Received& received, const wire::Post& post);
  void receive(Moment now, const Received& received, const wire::LogHead& head);
  void receive(Moment now, const Received& received, const wire::Want& want);
  void receive(Moment now, const Received& received, const wire::None& none);
  void receive(Moment now, const Received& received, const wire::Ack& ack);
  // From a peer that was asked what it has: the newest entry of a log. True when it told us anything.
  bool receive_relayed(Moment now, const PeerId& relay, const Address& source, const wire::Page::Line& line,
                       const wire::Post& post);
  // The author itself says now where its log ends: what it said while it was away ends there, too.
  void head_told(Moment now, const PeerId& author, Epoch epoch, Seq head);
  // A verified beacon or pong says where an author's log ends.
  void head_known(Moment now, const PeerId& author, Epoch epoch, Seq head);
  // The peer at this address asks for a token before it answers our wants.
  void receive_cookie(Moment now, const Received& received);
  // Authors whose messages came before any beacon of theirs, and where from, since the last call: their beacons are
  // worth fetching.
  std::vector<std::pair<PeerId, Address>> take_strangers();
  // Authors of whom only a log is known here, and who showed it: their names are worth asking for there.
  std::vector<std::pair<PeerId, Address>> take_nameless();
  void name_known(Moment now, const PeerId& author);
  // Above our epoch an own entry was found: of a former life, which was forgotten.
  std::optional<Epoch> take_past_epoch();
  void peer_changed(Moment now, const PeerChange& change);
  void stored(Moment now, Ticket up_to);

  void wake(Moment now);
  std::optional<Instant> deadline() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace earshot::core
