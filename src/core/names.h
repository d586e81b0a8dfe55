// What people call peers: names, tags, address forms. Looks into the roster, changes nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/roster.h"
#include "earshot/base/result.h"
#include "earshot/core/error.h"
#include "earshot/core/view.h"

namespace earshot::core {

// The word for people: what the user has decided, else what the roster knows. A key that has come under the nick of the
// one verified bearer, who is not here, is `changed`.
Trust trust_of(const Roster& roster, const Peer& peer);
PeerView view_of(const Roster& roster, const Peer& peer);
PeerView view_of(const Roster& roster, const PeerId& id);  // an unknown one: "anon" and its tag
PeerView view_of_self(const Roster& roster, const wire::Here& own_card);

// An alias first; then bob, bob+7k3f, +7k3f9q (at least 4 letters), a whole code. Gone peers count too: a newcomer
// cannot take a name over by being the only one online.
Result<PeerId, Refusal> resolve(const Roster& roster, std::string_view name);
// The same, but it may be oneself.
Result<PeerId, Refusal> resolve_anyone(const Roster& roster, const wire::Here& own_card, std::string_view name);
// Whether the form names a key, at least in part: no second bearer of a nick can turn up and make it ambiguous.
bool has_tag(std::string_view name);

Conversation conversation_with(const Roster& roster, const PeerId& id);
Conversation conversation_in(const Room& room);

}  // namespace earshot::core
