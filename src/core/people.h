// What the user decides about peers: names of one's own for them, whom to take nothing more from, whose key is proven.
// The roster holds it, the store keeps it; this carries out the commands and tells the faces.
#pragma once

#include <optional>

#include "core/context.h"
#include "core/direct.h"
#include "core/roster.h"
#include "earshot/core/command.h"
#include "earshot/core/error.h"

namespace earshot::core {

// All that is known of the peer, to be kept.
record::Peer record_of(const Peer& peer);

class People {
 public:
  using Refused = std::optional<Refusal>;

  People(Context& context, Direct& direct) : context_(context), direct_(direct) {}

  Refused carry_out(Moment now, CommandId id, const command::Alias& alias);
  Refused carry_out(Moment now, CommandId id, const command::Block& block);
  Refused carry_out(Moment now, CommandId id, const command::Forget& forget);
  Refused carry_out(Moment now, CommandId id, const command::Verify& verify);

  // Whether a message may go to this peer, as far as trust goes. `about`: what the user called it.
  Refused may_write_to(const PeerId& id, const std::string& about, bool verified_only) const;

 private:
  Refused verify_by_code(Moment now, CommandId id, const command::Verify& verify, const PeerId& peer);
  void answer(Moment now, CommandId id, const PeerId& peer);
  void mark_verified(Moment now, const PeerId& peer);
  void changed(Moment now, const PeerId& peer, event::Peer::What what, const std::string& old_name = {});

  Context& context_;
  Direct& direct_;
};

}  // namespace earshot::core
