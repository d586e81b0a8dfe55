#include "front/tui/paste_guard.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "earshot/text/text.h"
#include "front/slash.h"
#include "front/words.h"

namespace earshot::front {
namespace {

bool is_newline(const Key& key) {
  const bool is_enter = key.name == Key::Name::enter && !key.alt && !key.ctrl && !key.shift;
  return is_enter || key == Key{.letter = U'j', .ctrl = true};
}

// What a text can bring that is pasted.
std::string text_of(const Key& key) {
  if (is_newline(key)) return "\n";
  if (key == Key{.name = Key::Name::tab}) return "\t";
  return typed_text(key);
}

std::size_t piece_end(std::string_view text, std::size_t message_bytes) {
  if (text.size() <= message_bytes) return text.size();
  const std::size_t line_break = text.rfind('\n', message_bytes);
  if (line_break != std::string_view::npos && line_break > 0) return line_break;
  std::size_t end = 0;
  for (std::size_t next = text::cluster_end(text, 0); next <= message_bytes; next = text::cluster_end(text, end))
    end = next;
  return end > 0 ? end : text::cut(text, message_bytes).size();  // a pile of marks
}

}  // namespace

std::optional<PasteQuestion> paste_question(std::string_view text, const PasteLimits& limits) {
  PasteQuestion question;
  const std::string_view without_last = text.ends_with('\n') ? text.substr(0, text.size() - 1) : text;
  question.lines = static_cast<std::size_t>(std::count(without_last.begin(), without_last.end(), '\n')) + 1;
  question.is_command = std::holds_alternative<Slash>(parse_chat_line(text));
  if (!question.is_command) question.messages = split_message(text, limits.message_bytes).size();
  if (question.lines < limits.confirm_lines && question.messages == 1 && !question.is_command) return std::nullopt;
  return question;
}

std::string in_words(const PasteQuestion& question, std::string_view to) {
  if (question.is_command) return say("this was pasted; run it as a command? [Enter] run  [e] edit  [Esc] back");
  if (question.messages == 1)
    return say_n("send {n} line as 1 message to {1}? [Enter] send  [e] edit  [Esc] back",
                 "send {n} lines as 1 message to {1}? [Enter] send  [e] edit  [Esc] back", question.lines, {to});
  return say_n("send {n} line as {1} messages to {2}? [Enter] send  [e] edit  [Esc] back",
               "send {n} lines as {1} messages to {2}? [Enter] send  [e] edit  [Esc] back", question.lines,
               {question.messages, to});
}

std::vector<std::string> split_message(std::string_view text, std::size_t message_bytes) {
  std::vector<std::string> pieces;
  while (!text.empty() || pieces.empty()) {
    const std::size_t end = piece_end(text, message_bytes);
    pieces.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
    if (text.starts_with('\n') && !pieces.back().ends_with('\n')) text.remove_prefix(1);  // the cut stands for it
  }
  return pieces;
}

PasteGuess::Outcome PasteGuess::take(const Key& key, Instant now) {
  Outcome outcome = wake(now);
  const bool is_text = !text_of(key).empty();
  if (!is_needed_ || !is_text || (held_.empty() && !is_newline(key)) || held_.size() >= kKeysMax) {
    Outcome rest = release();
    outcome.typed.insert(outcome.typed.end(), rest.typed.begin(), rest.typed.end());
    outcome.pasted += rest.pasted;
    outcome.is_first = outcome.is_first || rest.is_first;
    outcome.typed.push_back(key);
    return outcome;
  }
  if (held_.empty()) first_ = now;
  last_ = now;
  held_.push_back(key);
  if (is_newline(key)) ++newlines_;
  return outcome;
}

std::optional<Instant> PasteGuess::deadline() const {
  if (held_.empty()) return std::nullopt;
  return (newlines_ > kNewlines ? last_ : first_) + kWindow;
}

PasteGuess::Outcome PasteGuess::wake(Instant now) {
  return !held_.empty() && now >= *deadline() ? release() : Outcome();
}

PasteGuess::Outcome PasteGuess::release() {
  Outcome outcome;
  const std::vector<Key> keys = std::exchange(held_, {});
  if (std::exchange(newlines_, 0) <= kNewlines) return {{}, false, keys};
  for (const Key& key : keys) outcome.pasted += text_of(key);
  outcome.is_first = !std::exchange(was_seen_, true);
  return outcome;
}

}  // namespace earshot::front
