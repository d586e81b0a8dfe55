#include "front/tui/completion.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <variant>

#include "earshot/text/text.h"
#include "front/slash.h"
#include "front/tui/emoji.h"

namespace earshot::front {
namespace {

constexpr std::size_t kWordBytesMax = 128;  // no name is longer
constexpr std::size_t kCompletionsMax = 100;
constexpr std::size_t kEmojiLettersMin = 2;  // ":D" and ":p" are meant as they stand
constexpr std::string_view kSpaces = " \t\n";

// What can stand at a place.
enum class Wanted : std::uint8_t { command, person, room, person_or_room, text };

// ":thumbs" or ":thumbsup:".
std::optional<std::string> emoji_begun(std::string_view word) {
  if (!word.starts_with(':')) return std::nullopt;
  std::string name(word.substr(1));
  if (name.ends_with(':')) name.pop_back();
  if (name.size() < kEmojiLettersMin) return std::nullopt;
  return text::fold(name);
}

bool begins(const std::string& name, const std::string& bare_prefix) {
  return text::bare_fold(name).starts_with(bare_prefix);
}

std::string_view last_word(std::string_view text) {
  const std::size_t space = text.find_last_of(kSpaces);
  return space == std::string_view::npos ? text : text.substr(space + 1);
}

// By the form of the command: "/msg PEER TEXT".
Wanted wanted_by(SlashWord word) {
  const std::string argument = split_first(split_first(slash_form(word)).rest).first;
  const bool takes_room = argument.find("ROOM") != std::string::npos;
  if (argument.find("COMMAND") != std::string::npos) return Wanted::command;
  if (argument.find("PEER") != std::string::npos)
    return slash_form(word).find("#ROOM") != std::string::npos ? Wanted::person_or_room : Wanted::person;
  return takes_room ? Wanted::room : Wanted::text;
}

// The command's first argument is a name; what stands behind it is text.
Wanted wanted_at(std::string_view before_cursor, std::string_view word) {
  const std::size_t first = before_cursor.find_first_not_of(" \t");
  const bool is_first = first != std::string_view::npos && first + word.size() == before_cursor.size();
  if (is_first && word.starts_with('/') && !word.starts_with("//")) return Wanted::command;
  const ChatLine line = parse_chat_line(before_cursor, Chat::screen);
  const auto* const slash = std::get_if<Slash>(&line);
  const std::string_view head = before_cursor.substr(0, before_cursor.size() - word.size());
  if (slash == nullptr || is_first) return Wanted::text;
  return split_first(head).rest.empty() ? wanted_by(slash->word) : Wanted::text;
}

class Gathering {
 public:
  Gathering(std::string_view word, const CompletionSources& known) : word_(word), known_(known) {}

  void add_commands() {
    const std::string sign = word_.starts_with('/') ? "/" : "";
    for (const std::string& name : slash_names(Chat::screen))
      if (name.starts_with(word_.substr(sign.size()))) add(sign + name + " ");
  }

  void add_people(std::string_view sign, std::string_view behind) {
    const std::string prefix = text::bare_fold(word_.substr(sign.size()));
    std::map<std::string, std::size_t> bearers;
    for (const auto& person : known_.people) ++bearers[text::fold(person.name)];
    std::vector<const CompletionPerson*> fitting;
    for (const auto& person : known_.people)
      if (begins(person.name, prefix)) fitting.push_back(&person);
    std::sort(fitting.begin(), fitting.end(), [](const auto* a, const auto* b) { return rank(*a) < rank(*b); });
    for (const auto* person : fitting) {
      const bool is_one = bearers[text::fold(person->name)] == 1;
      add(std::string(sign) + (is_one ? person->name : person->ref) + std::string(behind));
    }
  }

  void add_rooms() {
    const std::string prefix = text::bare_fold(word_.starts_with('#') ? word_.substr(1) : word_);
    auto rooms = known_.rooms;
    std::sort(rooms.begin(), rooms.end());
    for (const std::string& room : rooms)
      if (begins(room, prefix)) add("#" + room + " ");
  }

  void add_emoji(std::string_view begin) {
    for (const Emoji& emoji : all_emoji())
      if (emoji.name.starts_with(begin))
        add(std::string(emoji.text) + ' ', std::string(emoji.text) + " :" + std::string(emoji.name) + ':');
  }

  Completions finish() && { return std::move(result_); }

 private:
  static std::uint64_t backwards(const std::optional<Wall>& at) { return at ? ~at->ms : ~std::uint64_t{0}; }
  static std::tuple<std::uint64_t, std::uint64_t, std::string, std::string> rank(const CompletionPerson& person) {
    return {backwards(person.addressed_me), backwards(person.spoke), text::fold(person.name), person.ref};
  }
  void add(const std::string& candidate) { add(candidate, candidate); }
  void add(std::string candidate, std::string label) {
    if (result_.candidates.size() >= kCompletionsMax) return;
    result_.candidates.push_back(std::move(candidate));
    result_.labels.push_back(std::move(label));
  }

  std::string_view word_;
  const CompletionSources& known_;
  Completions result_{word_.size(), {}};
};

}  // namespace

Completions completions(std::string_view before_cursor, const CompletionSources& known) {
  const std::string_view word = last_word(before_cursor);
  if (word.size() > kWordBytesMax) return {};
  Gathering gathering(word, known);
  if (const auto emoji = emoji_begun(word)) gathering.add_emoji(*emoji);
  const Wanted wanted = wanted_at(before_cursor, word);
  const bool is_at_start =
      word.size() == before_cursor.size() || before_cursor[before_cursor.size() - word.size() - 1] == '\n';
  const std::string_view sign = word.starts_with('@') ? "@" : "";
  if (wanted == Wanted::command)
    gathering.add_commands();
  else if (wanted == Wanted::room || (word.starts_with('#') && wanted != Wanted::person))
    gathering.add_rooms();
  else
    gathering.add_people(sign, wanted == Wanted::text && is_at_start ? ": " : " ");
  if (wanted == Wanted::person_or_room && !word.starts_with('#')) gathering.add_rooms();
  return std::move(gathering).finish();
}

std::optional<CompletionWalk::Step> CompletionWalk::step(Direction direction, std::string_view before_cursor,
                                                         const CompletionSources& known) {
  const auto& candidates = found_.candidates;
  const auto text_at = [&](std::size_t at) { return at == 0 ? typed_ : candidates[at - 1]; };
  if (candidates.empty() || before_cursor != base_ + text_at(at_)) {
    found_ = completions(before_cursor, known);
    const std::size_t kept = before_cursor.size() - found_.replaced;
    base_ = before_cursor.substr(0, kept);
    typed_ = before_cursor.substr(kept);
    at_ = 0;
    if (candidates.empty()) return std::nullopt;
  }
  const std::size_t replaced = text_at(at_).size();
  if (direction == Direction::forward)
    at_ = at_ % candidates.size() + 1;
  else
    at_ = at_ == 0 ? candidates.size() : at_ - 1;
  return Step{replaced, text_at(at_)};
}

}  // namespace earshot::front
