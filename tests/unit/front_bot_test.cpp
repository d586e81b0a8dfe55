#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "front_stage.h"

namespace earshot::front {
namespace {

using Json = nlohmann::json;

class BotTest : public testing::Test {
 protected:
  void begin(const BotOptions& options = {}) {
    stage.put_on(make_bot(stage.node, stage.streams, as_json(), make_about(), options));
    EXPECT_EQ(lines().front()["type"], "hello");
  }
  std::vector<Json> lines() {
    std::vector<Json> all;
    std::istringstream in(stage.shown());
    for (std::string line; std::getline(in, line);) all.push_back(Json::parse(line));
    return all;
  }
  void send(const std::string& req) { stage.type(R"({"do":"send","to":"bob","text":"hi","req":")" + req + R"("})"); }

  Stage stage;
  PeerView bob = make_peer("bob", 2);
};

TEST_F(BotTest, CommandsBackToBackAreHandedInWithoutWaiting) {
  begin();
  for (int i = 0; i < 1'000; ++i) send(std::to_string(i));
  EXPECT_EQ(stage.node.asked.size(), 1'000U);
  for (std::size_t i = 1'000; i >= 1; --i) stage.tell(stage.reply(i));  // answered in any order
  const auto all = lines();
  ASSERT_EQ(all.size(), 1'000U);
  EXPECT_EQ(all.front()["req"], "999");
  EXPECT_EQ(all.back()["req"], "0");
}

TEST_F(BotTest, BadLineIsAnsweredWithItsNumberAndTheStreamGoesOn) {
  begin();
  stage.type(R"({"do":"ping","req":"a"})");
  stage.type("nonsense");
  stage.type(R"({"do":"ping","req":"b"})");
  const auto all = lines();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[1]["error"]["code"], "bad_request");
  EXPECT_EQ(all[1]["error"]["line"], 2);
  EXPECT_EQ(all[1]["exit"], 2);
  EXPECT_EQ(all[2]["req"], "b");
  EXPECT_EQ(all[2]["ok"], true);
}

TEST_F(BotTest, RefusalAtOnceIsAResultLikeAnyOther) {
  begin();
  stage.node.refuse = Refusal{ErrorCode::no_such_peer, "bbo", {bob}};
  send("1");
  const Json result = lines().front();
  EXPECT_EQ(result["req"], "1");
  EXPECT_EQ(result["exit"], 3);
  EXPECT_EQ(result["error"]["code"], "no_such_peer");
}

TEST_F(BotTest, EventsAreWrittenAndSubscribeChoosesAmongThem) {
  begin();
  stage.tell(make_message(1, bob, with(bob), "one"), 5);
  stage.tell(event::Peer{event::Peer::What::gone, bob, {}}, 6);
  EXPECT_EQ(lines().size(), 2U);
  stage.type(R"({"do":"subscribe","types":["message"],"conv":"#lobby"})");
  EXPECT_EQ(lines().front()["data"]["seq"], 6);
  stage.tell(make_message(2, bob, with(bob), "not wanted"));
  stage.tell(event::Peer{event::Peer::What::here, bob, {}});
  stage.tell(make_message(3, bob, lobby(), "wanted"));
  const auto all = lines();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0]["text"], "wanted");
}

TEST_F(BotTest, WhatIsNotWantedStillCounts) {
  begin();
  stage.type(R"({"do":"subscribe","types":"message"})");
  PeerView self = make_about().self;
  self.nick = self.name = "eve";
  stage.tell(event::Peer{event::Peer::What::renamed, self, "alice"}, 7);
  stage.tell(make_message(1, bob, lobby(), "eve: look"));
  stage.type(R"({"do":"subscribe"})");
  const auto all = lines();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[1]["mention"], true);
  EXPECT_EQ(all[2]["data"]["seq"], 7);
}

TEST_F(BotTest, QuitEndsTheStreamWithByeAndZero) {
  begin();
  stage.type(R"({"do":"quit","req":"q"})");
  const auto all = lines();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["type"], "result");
  EXPECT_EQ(all[1]["type"], "bye");
  EXPECT_EQ(stage.face->finished(), 0);
}

TEST_F(BotTest, EndOfInputWithNothingOpenEndsAtOnce) {
  begin();
  stage.face->end_of_input(stage.now);
  EXPECT_EQ(lines().back()["type"], "bye");
  EXPECT_EQ(stage.face->finished(), 0);
}

TEST_F(BotTest, EndOfInputWaitsForTheAcknowledgement) {
  begin();
  send("1");
  stage.tell(make_own(1, with(bob), "hi", 1));
  stage.tell(stage.reply());
  stage.face->end_of_input(stage.now);
  stage.pass(4999ms);
  EXPECT_FALSE(stage.face->finished());
  stage.tell(make_state(1, with(bob), bob, DeliveryState::delivered, {1, 1}));
  EXPECT_EQ(stage.face->finished(), 0);
}

TEST_F(BotTest, DrainIsOverAfterFiveSecondsAndNotBefore) {
  begin();
  send("1");
  stage.tell(make_own(1, with(bob), "hi", 1));
  stage.tell(stage.reply());
  stage.face->end_of_input(stage.now);
  EXPECT_EQ(*stage.face->deadline() - stage.now.instant, 5s);
  stage.pass(4999ms);
  EXPECT_FALSE(stage.face->finished());
  stage.pass(1ms);
  EXPECT_EQ(stage.face->finished(), 5);
  const Json bye = lines().back();
  EXPECT_EQ(bye["exit"], 5);
  EXPECT_EQ(bye["error"]["code"], "no_answer");
  EXPECT_NE(stage.complained(), "");
}

TEST_F(BotTest, SomeDeliveredIsNineAndOnlyQueuedIsSix) {
  begin();
  send("1");
  send("2");
  stage.tell(make_own(1, with(bob), "hi", 1));
  stage.tell(stage.reply(1));
  stage.tell(make_state(1, with(bob), bob, DeliveryState::delivered, {1, 1}));
  stage.tell(make_own(2, with(bob), "hi", 1));
  stage.tell(stage.reply(2));
  stage.face->end_of_input(stage.now);
  stage.pass(5s);
  EXPECT_EQ(stage.face->finished(), 9);

  begin();
  send("3");
  event::Message queued = make_own(3, with(bob), "hi", 1);
  queued.state = DeliveryState::queued;
  stage.tell(queued);
  stage.tell(stage.reply());
  stage.face->end_of_input(stage.now);  // nobody can acknowledge it now: no waiting
  EXPECT_EQ(stage.face->finished(), 6);
}

TEST_F(BotTest, LingerGoesOnListening) {
  begin({{5s, true}, {}});
  stage.face->end_of_input(stage.now);
  stage.pass(60s);
  EXPECT_FALSE(stage.face->finished());
  stage.tell(make_message(1, bob, lobby(), "still here"));
  EXPECT_EQ(lines().back()["text"], "still here");
}

TEST_F(BotTest, DemoIsShownForItsTimeThoughInputHasEnded) {
  begin({{}, 10s});
  stage.face->end_of_input(stage.now);
  stage.pass(9999ms);
  EXPECT_FALSE(stage.face->finished());
  stage.pass(1ms);
  EXPECT_EQ(stage.face->finished(), 0);
}

TEST_F(BotTest, SignalsEndItCleanly) {
  begin();
  stage.face->stop(stage.now, Stop::terminate);
  EXPECT_EQ(lines().back()["error"]["code"], "terminated");
  EXPECT_EQ(stage.face->finished(), 143);
}

TEST_F(BotTest, StalledReaderGetsAGapAndEveryAnswer) {
  begin();
  stage.type(R"({"do":"peers","req":"p"})");
  stage.waiting = kLinesWaitingMax;
  EXPECT_FALSE(stage.face->wants_input());
  for (std::uint64_t i = 0; i < 7; ++i) stage.tell(make_message(1, bob, lobby(), "lost"), 100 + i);
  EXPECT_TRUE(lines().empty());
  stage.waiting = kLinesWaitingMax - 1;
  EXPECT_TRUE(stage.face->wants_input());
  stage.tell(make_message(2, bob, lobby(), "seen"), 107);
  const auto all = lines();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["type"], "gap");
  EXPECT_EQ(all[0]["dropped"], 7);
  EXPECT_EQ(all[0]["from_seq"], 100);
  EXPECT_EQ(all[1]["seq"], 107);
  stage.waiting = kLinesWaitingMax;
  stage.tell(stage.reply());
  EXPECT_EQ(lines().back()["req"], "p");
}

TEST_F(BotTest, WhatAnotherFaceOfTheNodeSendsIsShownAndNotCounted) {
  begin();
  send("1");
  stage.tell(make_own(1, with(bob), "written elsewhere", 1));
  stage.tell(make_own(2, lobby(), "hi", 1));
  EXPECT_EQ(lines().size(), 2U);
  stage.tell(stage.reply());
  stage.face->end_of_input(stage.now);
  EXPECT_EQ(stage.face->finished(), 0);
}

TEST_F(BotTest, WhatTheNodeOfAnotherProcessLeftOutIsAGapHereToo) {
  begin();
  stage.waiting = kLinesWaitingMax;
  stage.tell(make_message(1, bob, lobby(), "lost here"), 90);
  stage.face->missed(stage.now, 5, 100);
  EXPECT_TRUE(lines().empty());
  stage.waiting = 0;
  stage.face->missed(stage.now, 2, 200);
  const auto all = lines();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0]["dropped"], 8);
  EXPECT_EQ(all[0]["from_seq"], 90);
}

TEST_F(BotTest, TheEndOfTheNodeItWasAttachedToIsEleven) {
  begin();
  stage.face->stop(stage.now, Stop::node_ended);
  EXPECT_EQ(lines().back()["reason"], "node_silent");
  EXPECT_EQ(stage.face->finished(), 11);
  EXPECT_NE(stage.complained().find("has ended"), std::string::npos);
}

}  // namespace
}  // namespace earshot::front
