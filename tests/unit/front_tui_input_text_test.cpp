#include "front/tui/input_text.h"

#include <gmock/gmock.h>

namespace earshot::front {
namespace {

constexpr const char* kAcute = "\u0301";
constexpr const char* kFamily = "\U0001F468\u200D\U0001F469\u200D\U0001F467";

// "|" is the cursor.
InputText at(std::string text) {
  const std::size_t cursor = text.find('|');
  text.erase(cursor, 1);
  InputText input(text);
  input.move_to(cursor);
  return input;
}
std::string seen(const InputText& input) {
  std::string text = input.text();
  return text.insert(input.cursor(), "|");
}
std::string moved(const std::string& text, std::size_t (InputText::*place)() const) {
  InputText input = at(text);
  input.move_to((input.*place)());
  return seen(input);
}

TEST(InputText, GrowsWhereTheCursorStands) {
  InputText input = at("ab|d");
  EXPECT_TRUE(input.insert("c"));
  EXPECT_EQ(seen(input), "abc|d");
}

TEST(InputText, MovesByWhatPeopleTakeForACharacter) {
  EXPECT_EQ(moved("ab|", &InputText::left), "a|b");
  EXPECT_EQ(moved(std::string("e") + kAcute + "|x", &InputText::left), std::string("|e") + kAcute + "x");
  EXPECT_EQ(moved(std::string("|") + kFamily + "x", &InputText::right), std::string(kFamily) + "|x");
  EXPECT_EQ(moved(std::string(kFamily) + "|", &InputText::left), std::string("|") + kFamily);
  EXPECT_EQ(moved("|", &InputText::left), "|");
  EXPECT_EQ(moved("|", &InputText::right), "|");
  EXPECT_EQ(moved("a\n|b", &InputText::left), "a|\nb");
  // Two flags are two characters, wherever one comes from.
  EXPECT_EQ(moved("\U0001F1E9\U0001F1EA\U0001F1EB\U0001F1F7|", &InputText::left),
            "\U0001F1E9\U0001F1EA|\U0001F1EB\U0001F1F7");
}

TEST(InputText, MovesByWords) {
  EXPECT_EQ(moved("one two|", &InputText::word_left), "one |two");
  EXPECT_EQ(moved("one two, |", &InputText::word_left), "one |two, ");
  EXPECT_EQ(moved("one |two", &InputText::word_left), "|one two");
  EXPECT_EQ(moved("|one two", &InputText::word_right), "one| two");
  EXPECT_EQ(moved("one| two", &InputText::word_right), "one two|");
  EXPECT_EQ(moved("caf\u00E9 na\u00EFve|", &InputText::word_left), "caf\u00E9 |na\u00EFve");
  EXPECT_EQ(moved("\u4E2D\u6587\u3002\u6587|", &InputText::word_left), "\u4E2D\u6587\u3002|\u6587");
  EXPECT_EQ(moved("a\nb|", &InputText::word_left), "a\n|b");
}

TEST(InputText, KnowsTheEndsOfItsLine) {
  EXPECT_EQ(moved("one\ntw|o\nthree", &InputText::line_start), "one\n|two\nthree");
  EXPECT_EQ(moved("one\ntw|o\nthree", &InputText::line_end), "one\ntwo|\nthree");
  EXPECT_EQ(moved("one\n|two", &InputText::line_start), "one\n|two");
  EXPECT_EQ(moved("|one", &InputText::line_start), "|one");
  EXPECT_EQ(moved("one|", &InputText::line_end), "one|");
}

TEST(InputText, GivesBackWhatIsErased) {
  InputText input = at("one two three|");
  EXPECT_EQ(input.erase(4, 8), "two ");
  EXPECT_EQ(seen(input), "one three|");
  input.move_to(2);
  EXPECT_EQ(input.erase(1, 5), "ne t");
  EXPECT_EQ(seen(input), "o|hree");
  EXPECT_EQ(input.erase(5, 100), "");
  EXPECT_EQ(input.erase(3, 1), "");
}

TEST(InputText, KeepsTheCursorOutOfACharacterThatJoins) {
  InputText input(kAcute);
  input.move_to(0);
  input.insert("e");  // the mark belongs to it now
  EXPECT_EQ(seen(input), std::string("e") + kAcute + "|");
  InputText flags("\U0001F1E9 \U0001F1EA");
  flags.erase(4, 5);
  flags.move_to(4);
  EXPECT_EQ(flags.cursor(), 8U);
}

TEST(InputText, TakesOnlyText) {
  EXPECT_EQ(clean_input("a\r\nb\rc\nd"), "a\nb\nc\nd");
  EXPECT_EQ(clean_input("a\u2028b\u2029c\u0085d"), "a\nb\nc\nd");
  EXPECT_EQ(clean_input(std::string("a\0b", 3)), "ab");
  EXPECT_EQ(clean_input("a\xff\xc3(\xe2\x82"), "a\uFFFD\uFFFD(\uFFFD\uFFFD");
  EXPECT_EQ(clean_input("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");  // half of a pair
  EXPECT_EQ(clean_input("\t\x1b[31m"), "\t\x1b[31m");            // the screen shows it as ^[
}

TEST(InputText, HoldsSoMuchAndNoMore) {
  InputText input(std::string(kInputBytesMax - 1, 'a'));
  EXPECT_FALSE(input.insert("\u00E9"));
  EXPECT_EQ(input.text().size(), kInputBytesMax - 1);
  EXPECT_TRUE(input.insert("b"));
  EXPECT_FALSE(input.insert("b"));
  EXPECT_EQ(input.text().size(), kInputBytesMax);
}

}  // namespace
}  // namespace earshot::front
