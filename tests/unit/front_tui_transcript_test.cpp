#include "front/tui/transcript.h"

#include "front_tui_talk.h"

namespace earshot::front {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// --- the order ---

TEST_F(TuiTranscript, ShowsNothingTwice) {
  const auto message = from_bob("hi");
  EXPECT_TRUE(talk_.add(now_, message));
  EXPECT_FALSE(talk_.add(now_, message));
  EXPECT_EQ(talk_.size(), 1U);
}

TEST_F(TuiTranscript, PlacesALateMessageByItsTime) {
  bob_says("one");
  auto late = from_bob("two");
  pass(kMinute);
  late.sent = Wall{now_.wall.ms - 30'000};
  late.replay = true;
  bob_says("three");
  EXPECT_TRUE(talk_.add(now_, late));
  EXPECT_THAT(rows(), ElementsAre(testing::_, HasSubstr("one"), HasSubstr("two"), HasSubstr("three")));
  EXPECT_EQ(talk_.unread(), 2U);
}

// --- the history ---

TEST_F(TuiTranscript, AsksForWhatWasSaidBefore) {
  const auto question = talk_.question();
  ASSERT_TRUE(question);
  EXPECT_EQ(question->peer, "+" + code_of(bob_.id));
  EXPECT_EQ(question->before, "");
  EXPECT_EQ(question->n, Transcript::kPage);
  EXPECT_FALSE(talk_.question()) << "once";
  bob_says("new");
  talk_.answer(page(30), true);
  EXPECT_THAT(rows().back(), HasSubstr("new"));
  EXPECT_THAT(rows().front(), HasSubstr("old 21"));
  EXPECT_FALSE(talk_.question()) << "enough for the screen";
}

TEST_F(TuiTranscript, AsksForMoreWhenTheReaderComesNearTheBeginning) {
  talk_.question();
  const auto first = page(30);
  talk_.answer(first, true);
  talk_.scroll_by(-5);
  EXPECT_FALSE(talk_.question());
  talk_.scroll_by(-10);
  const auto question = talk_.question();
  ASSERT_TRUE(question);
  EXPECT_EQ(question->before, to_string(first.front().message.id));
  talk_.answer({}, false);
  EXPECT_FALSE(talk_.question()) << "there is no more";
}

TEST_F(TuiTranscript, AsksNotAgainForWhatWasRefusedUntilTheReaderMoves) {
  talk_.question();
  talk_.no_answer();
  EXPECT_FALSE(talk_.question());
  bob_says("hi");
  talk_.scroll_by(-1);
  EXPECT_TRUE(talk_.question());
}

TEST_F(TuiTranscript, LetsGoOfWhatIsFarAway) {
  talk_.question();
  talk_.answer(page(200), false);
  for (std::size_t i = 0; i < Transcript::kEntriesMax; ++i) bob_says("new");
  EXPECT_EQ(talk_.size(), Transcript::kEntriesMax);
  talk_.to_oldest();
  EXPECT_TRUE(talk_.question()) << "what was let go can be had again";
  EXPECT_THAT(rows().back(), HasSubstr("new"));
}

TEST_F(TuiTranscript, HoldsNoMoreTextThanItsShare) {
  const std::string big(50'000, 'x');
  for (std::size_t i = 0; i < 60; ++i) bob_says(big);
  EXPECT_LE(talk_.size(), Transcript::kTextBytesMax / (2 * big.size())) << "as written, and as shown";
}

// Whoever reads up there while others write a lot keeps what is before the eyes, and the end comes back on the way
// down.
TEST_F(TuiTranscript, LosesTheEndRatherThanWhatIsRead) {
  talk_.question();
  talk_.answer(page(200), false);
  talk_.to_oldest();
  const auto before = rows();
  for (std::size_t i = 0; i < Transcript::kEntriesMax + 10; ++i) talk_.add(now_, from_bob("new"));
  EXPECT_EQ(rows(), before);
  EXPECT_EQ(talk_.new_below(), Transcript::kEntriesMax + 10);
  talk_.to_newest();
  const auto question = talk_.question();
  ASSERT_TRUE(question);
  EXPECT_EQ(question->before + question->after, "");
  auto newest = from_bob("the newest");
  newest.replay = true;
  talk_.answer({{now_.wall, newest}}, true);
  EXPECT_THAT(rows().back(), HasSubstr("the newest"));
  EXPECT_TRUE(talk_.at_newest());
  EXPECT_EQ(talk_.new_below(), 0U);
}

TEST_F(TuiTranscript, GoesToWhatWasFoundAndAsksForWhatIsAroundIt) {
  bob_says("new");
  auto found = from_bob("the needle");
  found.replay = true;
  talk_.go_to({Wall{kStageWall.ms - 86'400'000}, found});
  EXPECT_EQ(talk_.selected()->text, "the needle");
  EXPECT_FALSE(talk_.at_newest());
  EXPECT_EQ(talk_.question()->before, to_string(found.id));
  talk_.answer({}, false);
  const auto newer = talk_.question();
  ASSERT_TRUE(newer);
  EXPECT_EQ(newer->after, to_string(found.id));
  EXPECT_TRUE(newer->oldest);
  auto next = from_bob("after it");
  talk_.answer({{Wall{kStageWall.ms - 86'000'000}, next}}, false);
  EXPECT_THAT(rows(), ElementsAre(testing::_, HasSubstr("the needle"), HasSubstr("after it")));
  talk_.unselect();
  talk_.to_newest();
  EXPECT_TRUE(talk_.at_newest());
}

TEST_F(TuiTranscript, ClearsTheViewAndKeepsListening) {
  bob_says("one");
  talk_.clear();
  EXPECT_THAT(rows(), ElementsAre());
  EXPECT_FALSE(talk_.question());
  bob_says("two");
  EXPECT_THAT(rows().back(), HasSubstr("two"));
}

// --- the view ---

TEST_F(TuiTranscript, MovesNothingThatSomebodyReads) {
  for (int i = 0; i < 50; ++i) bob_says("line " + std::to_string(i));
  talk_.scroll_by(-20);
  const auto before = rows();
  for (int i = 0; i < 100; ++i) bob_says("more");
  EXPECT_EQ(rows(), before);
  EXPECT_EQ(talk_.new_below(), 100U);
  talk_.question();
  talk_.answer(page(200), true);
  EXPECT_EQ(rows(), before) << "nor does what was said before";
  talk_.to_newest();
  EXPECT_THAT(rows().back(), HasSubstr("more"));
  EXPECT_EQ(talk_.new_below(), 0U);
}

TEST_F(TuiTranscript, ReturnsToTheEndWhenOneSends) {
  for (int i = 0; i < 50; ++i) bob_says("line");
  talk_.scroll_page(false);
  EXPECT_FALSE(talk_.at_newest());
  talk_.add(now_, own("mine", with(bob_)));
  EXPECT_TRUE(talk_.at_newest());
  EXPECT_THAT(rows().back(), HasSubstr("mine"));
}

TEST_F(TuiTranscript, ScrollsNoFurtherThanThereAreRows) {
  for (int i = 0; i < 20; ++i) bob_says("line " + std::to_string(i));
  talk_.scroll_by(-1000);
  EXPECT_EQ(rows().size(), 10U);
  EXPECT_THAT(rows()[1], HasSubstr("line 0"));
  talk_.scroll_by(1000);
  EXPECT_TRUE(talk_.at_newest());
}

TEST_F(TuiTranscript, KeepsTheLastLineWhenTheWindowGrows) {
  for (int i = 0; i < 50; ++i) bob_says("line " + std::to_string(i));
  talk_.shape(look_, 20);
  EXPECT_THAT(rows().back(), HasSubstr("line 49"));
  EXPECT_EQ(rows().size(), 20U);
  talk_.scroll_by(-10);
  talk_.shape(look_, 5);
  EXPECT_THAT(rows().back(), HasSubstr("line 39"));
}

TEST_F(TuiTranscript, KeepsTheMiddleWhenTextIsWrappedAnewUpThere) {
  for (int i = 0; i < 50; ++i)
    bob_says("line " + std::to_string(i) + " is long enough to take two rows when there is little room");
  talk_.scroll_by(-30);
  const auto names = [this] {
    std::string all;
    for (const auto& row : rows()) all += row + "\n";
    return all;
  };
  const std::string middle = rows()[4].substr(18, 7);
  for (const std::size_t columns : {40U, 120U, 30U, 62U}) {
    look_.columns = columns;
    talk_.shape(look_, 10);
    EXPECT_THAT(names(), HasSubstr(middle)) << columns;
  }
}

// --- unread ---

TEST_F(TuiTranscript, DrawsALineAboveWhatCameWhileOneWasAway) {
  talk_.arrive();
  bob_says("seen");
  talk_.mark_read();
  talk_.leave();
  talk_.add(now_, own("of my other window", with(bob_)));
  bob_says("new one");
  bob_says("new two");
  EXPECT_EQ(talk_.unread(), 2U);
  talk_.arrive();
  EXPECT_THAT(rows()[3], HasSubstr("= 2 new ="));
  bob_says("while reading");
  talk_.mark_read();
  EXPECT_THAT(rows()[3], HasSubstr("= 2 new =")) << "it stays still";
  EXPECT_EQ(talk_.unread(), 0U);
}

TEST_F(TuiTranscript, TakesTheLineAwayWhenOneSendsOrLeaves) {
  talk_.leave();
  bob_says("new");
  talk_.arrive();
  EXPECT_THAT(rows()[1], HasSubstr("= 1 new ="));
  talk_.add(now_, own("answer", with(bob_)));
  for (const auto& row : rows()) EXPECT_THAT(row, Not(HasSubstr("new =")));
  talk_.leave();
  bob_says("again");
  talk_.arrive();
  EXPECT_THAT(rows()[3], HasSubstr("= 1 new ="));
  talk_.leave();
  for (const auto& row : rows()) EXPECT_THAT(row, Not(HasSubstr("new =")));
}

TEST_F(TuiTranscript, JumpsToTheFirstUnread) {
  talk_.arrive();
  bob_says("seen");
  talk_.leave();
  for (int i = 0; i < 30; ++i) bob_says("new " + std::to_string(i));
  talk_.arrive();
  EXPECT_TRUE(talk_.to_unread());
  EXPECT_THAT(rows().front(), HasSubstr("= 30 new ="));
  EXPECT_THAT(rows()[1], HasSubstr("new 0"));
}

TEST_F(TuiTranscript, MarksAsUnreadFromWhereOneIs) {
  talk_.arrive();
  for (int i = 0; i < 4; ++i) bob_says("line " + std::to_string(i));
  talk_.mark_read();
  talk_.select_previous();
  talk_.select_previous();
  talk_.mark_unread();
  EXPECT_EQ(talk_.unread(), 2U);
  EXPECT_THAT(rows()[3], HasSubstr("= 2 new ="));
  EXPECT_EQ(talk_.last_read(), id(2));
}

TEST_F(TuiTranscript, RemembersOverARestartWhatWasRead) {
  const auto old = page(10);
  talk_.read_up_to(old[6].message.id);
  talk_.question();
  talk_.answer(old, true);
  EXPECT_EQ(talk_.unread(), 3U);
  talk_.arrive();
  EXPECT_THAT(rows()[6], HasSubstr("= 3 new ="));
  talk_.mark_read();
  EXPECT_EQ(talk_.last_read(), old[9].message.id);
}

TEST_F(TuiTranscript, TakesAllForUnreadWhenMoreCameThanAPage) {
  talk_.read_up_to(make_id(99));
  talk_.question();
  talk_.answer(page(10), true);
  EXPECT_EQ(talk_.unread(), 10U);
  talk_.mark_read();
  talk_.scroll_by(-20);
  talk_.question();
  talk_.answer({}, false);
  EXPECT_EQ(talk_.unread(), 0U);
}

// --- selection ---

TEST_F(TuiTranscript, MarksTheSelectedMessageByASign) {
  bob_says("one");
  talk_.notice(now_.wall, "a notice");
  bob_says("two");
  EXPECT_TRUE(talk_.select_previous());
  EXPECT_EQ(talk_.selected()->text, "two");
  EXPECT_EQ(rows().back(), "11:02>   bob      two");
  EXPECT_EQ(talk_.view(now_.wall).back().cursor, 5U);
  EXPECT_TRUE(talk_.select_previous()) << "over the notice";
  EXPECT_EQ(talk_.selected()->text, "one");
  EXPECT_TRUE(talk_.select_next());
  EXPECT_FALSE(talk_.select_next()) << "back to typing";
  EXPECT_EQ(talk_.selected(), nullptr);
}

TEST_F(TuiTranscript, ScrollsToTheSelectedMessage) {
  for (int i = 0; i < 50; ++i) bob_says("line " + std::to_string(i));
  for (int i = 0; i < 20; ++i) talk_.select_previous();
  EXPECT_EQ(talk_.selected()->text, "line 30");
  EXPECT_THAT(rows().front(), HasSubstr("line 30"));
  for (int i = 0; i < 15; ++i) talk_.select_next();
  EXPECT_THAT(rows().back(), HasSubstr("line 45"));
}

TEST_F(TuiTranscript, HasTheSignOfTheSelectedOneOnNarrowScreensToo) {
  look_ = {.columns = 20, .names_above = true, .times = false};
  talk_.shape(look_, 10);
  bob_says("one");
  bob_says("two");
  talk_.select_previous();
  EXPECT_THAT(rows(), ElementsAre(testing::_, "bob", " one", ">two"));
  EXPECT_EQ(talk_.view(now_.wall).back().cursor, 0U);
}

TEST_F(TuiTranscript, FindsTheLastThatFits) {
  talk_.add(now_, own("mine", with(bob_)));
  bob_says("one");
  bob_says("two");
  const auto is_of_others = [](const Said& said) { return !said.outgoing; };
  EXPECT_EQ(talk_.last(is_of_others)->text, "two");
  EXPECT_EQ(talk_.last(is_of_others, 2)->text, "one");
  EXPECT_EQ(talk_.last(is_of_others, 3), nullptr);
}

// --- whatever happens ---

TEST_F(TuiTranscript, StandsEverySequenceOfEvents) {
  std::mt19937 chance(23);
  for (int round = 0; round < 30; ++round) {
    Transcript talk(with(bob_));
    std::size_t reached = 0;
    for (int i = 0; i < 150; ++i) {
      switch (chance() % 18) {
        case 0: {
          const bool above = chance() % 2 == 0;
          look_ = {.columns = 1 + chance() % 90, .names_above = above, .times = chance() % 2 == 0};
          talk.shape(look_, 1 + chance() % 30);
          break;
        }
        case 1:
          talk.scroll_by(static_cast<std::ptrdiff_t>(chance() % 60) - 40);
          break;
        case 2:
          talk.select_previous();
          break;
        case 3:
          talk.select_next();
          break;
        case 4:
          talk.leave();
          break;
        case 5:
          talk.arrive();
          talk.mark_read();
          break;
        case 6:
          talk.notice(now_.wall, "a notice\nof two lines");
          break;
        case 7:
          talk.to_oldest();
          break;
        case 8:
          talk.to_newest();
          break;
        case 9:
          talk.to_unread();
          break;
        case 10:
          if (talk.question()) talk.answer(page(chance() % 40), chance() % 2 == 0);
          break;
        case 11:
          talk.add(now_, own(nasty_text(chance, 10), with(bob_)));
          break;
        case 12:
          talk.state(now_, step(id(1 + chance() % (ids_ + 1)), DeliveryState(chance() % 4), {chance() % 2, 1}, bob_));
          break;
        case 13:
          talk.mark_unread();
          break;
        case 14:
          if (chance() % 8 == 0) talk.clear();
          break;
        case 15:
          talk.go_to({now_.wall, from_bob("found")});
          break;
        case 16: {
          auto late = from_bob("late");
          late.replay = true;
          late.sent.ms -= chance() % (100 * kMinute);
          talk.add(now_, late);
          break;
        }
        default:
          talk.add(now_, from_bob(nasty_text(chance, 20)));
      }
      pass(chance() % (3 * kMinute));
      reached += talk.view(now_.wall).size();
    }
    EXPECT_GT(reached, 0U);
  }
}

// Only what is on the screen costs: a frame of a long talk is as cheap as one of a short talk.
TEST_F(TuiTranscript, LaysOutNoMoreThanWhatIsNearTheScreen) {
  talk_.question();
  talk_.answer(page(1'000), true);
  talk_.view(now_.wall);
  EXPECT_LE(talk_.laid_out(), 40U);
  talk_.scroll_by(-50);
  talk_.view(now_.wall);
  EXPECT_LE(talk_.laid_out(), 120U);
}

}  // namespace
}  // namespace earshot::front
