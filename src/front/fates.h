// What became of the messages that were sent through this face: who has them, and what that makes of the exit code.
// Fed by `message` and `state` events; writes nothing.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "earshot/base/time.h"
#include "earshot/base/types.h"
#include "earshot/core/command.h"
#include "earshot/core/error.h"
#include "earshot/core/event.h"
#include "earshot/core/view.h"

namespace earshot::front {

struct Fate {
  Conversation conversation;
  Instant since;
  Of of;
  std::uint64_t times_sent = 1;
  std::map<PeerId, event::State> steps;  // the last of each recipient that was heard of

  bool delivered() const { return of.total > 0 && of.delivered >= of.total; }
  // Nobody who has not got it will get it by this node's own doing.
  bool settled() const;
  std::size_t count(DeliveryState state) const;
};

// Whether the message may be one that this command sends. A face that shares its node with others knows its own by it.
bool comes_of(const Command& command, const event::Message& message);

class Fates {
 public:
  // Own messages only; others are none of its business.
  void message(Moment now, const event::Message& message);
  // The message's fate after this step; null if it is not one of these.
  const Fate* state(const event::State& state);
  const Fate* find(const MessageId& id) const;
  void forget(MessageId id);  // counts it as it stands

  // Nothing is under way: every message is delivered, queued or failed.
  bool quiet() const;
  // Open ones that somebody may still get: under way or queued.
  std::size_t waiting() const;
  // Messages that are not delivered, forgotten ones included.
  std::size_t undelivered() const;
  // Whatever else looked like one of these was none.
  void keep_only(const std::vector<MessageId>& ids);
  // As `send` would end; nothing: all delivered.
  std::optional<ErrorCode> verdict() const;
  const std::map<MessageId, Fate>& open() const { return open_; }

 private:
  struct Tally {
    std::size_t delivered = 0, queued = 0, lost = 0, partly = 0;
  };
  static void add(Tally& tally, const Fate& fate);
  Tally total() const;

  std::map<MessageId, Fate> open_;
  Tally closed_;
};

}  // namespace earshot::front
