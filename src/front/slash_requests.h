// What a slash command asks of the node, and the node's answer in words: the same in every chat.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "earshot/core/command.h"
#include "earshot/core/event.h"
#include "earshot/core/view.h"
#include "front/slash.h"

namespace earshot::front {

struct SlashRequest {
  Command command;
  std::string about;  // whom or what it was about, as typed
};
// Something is left out: the command's form says what.
struct NeedsMore {};
// `std::monostate`: it is not for the node; the face does it.
using SlashMeaning = std::variant<std::monostate, SlashRequest, NeedsMore, NoCommand>;

// `here`: where it was typed.
SlashMeaning meaning_of(const Slash& slash, const Conversation& here);

command::Send send_to(const Conversation& conversation, const std::string& text);
command::History said_in(const Conversation& conversation);

// A number in front, of which message: "2 yes" is the second last and "yes". None there: the last, and all of it.
struct Numbered {
  std::size_t nth = 1;
  std::string rest;
};
Numbered split_number(const std::string& words);
// The same where nothing else may stand: nothing, if something does.
std::optional<std::size_t> which_message(const std::string& words);

// What there is to say when it was done, besides what events tell. `self`: who asks.
struct SlashAnswer {
  std::vector<std::string> details;    // lines to look at
  std::vector<std::string> sentences;  // what happened
  std::optional<SlashRequest> next{};  // and then this is asked
};
SlashAnswer answer_in_words(SlashWord word, const Command& command, const event::Reply& reply, const PeerView& self);

}  // namespace earshot::front
