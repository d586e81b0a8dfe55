// Who has which of my messages. Turns acknowledgements into `state` events and answers to `send`; knows nothing of how
// a message travels. Rooms and Direct report to it.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/context.h"
#include "earshot/base/time.h"
#include "earshot/core/command.h"
#include "earshot/core/event.h"

namespace earshot::core {

class Deliveries {
 public:
  // `own_card`: the node's newest beacon, for the sender's side of events.
  Deliveries(Context& context, const wire::Here& own_card) : context_(context), own_card_(own_card) {}

  struct Start {
    MessageId id;
    Conversation conversation;
    std::vector<PeerId> recipients;
    DeliveryState state = DeliveryState::sent;  // or queued
    std::string text, reply_to;
    bool action = false;
    Wall sent;
  };
  // Emits the outgoing `message` event.
  void begin(Moment now, const Start& start);

  // A message of an earlier start, which faces know already.
  void restore(Moment now, const MessageId& id, const Conversation& conversation, const std::vector<PeerId>& recipients,
               DeliveryState state);

  // The whole direct message left for the peer (again): a queued one is under way now.
  void sent(Moment now, const MessageId& id, const PeerId& to);
  // The peer has stored it. Once per peer; later calls change nothing.
  void delivered(Moment now, const MessageId& id, const PeerId& to);
  // It will not be tried again. `reason` as in proto_docs/interface.md.
  void failed(Moment now, const MessageId& id, const PeerId& to, const std::string& reason);

  // Answers the command when its condition holds or its time is over. `not_here`: recipients that were asked for and
  // got nothing; they count in the total.
  void await(Moment now, CommandId command, const command::Send& send, const std::vector<MessageId>& ids,
             std::size_t not_here);

  PeerView self() const;  // as the sender of own messages
  // How it stands with an own message, if that is still known here: the lowest state of its recipients, and `failed`
  // only when none has it or still may get it.
  struct Standing {
    DeliveryState state{};
    Of of;
  };
  std::optional<Standing> standing(const MessageId& id) const;

  std::size_t queued() const;
  void wake(Moment now);
  std::optional<Instant> deadline() const;

 private:
  struct Recipient {
    DeliveryState state{};
    std::uint64_t attempts = 0;
    std::string reason;
  };
  struct Delivery {
    Conversation conversation;
    std::map<PeerId, Recipient> recipients;
    Instant since;
  };
  struct Waiting {
    CommandId command;
    command::Send::Wait wait{};
    std::vector<MessageId> ids;
    std::size_t not_here = 0;
    Instant until;
  };
  const Delivery& add(Moment now, const MessageId& id, const Conversation& conversation,
                      const std::vector<PeerId>& recipients, DeliveryState state);
  Of of(const Delivery& delivery) const;
  Recipient* unsettled(const MessageId& id, const PeerId& to);
  void tell(Moment now, const MessageId& id, const Delivery& delivery, const PeerId& to, std::optional<Duration> rtt);
  bool answer_if_done(Moment now, const Waiting& waiting, bool time_is_over);
  void answer_done(Moment now, const MessageId& changed);

  Context& context_;
  const wire::Here& own_card_;
  std::map<MessageId, Delivery> deliveries_;
  std::vector<MessageId> order_;  // oldest first, to forget the settled ones at the limit
  std::vector<Waiting> waiting_;
};

}  // namespace earshot::core
