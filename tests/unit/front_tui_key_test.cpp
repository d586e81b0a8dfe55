#include "front/tui/key.h"

#include <gmock/gmock.h>

namespace earshot::front {
namespace {

using Name = Key::Name;

Key letter(char32_t it) { return {.letter = it}; }
Key ctrl(char32_t it) { return {.letter = it, .ctrl = true}; }
Key alt(char32_t it) { return {.letter = it, .alt = true}; }

TEST(Key, HasTheNameThatPeopleWrite) {
  EXPECT_EQ(to_string({.name = Name::enter, .alt = true}), "Alt-Enter");
  EXPECT_EQ(to_string({.name = Name::left, .ctrl = true}), "Ctrl-Left");
  EXPECT_EQ(to_string({.name = Name::tab, .shift = true}), "Shift-Tab");
  EXPECT_EQ(to_string({.name = Name::page_up}), "PgUp");
  EXPECT_EQ(to_string({.name = Name::function, .letter = 12}), "F12");
  EXPECT_EQ(to_string(ctrl('a')), "Ctrl-A");
  EXPECT_EQ(to_string(alt('1')), "Alt-1");
  EXPECT_EQ(to_string(alt('.')), "Alt-.");
  EXPECT_EQ(to_string(ctrl(' ')), "Ctrl-Space");
  EXPECT_EQ(to_string(letter('x')), "x");
  EXPECT_EQ(to_string(letter(U'\u00E9')), "\u00E9");
}

TEST(Key, IsFoundByItsNameInAnyCase) {
  EXPECT_EQ(parse_key("alt-enter"), (Key{.name = Name::enter, .alt = true}));
  EXPECT_EQ(parse_key("CTRL-LEFT"), (Key{.name = Name::left, .ctrl = true}));
  EXPECT_EQ(parse_key("Alt-A"), alt('a'));
  EXPECT_EQ(parse_key("alt-ctrl-x"), (Key{.letter = 'x', .ctrl = true, .alt = true}));
  EXPECT_EQ(parse_key("f1"), (Key{.name = Name::function, .letter = 1}));
  EXPECT_EQ(parse_key("alt--"), alt('-'));
  EXPECT_EQ(parse_key("alt-\u00E9"), alt(U'\u00E9'));
  EXPECT_EQ(parse_key("\U0001F600"), letter(U'\U0001F600'));
}

TEST(Key, HasAWordWhereItsSignMeansSomethingElseInTheFile) {
  EXPECT_EQ(parse_key("alt-dot"), alt('.'));
  EXPECT_EQ(parse_key("alt-hash"), alt('#'));
  EXPECT_EQ(parse_key("alt-quote"), alt('"'));
  EXPECT_EQ(parse_key("space"), letter(' '));
}

TEST(Key, IsTheOneThatTheTerminalSends) {
  EXPECT_EQ(parse_key("ctrl-i"), Key{.name = Name::tab});
  EXPECT_EQ(parse_key("ctrl-m"), Key{.name = Name::enter});
  EXPECT_EQ(parse_key("ctrl-["), Key{.name = Name::escape});
  EXPECT_EQ(parse_key("ctrl-/"), ctrl('_'));
  EXPECT_EQ(canonical(alt('A')), alt('a'));
  EXPECT_EQ(canonical(letter('A')), letter('A'));
}

TEST(Key, IsNoneThatNoTerminalCanSend) {
  for (const char* name : {"", "ctrl-", "alt", "hello", "ctrl-1", "shift-x", "f0", "f25", "f1x", "ctrl-ctrl-x", "ab",
                           "\x1b", "\xff", "\u00E9\u00E9", "ctrl-\u00E9", "paste-begin"})
    EXPECT_EQ(parse_key(name), std::nullopt) << name;
}

TEST(Key, ComesBackFromItsName) {
  for (const auto name : {Name::enter, Name::tab, Name::backspace, Name::erase, Name::up, Name::down, Name::left,
                          Name::right, Name::home, Name::end, Name::page_up, Name::page_down, Name::escape})
    for (const unsigned with : {0U, 1U, 2U, 4U, 7U}) {
      const Key key{.name = name, .ctrl = (with & 1U) != 0, .alt = (with & 2U) != 0, .shift = (with & 4U) != 0};
      EXPECT_EQ(parse_key(to_string(key)), key);
    }
  for (char32_t it = '!'; it <= '~'; ++it) {
    EXPECT_EQ(parse_key(to_string(letter(it))), letter(it));
    EXPECT_EQ(parse_key(to_string(alt(it))), canonical(alt(it)));
  }
  for (char32_t it = 1; it <= 24; ++it) {
    const Key key{.name = Name::function, .letter = it};
    EXPECT_EQ(parse_key(to_string(key)), key);
  }
}

TEST(Key, TypesItsLetterAndNothingElse) {
  EXPECT_EQ(typed_text(letter('x')), "x");
  EXPECT_EQ(typed_text(letter(U'\u00E9')), "\u00E9");
  EXPECT_EQ(typed_text(letter(U'\u4E2D')), "\u4E2D");
  EXPECT_EQ(typed_text(letter(U'\U0001F600')), "\U0001F600");
  EXPECT_EQ(typed_text(ctrl('a')), "");
  EXPECT_EQ(typed_text(alt('a')), "");
  EXPECT_EQ(typed_text({.name = Name::enter}), "");
  EXPECT_EQ(typed_text({.name = Name::function, .letter = 'x'}), "");
}

TEST(Key, TypesNothingThatIsNoText) {
  for (const char32_t it :
       {U'\0', U'\x1b', U'\x7f', U'\x9b', char32_t{0xD800}, char32_t{0x110000}, char32_t{0x80000041}})
    EXPECT_EQ(typed_text(letter(it)), "") << static_cast<unsigned>(it);
}

}  // namespace
}  // namespace earshot::front
