// The few things that the core tells a person of its own accord. Kept together so that their words can be looked up in
// one place.
#pragma once

#include <string>

#include "core/outputs.h"
#include "earshot/core/view.h"

namespace earshot::core {

event::Notice same_identity_elsewhere(const Address& where);
event::Notice same_nick(const PeerView& newcomer);
event::Notice my_nick_taken(const PeerView& newcomer);
event::Notice messages_missing(const PeerView& author);
event::Notice fork(const PeerView& author);
event::Notice other_passphrase(std::size_t nodes);

}  // namespace earshot::core
