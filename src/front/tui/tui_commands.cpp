// Slash commands, and what else is sent to the node.
#include <algorithm>

#include "earshot/base/encoding.h"
#include "earshot/text/text.h"
#include "front/times.h"
#include "front/tui/message_info.h"
#include "front/tui/tui.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::size_t kBareMessages = 200;

// Further lines begin with two spaces, as in line mode.
std::string plain_line(const Said& said, Wall now) {
  std::string when = local_clock(said.at);
  if (local_day(said.at) != local_day(now)) when = local_day(said.at) + " " + when;
  std::string line = said.action ? say("{1} * {2} ", {when, said.name}) : say("{1} {2}: ", {when, said.name});
  for (const char letter : text::shown(said.text).str())
    line += letter == '\n' ? std::string("\r\n  ") : std::string(1, letter);
  return line + "\r\n";
}

}  // namespace

void Tui::command(Moment now, const Slash& slash) {
  if (command_of_the_screen(now, slash)) return;
  const SlashMeaning meaning = meaning_of(slash, side_.conversation(side_.current()));
  if (std::holds_alternative<NeedsMore>(meaning)) return hint(now, slash_form(slash.word));
  if (const auto* none = std::get_if<NoCommand>(&meaning)) return notice(now, none->sentence);
  const auto* const request = std::get_if<SlashRequest>(&meaning);
  if (request == nullptr) return;
  if (const auto* const said = std::get_if<command::Send>(&request->command)) return send(now, *said);
  if (slash.word == SlashWord::find) return begin_search(now, split_first(slash.rest).first == "-a", request->about);
  if (slash.word == SlashWord::peers) show_text(say("who is here"), {});
  if (slash.word == SlashWord::rooms) show_text(say("rooms"), {});
  if (slash.word == SlashWord::doctor) show_text(say("doctor"), {});
  ask(now, request->command, slash.word, request->about);
}

// What the node need not know.
bool Tui::command_of_the_screen(Moment now, const Slash& slash) {
  const std::string& rest = slash.rest;
  Transcript& transcript = current().transcript;
  switch (slash.word) {
    case SlashWord::help:
      return show_help(rest), true;
    case SlashWord::keys:
      return show_text(say("keys"), keys_.help()), true;
    case SlashWord::go:
      rest.empty() ? (void)choose_place({}) : go(now, rest);
      return true;
    case SlashWord::close:
      return turn_to(now, before_.value_or(Room{kLobby})), true;
    case SlashWord::reply:
      return reply(now, rest), true;
    case SlashWord::retry:
      return retry(now, nth_own(rest, slash.word)), true;
    case SlashWord::withdraw:
      return withdraw(now, nth_own(rest, slash.word)), true;
    case SlashWord::info:
      if (const Said* said = nth_own(rest, slash.word))
        show_text(say("about this message"), message_info(*said));
      else
        hint(now, say("there is no such message of yours here"));
      return true;
    case SlashWord::copy:
      return copy(now, transcript.last([](const Said&) { return true; }, which_message(rest).value_or(1))), true;
    case SlashWord::open:
      return open_link(now, rest.empty() ? 0 : which_message(rest).value_or(0)), true;
    case SlashWord::unread:
      return transcript.mark_unread(), true;
    case SlashWord::read:
      return rest == "all" ? read_all(now) : hint(now, slash_form(slash.word)), true;
    case SlashWord::clear:
      return transcript.clear(), true;
    case SlashWord::set:
      return set(now, rest), true;
    case SlashWord::notify:
      return notify(now, rest), true;
    case SlashWord::editor:
      return edit(now), true;
    case SlashWord::bare:
      return show_bare(now), true;
    case SlashWord::quit:
      return leave_if_allowed(now), true;
    default:
      return false;
  }
}

void Tui::go(Moment now, const std::string& name) {
  if (!name.starts_with('#')) return ask(now, command::Peers{true, name}, SlashWord::go, name);
  const auto room = text::room_name(name);
  if (room && (*room == kLobby || side_.find(Room{*room}) != nullptr)) return turn_to(now, Room{*room});
  notice(now, say("you are not in {1}. To join it: /join {2}", {name, name.substr(1)}));
}

void Tui::reply(Moment now, const std::string& rest) {
  Numbered numbered = split_number(rest);
  if (numbered.rest.empty()) numbered = {1, rest};
  if (numbered.rest.empty()) return hint(now, slash_form(SlashWord::reply));
  const Said* const said = current().transcript.last([](const Said& it) { return !it.outgoing; }, numbered.nth);
  if (said == nullptr) return notice(now, say("there is no such message to answer here"));
  current().answers = said->id;
  send_text(now, numbered.rest);
  current().answers.reset();
}

// Of the own messages for which the command makes sense.
const Said* Tui::nth_own(const std::string& number, SlashWord word) const {
  const auto nth = which_message(number);
  const auto talk = talks_.find(side_.current());
  if (!nth || talk == talks_.end()) return nullptr;
  return talk->second.transcript.last(
      [word](const Said& it) {
        if (!it.outgoing) return false;
        if (word == SlashWord::retry) return it.has_failed();
        return word != SlashWord::withdraw || it.state == DeliveryState::queued;
      },
      *nth);
}

