#include "front/tui/curses_keys.h"

#include <map>

namespace earshot::front {
namespace {

constexpr int kEscapeDelayMs = 25;  // between Escape and a key that begins with it
constexpr int kOwnKeys = 2'000;     // codes of key_sequences(), above all that ncurses gives

const std::map<int, Key>& curses_keys() {
  using Name = Key::Name;
  static const std::map<int, Key> keys{
      {KEY_UP, {.name = Name::up}},         {KEY_DOWN, {.name = Name::down}},
      {KEY_LEFT, {.name = Name::left}},     {KEY_RIGHT, {.name = Name::right}},
      {KEY_HOME, {.name = Name::home}},     {KEY_END, {.name = Name::end}},
      {KEY_PPAGE, {.name = Name::page_up}}, {KEY_NPAGE, {.name = Name::page_down}},
      {KEY_DC, {.name = Name::erase}},      {KEY_BACKSPACE, {.name = Name::backspace}},
      {KEY_ENTER, {.name = Name::enter}},   {KEY_BTAB, {.name = Name::tab, .shift = true}},
  };
  return keys;
}

}  // namespace

CursesKeys::CursesKeys() : window_(::newpad(1, 1)) {
  ::keypad(window_, TRUE);
  ::nodelay(window_, TRUE);
  ::meta(window_, TRUE);  // eight bits
  ::set_escdelay(kEscapeDelayMs);
  int code = kOwnKeys;
  for (const KeySequence& it : key_sequences()) ::define_key(it.bytes.c_str(), code++);
}

CursesKeys::~CursesKeys() { ::delwin(window_); }

std::optional<Key> CursesKeys::read() {
  for (int code = ::wgetch(window_); code != ERR; code = ::wgetch(window_))
    if (const auto key = decode(code)) return key;
  return std::nullopt;
}

std::optional<Key> CursesKeys::decode(int code) {
  if (code >= kOwnKeys && code < kOwnKeys + static_cast<int>(key_sequences().size()))
    return key_sequences()[static_cast<std::size_t>(code - kOwnKeys)].key;
  if (code > 0xFF) {
    if (const auto known = curses_keys().find(code); known != curses_keys().end()) return known->second;
    if (code > KEY_F0 && code < KEY_F0 + 64)
      return Key{.name = Key::Name::function, .letter = static_cast<char32_t>(code - KEY_F0)};
    return std::nullopt;  // a key that nobody needs, or a resize that we know of
  }
  const auto byte = static_cast<unsigned char>(code);
  if (byte >= 0x80) {
    const auto letter = letters_.take(byte);
    return letter ? std::optional(Key{.letter = *letter}) : std::nullopt;
  }
  letters_.drop();
  if (byte != '\033') return key_of(byte);
  // ncurses has waited already whether more belongs to it.
  const int next = ::wgetch(window_);
  if (next == ERR) return key_of(byte);
  auto key = decode(next);
  for (int more = 0; !key && more < 3; ++more) key = decode(::wgetch(window_));  // Alt with a letter of several bytes
  if (key) key->alt = true;
  return key;
}

}  // namespace earshot::front
