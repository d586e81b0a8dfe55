// What comes into the input as a whole: pastes, completions; and what goes out of it.
#include <utility>

#include "front/tui/tui.h"
#include "front/words.h"

namespace earshot::front {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kCompletionsShown = 6;
constexpr std::string_view kPathBegins = "/";

bool looks_like_path(std::string_view text) {
  const std::string first = split_first(text).first;
  return first.starts_with(kPathBegins) && !first.starts_with("//") && first.find('/', 1) != std::string::npos;
}

}  // namespace

void Tui::take_outcome(Moment now, const PasteGuess::Outcome& outcome) {
  for (const Key& key : outcome.typed)
    if (!exit_) typed(now, key);
  if (outcome.pasted.empty()) return;
  pasted(now, outcome.pasted);
  if (outcome.is_first)
    hint(now, say("That came too fast to be typed, so it was taken for pasted text, and nothing was sent."));
}

// What stands between the marks of a bracketed paste was not typed, whatever it is.
bool Tui::take_paste(Moment now, const Key& key) {
  using Name = Key::Name;
  if (key.name == Name::paste_begin) {
    paste_guess_.trust_terminal();
    paste_.emplace();
    return true;
  }
  if (!paste_) return key.name == Name::paste_end;
  if (key.name == Name::paste_end) {
    pasted(now, *std::exchange(paste_, std::nullopt));
  } else if (paste_->size() < kInputBytesMax) {
    if (key.name == Name::letter && !key.ctrl) *paste_ += typed_text(Key{.letter = key.letter});
    if (key.name == Name::enter || (key.ctrl && key.letter == U'j')) *paste_ += '\n';
    if (key.name == Name::tab) *paste_ += '\t';
  }
  return true;
}

void Tui::pasted(Moment now, const std::string& text) {
  if (question_) return;
  if (auto* choosing = std::get_if<Choosing>(&overlay_)) {
    choosing->line.paste(text);
    return search(now);
  }
  overlay_ = std::monostate{};
  current().transcript.unselect();
  if (!composer_.paste(text)) hint(now, say("That was too much: its end was left out."));
  keep_soon(now);
}

void Tui::complete(CompletionWalk::Direction direction) {
  const auto step = completion_.step(direction, composer_.before_cursor(), known_words());
  if (!step) return;
  composer_.replace_before_cursor(step->replaced, step->with);
  const auto& labels = completion_.labels();
  hint_.clear();
  if (labels.size() < 2) return;
  hint_ = list_of(labels, kCompletionsShown);
  hint_until_ = last_key_ + 10s;
}

CompletionSources Tui::known_words() const {
  CompletionSources known;
  const auto talk = talks_.find(side_.current());
  for (const ConversationKey& key : side_.order()) {
    if (const auto* room = std::get_if<Room>(&key)) {
      known.rooms.push_back(room->name);
      continue;
    }
    const PeerView* const peer = side_.find(std::get<PeerId>(key));
    if (peer == nullptr) continue;
    CompletionPerson person{peer->name, peer->ref};
    const auto* const last = talk == talks_.end() ? nullptr : talk->second.speakers.find(peer->id);
    if (last != nullptr) {
      person.addressed_me = last->addressed_me;
      person.spoke = last->spoke;
    }
    known.people.push_back(std::move(person));
  }
  return known;
}

void Tui::send_typed(Moment now) {
  const std::string text = composer_.text();
  if (text.find_first_not_of(" \t\n") == std::string::npos) return;
  if (looks_like_path(text)) {
    question_ =
        Question{Question::What::path, say("That looks like a path. Send it as text? [Enter] send  [Esc] back")};
    return;
  }
  if (composer_.was_pasted()) {
    PasteLimits limits;
    limits.confirm_lines = settings_.paste_confirm;
    limits.message_bytes = message_bytes();
    if (const auto asked = paste_question(text, limits)) {
      question_ = Question{Question::What::paste, in_words(*asked, side_.name(side_.current()))};
      return;
    }
  }
  send_confirmed(now);
}

// What is typed before there is a node stays, and can only end the program.
bool Tui::may_go(Moment now, const ChatLine& line) {
  const auto* const slash = std::get_if<Slash>(&line);
  if (is_open_ || (slash != nullptr && slash->word == SlashWord::quit)) return true;
  hint(now, say("not yet: the network is being opened"));
  return false;
}

void Tui::send_confirmed(Moment now) {
  const ChatLine line = parse_chat_line(composer_.text(), Chat::screen);
  if (!may_go(now, line)) return;
  if (const auto* none = std::get_if<NoCommand>(&line); none != nullptr && !looks_like_path(composer_.text()))
    return hint(now, none->sentence);  // it stays, to be mended
  const std::string typed = composer_.take();
  keep_soon(now);
  if (const auto* slash = std::get_if<Slash>(&line)) return command(now, *slash);
  const auto* const plain = std::get_if<PlainText>(&line);
  for (const std::string& piece : split_message(plain != nullptr ? plain->text : typed, message_bytes()))
    send_text(now, piece);
  current().answers.reset();
}

}  // namespace earshot::front
