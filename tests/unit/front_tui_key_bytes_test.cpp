#include "front/tui/key_bytes.h"

#include <gmock/gmock.h>

#include <set>

namespace earshot::front {
namespace {

using Name = Key::Name;
using testing::ElementsAre;
using testing::IsEmpty;

std::optional<Key> key_for(std::string_view bytes) {
  for (const KeySequence& it : key_sequences())
    if (it.bytes == bytes) return it.key;
  return std::nullopt;
}

TEST(KeySequences, AreThoseOfXterm) {
  EXPECT_EQ(key_for("\033[1;5D"), (Key{.name = Name::left, .ctrl = true}));
  EXPECT_EQ(key_for("\033[1;3A"), (Key{.name = Name::up, .alt = true}));
  EXPECT_EQ(key_for("\033[1;2H"), (Key{.name = Name::home, .shift = true}));
  EXPECT_EQ(key_for("\033[1;8F"), (Key{.name = Name::end, .ctrl = true, .alt = true, .shift = true}));
  EXPECT_EQ(key_for("\033[3;5~"), (Key{.name = Name::erase, .ctrl = true}));
  EXPECT_EQ(key_for("\033[5~"), Key{.name = Name::page_up});
  EXPECT_EQ(key_for("\033OB"), Key{.name = Name::down});
  EXPECT_EQ(key_for("\033[Z"), (Key{.name = Name::tab, .shift = true}));
  EXPECT_EQ(key_for("\033[200~"), Key{.name = Name::paste_begin});
  EXPECT_EQ(key_for("\033[201~"), Key{.name = Name::paste_end});
  EXPECT_EQ(key_for("\033[I"), Key{.name = Name::focus_in});
  EXPECT_EQ(key_for("\033[O"), Key{.name = Name::focus_out});
}

TEST(KeySequences, NoneIsThereTwice) {
  std::set<std::string> seen;
  for (const KeySequence& it : key_sequences()) EXPECT_TRUE(seen.insert(it.bytes).second) << it.bytes.substr(1);
}

TEST(KeyOf, AByteBelow0x80) {
  EXPECT_EQ(key_of('a'), Key{.letter = U'a'});
  EXPECT_EQ(key_of(' '), Key{.letter = U' '});
  EXPECT_EQ(key_of('~'), Key{.letter = U'~'});
  EXPECT_EQ(key_of('\r'), Key{.name = Name::enter});
  EXPECT_EQ(key_of('\t'), Key{.name = Name::tab});
  EXPECT_EQ(key_of('\b'), Key{.name = Name::backspace});
  EXPECT_EQ(key_of(0x7F), Key{.name = Name::backspace});
  EXPECT_EQ(key_of(0x1B), Key{.name = Name::escape});
  EXPECT_EQ(key_of('\n'), (Key{.letter = U'j', .ctrl = true}));
  EXPECT_EQ(key_of(0x01), (Key{.letter = U'a', .ctrl = true}));
  EXPECT_EQ(key_of(0x1A), (Key{.letter = U'z', .ctrl = true}));
  EXPECT_EQ(key_of(0x1F), (Key{.letter = U'_', .ctrl = true}));
  EXPECT_EQ(key_of(0x00), (Key{.letter = U' ', .ctrl = true}));
}

std::vector<char32_t> letters(std::string_view bytes) {
  LetterBytes taking;
  std::vector<char32_t> all;
  for (const char byte : bytes)
    if (const auto letter = taking.take(static_cast<unsigned char>(byte))) all.push_back(*letter);
  return all;
}

TEST(LetterBytes, MakeLettersOfTwoToFourBytes) {
  EXPECT_THAT(letters("\u00e9\u5c0f\U0001F44B"), ElementsAre(U'\u00e9', U'\u5c0f', U'\U0001F44B'));
  EXPECT_THAT(letters("\u0080\u07ff\u0800\uffff\U00010000\U0010ffff"),
              ElementsAre(char32_t{0x80}, char32_t{0x7ff}, char32_t{0x800}, char32_t{0xffff}, char32_t{0x10000},
                          char32_t{0x10ffff}));
}

TEST(LetterBytes, DropWhatIsNotUtf8AndNothingElse) {
  EXPECT_THAT(letters("\x80\xbf\u00e9"), ElementsAre(U'\u00e9')) << "continuations that continue nothing";
  EXPECT_THAT(letters("\xe5\xb0\u00e9"), ElementsAre(U'\u00e9')) << "a letter that does not end";
  EXPECT_THAT(letters("\xc0\xaf\u00e9"), ElementsAre(U'\u00e9')) << "longer than it need be";
  EXPECT_THAT(letters("\xed\xa0\x80\u00e9"), ElementsAre(U'\u00e9')) << "half of a pair of UTF-16";
  EXPECT_THAT(letters("\xf4\x90\x80\x80\u00e9"), ElementsAre(U'\u00e9')) << "beyond U+10FFFF";
  EXPECT_THAT(letters("\xff\xff\xff\xff\xff"), IsEmpty());
}

TEST(LetterBytes, ForgetHalfALetterBehindWhichSomethingElseCame) {
  LetterBytes taking;
  EXPECT_EQ(taking.take(0xE5), std::nullopt);
  taking.drop();
  EXPECT_EQ(taking.take(0xB0), std::nullopt);
  EXPECT_EQ(taking.take(0x8F), std::nullopt);
}

}  // namespace
}  // namespace earshot::front
