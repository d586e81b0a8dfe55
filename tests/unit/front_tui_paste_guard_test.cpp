#include "front/tui/paste_guard.h"

#include <gmock/gmock.h>

#include "earshot/text/text.h"

namespace earshot::front {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Key kEnter{.name = Key::Name::enter};
const Instant kStart{100s};

Key typed(char32_t it) { return {.letter = it}; }

// Text as a terminal without bracketed paste sends it, all at once.
PasteGuess::Outcome type(PasteGuess& guess, std::string_view text, Instant at) {
  PasteGuess::Outcome all;
  for (const char it : text) {
    auto now = guess.take(it == '\n' ? kEnter : typed(static_cast<unsigned char>(it)), at);
    all.pasted += now.pasted;
    all.typed.insert(all.typed.end(), now.typed.begin(), now.typed.end());
  }
  return all;
}

TEST(PasteQuestion, IsAskedFromSoManyLines) {
  EXPECT_FALSE(paste_question("one\ntwo\nthree", {}));
  EXPECT_FALSE(paste_question("one\ntwo\nthree\n", {})) << "the end of the last line begins no other";
  const auto four = paste_question("one\ntwo\nthree\nfour", {});
  ASSERT_TRUE(four);
  EXPECT_EQ(in_words(*four, "#lobby"), "send 4 lines as 1 message to #lobby? [Enter] send  [e] edit  [Esc] back");
}

TEST(PasteQuestion, IsAskedForMoreThanOneMessageHolds) {
  EXPECT_FALSE(paste_question(std::string(100, 'a'), {.message_bytes = 100}));
  const auto more = paste_question(std::string(101, 'a'), {.message_bytes = 100});
  ASSERT_TRUE(more);
  EXPECT_THAT(in_words(*more, "bob"), HasSubstr("send 1 line as 2 messages to bob?"));
}

TEST(PasteQuestion, IsAskedBeforeACommandRuns) {
  const auto command = paste_question(" /quit", {});
  ASSERT_TRUE(command);
  EXPECT_TRUE(command->is_command);
  EXPECT_THAT(in_words(*command, "bob"), HasSubstr("run it as a command?"));
  EXPECT_FALSE(paste_question("//quit", {}));
}

TEST(SplitMessage, CutsAtLineBreaksAndElseBetweenCharacters) {
  EXPECT_THAT(split_message("short", 10), ElementsAre("short"));
  EXPECT_THAT(split_message("", 10), ElementsAre(""));
  EXPECT_THAT(split_message("one\ntwo\nthree", 8), ElementsAre("one\ntwo", "three"));
  EXPECT_THAT(split_message("abcdefgh", 3), ElementsAre("abc", "def", "gh"));
  EXPECT_THAT(split_message("ae\u0301e\u0301", 4), ElementsAre("ae\u0301", "e\u0301"));
}

TEST(SplitMessage, LosesNothingOfAPileOfMarks) {
  std::string pile = "e";
  for (int i = 0; i < 100; ++i) pile += "\u0301";
  std::string joined;
  for (const std::string& piece : split_message(pile, 16)) {
    EXPECT_LE(piece.size(), 16U);
    EXPECT_TRUE(text::is_utf8(piece));
    joined += piece;
  }
  EXPECT_EQ(joined, pile);
}

TEST(PasteGuess, HoldsAnEnterForAMomentAndThenLetsItGo) {
  PasteGuess guess;
  EXPECT_THAT(type(guess, "hi", kStart).typed, ElementsAre(typed('h'), typed('i')));
  EXPECT_THAT(type(guess, "\n", kStart).typed, IsEmpty());
  ASSERT_EQ(guess.deadline(), kStart + PasteGuess::kWindow);
  EXPECT_THAT(guess.wake(kStart + PasteGuess::kWindow - 1us).typed, IsEmpty());
  EXPECT_THAT(guess.wake(kStart + PasteGuess::kWindow).typed, ElementsAre(kEnter));
  EXPECT_EQ(guess.deadline(), std::nullopt);
}

TEST(PasteGuess, KeepsTheOrderOfWhatIsTypedFast) {
  PasteGuess guess;
  EXPECT_THAT(type(guess, "\na\nb\n", kStart).typed, IsEmpty());
  const auto outcome = guess.wake(kStart + 50ms);
  EXPECT_THAT(outcome.typed, ElementsAre(kEnter, typed('a'), kEnter, typed('b'), kEnter));
  EXPECT_EQ(outcome.pasted, "");
}

TEST(PasteGuess, TakesManyLinesAtOnceForAPaste) {
  PasteGuess guess;
  EXPECT_THAT(type(guess, "\n/quit\nb\n\n", kStart).typed, IsEmpty());
  const auto outcome = guess.wake(kStart + 50ms);
  EXPECT_EQ(outcome.pasted, "\n/quit\nb\n\n");
  EXPECT_THAT(outcome.typed, IsEmpty());
  EXPECT_TRUE(outcome.is_first);
}

TEST(PasteGuess, WaitsForTheEndOfALongPaste) {
  PasteGuess guess;
  std::string all;
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(type(guess, "\nabc", kStart + i * 20ms / 2).pasted, "");
    all += "\nabc";
  }
  ASSERT_EQ(guess.deadline(), kStart + 190ms + PasteGuess::kWindow);
  EXPECT_EQ(guess.wake(*guess.deadline()).pasted, all);
}

TEST(PasteGuess, SaysOnlyOnceThatItIsTheFirst) {
  PasteGuess guess;
  type(guess, "\n\n\n\n", kStart);
  EXPECT_TRUE(guess.wake(kStart + 50ms).is_first);
  type(guess, "\n\n\n\n", kStart + 1s);
  EXPECT_FALSE(guess.wake(kStart + 1s + 50ms).is_first);
}

TEST(PasteGuess, GivesWhatIsHeldBeforeAKeyThatNoPasteHas) {
  PasteGuess guess;
  type(guess, "\na", kStart);
  const Key up{.name = Key::Name::up};
  EXPECT_THAT(guess.take(up, kStart).typed, ElementsAre(kEnter, typed('a'), up));
}

TEST(PasteGuess, GivesAPasteBeforeTheKeyThatComesAfterIt) {
  PasteGuess guess;
  type(guess, "\n\n\n\n", kStart);
  const auto outcome = guess.take(typed('x'), kStart + 1s);
  EXPECT_EQ(outcome.pasted, "\n\n\n\n");
  EXPECT_THAT(outcome.typed, ElementsAre(typed('x')));
}

TEST(PasteGuess, HoldsNothingWhereTheTerminalAnnouncesItsPastes) {
  PasteGuess guess;
  guess.trust_terminal();
  EXPECT_THAT(type(guess, "\n\n\n\n\n", kStart).typed, SizeIs(5));
}

TEST(PasteGuess, HoldsSoMuchAndNoMore) {
  PasteGuess guess;
  const auto outcome = type(guess, std::string(PasteGuess::kKeysMax, '\n') + "ab", kStart);
  EXPECT_THAT(outcome.pasted, SizeIs(PasteGuess::kKeysMax));
  EXPECT_THAT(outcome.typed, SizeIs(2));
}

}  // namespace
}  // namespace earshot::front
