#include "front/tui/message_rows.h"

#include "front_tui_talk.h"

namespace earshot::front {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class TuiMessageRows : public TuiTranscript {};

// --- how messages look ---

TEST_F(TuiMessageRows, ShowsTimeNameAndTextInColumns) {
  bob_says("morning. is the scanner free?");
  EXPECT_THAT(rows(), ElementsAre("------------------------- Sat 22 Nov -------------------------",
                                  "11:02    bob      morning. is the scanner free?"));
}

TEST_F(TuiMessageRows, RepeatsANameAfterFiveMinutesOrAnotherSender) {
  bob_says("one");
  pass(5 * kMinute - 1);
  bob_says("two");
  pass(5 * kMinute);
  bob_says("three");
  talk_.add(now_, own("four", with(bob_)));
  bob_says("five");
  EXPECT_THAT(rows(), ElementsAre(testing::_, "11:02    bob      one", "11:07             two",
                                  "11:12    bob      three", "11:12 >  alice    four", "11:12    bob      five"));
}

TEST_F(TuiMessageRows, DrawsALineAtLocalMidnight) {
  bob_says("good night");
  pass(13 * 60 * kMinute);
  bob_says("good morning");
  EXPECT_THAT(rows(), ElementsAre(HasSubstr(" Sat 22 Nov "), testing::_, HasSubstr(" Sun 23 Nov "),
                                  "00:02    bob      good morning"));
}

TEST_F(TuiMessageRows, NamesTheYearOfADayOfAnotherOne) {
  bob_says("long ago");
  now_.wall.ms += 60ULL * 86'400'000;
  EXPECT_THAT(rows().front(), HasSubstr(" Sat 22 Nov 2025 "));
}

TEST_F(TuiMessageRows, CutsALongNameVisibly) {
  const auto peer = make_peer("maximilian", 9);
  talk_.add(now_, from(peer, "hi", with(bob_)));
  EXPECT_EQ(rows().back(), "11:02    maximil~ hi");
}

TEST_F(TuiMessageRows, WrapsTextInItsOwnColumn) {
  bob_says("one two three four five six seven eight nine ten");
  EXPECT_THAT(rows(), ElementsAre(testing::_, "11:02    bob      one two three four five six seven eight nine",
                                  "                  ten"));
}

TEST_F(TuiMessageRows, NumbersLinksAtTheEndOfTheLine) {
  bob_says("https://printer.lan/status");
  bob_says("http://a.b and http://c.d");
  EXPECT_THAT(rows()[1], StartsWith("11:02    bob      https://printer.lan/status  "));
  EXPECT_THAT(rows()[1], testing::EndsWith("[1]"));
  EXPECT_THAT(rows()[2], testing::EndsWith("[2][3]"));
  EXPECT_EQ(talk_.link(3), "http://c.d");
  EXPECT_EQ(talk_.link(0), "http://a.b");
  EXPECT_EQ(talk_.link(4), std::nullopt);
}

TEST_F(TuiMessageRows, QuotesWhatIsAnswered) {
  auto question = own("is it yours?", with(bob_));
  talk_.add(now_, question);
  auto answer = from_bob("yes");
  answer.reply_to = to_string(question.id);
  talk_.add(now_, answer);
  answer = from_bob("no");
  answer.reply_to = to_string(make_id(99));
  talk_.add(now_, answer);
  EXPECT_THAT(rows(),
              ElementsAre(testing::_, "11:02 >  alice    is it yours?", "11:02    bob      | is it yours?",
                          "                  yes", "11:02             | (an earlier message)", "                  no"));
}

// A peer writes what it likes: its name stands beside it, so that it cannot pass for a notice.
TEST_F(TuiMessageRows, ShowsWhoDoesWhatAnActionSays) {
  auto wave = from_bob("waves");
  wave.action = true;
  talk_.add(now_, wave);
  talk_.notice(now_.wall, "bob was gone for 2 min");
  EXPECT_THAT(rows(),
              ElementsAre(testing::_, "11:02    bob      * bob waves", "11:02    *        bob was gone for 2 min"));
}

TEST_F(TuiMessageRows, PutsNamesAboveOnANarrowScreen) {
  look_ = {.columns = 34, .names_above = true};
  talk_.shape(look_, 10);
  talk_.add(now_, own("yes, all yours", with(bob_)));
  bob_says("thanks! took the last toner, sorry");
  talk_.notice(now_.wall, "bob was gone for 2 min, and is here again");
  EXPECT_THAT(rows(),
              ElementsAre(testing::_, "11:02 >", " yes, all yours", "11:02 bob", " thanks! took the last toner,",
                          " sorry", "* bob was gone for 2 min, and is", "  here again"));
}

// With names above, a text that could begin at the edge could pretend to be somebody else's line.
TEST_F(TuiMessageRows, LetsNoTextBeginAtTheEdge) {
  look_ = {.columns = 34, .names_above = true};
  talk_.shape(look_, 10);
  bob_says("hi\n11:03 carol\n* bob is verified now\n=== 3 new ===");
  const auto all = rows();
  for (std::size_t i = 2; i < all.size(); ++i) EXPECT_THAT(all[i], StartsWith(" "));
}

// --- delivery ---

TEST_F(TuiMessageRows, ShowsHowFarAnOwnMessageIs) {
  auto message = own("hi", with(bob_));
  message.state = DeliveryState::queued;
  talk_.add(now_, message);
  EXPECT_EQ(rows().back(), "11:02 o  alice    hi");
  talk_.state(now_, step(message.id, DeliveryState::sent, {0, 1}, bob_));
  EXPECT_EQ(rows().back(), "11:02 >  alice    hi");
  talk_.state(now_, step(message.id, DeliveryState::delivered, {1, 1}, bob_));
  EXPECT_EQ(rows().back(), "11:02 +  alice    hi");
}

TEST_F(TuiMessageRows, NeverTakesADeliveryBack) {
  const auto message = own("hi", with(bob_));
  talk_.add(now_, message);
  EXPECT_TRUE(talk_.state(now_, step(message.id, DeliveryState::delivered, {1, 1}, bob_)));
  EXPECT_FALSE(talk_.state(now_, step(message.id, DeliveryState::sent, {0, 1}, bob_)));
  EXPECT_FALSE(talk_.state(now_, step(message.id, DeliveryState::failed, {0, 1}, bob_)));
  EXPECT_EQ(rows().back(), "11:02 +  alice    hi");
}

TEST_F(TuiMessageRows, IsLoudAboutAFailureUntilItIsTriedAgain) {
  const auto message = own("hi", with(bob_));
  talk_.add(now_, message);
  talk_.state(now_, step(message.id, DeliveryState::failed, {0, 1}, bob_));
  EXPECT_THAT(rows().back(), StartsWith("11:02 !  alice    hi  "));
  EXPECT_THAT(rows().back(), testing::EndsWith("[not delivered: /retry]"));
  EXPECT_TRUE(talk_.has_failed());
  EXPECT_EQ(talk_.view(now_.wall).back().spans[2].style, Palette().alarm());
  talk_.mark_read();
  EXPECT_FALSE(talk_.has_failed());
  talk_.state(now_, step(message.id, DeliveryState::sent, {0, 1}, bob_));
  EXPECT_EQ(rows().back(), "11:02 >  alice    hi");
}

TEST_F(TuiMessageRows, SaysQuietlyThatAMessageWasWithdrawn) {
  const auto message = own("hi", with(bob_));
  talk_.add(now_, message);
  auto withdrawn = step(message.id, DeliveryState::failed, {0, 1}, bob_);
  withdrawn.reason = "withdrawn";
  talk_.state(now_, withdrawn);
  EXPECT_THAT(rows().back(), testing::EndsWith("[withdrawn]"));
  EXPECT_FALSE(talk_.has_failed());
}

TEST_F(TuiMessageRows, CountsTheRoomUnderTheNewestOwnMessageOnly) {
  Transcript room(lobby());
  room.shape(look_, 10);
  const auto first = own("first", lobby(), 9), second = own("lunch at half past twelve, all of us?", lobby(), 9);
  room.add(now_, first);
  room.state(now_, step(first.id, DeliveryState::delivered, {7, 9}, bob_));
  EXPECT_THAT(rows(room).back(), testing::EndsWith("[7 of 9 have it]"));
  room.add(now_, second);
  EXPECT_THAT(rows(room), ElementsAre(testing::_, "11:02 ~  alice    first",
                                      "11:02 >           lunch at half past twelve, all of us?",
                                      "                  [0 of 9 have it]"));
  room.state(now_, step(second.id, DeliveryState::delivered, {9, 9}, bob_));
  EXPECT_THAT(rows(room).back(), "11:02 +           lunch at half past twelve, all of us?");
}

// One absent member never turns a message red.
TEST_F(TuiMessageRows, CallsARoomMessageFailedOnlyWhenNobodyHasIt) {
  Transcript room(lobby());
  room.shape(look_, 10);
  const auto carol = make_peer("carol", 8);
  const auto message = own("hi", lobby(), 2);
  room.add(now_, message);
  room.state(now_, step(message.id, DeliveryState::failed, {0, 2}, bob_));
  EXPECT_THAT(rows(room).back(), StartsWith("11:02 >"));
  room.state(now_, step(message.id, DeliveryState::delivered, {1, 2}, carol));
  EXPECT_THAT(rows(room).back(), StartsWith("11:02 ~"));

  const auto lost = own("oh", lobby(), 2);
  room.add(now_, lost);
  room.state(now_, step(lost.id, DeliveryState::failed, {0, 2}, bob_));
  room.state(now_, step(lost.id, DeliveryState::failed, {0, 2}, carol));
  EXPECT_THAT(rows(room).back(), StartsWith("11:02 !"));
}

TEST_F(TuiMessageRows, KnowsSinceWhenAnAnswerIsMissing) {
  EXPECT_EQ(talk_.unanswered_since(), std::nullopt);
  const auto message = own("hi", with(bob_));
  const Instant sent = now_.instant;
  talk_.add(now_, message);
  pass(5'000);
  talk_.add(now_, own("are you there?", with(bob_)));
  EXPECT_EQ(talk_.unanswered_since(), sent);
  talk_.state(now_, step(message.id, DeliveryState::delivered, {1, 1}, bob_));
  EXPECT_EQ(talk_.unanswered_since(), sent + 5s);
}

}  // namespace
}  // namespace earshot::front
