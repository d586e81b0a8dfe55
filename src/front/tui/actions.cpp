#include "front/tui/actions.h"

#include <algorithm>
#include <array>

#include "earshot/text/text.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::size_t kKeysColumns = 23;
constexpr std::size_t kActionColumns = 23;
constexpr std::string_view kNone = "none";

struct ActionEntry {
  Action action;
  std::string_view name;
  Where where;
  std::string_view keys;
  const char* does;
};
constexpr auto kInput = Where::input;
constexpr auto kAnywhere = Where::anywhere;
constexpr auto kSelecting = Where::selecting;
constexpr std::array kActionEntries{
    ActionEntry{Action::send, "send", kInput, "Enter", "send what is typed"},
    ActionEntry{Action::newline, "newline", kInput, "Alt-Enter Ctrl-J", "begin a new line"},
    ActionEntry{Action::line_start, "line-start", kInput, "Ctrl-A Home", "to the start of the line"},
    ActionEntry{Action::line_end, "line-end", kInput, "Ctrl-E End", "to its end"},
    ActionEntry{Action::left, "left", kInput, "Left Ctrl-B", "a character to the left"},
    ActionEntry{Action::right, "right", kInput, "Right Ctrl-F", "a character to the right"},
    ActionEntry{Action::word_left, "word-left", kInput, "Alt-B Ctrl-Left", "a word to the left"},
    ActionEntry{Action::word_right, "word-right", kInput, "Alt-F Ctrl-Right", "a word to the right"},
    ActionEntry{Action::up, "up", kInput, "Up", "a row up; if empty: select"},
    ActionEntry{Action::down, "down", kInput, "Down", "a row down"},
    ActionEntry{Action::delete_left, "delete-left", kInput, "Backspace Ctrl-H", "delete to the left"},
    ActionEntry{Action::delete_right, "delete-right", kInput, "Delete", "delete to the right"},
    ActionEntry{Action::delete_word_left, "delete-word-left", kInput, "Ctrl-W Alt-Backspace",
                "delete a word to the left"},
    ActionEntry{Action::delete_word_right, "delete-word-right", kInput, "Alt-D", "delete a word to the right"},
    ActionEntry{Action::delete_to_start, "delete-to-start", kInput, "Ctrl-U", "delete to the start of the line"},
    ActionEntry{Action::delete_to_end, "delete-to-end", kInput, "Ctrl-K", "delete to its end"},
    ActionEntry{Action::yank, "yank", kInput, "Ctrl-Y", "put back what was deleted"},
    ActionEntry{Action::undo, "undo", kInput, "Ctrl-_", "undo"},
    ActionEntry{Action::complete, "complete", kInput, "Tab", "complete a name or a command"},
    ActionEntry{Action::complete_back, "complete-back", kInput, "Shift-Tab", "the one before"},
    ActionEntry{Action::sent_older, "sent-older", kInput, "Ctrl-Up", "what you sent before"},
    ActionEntry{Action::sent_newer, "sent-newer", kInput, "Ctrl-Down", "and back"},
    ActionEntry{Action::find_sent, "find-sent", kInput, "Ctrl-R", "search what you sent"},
    ActionEntry{Action::editor, "editor", kInput, "Alt-E", "go on in your editor"},
    ActionEntry{Action::cancel, "cancel", kInput, "Esc", "give up a reply or a search"},
    ActionEntry{Action::clear, "clear", kInput, "Ctrl-C", "clear the input; twice: leave"},
    ActionEntry{Action::delete_or_leave, "delete-or-leave", kInput, "Ctrl-D", "delete; if empty: leave"},
    ActionEntry{Action::next_unread, "next-unread", kAnywhere, "Alt-A", "where something is unread"},
    ActionEntry{Action::first_unread, "first-unread", kAnywhere, "Alt-U", "the first unread message here"},
    ActionEntry{Action::conversation_1, "conversation-1", kAnywhere, "Alt-1", "the first of the list"},
    ActionEntry{Action::conversation_2, "conversation-2", kAnywhere, "Alt-2", "the second"},
    ActionEntry{Action::conversation_3, "conversation-3", kAnywhere, "Alt-3", "the third"},
    ActionEntry{Action::conversation_4, "conversation-4", kAnywhere, "Alt-4", "the fourth"},
    ActionEntry{Action::conversation_5, "conversation-5", kAnywhere, "Alt-5", "the fifth"},
    ActionEntry{Action::conversation_6, "conversation-6", kAnywhere, "Alt-6", "the sixth"},
    ActionEntry{Action::conversation_7, "conversation-7", kAnywhere, "Alt-7", "the seventh"},
    ActionEntry{Action::conversation_8, "conversation-8", kAnywhere, "Alt-8", "the eighth"},
    ActionEntry{Action::conversation_9, "conversation-9", kAnywhere, "Alt-9", "the ninth"},
    ActionEntry{Action::next_conversation, "next-conversation", kAnywhere, "Ctrl-N Alt-Down", "down the list"},
    ActionEntry{Action::previous_conversation, "previous-conversation", kAnywhere, "Ctrl-P Alt-Up", "up the list"},
    ActionEntry{Action::last_conversation, "last-conversation", kAnywhere, "Alt-/", "where you were before"},
    ActionEntry{Action::go, "go", kAnywhere, "Alt-G", "go to somebody or to a room"},
    ActionEntry{Action::page_up, "page-up", kAnywhere, "PgUp", "a page up"},
    ActionEntry{Action::page_down, "page-down", kAnywhere, "PgDn", "a page down"},
    ActionEntry{Action::oldest, "oldest", kAnywhere, "Alt-Home", "to the oldest message"},
    ActionEntry{Action::newest, "newest", kAnywhere, "Alt-End", "to the newest"},
    ActionEntry{Action::find, "find", kAnywhere, "Ctrl-S", "search this conversation"},
    ActionEntry{Action::bare, "bare", kAnywhere, "Alt-L", "plain lines, to select text"},
    ActionEntry{Action::side_list, "side-list", kAnywhere, "Alt-S", "show or hide the list"},
    ActionEntry{Action::redraw, "redraw", kAnywhere, "Ctrl-L", "draw the screen anew"},
    ActionEntry{Action::suspend, "suspend", kAnywhere, "Ctrl-Z", "back to the shell; fg returns"},
    ActionEntry{Action::quit, "quit", kAnywhere, "Ctrl-Q", "leave"},
    ActionEntry{Action::help, "help", kAnywhere, "F1", "help"},
    ActionEntry{Action::select_older, "select-older", kSelecting, "Up k", "the message above"},
    ActionEntry{Action::select_newer, "select-newer", kSelecting, "Down j", "the message below"},
    ActionEntry{Action::reply, "reply", kSelecting, "r", "answer it"},
    ActionEntry{Action::copy, "copy", kSelecting, "y", "copy it"},
    ActionEntry{Action::open_link, "open-link", kSelecting, "o", "open its link"},
    ActionEntry{Action::info, "info", kSelecting, "i", "who has it, and when it was sent"},
    ActionEntry{Action::retry, "retry", kSelecting, "t", "try to deliver it again"},
    ActionEntry{Action::withdraw, "withdraw", kSelecting, "d", "take it back while it waits"},
    ActionEntry{Action::raw_text, "raw-text", kSelecting, "v", "its text, letter by letter"},
    ActionEntry{Action::stop_selecting, "stop-selecting", kSelecting, "Esc", "back to the input"},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kActionEntries.size(); ++i)
    if (static_cast<std::size_t>(kActionEntries[i].action) != i) return false;
  return static_cast<std::size_t>(Action::stop_selecting) + 1 == kActionEntries.size();
}
static_assert(is_in_order());

