#include <gtest/gtest.h>

#include "front_stage.h"

namespace earshot::front {
namespace {

class ListenTest : public testing::Test {
 protected:
  void begin(const std::string& room) {
    ListenOptions options;
    options.room = room;
    stage.put_on(make_listen(stage.node, stage.streams, Manner{}, make_about(), options));
  }
  void hear(const std::string& room, const std::string& text) {
    stage.tell(make_message(1, bob, {Conversation::Kind::room, {}, room}, text));
  }

  Stage stage;
  PeerView bob = make_peer("bob", 2);
};

TEST_F(ListenTest, ARoomIsTheSameHoweverItsNameIsWritten) {
  for (const std::string written : {"dev", "#dev", "Dev", "#DEV"}) {
    begin(written);
    EXPECT_EQ(stage.node.last<command::Join>().room, "dev") << written;
    hear("dev", "for me");
    hear("lobby", "for others");
    const std::string shown = stage.shown();
    EXPECT_NE(shown.find("for me"), std::string::npos) << written;
    EXPECT_EQ(shown.find("for others"), std::string::npos) << written;
  }
}

TEST_F(ListenTest, TheLobbyNeedsNoJoining) {
  begin("#Lobby");
  EXPECT_TRUE(stage.node.asked.empty());
  hear("lobby", "for me");
  EXPECT_NE(stage.shown().find("for me"), std::string::npos);
}

TEST_F(ListenTest, ARoomThatCannotBeJoinedEndsItAtOnce) {
  stage.node.refuse = Refusal{ErrorCode::bad_request, "a b", {}};
  begin("a b");
  EXPECT_EQ(stage.face->finished(), 2);
  EXPECT_NE(stage.complained().find("\"a b\" cannot be the name of a room"), std::string::npos);
}

TEST_F(ListenTest, ARefusalMayComeLate) {
  begin("dev");
  event::Reply other = stage.refusal(ErrorCode::bad_request);
  other.command.value += 1;
  stage.tell(other);
  EXPECT_FALSE(stage.face->finished());
  stage.tell(stage.refusal(ErrorCode::bad_request));
  EXPECT_EQ(stage.face->finished(), 2);
  EXPECT_NE(stage.complained().find("cannot be the name of a room"), std::string::npos);
}

// With --since: what was kept comes first, what is live after it, and nothing twice or not at all.
class ListenSinceTest : public ListenTest {
 protected:
  void begin(const ListenOptions& given = {}) {
    auto options = given;
    if (!options.since) options.after = to_string(make_id(100));
    stage.put_on(make_listen(stage.node, stage.streams, Manner{}, make_about(), options));
  }
  void row(std::uint8_t number, const std::string& text) {
    auto message = make_message(number, bob, lobby(), text);
    message.replay = true;
    stage.tell(message);
  }
  void live(std::uint8_t number, const std::string& text) {
    stage.tell(make_message(number, bob, lobby(), text), number);
  }
  void answer(bool more) {
    auto reply = stage.reply();
    reply.more = more;
    stage.tell(reply);
  }
  std::string texts() {
    std::string all;
    std::istringstream lines(stage.shown());
    for (std::string line; std::getline(lines, line);) all += line.substr(line.rfind(' ') + 1);
    return all;
  }
};

TEST_F(ListenSinceTest, AsksInTheOrderOfArrivalSoThatNothingThatCameLateIsMissed) {
  begin();
  EXPECT_TRUE(stage.node.last<command::History>().by_arrival);
  EXPECT_TRUE(stage.node.last<command::History>().oldest);
  EXPECT_EQ(stage.node.last<command::History>().after, to_string(make_id(100)));
}

TEST_F(ListenSinceTest, WhatIsInBothIsToldOnce) {
  begin();
  live(2, "b");  // before the answer: kept, and in it
  row(1, "a");
  row(2, "b");
  answer(false);
  live(2, "b");  // after it
  live(3, "c");
  EXPECT_EQ(texts(), "abc");
}

TEST_F(ListenSinceTest, WhatComesBetweenTwoPagesIsHeldBack) {
  begin();
  row(1, "a");
  answer(true);
  EXPECT_EQ(stage.node.last<command::History>().after, to_string(make_id(1)));
  live(4, "d");
  live(3, "c");
  row(2, "b");
  row(3, "c");
  answer(false);
  EXPECT_EQ(texts(), "abcd");
}

TEST_F(ListenSinceTest, CountsThoseOfThePastToo) {
  ListenOptions options;
  options.count = 2;
  begin(options);
  row(1, "a");
  row(2, "b");
  row(3, "c");
  answer(true);
  EXPECT_EQ(texts(), "ab");
  EXPECT_EQ(stage.face->finished(), 0);
}

TEST_F(ListenSinceTest, AnUnknownMessageIsAnError) {
  begin();
  stage.tell(stage.refusal(ErrorCode::no_such_id));
  EXPECT_EQ(stage.face->finished(), 3);
}

TEST_F(ListenSinceTest, ASlowReaderGetsTheNextPageWhenItCanTakeIt) {
  begin();
  stage.waiting = kLinesWaitingMax - 1;
  row(1, "a");
  stage.waiting = kLinesWaitingMax;
  answer(true);
  EXPECT_EQ(stage.node.asked.size(), 1U);
  stage.pass(10ms);
  EXPECT_EQ(stage.node.asked.size(), 1U);
  stage.waiting = 0;
  stage.pass(10ms);
  EXPECT_EQ(stage.node.asked.size(), 2U);
}

}  // namespace
}  // namespace earshot::front
