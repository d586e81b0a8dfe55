// What is typed into line mode: text for the current conversation, and slash commands.
#include <algorithm>

#include "earshot/base/encoding.h"
#include "earshot/text/text.h"
#include "front/line_mode.h"
#include "front/slash_requests.h"
#include "front/words.h"

namespace earshot::front {
namespace {

using namespace std::chrono_literals;

// "#dev" or "dev".

}  // namespace

void LineMode::line(Moment now, std::string_view line) {
  if (exit_ || line.find_first_not_of(" \t\r") == std::string_view::npos) return;
  if (!manner_.in_is_terminal) {  // knows no commands, but the same text is written in the same way
    say_text(now, std::string(line.starts_with("//") ? line.substr(1) : line), false, {});
    return;
  }
  const ChatLine parsed = parse_chat_line(line);
  if (const auto* text = std::get_if<PlainText>(&parsed)) say_text(now, text->text, false, {});
  if (const auto* slash = std::get_if<Slash>(&parsed)) command(now, *slash);
  if (const auto* none = std::get_if<NoCommand>(&parsed)) show(phrases_.notice(now.wall, none->sentence));
}

void LineMode::command(Moment now, const Slash& slash) {
  switch (slash.word) {
    case SlashWord::help:
      return help(slash.rest);
    case SlashWord::go:
      return go(now, slash.rest);
    case SlashWord::reply:
      return reply(now, slash.rest);
    case SlashWord::retry:
      return retry(now, slash.rest);
    case SlashWord::withdraw:
      return withdraw(now, slash.rest);
    case SlashWord::quit:
      return end_of_input(now);
    default:
      break;
  }
  const SlashMeaning meaning = meaning_of(slash, here());
  if (std::holds_alternative<NeedsMore>(meaning)) return needs(slash.word);
  if (const auto* none = std::get_if<NoCommand>(&meaning)) return show(phrases_.notice(now.wall, none->sentence));
  const auto* request = std::get_if<SlashRequest>(&meaning);
  if (request == nullptr) return;
  const auto* const send = std::get_if<command::Send>(&request->command);
  if (send != nullptr) return this->send(now, *send);
  ask(now, request->command, slash.word, request->about);
}

Conversation LineMode::here() const {
  return {target_.is_room ? Conversation::Kind::room : Conversation::Kind::peer, target_.peer.value_or(PeerId{}),
          target_.address};
}

void LineMode::needs(SlashWord word) { show(say("* {1}", {slash_form(word)})); }

void LineMode::help(const std::string& word) {
  for (const std::string& line : slash_help(word)) show(line);
}

void LineMode::go(Moment now, const std::string& name) {
  if (name.empty()) return needs(SlashWord::go);
  if (!name.starts_with('#')) return ask(now, command::Peers{true, name}, SlashWord::go, name);
  const auto room = text::room_name(name);
  if (room && rooms_.contains(*room)) return turn_to(now, Target{true, *room, {}});
  show(phrases_.notice(now.wall, say("you are not in {1}. To join it: /join {2}", {name, without_hash(name)})));
}

void LineMode::reply(Moment now, const std::string& rest) {
  Numbered numbered = split_number(rest);
  if (numbered.rest.empty()) numbered = {1, rest};
  const std::string& text = numbered.rest;
  if (text.empty()) return needs(SlashWord::reply);
  const auto* known = nth_last_here(numbered.nth, [](const Remembered& it) { return it.incoming; });
  if (known != nullptr) return say_text(now, text, false, to_string(known->id));
  show(phrases_.notice(now.wall, say("there is no such message to answer here")));
}

void LineMode::retry(Moment now, const std::string& rest) {
  const auto nth = which_message(rest);
  if (!nth) return needs(SlashWord::retry);
  const auto* known =
      nth_last_here(*nth, [](const Remembered& it) { return !it.incoming && it.state == DeliveryState::failed; });
  if (known != nullptr) return say_text(now, known->text, known->action, known->reply_to);
  show(phrases_.notice(now.wall, say("no such message failed here")));
}

void LineMode::withdraw(Moment now, const std::string& rest) {
  const auto nth = which_message(rest);
  if (!nth) return needs(SlashWord::withdraw);
  const auto* known =
      nth_last_here(*nth, [](const Remembered& it) { return !it.incoming && it.state == DeliveryState::queued; });
  if (known != nullptr) return ask(now, command::Withdraw{to_string(known->id)}, SlashWord::withdraw, rest);
  show(phrases_.notice(now.wall, say("no such message waits here")));
}

const LineMode::Remembered* LineMode::nth_last_here(std::size_t nth,
                                                    const std::function<bool(const Remembered&)>& fits) const {
  for (auto known = recent_.rbegin(); known != recent_.rend(); ++known) {
    const Conversation& place = known->conversation;
    const bool is_room = place.kind == Conversation::Kind::room;
    const bool is_here = target_.is_room ? is_room && place.name == target_.address
                                         : !is_room && target_.peer && place.peer == *target_.peer;
    if (is_here && fits(*known) && --nth == 0) return &*known;
  }
  return nullptr;
}

void LineMode::say_text(Moment now, const std::string& text, bool action, const std::string& reply_to) {
  command::Send send = send_to(here(), text);
  send.action = action;
  send.reply_to = reply_to;
  this->send(now, send);
}

void LineMode::send(Moment now, command::Send send) {
  send.queue = manner_.in_is_terminal;
  if (!manner_.in_is_terminal) send.wait = command::Send::Wait::delivered;
  const Asked asked{send, {}, {}};
  const auto id = desk_.submit(send);
  if (!id) return refused(now, asked, id.reason(), {});
  asked_.emplace(*id, asked);
  if (!manner_.in_is_terminal) waiting_for_ = *id;
}

// Input waits for the answer, so that what is typed after "/go bob" goes to bob; the doctor takes too long for that.
void LineMode::ask(Moment now, const Command& command, SlashWord word, const std::string& rest) {
  const Asked asked{command, word, rest};
  const auto id = desk_.submit(command);
  if (!id) return refused(now, asked, id.reason(), {});
  asked_.emplace(*id, asked);
  const bool takes_long = word == SlashWord::doctor || word == SlashWord::add;
  if (!takes_long) waiting_for_ = *id;
  if (word == SlashWord::peers || word == SlashWord::rooms) listing_is_shown_ = true;
}

void LineMode::refused(Moment now, const Asked& asked, const Refusal& refusal, const event::Reply& reply) {
  const bool is_text = !asked.word;
  if (is_text && refusal.code == ErrorCode::queued && manner_.in_is_terminal) {
    if (reply.ids.empty()) return;
    const Fate* fate = fates_.find(reply.ids.front());
    if (fate == nullptr || !told_queued_.insert(fate->conversation.peer).second) return;
    show(phrases_.notice(now.wall, say("{1} is not here; it will go when {1} is back. Keep earshot running.",
                                       {fate->conversation.name})));
    return;
  }
  if (asked.word == SlashWord::go && refusal.code == ErrorCode::no_such_peer && went_by_likeness(now, asked.rest))
    return;
  if (asked.word == SlashWord::doctor && refusal.code == ErrorCode::check_failed) return;  // its rows said so
  Attempt attempt;
  attempt.in_chat = manner_.in_is_terminal;
  attempt.of = reply.of;
  const Trouble trouble = in_words(refusal, asked.command, attempt);
  if (manner_.in_is_terminal) return complain(trouble);
  // A pipe stops at the first line that did not arrive, with its code.
  for (const MessageId& id : reply.ids)
    if (const Fate* fate = fates_.find(id)) show(phrases_.fate(now.wall, *fate, {}));
  leave(now, trouble);
}

void LineMode::complain(const Trouble& trouble) {
  show(trouble.hint.empty() ? say("* {1}", {trouble.message}) : say("* {1} {2}", {trouble.message, trouble.hint}));
}

void LineMode::answered(Moment now, const Asked& asked, const event::Reply& reply) {
  if (!asked.word) return;
  switch (*asked.word) {
    case SlashWord::go:
      if (reply.peer) turn_to(now, Target{false, reply.peer->ref, reply.peer->id});
      return;
    case SlashWord::join:
      return turn_to(now, Target{true, std::get<command::Join>(asked.command).room, {}});
    case SlashWord::leave:
      if (target_.is_room && target_.address == std::get<command::Leave>(asked.command).room)
        turn_to(now, Target{true, "lobby", {}});
      return;
    default:
      break;
  }
  const SlashAnswer answer = answer_in_words(*asked.word, asked.command, reply, about_.self);
  for (const std::string& line : answer.details) show(line);
  for (const std::string& sentence : answer.sentences) show(phrases_.notice(now.wall, sentence));
  if (answer.next) ask(now, answer.next->command, *asked.word, answer.next->about);
}

// "/go bo" for bob, if nobody and nothing else begins like that.
bool LineMode::went_by_likeness(Moment now, const std::string& name) {
  const std::string wanted = text::fold(name);
  std::vector<Target> likely;
  for (const auto& [id, peer] : here_)
    if (text::fold(peer.nick).starts_with(wanted)) likely.push_back(Target{false, peer.ref, id});
  for (const std::string& room : rooms_)
    if (room.starts_with(wanted)) likely.push_back(Target{true, room, {}});
  if (likely.size() != 1) return false;
  turn_to(now, likely.front());
  return true;
}

void LineMode::turn_to(Moment now, const Target& target) {
  target_ = target;
  if (target.is_room) {
    const auto name = text::room_name(target.address);
    if (name) target_.address = *name;
    show(phrases_.notice(now.wall, target_.address == "lobby"
                                       ? say("writing to #lobby: everyone on this network can read it")
                                       : say("writing to #{1}: everyone who joins can read it", {target_.address})));
  } else {
    show(phrases_.notice(now.wall, say("writing to {1}: encrypted, for the two of you", {target_.address})));
  }
  show_earlier();
}

// The name from the command line. A refusal is final only when nobody with that name can turn up any more.
void LineMode::look_up_address(Moment now, bool is_last_time) {
  const auto id = desk_.submit(command::Peers{true, target_.address});
  address_asked_ = AddressAsked{id ? *id : CommandId{}, is_last_time};
  if (id) return;
  event::Reply refused;
  refused.error = id.reason();
  take_address(now, refused);
}

void LineMode::take_address(Moment now, const event::Reply& reply) {
  const bool is_last_time = address_asked_->is_last_time;
  address_asked_.reset();
  if (!reply.error && reply.peer) {
    target_is_known_ = true;
    return turn_to(now, Target{false, reply.peer->ref, reply.peer->id});
  }
  if (!is_last_time) return;
  Attempt attempt;
  attempt.commands = options_.commands;
  leave(now, in_words(reply.error.value_or(Refusal{ErrorCode::no_such_peer, target_.address, {}}), command::Peers{},
                      attempt));
}

// A name with a tag is taken as soon as its bearer is heard; a bare one when a second bearer would be known.
void LineMode::look_early(Moment now) {
  if (!address_asked_ && target_.address.find('+') != std::string::npos) look_up_address(now, false);
}

void LineMode::look_finally(Moment now) {
  if (!target_is_known_) look_up_address(now, true);
}

}  // namespace earshot::front
