// One key as the terminal gave it, whatever bytes it sent. Names as people write them: "Alt-Enter", "Ctrl-Left", "F1".
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace earshot::front {

struct Key {
  enum class Name : std::uint8_t {
    letter,  // `letter` says which: a code point that can be typed
    enter,
    tab,
    backspace,
    erase,  // Delete
    up,
    down,
    left,
    right,
    home,
    end,
    page_up,
    page_down,
    escape,
    function,     // `letter` is its number
    paste_begin,  // of a bracketed paste: what follows was not typed
    paste_end,
    focus_in,  // of the terminal's window
    focus_out,
  };
  Name name = Name::letter;
  char32_t letter = 0;
  bool ctrl = false;  // Ctrl-A is the letter 'a' with this
  bool alt = false;
  bool shift = false;  // of named keys only; Shift-Tab
  auto operator<=>(const Key&) const = default;
};

// "Ctrl-Left", "Alt-1", "x", "Space".
std::string to_string(const Key& key);
// And back, upper and lower case alike; nothing if it names no key, or none that a terminal can send. Signs that have
// a meaning of their own in the configuration file have names, too: "alt-dot", "alt-hash".
std::optional<Key> parse_key(std::string_view name);
// The key as bindings know it. Terminals send some keys under several names: Ctrl-I is Tab, Ctrl-M is Enter, Ctrl-[ is
// Esc, and with Ctrl or Alt a capital letter is taken for the small one.
Key canonical(Key key);
// What the key types, UTF-8: empty for all but letters without Ctrl and Alt.
std::string typed_text(const Key& key);

}  // namespace earshot::front
