// Why do we not see each other? One examination: greets the group, listens for its own greeting, asks each peer which
// greetings it heard, and says what follows from that. What only this machine can tell (files, ports, firewall) is
// checked by the program around the core.
#pragma once

#include <optional>
#include <vector>

#include "core/buddies.h"
#include "core/cards.h"
#include "core/context.h"
#include "core/elsewhere.h"
#include "core/presence.h"
#include "earshot/core/command.h"
#include "earshot/core/error.h"

namespace earshot::core {

class Doctor {
 public:
  Doctor(Context& context, Cards& cards, Presence& presence, Buddies& buddies, const wire::Here& own_card,
         const NetworkView& network, const Elsewhere& elsewhere)
      : context_(context),
        cards_(cards),
        presence_(presence),
        buddies_(buddies),
        own_card_(own_card),
        network_(network),
        elsewhere_(elsewhere) {}

  // One at a time: a second is refused. Ends with `check` events and the reply.
  std::optional<Refusal> begin(Moment now, CommandId command, std::optional<PeerId> only);
  void wake(Moment now);
  std::optional<Instant> deadline() const;

 private:
  struct Examination {
    CommandId command;
    std::optional<PeerId> only;
    std::uint64_t first_beacon = 0;  // number of the first greeting of this examination
    std::size_t greetings = 0;
    Instant next;
    std::vector<PeerId> asked;
    std::optional<Instant> asked_at;
  };
  void ask_peers(Moment now);
  void conclude(Moment now);
  void check_broadcast(Moment now);
  void check_heard(Moment now);
  void check_two_way(Moment now, const PeerId& id);
  void say(Moment now, event::Check check);

  Context& context_;
  Cards& cards_;
  Presence& presence_;
  Buddies& buddies_;
  const wire::Here& own_card_;
  const NetworkView& network_;
  const Elsewhere& elsewhere_;
  std::optional<Examination> examination_;
  event::Reply::Checks results_;
};

}  // namespace earshot::core
