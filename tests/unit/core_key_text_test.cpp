#include "earshot/core/key_text.h"

#include <gtest/gtest.h>

#include "earshot/base/encoding.h"

namespace earshot::core {
namespace {

PeerId some_key() {
  PeerId id;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) id.bytes[i] = static_cast<std::uint8_t>(7 * i + 3);
  return id;
}

TEST(KeyText, ACodeIsReadHoweverItWasSpoken) {
  const auto code = code_of(some_key());
  std::string spoken;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (i > 0 && i % 4 == 0) spoken += i % 8 == 0 ? " - " : " ";
    const char letter = code[i];
    spoken += letter == '0' ? 'O' : letter == '1' ? 'l' : static_cast<char>(std::toupper(letter));
  }
  const auto read = read_key(spoken);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, some_key());
}

TEST(KeyText, SaysWhatCannotBeACode) {
  const auto code = code_of(some_key());
  const auto shorter = read_key(code.substr(1));
  ASSERT_FALSE(shorter);
  EXPECT_EQ(shorter.reason().what, Mistyped::What::length);
  EXPECT_EQ(shorter.reason().place, 51u);
  EXPECT_EQ(read_key(code + "0").reason().place, 53u);
  const auto letter = read_key(code.substr(0, 9) + "u" + code.substr(10));
  ASSERT_FALSE(letter);
  EXPECT_EQ(letter.reason().what, Mistyped::What::letter);
  EXPECT_EQ(letter.reason().place, 10u);
  EXPECT_EQ(read_key("").reason().place, 0u);
}

TEST(KeyText, TheTextOfAQrCodeIsReadAndItsMistakesAreSeen) {
  const auto text = key_text(some_key());
  EXPECT_EQ(text.substr(0, 10), "earshot:1:");
  EXPECT_EQ(*read_key(" " + text + "\n"), some_key());
  for (std::size_t place = 10; place < text.size(); ++place) {
    auto wrong = text;
    wrong[place] = wrong[place] == 'z' ? 'y' : 'z';
    const auto read = read_key(wrong);
    EXPECT_FALSE(read) << wrong;
  }
  EXPECT_EQ(read_key(text.substr(0, text.size() - 5)).reason().what, Mistyped::What::check);
}

}  // namespace
}  // namespace earshot::core
