// What the head's kind alone decides about a datagram, before its body is read.
#pragma once

#include "earshot/wire/message.h"

namespace earshot::core {

// What may come over a group channel. Everything else is between two peers and comes by unicast only; these may come
// by unicast, too, from peers that broadcast does not reach.
bool belongs_on_group(wire::Kind kind);
// What sessions answer is bounded by themselves, each datagram for itself (proto_docs/sessions.md).
bool has_own_account(wire::Kind kind);
// A pong has its nonce, too, and is checked only if that is ours.
bool needs_verifying(wire::Kind kind);

}  // namespace earshot::core
