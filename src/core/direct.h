// Direct messages: an outbox per peer, sent through a Noise session, delivered once and in order whatever happens to
// sessions, addresses and restarts. The face of handshakes.h (who is who, keys) and link.h (all that concerns one peer:
// outbox, inbox, packets, paths) towards the node.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/context.h"
#include "core/roster.h"
#include "earshot/base/result.h"
#include "earshot/core/error.h"
#include "earshot/core/remembered.h"

namespace earshot::core {

class Direct {
 public:
  explicit Direct(Context& context);
  ~Direct();

  // Before anything else: messages that are still to be delivered, and what is known of those of others.
  void restore(Moment now, const Remembered& remembered);
  // Puts the text into the peer's outbox and tells Deliveries. It goes at once when the peer is live, else when it
  // reappears. Returns the message's id, or text_too_long, or busy when the outbox is full.
  Result<MessageId, Refusal> send(Moment now, const PeerId& to, const std::string& text, const std::string& reply_to,
                                  bool action);
  bool has_room(const PeerId& to) const;  // in the outbox

  // Begins to make words to compare aloud. False: too often lately.
  bool compare(Moment now, const PeerId& with);
  // The user has compared. Whether there were words to compare.
  bool take_compared(Moment now, const PeerId& with);
  // The user has blocked the peer, or unblocked it.
  void block_changed(Moment now, const PeerId& id);
  // Takes back a message of which nothing has left in this start. False: it has, or it waits for nobody.
  bool withdraw(Moment now, const MessageId& id);
  // Gives up every message that the peer has not stored.
  void abandon(Moment now, const PeerId& to);

  void receive(Moment now, const Received& received, const wire::Handshake1& handshake);
  void receive(Moment now, const Received& received, const wire::Handshake2& handshake);
  void receive(Moment now, const Received& received, const wire::Sealed& sealed);
  // The peer at this address asks for a token before it answers our handshake.
  void receive_cookie(Moment now, const Received& received);
  void peer_changed(Moment now, const PeerChange& change);
  void stored(Moment now, Ticket up_to);
  // Networks changed or the machine slept: sessions are doubtful, probe or renew them.
  void network_changed(Moment now);

  // Peers with an open conversation (a message in the last minutes): presence pings them.
  std::vector<PeerId> partners(Instant now) const;

  void wake(Moment now);
  std::optional<Instant> deadline() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace earshot::core
