#include "front/tui/actions.h"

#include <gmock/gmock.h>

#include <set>

#include "front/words.h"

namespace earshot::front {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr auto kLast = Action::stop_selecting;

Key key(std::string_view name) { return parse_key(name).value(); }

std::vector<Action> all_actions() {
  std::vector<Action> all;
  for (std::size_t i = 0; i <= static_cast<std::size_t>(kLast); ++i) all.push_back(static_cast<Action>(i));
  return all;
}

TEST(Actions, HaveANameAndAKeyEach) {
  const KeyBindings keys;
  std::set<std::string_view> names;
  for (const Action action : all_actions()) {
    EXPECT_TRUE(names.insert(name_of(action)).second) << name_of(action);
    EXPECT_THAT(keys.keys_of(action), Not(IsEmpty())) << name_of(action);
  }
}

TEST(Actions, AreCalledByTheirKeysAndNoneHidesAnother) {
  const KeyBindings keys;
  for (const Action action : all_actions())
    for (const Key& key : keys.keys_of(action)) {
      if (where(action) != Where::selecting) {
        EXPECT_EQ(keys.find(key, Where::input), action) << to_string(key);
      }
      if (where(action) != Where::input) {
        EXPECT_EQ(keys.find(key, Where::selecting), action) << to_string(key);
      }
    }
}

TEST(Actions, AreWhatTheManualSays) {
  const KeyBindings keys;
  EXPECT_EQ(keys.find(key("Enter"), Where::input), Action::send);
  EXPECT_EQ(keys.find(key("Alt-Enter"), Where::input), Action::newline);
  EXPECT_EQ(keys.find(key("Ctrl-J"), Where::input), Action::newline);
  EXPECT_EQ(keys.find(key("Ctrl-W"), Where::input), Action::delete_word_left);
  EXPECT_EQ(keys.find(key("Ctrl-_"), Where::input), Action::undo);
  EXPECT_EQ(keys.find(key("Ctrl-R"), Where::input), Action::find_sent);
  EXPECT_EQ(keys.find(key("Ctrl-C"), Where::input), Action::clear);
  EXPECT_EQ(keys.find(key("Alt-A"), Where::input), Action::next_unread);
  EXPECT_EQ(keys.find(key("Alt-9"), Where::selecting), Action::conversation_9);
  EXPECT_EQ(keys.find(key("F1"), Where::selecting), Action::help);
  EXPECT_EQ(keys.find({.letter = 'A', .alt = true}, Where::input), Action::next_unread);
}

TEST(Actions, LeaveLettersToTheInputAndTakeThemWhileSelecting) {
  const KeyBindings keys;
  EXPECT_EQ(keys.find(key("r"), Where::input), std::nullopt);
  EXPECT_EQ(keys.find(key("r"), Where::selecting), Action::reply);
  EXPECT_EQ(keys.find(key("x"), Where::selecting), std::nullopt);
  EXPECT_EQ(keys.find(key("Up"), Where::input), Action::up);
  EXPECT_EQ(keys.find(key("Up"), Where::selecting), Action::select_older);
}

TEST(KeyBindings, GiveAKeyAnotherMeaning) {
  KeyBindings keys;
  EXPECT_EQ(keys.bind("ctrl-w", "next-unread"), std::nullopt);
  EXPECT_EQ(keys.find(key("Ctrl-W"), Where::input), Action::next_unread);
  EXPECT_EQ(keys.find(key("Ctrl-W"), Where::selecting), Action::next_unread);
  EXPECT_THAT(keys.keys_of(Action::delete_word_left), ElementsAre(key("Alt-Backspace")));
  EXPECT_THAT(keys.keys_of(Action::next_unread), ElementsAre(key("Alt-A"), key("Ctrl-W")));
}

TEST(KeyBindings, KeepWhatAKeyDoesElsewhere) {
  KeyBindings keys;
  EXPECT_EQ(keys.bind("up", "sent-older"), std::nullopt);
  EXPECT_EQ(keys.find(key("Up"), Where::input), Action::sent_older);
  EXPECT_EQ(keys.find(key("Up"), Where::selecting), Action::select_older);
}

TEST(KeyBindings, TakeEverythingFromAKey) {
  KeyBindings keys;
  EXPECT_EQ(keys.bind("ctrl-z", "none"), std::nullopt);
  EXPECT_EQ(keys.bind("up", "none"), std::nullopt);
  EXPECT_EQ(keys.find(key("Ctrl-Z"), Where::input), std::nullopt);
  EXPECT_EQ(keys.find(key("Up"), Where::input), std::nullopt);
  EXPECT_EQ(keys.find(key("Up"), Where::selecting), std::nullopt);
}

TEST(KeyBindings, SayWhatIsWrongAndChangeNothing) {
  KeyBindings keys;
  EXPECT_THAT(keys.bind("alt-foo", "send").value(), HasSubstr("no key \"alt-foo\""));
  EXPECT_THAT(keys.bind("alt-a", "next-unraed").value(), HasSubstr("Did you mean \"next-unread\"?"));
  EXPECT_THAT(keys.bind("alt-a", "fly-away").value(), HasSubstr("no action \"fly-away\"; /keys"));
  EXPECT_THAT(keys.bind("x", "send").value(), HasSubstr("has to type its letter"));
  EXPECT_THAT(keys.bind("\x1b[31m", "send").value(), Not(HasSubstr("\x1b")));
  EXPECT_EQ(keys.bind("x", "withdraw"), std::nullopt);
  EXPECT_EQ(keys.find(key("Alt-A"), Where::input), Action::next_unread);
}

TEST(KeyBindings, ShowTheKeysAsTheyAreBound) {
  KeyBindings keys;
  const auto line_of = [&keys](std::string_view name) {
    for (const std::string& line : keys.help())
      if (line.find(" " + std::string(name) + " ") != std::string::npos) return line;
    return std::string();
  };
  EXPECT_EQ(line_of("line-start"), "  Ctrl-A, Home           line-start             to the start of the line");
  ASSERT_EQ(keys.bind("ctrl-a", "next-unread"), std::nullopt);
  EXPECT_THAT(line_of("line-start"), Not(HasSubstr("Ctrl-A")));
  EXPECT_THAT(line_of("next-unread"), HasSubstr("Alt-A, Ctrl-A"));
  for (const Action action : all_actions()) EXPECT_FALSE(line_of(name_of(action)).empty()) << name_of(action);
}

TEST(KeyBindings, ShowThemInEightyColumns) {
  for (const std::string& line : KeyBindings().help()) EXPECT_LE(width(line), 80U) << line;
}

}  // namespace
}  // namespace earshot::front
