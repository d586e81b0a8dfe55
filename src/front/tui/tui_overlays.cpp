// What lies over the messages: texts to read, lists to choose from; and questions at the prompt.
#include <algorithm>
#include <utility>

#include "earshot/text/text.h"
#include "front/times.h"
#include "front/trust_words.h"
#include "front/tui/tui.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::size_t kFoundListed = 100;
constexpr std::size_t kPage = 10;

// The address of the one who was chosen, instead of the one that several have.
Command addressed(Command command, const std::string& ref) {
  if (auto* send = std::get_if<command::Send>(&command)) send->to = {ref};
  if (auto* peers = std::get_if<command::Peers>(&command)) peers->only = ref;
  if (auto* verify = std::get_if<command::Verify>(&command)) verify->to = ref;
  if (auto* alias = std::get_if<command::Alias>(&command)) alias->to = ref;
  if (auto* block = std::get_if<command::Block>(&command)) block->to = ref;
  if (auto* forget = std::get_if<command::Forget>(&command)) forget->to = ref;
  if (auto* doctor = std::get_if<command::Doctor>(&command)) doctor->to = ref;
  return command;
}

}  // namespace

void Tui::show_text(std::string title, std::vector<std::string> sentences) {
  overlay_ = Text{std::move(title), std::move(sentences)};
}

void Tui::show_help(const std::string& word) {
  std::vector<std::string> lines = slash_help(word, Chat::screen);
  if (word.empty()) {
    lines.push_back({});
    for (std::string& line : keys_.help()) lines.push_back(std::move(line));
  }
  show_text(say("help"), std::move(lines));
}

// False: nothing that is known is like it.
bool Tui::choose_place(const std::string& typed) {
  std::vector<Picker::Choice> choices;
  std::vector<ConversationKey> places = side_.order();
  for (const ConversationKey& key : places) {
    const auto* const id = std::get_if<PeerId>(&key);
    const PeerView* const peer = id != nullptr ? side_.find(*id) : nullptr;
    choices.push_back({side_.name(key), peer != nullptr ? described(*peer) : std::string()});
  }
  Choosing choosing{Choosing::What::place, Picker(say("go to"), std::move(choices))};
  choosing.places = std::move(places);
  choosing.line.set(typed);
  choosing.picker.type(typed);
  if (!choosing.picker.selected()) return false;
  overlay_ = std::move(choosing);
  return true;
}

void Tui::choose_person(const Asked& again, const std::vector<PeerView>& people) {
  std::vector<Picker::Choice> choices;
  for (const PeerView& peer : people) choices.push_back({peer.ref, described(peer)});
  Choosing choosing{
      Choosing::What::person,
      Picker(say("{1} is several people; nothing was done yet. Who is meant?", {again.about}), std::move(choices))};
  choosing.people = people;
  choosing.again = again;
  overlay_ = std::move(choosing);
}

void Tui::begin_search(Moment now, bool is_everywhere, const std::string& words) {
  Choosing choosing{Choosing::What::found, Picker(is_everywhere ? say("found everywhere, the newest first")
                                                                : say("found here, the newest first"),
                                                  {}, false)};
  choosing.is_everywhere = is_everywhere;
  choosing.line.set(words);
  overlay_ = std::move(choosing);
  search(now);
}

// With every letter anew; the answers to earlier letters are not looked at any more.
void Tui::search(Moment) {
  auto& choosing = std::get<Choosing>(overlay_);
  choosing.picker.type(choosing.line.text());
  if (choosing.what != Choosing::What::found) return;
  const std::string& words = choosing.line.text();
  choosing.search.reset();
  if (words.find_first_not_of(' ') == std::string::npos) {
    choosing.found.clear();
    return choosing.picker.replace({});
  }
  command::History query = choosing.is_everywhere ? command::History{} : said_in(side_.conversation(side_.current()));
  query.words = words;
  query.n = kFoundListed;
  if (const auto id = desk_.submit(query)) choosing.search = *id;
}

