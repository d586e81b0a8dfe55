// What was said before, page by page, at a node that answers when the test wants.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "front_stage.h"

namespace earshot::front {
namespace {

using testing::HasSubstr;
using testing::Not;

class Past : public testing::Test {
 protected:
  void row(std::uint8_t number, const std::string& text) { tell(make_message(number, bob, lobby(), text)); }
  void tell(event::Message message) {
    message.replay = true;
    stage.tell(message);
  }
  void answer(std::size_t count, bool more) {
    auto reply = stage.reply();
    reply.count = count;
    reply.more = more;
    stage.tell(reply);
  }
  const command::History& asked() const { return stage.node.last<command::History>(); }

  Stage stage;
  PeerView bob = make_peer("bob", 2);
};

class HistoryFace : public Past {
 protected:
  void begin(const Manner& manner = {}, std::size_t n = 50) {
    HistoryOptions options;
    options.query.words = words;
    options.query.n = n;
    options.tell_of_more = tell_of_more;
    stage.put_on(make_history(stage.node, stage.streams, manner, make_about(), options));
  }
  std::string words;
  bool tell_of_more = false;
};

TEST_F(HistoryFace, IsInLineModesForm) {
  begin();
  row(1, "one");
  row(2, "two\nlines");
  EXPECT_EQ(stage.shown(), "");  // until the answer is there
  answer(2, false);
  EXPECT_EQ(stage.shown(), "2025-11-22T11:02:03.123Z #lobby " + bob.ref + ": one\n2025-11-22T11:02:03.123Z #lobby " +
                               bob.ref + ": two\n  lines\n");
  EXPECT_EQ(stage.face->finished(), 0);
}

TEST_F(HistoryFace, OnATerminalAnotherDayIsNamed) {
  begin(on_terminal());
  auto yesterday = make_message(1, bob, with(bob), "then");
  yesterday.sent.ms -= 86'400'000;
  tell(yesterday);
  tell(make_message(2, bob, with(bob), "now"));
  answer(2, false);
  EXPECT_EQ(stage.shown(), "2025-11-21 11:02 bob: then\n11:02 bob: now\n");
}

TEST_F(HistoryFace, NothingHostileReachesTheTerminal) {
  begin(on_terminal());
  row(1,
      "\x1b[2J\xe2\x80\xae"
      "evil\nalice: forged");
  answer(1, false);
  const auto shown = stage.shown();
  EXPECT_THAT(shown, Not(HasSubstr("\x1b")));
  EXPECT_THAT(shown, Not(HasSubstr("\xe2\x80\xae")));
  EXPECT_THAT(shown, Not(HasSubstr("\nalice")));
}

TEST_F(HistoryFace, AnOwnOneSaysWhetherItArrived) {
  begin();
  auto own = make_own(1, with(bob), "mine", 1);
  for (const auto state : {DeliveryState::queued, DeliveryState::delivered, DeliveryState::failed}) {
    own.state = state;
    tell(own);
  }
  answer(3, false);
  const auto shown = stage.shown();
  EXPECT_THAT(shown, HasSubstr("mine [not delivered yet]\n"));
  EXPECT_THAT(shown, HasSubstr("mine\n"));
  EXPECT_THAT(shown, HasSubstr("mine [NOT DELIVERED]\n"));
}

TEST_F(HistoryFace, MoreThanAPageIsGatheredFromTheEnd) {
  begin({}, 3);
  row(2, "two");
  row(3, "three");
  answer(2, true);
  EXPECT_EQ(stage.shown(), "");
  EXPECT_EQ(asked().n, 1U);
  EXPECT_EQ(asked().before, to_string(make_id(2)));
  row(1, "one");
  answer(1, true);
  const auto shown = stage.shown();
  EXPECT_LT(shown.find("one"), shown.find("two"));
  EXPECT_LT(shown.find("two"), shown.find("three"));
  EXPECT_EQ(stage.face->finished(), 0);
}

TEST_F(HistoryFace, JsonIsLinesAndAResult) {
  begin(as_json(), 1);
  row(1, "one");
  answer(1, true);
  const auto shown = stage.shown();
  EXPECT_THAT(shown, HasSubstr("\"type\":\"message\""));
  EXPECT_THAT(shown, Not(HasSubstr("\"seq\"")));
  EXPECT_THAT(shown, HasSubstr("\"replay\":true"));
  EXPECT_THAT(shown, HasSubstr(R"("ok":true,"exit":0,"data":{"count":1,"more":true})"));
}

TEST_F(HistoryFace, FoundNothingIsOne) {
  words = "lost";
  begin();
  auto reply = stage.refusal(ErrorCode::no_match);
  reply.count = 0;
  stage.tell(reply);
  EXPECT_EQ(stage.face->finished(), 1);
  EXPECT_EQ(stage.shown(), "");
  EXPECT_THAT(stage.complained(), HasSubstr("nothing was said here with \"lost\""));
}

TEST_F(HistoryFace, SaidNothingIsZero) {
  begin(on_terminal());
  answer(0, false);
  EXPECT_EQ(stage.face->finished(), 0);
  EXPECT_EQ(stage.complained(), "Nothing was said here.\n");
}

TEST_F(HistoryFace, AnErrorOnALaterPageIsOnlyTheEnd) {
  words = "x";
  begin({}, 5);
  row(2, "two x");
  answer(1, true);
  stage.tell(stage.refusal(ErrorCode::no_match));
  EXPECT_THAT(stage.shown(), HasSubstr("two x"));
  EXPECT_EQ(stage.face->finished(), 0);
}

TEST_F(HistoryFace, ACutThatWasNotAskedForIsTold) {
  tell_of_more = true;
  begin({}, 1);
  row(1, "one");
  answer(1, true);
  EXPECT_THAT(stage.complained(), HasSubstr("earshot export"));
}

TEST_F(HistoryFace, RefusalsSayNothingOfSending) {
  begin();
  auto reply = stage.reply();
  reply.error = Refusal{ErrorCode::ambiguous, "bob", {bob, make_peer("bob", 3)}};
  stage.tell(reply);
  EXPECT_EQ(stage.face->finished(), 4);
  const auto said = stage.complained();
  EXPECT_THAT(said, HasSubstr(bob.ref));
  EXPECT_THAT(said, Not(HasSubstr("sent")));
}

class ExportFace : public Past {
 protected:
  void begin(const Manner& manner = {}, bool as_text = false) {
    ExportOptions options;
    options.as_text = as_text;
    options.to = to;
    options.close = close;
    stage.put_on(make_export(stage.node, stage.streams, manner, make_about(), options));
  }
  std::ostream* to = nullptr;
  std::function<std::optional<Trouble>()> close;
};

TEST_F(ExportFace, GoesForwardPageByPage) {
  begin();
  EXPECT_TRUE(asked().oldest);
  EXPECT_EQ(asked().n, command::History::kPageMax);
  row(1, "one");
  answer(1, true);
  EXPECT_THAT(stage.shown(), HasSubstr("\"text\":\"one\""));
  EXPECT_EQ(asked().after, to_string(make_id(1)));
  row(2, "two");
  answer(1, false);
  const auto shown = stage.shown();
  EXPECT_THAT(shown, HasSubstr("\"text\":\"two\""));
  EXPECT_THAT(shown, Not(HasSubstr("\"type\":\"result\"")));  // a file of messages
  EXPECT_EQ(stage.face->finished(), 0);
}

TEST_F(ExportFace, TextIsThatOfAPipeEvenOnATerminal) {
  begin(on_terminal(), true);
  row(1, "one");
  answer(1, false);
  EXPECT_EQ(stage.shown(), "2025-11-22T11:02:03.123Z #lobby " + bob.ref + ": one\n");
}

TEST_F(ExportFace, WaitsForASlowReader) {
  begin();
  stage.waiting = kLinesWaitingMax;
  row(1, "one");
  answer(1, true);
  EXPECT_EQ(stage.node.asked.size(), 1U);
  ASSERT_TRUE(stage.face->deadline());
  stage.pass(10ms);
  EXPECT_EQ(stage.node.asked.size(), 1U);
  stage.waiting = 0;
  stage.pass(10ms);
  EXPECT_EQ(stage.node.asked.size(), 2U);
}

TEST_F(ExportFace, AFileGetsTheMessagesAndTheStreamTheResult) {
  std::ostringstream file;
  to = &file;
  begin(as_json());
  row(1, "one");
  answer(1, false);
  EXPECT_THAT(file.str(), HasSubstr("\"text\":\"one\""));
  const auto shown = stage.shown();
  EXPECT_THAT(shown, Not(HasSubstr("\"text\":\"one\"")));
  EXPECT_THAT(shown, HasSubstr("\"data\":{\"count\":1,\"more\":false}"));
}

TEST_F(ExportFace, AFullDiskEndsIt) {
  std::ostringstream file;
  to = &file;
  close = [] { return Trouble{ErrorCode::disk_full, "the disk is full", {}, {}}; };
  begin();
  file.setstate(std::ios::badbit);
  row(1, "one");
  answer(1, true);
  EXPECT_EQ(stage.node.asked.size(), 1U);
  EXPECT_EQ(stage.face->finished(), 11);
  EXPECT_THAT(stage.complained(), HasSubstr("the disk is full"));
}

}  // namespace
}  // namespace earshot::front
