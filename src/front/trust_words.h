// How far a peer is to be believed, in words for people: in rows, in answers, when it changes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "earshot/core/event.h"
#include "earshot/core/view.h"

namespace earshot::front {

// For a column: "new to you", "verified", "KEY CHANGED", "blocked"; nothing where there is nothing to say.
std::string trust_word(const PeerView& peer);
// "verified on 3 March 2025"
std::string trust_sentence(const PeerView& peer);
// What the user decided, or has to know: "bob is verified now". None: not about trust.
std::optional<std::string> trust_told(const event::Peer& event);
// The codes of both sides, for comparing.
std::string codes_in_words(const PeerView& self, const PeerView& peer);
// The words to compare, or why there are none. `in_chat`: how to go on from there.
std::string words_told(const event::Words& event, bool in_chat);
// Where what was typed goes wrong as a code, or as the code of this peer.
std::string mistyped_in_words(const std::string& typed, const PeerView& peer);

}  // namespace earshot::front
