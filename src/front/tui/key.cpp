#include "front/tui/key.h"

#include <algorithm>
#include <array>

#include "earshot/text/text.h"
#include "front/words.h"

namespace earshot::front {
namespace {

using Name = Key::Name;

struct Named {
  Name name;
  std::string_view word;
};
constexpr std::array kNames{
    Named{Name::enter, "Enter"},  Named{Name::tab, "Tab"},      Named{Name::backspace, "Backspace"},
    Named{Name::erase, "Delete"}, Named{Name::up, "Up"},        Named{Name::down, "Down"},
    Named{Name::left, "Left"},    Named{Name::right, "Right"},  Named{Name::home, "Home"},
    Named{Name::end, "End"},      Named{Name::page_up, "PgUp"}, Named{Name::page_down, "PgDn"},
    Named{Name::escape, "Esc"},   Named{Name::focus_in, {}},    Named{Name::focus_out, {}},
    Named{Name::paste_begin, {}}, Named{Name::paste_end, {}},
};

struct Sign {
  char32_t letter;
  std::string_view word;
};
constexpr std::array kNamedSigns{Sign{U' ', "Space"},     Sign{U'.', "dot"},         Sign{U'#', "hash"},
                                 Sign{U'"', "quote"},     Sign{U'\'', "apostrophe"}, Sign{U'=', "equals"},
                                 Sign{U'\\', "backslash"}};

// What a terminal can send with Ctrl, beside the letters.
constexpr std::u32string_view kCtrlSigns = U" \\]^_";
constexpr char32_t kFunctionKeys = 24;

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return ascii_lower(x) == ascii_lower(y); });
}

// "Ctrl-Left" gives up its "Ctrl-"; what stands behind it is never empty.
bool take_prefix(std::string_view& name, std::string_view prefix) {
  if (name.size() <= prefix.size() || !same_word(name.substr(0, prefix.size()), prefix)) return false;
  name.remove_prefix(prefix.size());
  return true;
}

bool is_control(char32_t letter) { return letter < 0x20 || (letter >= 0x7F && letter < 0xA0); }

std::optional<char32_t> one_letter(std::string_view text) {
  const auto follows = [](char it) { return (static_cast<unsigned char>(it) & 0xC0U) == 0x80U; };
  if (text.empty() || !text::is_utf8(text) || !std::all_of(text.begin() + 1, text.end(), follows)) return std::nullopt;
  const auto first = static_cast<unsigned char>(text[0]);
  char32_t letter = text.size() == 1 ? first : first & (0x7FU >> text.size());
  for (const char it : text.substr(1)) letter = (letter << 6U) | (static_cast<unsigned char>(it) & 0x3FU);
  return is_control(letter) ? std::nullopt : std::optional(letter);
}

std::optional<char32_t> function_number(std::string_view word) {
  if (word.size() < 2 || word.size() > 3 || ascii_lower(word[0]) != 'f' || word[1] == '0') return std::nullopt;
  char32_t number = 0;
  for (const char it : word.substr(1)) {
    if (it < '0' || it > '9') return std::nullopt;
    number = number * 10 + static_cast<char32_t>(it - '0');
  }
  return number <= kFunctionKeys ? std::optional(number) : std::nullopt;
}

// Without what Ctrl, Alt and Shift add.
std::optional<Key> parse_bare(std::string_view word) {
  for (const Named& it : kNames)
    if (!it.word.empty() && same_word(it.word, word)) return Key{.name = it.name};
  for (const Sign& it : kNamedSigns)
    if (same_word(it.word, word)) return Key{.letter = it.letter};
  if (const auto number = function_number(word)) return Key{.name = Name::function, .letter = *number};
  if (const auto letter = one_letter(word)) return Key{.letter = *letter};
  return std::nullopt;
}

bool is_small_letter(char32_t letter) { return letter >= U'a' && letter <= U'z'; }

bool can_be_sent(const Key& key) {
  if (key.name != Name::letter) return true;
  if (key.shift) return false;  // it is another letter
  return !key.ctrl || is_small_letter(key.letter) || kCtrlSigns.find(key.letter) != std::u32string_view::npos;
}

std::string utf8(char32_t letter) {
  std::string text;
  const auto tail = [&](unsigned shift) { text += static_cast<char>(0x80U | ((letter >> shift) & 0x3FU)); };
  if (letter < 0x80) {
    text += static_cast<char>(letter);
  } else if (letter < 0x800) {
    text += static_cast<char>(0xC0U | (letter >> 6U));
    tail(0);
  } else if (letter < 0x10000) {
    text += static_cast<char>(0xE0U | (letter >> 12U));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0U | ((letter >> 18U) & 0x07U));
    tail(12);
    tail(6);
    tail(0);
  }
  return text::is_utf8(text) ? text : std::string();
}

std::string bare_name(const Key& key) {
  if (key.name == Name::letter) {
    if (key.letter == U' ') return std::string(kNamedSigns[0].word);
    const bool is_shown_large = (key.ctrl || key.alt) && is_small_letter(key.letter);
    return utf8(is_shown_large ? key.letter - U'a' + U'A' : key.letter);
  }
  if (key.name == Name::function) return "F" + std::to_string(static_cast<unsigned>(key.letter));
  const auto* const found =
      std::find_if(kNames.begin(), kNames.end(), [&key](const Named& it) { return it.name == key.name; });
  return std::string(found->word);
}

}  // namespace

std::string to_string(const Key& key) {
  return std::string(key.ctrl ? "Ctrl-" : "") + (key.alt ? "Alt-" : "") + (key.shift ? "Shift-" : "") + bare_name(key);
}

std::optional<Key> parse_key(std::string_view name) {
  bool ctrl = false;
  bool alt = false;
  bool shift = false;
  const auto take = [&name](bool& flag, std::string_view prefix) {
    if (flag || !take_prefix(name, prefix)) return false;
    return flag = true;
  };
  while (take(ctrl, "ctrl-") || take(alt, "alt-") || take(shift, "shift-")) continue;
  auto key = parse_bare(name);
  if (!key) return std::nullopt;
  key->ctrl = ctrl;
  key->alt = alt;
  key->shift = shift;
  key = canonical(*key);
  return can_be_sent(*key) ? key : std::nullopt;
}

Key canonical(Key key) {
  if (key.name != Name::letter || (!key.ctrl && !key.alt)) return key;
  if (key.letter >= U'A' && key.letter <= U'Z') key.letter = key.letter - U'A' + U'a';
  if (!key.ctrl) return key;
  const auto becomes = [&key](Name name) { return Key{.name = name, .alt = key.alt, .shift = key.shift}; };
  switch (key.letter) {
    case U'i':
      return becomes(Name::tab);
    case U'm':
      return becomes(Name::enter);
    case U'[':
      return becomes(Name::escape);
    case U'@':
      key.letter = U' ';
      return key;
    case U'/':
      key.letter = U'_';
      return key;
    default:
      return key;
  }
}

std::string typed_text(const Key& key) {
  const bool types = key.name == Name::letter && !key.ctrl && !key.alt && !is_control(key.letter);
  return types ? utf8(key.letter) : std::string();
}

}  // namespace earshot::front
