// What keys do: every action of the terminal interface in one table with its name, its keys and what it is for; and the
// keys as they are bound now, which the configuration may change. Carries out nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "earshot/front/tui_settings.h"
#include "front/tui/key.h"

namespace earshot::front {

// In the order of the table.
enum class Action : std::uint8_t {
  // In the input.
  send,
  newline,
  line_start,
  line_end,
  left,
  right,
  word_left,
  word_right,
  up,
  down,
  delete_left,
  delete_right,
  delete_word_left,
  delete_word_right,
  delete_to_start,
  delete_to_end,
  yank,
  undo,
  complete,
  complete_back,
  sent_older,
  sent_newer,
  find_sent,
  editor,
  cancel,
  clear,            // what is typed; if there is nothing, the second time leaves
  delete_or_leave,  // to the right; if nothing is typed, leaves
  // Anywhere.
  next_unread,
  first_unread,
  conversation_1,  // of the side list; the other eight follow
  conversation_2,
  conversation_3,
  conversation_4,
  conversation_5,
  conversation_6,
  conversation_7,
  conversation_8,
  conversation_9,
  next_conversation,
  previous_conversation,
  last_conversation,
  go,
  page_up,
  page_down,
  oldest,
  newest,
  find,
  bare,
  side_list,
  redraw,
  suspend,
  quit,
  help,
  // While a message is selected.
  select_older,
  select_newer,
  reply,
  copy,
  open_link,
  info,
  retry,
  withdraw,
  raw_text,
  stop_selecting,
};

// Where an action can be called. What can be called anywhere is looked up last.
enum class Where : std::uint8_t { input, selecting, anywhere };

// "next-unread".
std::string_view name_of(Action action);
Where where(Action action);

class KeyBindings {
 public:
  KeyBindings();  // as they are without a configuration

  // `mode`: input or selecting. Nothing: the key types its letter, if it has one.
  std::optional<Action> find(const Key& key, Where mode) const;
  // In the order of the table, those of the configuration last.
  std::vector<Key> keys_of(Action action) const;

  // As the configuration has it: bind("alt-a", "next-unread"). The key then does nothing else in that place; "none"
  // takes everything from it. A sentence: it was refused, and why.
  std::optional<std::string> bind(std::string_view key_name, std::string_view action_name);

  // What /keys shows: keys, name and meaning of every action.
  std::vector<std::string> help() const;

 private:
  struct Binding {
    Key key;
    Action action;
  };
  std::vector<Binding> bindings_;
};

// The defaults, with Enter and Alt-Enter as the settings have them, and then the keys of the settings.
KeyBindings bindings_of(const TuiSettings& settings);

}  // namespace earshot::front