const ActionEntry& entry_of(Action action) { return kActionEntries[static_cast<std::size_t>(action)]; }

bool overlap(Where a, Where b) { return a == b || a == Where::anywhere || b == Where::anywhere; }

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const ActionEntry& entry : kActionEntries) all.emplace_back(entry.name);
  all.emplace_back(kNone);
  return all;
}

std::string no_action(std::string_view name) {
  const auto nearest = text::nearest(name, names());
  if (!nearest) return say("there is no action \"{1}\"; /keys in the chat shows them all", {name});
  return say("there is no action \"{1}\". Did you mean \"{2}\"?", {name, *nearest});
}

std::string heading(Where where) {
  switch (where) {
    case Where::input:
      return say("In the input:");
    case Where::selecting:
      return say("While a message is selected (Up in an empty input); other letters are typed:");
    case Where::anywhere:
      return say("Anywhere:");
  }
  return {};
}

}  // namespace

std::string_view name_of(Action action) { return entry_of(action).name; }

Where where(Action action) { return entry_of(action).where; }

KeyBindings::KeyBindings() {
  for (const ActionEntry& entry : kActionEntries)
    for (std::size_t from = 0; from < entry.keys.size();) {
      const std::size_t end = std::min(entry.keys.find(' ', from), entry.keys.size());
      if (const auto key = parse_key(entry.keys.substr(from, end - from))) bindings_.push_back({*key, entry.action});
      from = end + 1;
    }
}

std::optional<Action> KeyBindings::find(const Key& key, Where mode) const {
  const Key wanted = canonical(key);
  for (const Where place : {mode, Where::anywhere})
    for (const Binding& it : bindings_)
      if (it.key == wanted && where(it.action) == place) return it.action;
  return std::nullopt;
}

std::vector<Key> KeyBindings::keys_of(Action action) const {
  std::vector<Key> keys;
  for (const Binding& it : bindings_)
    if (it.action == action) keys.push_back(it.key);
  return keys;
}

std::optional<std::string> KeyBindings::bind(std::string_view key_name, std::string_view action_name) {
  const auto key = parse_key(key_name);
  if (!key) return say("there is no key \"{1}\"; keys are called like alt-a, ctrl-left, f1 or alt-dot", {key_name});
  const bool is_none = action_name == kNone;
  const auto* const entry = std::find_if(kActionEntries.begin(), kActionEntries.end(),
                                         [&](const ActionEntry& it) { return it.name == action_name; });
  if (!is_none && entry == kActionEntries.end()) return no_action(action_name);
  if (!is_none && entry->where != Where::selecting && !typed_text(*key).empty())
    return say("\"{1}\" has to type its letter; it can be bound with Ctrl or Alt", {key_name});
  std::erase_if(bindings_, [&](const Binding& it) {
    return it.key == *key && (is_none || overlap(where(it.action), entry->where));
  });
  if (!is_none) bindings_.push_back({*key, entry->action});
  return std::nullopt;
}

std::vector<std::string> KeyBindings::help() const {
  std::vector<std::string> lines;
  for (const Where place : {Where::input, Where::anywhere, Where::selecting}) {
    lines.push_back(heading(place));
    for (const ActionEntry& entry : kActionEntries) {
      if (entry.where != place) continue;
      std::string keys;
      for (const Key& key : keys_of(entry.action)) keys += (keys.empty() ? "" : ", ") + to_string(key);
      lines.push_back("  " + padded(keys, kKeysColumns) + padded(std::string(entry.name), kActionColumns) +
                      say(entry.does));
    }
  }
  return lines;
}

}  // namespace earshot::front
