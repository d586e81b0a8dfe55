// What is typed into line mode: text for the current conversation, and slash commands.
#include <algorithm>
#include <charconv>

#include "earshot/base/encoding.h"
#include "earshot/text/text.h"
#include "front/line_mode.h"
#include "front/tables.h"
#include "front/trust_words.h"
#include "front/words.h"

namespace earshot::front {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kFoundMax = 20;  // a screenful

// "#dev" or "dev".
std::string without_hash(const std::string& room) { return room.starts_with('#') ? room.substr(1) : room; }

std::optional<std::size_t> number(std::string_view digits) {
  std::size_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return read.ec == std::errc{} && read.ptr == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

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
    case SlashWord::msg:
      return msg(now, slash.rest);
    case SlashWord::peers:
      return ask(now, command::Peers{}, slash.word, {});
    case SlashWord::whois:
      return whois(now, slash.rest);
    case SlashWord::rooms:
      return ask(now, command::Rooms{}, slash.word, {});
    case SlashWord::join:
      return join(now, slash.rest);
    case SlashWord::leave:
      return leave_room(now, slash.rest);
    case SlashWord::me:
      return slash.rest.empty() ? needs(slash.word) : say_text(now, slash.rest, true, {});
    case SlashWord::nick:
      return slash.rest.empty() ? needs(slash.word) : ask(now, command::Nick{slash.rest}, slash.word, slash.rest);
    case SlashWord::away:
      return ask(now, command::Away{true}, slash.word, {});
    case SlashWord::back:
      return ask(now, command::Away{false}, slash.word, {});
    case SlashWord::add:
      return slash.rest.empty() ? needs(slash.word) : ask(now, command::Add{slash.rest}, slash.word, slash.rest);
    case SlashWord::verify:
      return verify(now, slash.rest);
    case SlashWord::alias:
      return alias(now, slash.rest);
    case SlashWord::block:
    case SlashWord::unblock:
      return slash.rest.empty()
                 ? needs(slash.word)
                 : ask(now, command::Block{slash.rest, slash.word == SlashWord::block}, slash.word, slash.rest);
    case SlashWord::forget:
      return forget(now, slash.rest);
    case SlashWord::reply:
      return reply(now, slash.rest);
    case SlashWord::retry:
      return retry(now, slash.rest);
    case SlashWord::withdraw:
      return withdraw(now, slash.rest);
    case SlashWord::find:
      return find(now, slash.rest);
    case SlashWord::doctor:
      return ask(now, command::Doctor{slash.rest}, slash.word, slash.rest);
    case SlashWord::quit:
      return end_of_input(now);
  }
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

void LineMode::msg(Moment now, const std::string& rest) {
  const Split split = split_first(rest);
  if (split.rest.empty()) return needs(SlashWord::msg);
  const char last = split.first.back();
  if (last == ',' || last == ':' || last == '.') {
    const std::string name = split.first.substr(0, split.first.size() - 1);
    show(phrases_.notice(now.wall, say("\"{1}\" is not part of a name. Nothing was sent. Write: /msg {2} {3}",
                                       {std::string(1, last), name, split.rest})));
    return;
  }
  command::Send send;
  send.text = split.rest;
  if (split.first.starts_with('#')) {
    send.room = without_hash(split.first);
  } else {
    send.to = {split.first};
  }
  this->send(now, send);
}

void LineMode::whois(Moment now, const std::string& name) {
  if (name.empty()) return needs(SlashWord::whois);
  ask(now, command::Peers{true, name}, SlashWord::whois, name);
}

void LineMode::verify(Moment now, const std::string& rest) {
  using Step = command::Verify::Step;
  const Split split = split_first(rest);
  if (split.first.empty()) return needs(SlashWord::verify);
  command::Verify verify{split.first, {}, Step::show};
  if (split.rest == "yes") {
    verify.step = Step::confirm;
  } else if (split.rest == "no") {
    verify.step = Step::differ;
  } else if (!split.rest.empty()) {
    verify.code = split.rest;
    verify.step = Step::confirm;
  }
  ask(now, verify, SlashWord::verify, split.first);
}

// The codes are shown at once; words take two who are here.
void LineMode::verify_answered(Moment now, const command::Verify& verify, const PeerView& peer) {
  using Step = command::Verify::Step;
  switch (verify.step) {
    case Step::show:
      show(codes_in_words(about_.self, peer));
      show(say("  Let {1} read that code out to you, by another way than this one, and type it: /verify {2} CODE",
               {peer.name, peer.ref}));
      if (peer.state != PeerState::gone && peer.trust != Trust::blocked)
        ask(now, command::Verify{peer.ref, {}, Step::words}, SlashWord::verify, peer.ref);
      return;
    case Step::words:
      return show(
          say("  Words to read aloud come as soon as {1} types /verify {2}, too.", {peer.name, about_.self.ref}));
    case Step::differ:
      return show(phrases_.notice(
          now.wall,
          say("{1} is NOT verified. Somebody may stand between you: write nothing that matters.", {peer.ref})));
    case Step::check:
    case Step::confirm:
      return;
  }
}

void LineMode::alias(Moment now, const std::string& rest) {
  const Split split = split_first(rest);
  if (split.first.empty()) return needs(SlashWord::alias);
  ask(now, command::Alias{split.first, split.rest == "\"\"" ? std::string() : split.rest}, SlashWord::alias,
      split.first);
}

void LineMode::forget(Moment now, const std::string& rest) {
  const Split split = split_first(rest);
  if (split.first.empty() || (split.rest != "yes" && split.rest != "history")) return needs(SlashWord::forget);
  ask(now, command::Forget{split.first, split.rest == "history"}, SlashWord::forget, split.first);
}

void LineMode::join(Moment now, const std::string& name) {
  if (name.empty()) return needs(SlashWord::join);
  ask(now, command::Join{without_hash(name)}, SlashWord::join, without_hash(name));
}

void LineMode::leave_room(Moment now, const std::string& name) {
  if (name.empty() && !target_.is_room) return needs(SlashWord::leave);
  const std::string room = name.empty() ? target_.address : without_hash(name);
  ask(now, command::Leave{room}, SlashWord::leave, room);
}

void LineMode::reply(Moment now, const std::string& rest) {
  const Split split = split_first(rest);
  const auto nth = split.rest.empty() ? std::nullopt : number(split.first);
  const std::string text = nth ? split.rest : rest;
  if (text.empty()) return needs(SlashWord::reply);
  const auto* known = nth_last_here(nth.value_or(1), [](const Remembered& it) { return it.incoming; });
  if (known != nullptr) return say_text(now, text, false, to_string(known->id));
  show(phrases_.notice(now.wall, say("there is no such message to answer here")));
}

void LineMode::retry(Moment now, const std::string& rest) {
  const auto nth = rest.empty() ? 1 : number(rest);
  if (!nth) return needs(SlashWord::retry);
  const auto* known =
      nth_last_here(*nth, [](const Remembered& it) { return !it.incoming && it.state == DeliveryState::failed; });
  if (known != nullptr) return say_text(now, known->text, known->action, known->reply_to);
  show(phrases_.notice(now.wall, say("no such message failed here")));
}

void LineMode::withdraw(Moment now, const std::string& rest) {
  const auto nth = rest.empty() ? 1 : number(rest);
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

void LineMode::find(Moment now, const std::string& rest) {
  const Split split = split_first(rest);
  const bool is_everywhere = split.first == "-a";
  const std::string& words = is_everywhere ? split.rest : rest;
  if (words.empty()) return needs(SlashWord::find);
  command::History query = is_everywhere ? command::History{} : said_here();
  query.words = words;
  query.n = kFoundMax;
  ask(now, query, SlashWord::find, words);
}

command::History LineMode::said_here() const {
  command::History query;
  if (target_.is_room) {
    query.room = target_.address;
  } else {
    query.peer = target_.peer ? code_of(*target_.peer) : target_.address;
  }
  return query;
}

void LineMode::say_text(Moment now, const std::string& text, bool action, const std::string& reply_to) {
  command::Send send;
  send.text = text;
  send.action = action;
  send.reply_to = reply_to;
  if (target_.is_room) {
    send.room = target_.address;
  } else {
    send.to = {target_.address};
  }
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
    case SlashWord::whois:
      if (reply.peer) show(peer_details(*reply.peer));
      return;
    case SlashWord::verify:
      if (reply.peer) verify_answered(now, std::get<command::Verify>(asked.command), *reply.peer);
      return;
    case SlashWord::peers:
      if (reply.count == std::size_t{0}) show(phrases_.notice(now.wall, say("nobody else is here")));
      return;
    case SlashWord::join:
      return turn_to(now, Target{true, std::get<command::Join>(asked.command).room, {}});
    case SlashWord::leave:
      if (target_.is_room && target_.address == std::get<command::Leave>(asked.command).room)
        turn_to(now, Target{true, "lobby", {}});
      return;
    case SlashWord::away:
      return show(phrases_.notice(now.wall, say("you are away now; /back ends it")));
    case SlashWord::back:
      return show(phrases_.notice(now.wall, say("you are back")));
    case SlashWord::add:
      if (reply.peer) show(phrases_.notice(now.wall, say("{1} answers there", {reply.peer->ref})));
      return;
    default:
      return;
  }
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
