#include "front/tui/composer.h"

#include <gmock/gmock.h>

#include <array>
#include <clocale>

#include "earshot/text/text.h"
#include "front/words.h"
#include "support/seeded_random.h"

namespace earshot::front {
namespace {

using testing::ElementsAre;

class ComposerTest : public testing::Test {
 protected:
  ComposerTest() { std::setlocale(LC_CTYPE, "C.UTF-8"); }

  void type(std::string_view text) {
    for (const char it : text) composer.insert({&it, 1});
  }
  void act(std::initializer_list<Action> actions) {
    for (const Action action : actions) EXPECT_TRUE(composer.act(action)) << name_of(action);
  }
  // "|" is the cursor.
  std::string seen() const {
    std::string text = composer.text();
    return text.insert(composer.before_cursor().size(), "|");
  }

  Composer composer;
};

TEST_F(ComposerTest, TakesWhatIsTypedAndGivesItAway) {
  type("hello");
  EXPECT_EQ(seen(), "hello|");
  EXPECT_EQ(composer.take(), "hello");
  EXPECT_EQ(seen(), "|");
  EXPECT_THAT(composer.sent().all(), ElementsAre("hello"));
}

TEST_F(ComposerTest, LeavesTheRestToOthers) {
  for (const Action action : {Action::send, Action::up, Action::down, Action::clear, Action::delete_or_leave,
                              Action::cancel, Action::complete, Action::next_unread, Action::quit})
    EXPECT_FALSE(composer.act(action)) << name_of(action);
}

TEST_F(ComposerTest, DeletesWhereItCouldLeaveIfSomethingIsTyped) {
  type("ab");
  act({Action::left, Action::delete_or_leave});
  EXPECT_EQ(seen(), "a|");
  act({Action::delete_or_leave});
  EXPECT_EQ(seen(), "a|");
}

TEST_F(ComposerTest, BringsBackWhatCtrlCCleared) {
  type("long thought");
  act({Action::clear});
  EXPECT_EQ(seen(), "|");
  act({Action::undo});
  EXPECT_EQ(seen(), "long thought|");
}

TEST_F(ComposerTest, UndoesWordByWordWhatWasTyped) {
  type("one two");
  act({Action::undo});
  EXPECT_EQ(seen(), "one |");
  act({Action::undo});
  EXPECT_EQ(seen(), "|");
  act({Action::undo});
  EXPECT_EQ(seen(), "|");
}

TEST_F(ComposerTest, YanksWhatWasCutTogether) {
  type("one two three");
  act({Action::delete_word_left, Action::delete_word_left, Action::line_start, Action::yank});
  EXPECT_EQ(seen(), "two three|one ");
  act({Action::delete_to_end, Action::yank, Action::yank});
  EXPECT_EQ(seen(), "two threeone one |");
  act({Action::delete_to_start, Action::yank});
  EXPECT_EQ(seen(), "two threeone one |");
}

TEST_F(ComposerTest, CutsTheLineBreakAtTheEndOfALine) {
  type("one");
  act({Action::newline});
  type("two");
  act({Action::up, Action::line_end, Action::delete_to_end});
  EXPECT_EQ(seen(), "one|two");
}

TEST_F(ComposerTest, GoesThroughItsRowsInOneColumn) {
  composer.layout(80, 5);
  composer.set("a long row\nx\nanother one");
  act({Action::left});
  EXPECT_EQ(seen(), "a long row\nx\nanother on|e");
  act({Action::up});
  EXPECT_EQ(seen(), "a long row\nx|\nanother one");
  act({Action::up});
  EXPECT_EQ(seen(), "a long row|\nx\nanother one");
  act({Action::up});
  EXPECT_EQ(seen(), "|a long row\nx\nanother one");
  act({Action::down, Action::down, Action::down});
  EXPECT_EQ(seen(), "a long row\nx\nanother one|");
}

TEST_F(ComposerTest, ShowsTheRowsAroundTheCursorAndMovesThemOnlyWhenItMust) {
  composer.set("1\n2\n3\n4\n5");
  auto layout = composer.layout(20, 3);
  EXPECT_THAT(layout.rows, ElementsAre("3", "4", "5"));
  EXPECT_EQ(layout.cursor, (Spot{2, 1}));
  EXPECT_EQ(layout.hidden_above, 2U);
  EXPECT_EQ(layout.hidden_below, 0U);
  act({Action::up, Action::up});
  layout = composer.layout(20, 3);
  EXPECT_THAT(layout.rows, ElementsAre("3", "4", "5"));
  EXPECT_EQ(layout.cursor, (Spot{0, 1}));
  act({Action::up});
  layout = composer.layout(20, 3);
  EXPECT_THAT(layout.rows, ElementsAre("2", "3", "4"));
  EXPECT_EQ(layout.hidden_above, 1U);
  EXPECT_EQ(layout.hidden_below, 1U);
  act({Action::clear});
  layout = composer.layout(20, 0);
  EXPECT_THAT(layout.rows, ElementsAre(""));
  EXPECT_EQ(layout.cursor, (Spot{0, 0}));
}

TEST_F(ComposerTest, ShowsWhatWasSentAndComesBackToTheDraft) {
  for (const char* text : {"one", "two"}) {
    type(text);
    composer.take();
  }
  type("draft");
  act({Action::sent_older, Action::sent_older, Action::sent_older});
  EXPECT_EQ(seen(), "one|");
  act({Action::sent_newer, Action::sent_newer, Action::sent_newer});
  EXPECT_EQ(seen(), "draft|");
}

TEST_F(ComposerTest, SearchesWhatWasSent) {
  for (const char* text : {"lunch at one?", "see you", "no lunch"}) {
    composer.set(text);
    composer.take();
  }
  type("draft");
  act({Action::find_sent});
  type("lun");
  EXPECT_EQ(seen(), "no lunch|");
  EXPECT_EQ(composer.search()->words, "lun");
  act({Action::find_sent});
  EXPECT_EQ(seen(), "lunch at one?|");
  act({Action::find_sent});
  EXPECT_FALSE(composer.search()->is_found);
  EXPECT_EQ(seen(), "lunch at one?|");
  act({Action::delete_left});
  EXPECT_EQ(seen(), "no lunch|");
  act({Action::cancel});
  EXPECT_EQ(seen(), "draft|");
  EXPECT_FALSE(composer.search());
}

TEST_F(ComposerTest, LooksAtWhatWasFoundBeforeItIsSent) {
  composer.set("lunch?");
  composer.take();
  type("draft");
  act({Action::find_sent});
  type("lun");
  EXPECT_TRUE(composer.act(Action::send));  // which sends nothing
  EXPECT_EQ(seen(), "lunch?|");
  EXPECT_FALSE(composer.act(Action::send));
  act({Action::undo});
  EXPECT_EQ(seen(), "draft|");
}

TEST_F(ComposerTest, EndsTheSearchWithAnyOtherKey) {
  composer.set("lunch?");
  composer.take();
  act({Action::find_sent});
  type("l");
  act({Action::left});
  EXPECT_EQ(seen(), "lunch|?");
  EXPECT_FALSE(composer.search());
}

TEST_F(ComposerTest, PastesTextAsText) {
  type("see: ");
  composer.paste("a\r\n/quit\r\n");
  EXPECT_EQ(seen(), "see: a\n/quit\n|");
  EXPECT_TRUE(composer.was_pasted());
  act({Action::undo});
  EXPECT_EQ(seen(), "see: |");
  EXPECT_FALSE(composer.was_pasted());
}

TEST_F(ComposerTest, KnowsWhatWasPastedUntilTheBoxIsEmpty) {
  composer.paste("abc");
  type("d");
  act({Action::sent_older, Action::sent_newer});
  EXPECT_TRUE(composer.was_pasted());
  act({Action::clear});
  EXPECT_FALSE(composer.was_pasted());
  composer.paste("abc");
  composer.take();
  EXPECT_FALSE(composer.was_pasted());
}

TEST_F(ComposerTest, PutsADraftAwayWithAllThatCanBeUndone) {
  type("for bob");
  act({Action::clear});
  Draft of_bob = composer.exchange({});
  EXPECT_EQ(seen(), "|");
  type("for carol");
  const Draft of_carol = composer.exchange(std::move(of_bob));
  EXPECT_EQ(of_carol.now.input.text(), "for carol");
  act({Action::undo});
  EXPECT_EQ(seen(), "for bob|");
}

TEST_F(ComposerTest, DropsASearchWithTheDraftItBeganIn) {
  composer.set("lunch?");
  composer.take();
  type("draft");
  act({Action::find_sent});
  type("lun");
  EXPECT_EQ(composer.exchange({}).now.input.text(), "draft");
  EXPECT_FALSE(composer.search());
}

TEST_F(ComposerTest, ReplacesWhatIsCompletedAndUndoesItAtOnce) {
  type("hi bo");
  composer.replace_before_cursor(2, "bob");
  composer.replace_before_cursor(3, "boris");
  EXPECT_EQ(seen(), "hi boris|");
  act({Action::undo});
  EXPECT_EQ(seen(), "hi bo|");
  composer.replace_before_cursor(100, "x");
  EXPECT_EQ(seen(), "x|");
}

TEST_F(ComposerTest, SaysWhenThereIsNoMoreRoom) {
  EXPECT_TRUE(composer.paste(std::string(kInputBytesMax, 'a')));
  EXPECT_FALSE(composer.insert("b"));
  EXPECT_EQ(composer.text().size(), kInputBytesMax);
}

TEST_F(ComposerTest, RemembersABoundedPastForUndo) {
  const std::string big(200'000, 'a');
  for (int i = 0; i < 100; ++i) composer.set(big + std::to_string(i));
  std::size_t bytes = 0;
  const Draft draft = composer.exchange({});
  for (const auto& state : draft.before) bytes += state.input.text().size();
  EXPECT_LE(bytes, 1'048'576U);
  EXPECT_GE(draft.before.size(), 1U);
}

// Whatever is done in whatever order: the text is UTF-8, the cursor stands between characters and in the box.
TEST_F(ComposerTest, StaysWholeWhateverIsDone) {
  const std::array<std::string_view, 16> pieces{"a",      " ",          "word ",  "\u0301",    "\u4E2D",  "\U0001F468",
                                                "\u200D", "\U0001F1E9", "\u202E", "\n",        "\x1b[2J", "\xff",
                                                "\t",     "\u1100",     "\u1161", "\U0001F3FB"};
  constexpr std::uint64_t kActions = static_cast<std::uint64_t>(Action::delete_or_leave) + 1;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    SeededRandom random(seed);
    Composer it;
    Draft other;
    for (int step = 0; step < 120; ++step) {
      const std::string_view piece = pieces[random.below(pieces.size())];
      switch (random.below(12)) {
        case 0:
          it.paste(std::string(piece) + std::string(piece));
          break;
        case 1:
          it.replace_before_cursor(it.before_cursor().size(), piece);
          break;
        case 2:
          random.below(4) == 0 ? void(it.take()) : void(it.set(piece));
          break;
        case 3:
          other = it.exchange(std::move(other));
          break;
        case 4:
        case 5:
        case 6:
        case 7:
          it.insert(piece);
          break;
        default:
          it.act(static_cast<Action>(random.below(kActions)));
      }
      const std::size_t columns = 1 + random.below(20);
      const std::size_t rows_max = random.below(5);
      const auto layout = it.layout(columns, rows_max);
      ASSERT_TRUE(text::is_utf8(it.text()));
      std::size_t border = 0;
      const std::size_t cursor = it.before_cursor().size();
      while (border < cursor) border = text::cluster_end(it.text(), border);
      ASSERT_EQ(border, cursor) << testing::PrintToString(it.text());
      ASSERT_LE(layout.rows.size(), std::max<std::size_t>(rows_max, 1));
      ASSERT_LT(layout.cursor.row, layout.rows.size());
      ASSERT_LT(layout.cursor.column, std::max<std::size_t>(columns, 2));
      for (const std::string& row : layout.rows) ASSERT_LT(width(row), std::max<std::size_t>(columns, 2));
    }
  }
}

TEST_F(ComposerTest, UndoesEverythingBackToTheBeginning) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    SCOPED_TRACE(seed);
    SeededRandom random(seed);
    Composer it;
    for (int step = 0; step < 60; ++step)
      if (random.below(2) == 0)
        it.insert(random.below(4) == 0 ? " " : "x");
      else
        it.act(static_cast<Action>(random.below(static_cast<std::uint64_t>(Action::undo))));
    for (int step = 0; step < 200; ++step) it.act(Action::undo);
    EXPECT_EQ(it.text(), "");
  }
}

}  // namespace
}  // namespace earshot::front