Picker::Choice Tui::choice_of(Moment now, const event::Message& message, bool with_place) const {
  std::string when = local_clock(message.sent);
  if (local_day(message.sent) != local_day(now.wall)) when = local_day(message.sent) + " " + when;
  std::string label = say("{1} {2}: {3}", {when, message.from.name, message.text});
  return {label, with_place ? side_.name(key_of(message.conversation)) : std::string()};
}

bool Tui::key_in_overlay(Moment now, const Key& key) {
  if (auto* text = std::get_if<Text>(&overlay_)) return key_in_text(*text, key);
  if (auto* choosing = std::get_if<Choosing>(&overlay_)) return key_in_choice(now, *choosing, key);
  return false;
}

// Scrolls; anything else is for what lies below, and closes it.
bool Tui::key_in_text(Text& text, const Key& key) {
  using Name = Key::Name;
  const std::size_t page = std::max<std::size_t>(message_rows_, 4) - 3;
  switch (key.name) {
    case Name::up:
      text.first -= std::min<std::size_t>(text.first, 1);
      return true;
    case Name::down:
      ++text.first;  // the end is known where it is painted
      return true;
    case Name::page_up:
      text.first -= std::min(text.first, page);
      return true;
    case Name::page_down:
      text.first += page;
      return true;
    case Name::home:
      text.first = 0;
      return true;
    case Name::end:
      text.first = text.sentences.size() * kPage;
      return true;
    case Name::escape:
    case Name::enter:
      close_overlay();
      return true;
    default:
      close_overlay();
      return false;
  }
}

bool Tui::key_in_choice(Moment now, Choosing& choosing, const Key& key) {
  using Name = Key::Name;
  switch (key.name) {
    case Name::up:
    case Name::down:
      choosing.picker.move(key.name == Name::up ? -1 : 1);
      return true;
    case Name::page_up:
    case Name::page_down:
      choosing.picker.move(key.name == Name::page_up ? -static_cast<std::ptrdiff_t>(kPage)
                                                     : static_cast<std::ptrdiff_t>(kPage));
      return true;
    case Name::tab:
      choosing.picker.move(key.shift ? -1 : 1);
      return true;
    case Name::escape:
      close_overlay();
      return true;
    case Name::enter:
      chosen(now);
      return true;
    default:
      break;
  }
  const std::string letters = typed_text(key);
  const auto action = keys_.find(key, Where::input);
  if (!letters.empty()) {
    choosing.line.insert(letters);
  } else if (action == Action::clear || action == Action::quit || action == Action::cancel) {
    close_overlay();
    return true;
  } else if (action == Action::go || action == Action::find) {
    choosing.picker.move(1);
    return true;
  } else if (action) {
    choosing.line.act(*action);
  }
  search(now);
  return true;
}

void Tui::chosen(Moment now) {
  const Choosing choosing = std::move(std::get<Choosing>(overlay_));
  close_overlay();
  const auto number = choosing.picker.selected();
  if (!number) {
    if (choosing.what == Choosing::What::place && !choosing.line.empty()) go(now, choosing.line.text());
    return;
  }
  switch (choosing.what) {
    case Choosing::What::place:
      return turn_to(now, choosing.places[*number]);
    case Choosing::What::person:
      return ask(now, addressed(choosing.again->command, choosing.people[*number].ref), choosing.again->word,
                 choosing.people[*number].ref);
    case Choosing::What::found: {
      const Transcript::Recalled& found = choosing.found[*number];
      const ConversationKey key = key_of(found.message.conversation);
      if (key != side_.current()) turn_to(now, key);
      return current().transcript.go_to(found);
    }
  }
}

void Tui::answer_question(Moment now, const Key& key) {
  const Question question = *std::exchange(question_, std::nullopt);
  const std::string letter = typed_text(key);
  const bool is_enter = key.name == Key::Name::enter;
  switch (question.what) {
    case Question::What::leave:
      if (letter == "y" || letter == "Y") leave(0);
      return;
    case Question::What::link:
      if (letter == "y" || letter == "Y") open_link(now, question.link);
      return;
    case Question::What::paste:
    case Question::What::path:
      if (letter == "e") return edit(now);
      if (is_enter) return send_confirmed(now);
      return;
  }
}

}  // namespace earshot::front
