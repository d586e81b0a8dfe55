// What faces ask for. Checks it, carries it out through the parts, and answers each command once: at once, or when the
// network has answered. Shortly after a start it holds sends back: names may
// still become known.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/buddies.h"
#include "core/context.h"
#include "core/direct.h"
#include "core/doctor.h"
#include "core/elsewhere.h"
#include "core/people.h"
#include "core/presence.h"
#include "core/pull.h"
#include "core/rooms.h"
#include "earshot/base/result.h"
#include "earshot/core/command.h"
#include "earshot/core/error.h"

namespace earshot::core {

struct Desk {  // the parts that commands work on
  Rooms& rooms;
  Direct& direct;
  People& people;
  Presence& presence;
  Pull& pull;
  Doctor& doctor;
  const wire::Here& own_card;
  const NetworkView& network;
  const Elsewhere& elsewhere;
};

class Commands {
 public:
  Commands(Context& context, const Desk& desk) : context_(context), desk_(desk) {}

  void start(Moment now) { started_ = now.instant; }
  Result<CommandId, Refusal> submit(Moment now, const Command& command);
  void recalled(Moment now, CommandId question, const Recalled& answer);
  void wake(Moment now);
  std::optional<Instant> deadline() const;

 private:
  using Refused = std::optional<Refusal>;  // nothing: carried out, and answered or to be answered
  Refused carry_out(Moment now, CommandId id, const command::Send& send);
  Refused carry_out(Moment now, CommandId id, const command::Nick& nick);
  Refused carry_out(Moment now, CommandId id, const command::Away& away);
  Refused carry_out(Moment now, CommandId id, const command::Add& add);
  Refused carry_out(Moment now, CommandId id, const command::Join& join);
  Refused carry_out(Moment now, CommandId id, const command::Leave& leave);
  Refused carry_out(Moment now, CommandId id, const command::Peers& peers);
  Refused carry_out(Moment now, CommandId id, const command::Rooms& rooms);
  Refused carry_out(Moment now, CommandId id, const command::Status& status);
  Refused carry_out(Moment now, CommandId id, const command::Ident& ident);
  Refused carry_out(Moment now, CommandId id, const command::Doctor& doctor);
  Refused carry_out(Moment now, CommandId id, const command::Alias& it) { return desk_.people.carry_out(now, id, it); }
  Refused carry_out(Moment now, CommandId id, const command::Block& it) { return desk_.people.carry_out(now, id, it); }
  Refused carry_out(Moment now, CommandId id, const command::Forget& it) { return desk_.people.carry_out(now, id, it); }
  Refused carry_out(Moment now, CommandId id, const command::Verify& it) { return desk_.people.carry_out(now, id, it); }
  Refused carry_out(Moment now, CommandId id, const command::Withdraw& withdraw);
  Refused carry_out(Moment now, CommandId id, const command::History& history);

  Refused send_now(Moment now, CommandId id, const command::Send& send);
  Refused send_to_room(Moment now, CommandId id, const command::Send& send);
  Refused send_to_people(Moment now, CommandId id, const command::Send& send);
  bool names_are_known(Moment now, const command::Send& send) const;
  void answer(Moment now, event::Reply reply);
  event::Message shown(const HistoryMessage& kept) const;
  void tell_room(Moment now, event::Room::What what, const Room& room);
  void announce_rooms(Moment now);

  struct HeldSend {
    CommandId id;
    command::Send send;
    Instant until;
  };
  struct PendingAdd {
    CommandId id;
    Address address;
    Instant until;
  };

  Context& context_;
  Desk desk_;
  Instant started_;
  CommandId last_;
  std::vector<HeldSend> held_;
  std::vector<PendingAdd> adds_;
  std::map<CommandId, command::History> asked_;  // of who keeps the messages
};

}  // namespace earshot::core