// A failed one is said again; one that waits is taken back.
void Tui::retry(Moment now, const Said* said) {
  if (said == nullptr || !said->has_failed()) return hint(now, say("no such message failed here"));
  command::Send again = send_to(side_.conversation(side_.current()), said->text);
  again.action = said->action;
  again.reply_to = said->reply_to;
  send(now, again);
}

void Tui::withdraw(Moment now, const Said* said) {
  if (said == nullptr || !said->outgoing || said->state != DeliveryState::queued)
    return hint(now, say("no such message waits here"));
  ask(now, command::Withdraw{to_string(said->id)}, SlashWord::withdraw, {});
}

void Tui::copy(Moment now, const Said* said) {
  if (said == nullptr) return hint(now, say("there is no such message here"));
  terminal_.write_raw(clipboard_sequence(said->text, options_.in_tmux));
  hint(now, say("copied, if this terminal lets programs reach the clipboard"));
}

void Tui::open_link(Moment now, std::size_t number) {
  const auto link = current().transcript.link(number);
  if (!link) return hint(now, say("there is no such link here"));
  const bool has_all_plain = std::all_of(link->begin(), link->end(), [](char it) { return it > ' ' && it < '\x7f'; });
  if (has_all_plain) return open_link(now, *link);
  // Another place's name may look the same.
  notice(now, say("this link holds more than plain letters: {1}", {*link}));
  question_ = Question{Question::What::link, say("Open it? [y/N]"), *link};
}

void Tui::open_link(Moment now, const std::string& link) {
  if (!options_.open) return;
  hint(now, say("opening {1}", {link}));
  options_.open(link);
}

void Tui::read_all(Moment now) {
  for (auto& [key, talk] : talks_) {
    talk.transcript.mark_read();
    settle(now, key);
  }
  keep_soon(now);
}

void Tui::set(Moment now, const std::string& rest) {
  const Split split = split_first(rest);
  if (split.rest.empty()) {
    std::vector<std::string> lines;
    for (const std::string& name : tui_setting_names())
      if (split.first.empty() || name == split.first)
        lines.push_back(say("{1} = {2}", {name, value_of(settings_, name)}));
    return lines.empty() ? hint(now, say("there is no setting {1}", {split.first}))
                         : show_text(say("settings of this run"), lines);
  }
  const auto names = tui_setting_names();
  if (std::find(names.begin(), names.end(), split.first) == names.end())
    return hint(now, say("there is no setting {1}", {split.first}));
  if (const auto why = assign(settings_, split.first, split.rest)) return notice(now, *why);
  apply_settings();
}

void Tui::notify(Moment now, const std::string& rest) {
  auto& wants = settings_.notify;
  if (rest != "direct" && rest != "mentions" && rest != "all" && rest != "off")
    return hint(now, slash_form(SlashWord::notify));
  wants.direct = rest == "direct" || rest == "mentions" || rest == "all";
  wants.mentions = rest == "mentions" || rest == "all";
  wants.rooms = rest == "all";
  hint(now, say("notices: {1}", {rest}));
}

void Tui::send_text(Moment now, const std::string& text) {
  command::Send send = send_to(side_.conversation(side_.current()), text);
  if (current().answers) send.reply_to = to_string(*current().answers);
  this->send(now, send);
}

void Tui::send(Moment now, command::Send send) {
  send.queue = true;
  ask(now, send, {}, {});
}

void Tui::ask(Moment now, const Command& command, std::optional<SlashWord> word, const std::string& about) {
  const Asked asked{command, word, about, side_.current()};
  const auto id = desk_.submit(command);
  if (!id) return refused(now, asked, id.reason(), {});
  asked_.emplace(*id, asked);
  const bool lists = word == SlashWord::peers || word == SlashWord::rooms || word == SlashWord::doctor;
  if (auto* text = std::get_if<Text>(&overlay_); text != nullptr && lists) text->rows_of = *id;
}

// Leaves the screen, so that the terminal wraps, selects and copies by its own means. Any key comes back.
void Tui::show_bare(Moment now) {
  const Transcript& transcript = current().transcript;
  std::string lines;
  for (std::size_t nth = std::min(transcript.size(), kBareMessages); nth > 0; --nth)
    if (const Said* said = transcript.last([](const Said&) { return true; }, nth)) lines += plain_line(*said, now.wall);
  is_bare_ = true;
  terminal_.show_plain(lines + say("-- any key goes back to the chat --"));
}

void Tui::edit(Moment now) {
  if (!options_.edit) return hint(now, say("there is no editor here"));
  terminal_.leave();
  is_away_ = true;
  options_.edit(composer_.text(), [this](std::optional<std::string> text) { edited(std::move(text)); });
}

void Tui::edited(std::optional<std::string> text) {
  is_away_ = false;
  terminal_.enter();
  if (text) composer_.set(*text);
  has_changed_ = true;
}

}  // namespace earshot::front
