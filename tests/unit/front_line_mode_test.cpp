// Line mode at a node that it shares with others.
#include <gtest/gtest.h>

#include <algorithm>

#include "front_stage.h"

namespace earshot::front {
namespace {

class LineModeTest : public testing::Test {
 protected:
  void begin(const std::string& address, const Manner& manner = on_terminal()) {
    ChatOptions options;
    options.address = address;
    stage.put_on(make_line_mode(stage.node, stage.streams, manner, make_about(), options));
  }
  event::Reply found() const {
    event::Reply reply = stage.reply();
    reply.peer = bob;
    return reply;
  }

  Stage stage;
  PeerView bob = make_peer("bob", 2);
};

TEST_F(LineModeTest, WhatIsWrittenInAnotherFaceIsShownWithWhomItIsFor) {
  begin("");
  stage.tell(make_own(1, with(bob), "from the other window", 1));
  stage.tell(make_state(1, with(bob), bob, DeliveryState::delivered, {1, 1}));
  EXPECT_NE(stage.shown().find("alice > " + bob.ref + ": from the other window"), std::string::npos);
  stage.tell(make_own(2, lobby(), "to all", 1));
  EXPECT_NE(stage.shown().find("#lobby alice: to all"), std::string::npos);
}

TEST_F(LineModeTest, WhatIsTypedHereIsNotShownAgain) {
  begin("");
  stage.type("to all");
  stage.tell(make_own(1, lobby(), "to all", 1));
  EXPECT_EQ(stage.shown().find("alice"), std::string::npos);
}

TEST_F(LineModeTest, AnAddressThatIsRefusedLateIsLookedUpAgainUntilItsTimeIsOver) {
  begin(bob.ref);
  EXPECT_FALSE(stage.face->wants_input());
  stage.tell(event::Peer{event::Peer::What::here, make_peer("carol", 3), {}});
  stage.tell(stage.refusal(ErrorCode::no_such_peer));
  EXPECT_FALSE(stage.face->wants_input());
  EXPECT_FALSE(stage.face->finished());
  stage.tell(event::Peer{event::Peer::What::here, bob, {}});
  stage.tell(found());
  EXPECT_TRUE(stage.face->wants_input());
  EXPECT_NE(stage.shown().find("writing to " + bob.ref), std::string::npos);

  begin("nobody");
  stage.pass(2s);
  stage.tell(stage.refusal(ErrorCode::no_such_peer));
  EXPECT_EQ(stage.face->finished(), 3);
}

TEST_F(LineModeTest, AnAddressThatIsRefusedAtOnceIsLookedUpAgainToo) {
  stage.node.refuse = Refusal{ErrorCode::no_such_peer, bob.ref, {}};
  begin(bob.ref);
  stage.tell(event::Peer{event::Peer::What::here, make_peer("carol", 3), {}});
  EXPECT_FALSE(stage.face->finished());
  stage.pass(2s);
  EXPECT_EQ(stage.face->finished(), 3);
}

TEST_F(LineModeTest, TheEndOfTheNodeIsSaidAndIsEleven) {
  begin("");
  stage.face->stop(stage.now, Stop::node_ended);
  EXPECT_EQ(stage.face->finished(), 11);
  EXPECT_NE(stage.complained().find("has ended"), std::string::npos);
}

TEST_F(LineModeTest, InAPipeTwoSlashesStandForOneAsOnATerminal) {
  for (const bool is_terminal : {true, false}) {
    Manner manner;
    manner.in_is_terminal = is_terminal;
    begin("#lobby", manner);
    stage.type("//etc/hosts");
    EXPECT_EQ(stage.node.last<command::Send>().text, "/etc/hosts");
  }
  stage.tell(stage.reply());
  stage.type("/quit");
  EXPECT_EQ(stage.node.last<command::Send>().text, "/quit");
}

// Well after the welcome, with somebody else here, so that only those who matter are told.
class PresenceLinesTest : public LineModeTest {
 protected:
  PresenceLinesTest() {
    begin("");
    stage.pass(4s);
    stage.tell(event::Peer{What::here, make_peer("dave", 9), {}});
    stage.pass(10s);
    stage.shown();
  }
  using What = event::Peer::What;
  void bob_is(What what, Duration then) {
    stage.tell(event::Peer{what, bob, {}});
    stage.pass(then);
  }
  void bob_says(const std::string& text) { stage.tell(make_message(++said, bob, lobby(), text)); }
  std::size_t times(const std::string& text) {
    const auto lines = stage.shown();
    std::size_t count = 0;
    for (auto at = lines.find(text); at != std::string::npos; at = lines.find(text, at + 1)) ++count;
    return count;
  }

  std::uint8_t said = 0;
};

TEST_F(PresenceLinesTest, WhoSendsByOneCommandAfterTheOtherIsSeenByWhatItSaysAlone) {
  for (int i = 0; i < 10; ++i) {
    bob_is(What::here, 100ms);
    bob_says("one more");
    bob_is(What::gone, 20s);
  }
  const auto lines = stage.shown();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 10);
  EXPECT_EQ(lines.find("bob is"), std::string::npos) << lines;
  EXPECT_EQ(lines.find("bob ("), std::string::npos) << lines;
}

TEST_F(PresenceLinesTest, WhoStaysIsToldAfterAMomentAndSoIsItsEnd) {
  bob_is(What::here, 10s);
  bob_says("hello");
  bob_is(What::gone, 1s);
  EXPECT_EQ(times("bob is gone"), 1u);
  bob_is(What::here, 2'900ms);
  EXPECT_EQ(times("bob (laptop) is here"), 0u);
  stage.pass(600ms);
  EXPECT_EQ(times("bob (laptop) is here"), 1u);
  bob_is(What::gone, 1s);
  EXPECT_EQ(times("bob is gone"), 1u);
}

TEST_F(PresenceLinesTest, WhoSpeaksAtOnceNeedsNoWordsToBeHere) {
  bob_is(What::here, 10s);
  bob_says("hello");
  bob_is(What::gone, 1s);
  stage.shown();
  bob_is(What::here, 1s);
  bob_says("it is me again");
  stage.pass(30min);
  EXPECT_EQ(times("is here"), 0u);
  bob_is(What::gone, 1s);
  EXPECT_EQ(times("bob is gone"), 1u);
}

TEST_F(PresenceLinesTest, WhoIsBackFromBeingAwayIsToldSoonAndWhoBlinksIsNot) {
  bob_is(What::here, 10s);
  bob_says("hello");
  stage.shown();
  bob_is(What::away, 1s);
  bob_is(What::here, 1s);
  EXPECT_EQ(times("is here"), 1u);
  bob_is(What::gone, 100ms);
  bob_is(What::here, 10s);
  EXPECT_EQ(stage.shown(), "");
}

TEST_F(LineModeTest, WhatTheNodeLeftOutIsSaid) {
  begin("");
  stage.face->missed(stage.now, 3, {});
  stage.tell(make_message(1, bob, lobby(), "after it"));
  EXPECT_NE(stage.shown().find("* 3 lines were left out"), std::string::npos);
}

class PastInChatTest : public LineModeTest {
 protected:
  void begin(const std::string& address) {
    ChatOptions options;
    options.address = address;
    options.earlier = 10;
    stage.put_on(make_line_mode(stage.node, stage.streams, on_terminal(), make_about(), options));
  }
  void row(std::uint8_t number, const Conversation& where, const std::string& text) {
    auto message = make_message(number, bob, where, text);
    message.replay = true;
    stage.tell(message);
  }
  std::size_t questions() const {
    return static_cast<std::size_t>(
        std::count_if(stage.node.asked.begin(), stage.node.asked.end(),
                      [](const Command& it) { return std::holds_alternative<command::History>(it); }));
  }
};

TEST_F(PastInChatTest, AtTheOpeningTheLastMessagesAreShownAsThePast) {
  begin("");
  EXPECT_EQ(stage.node.last<command::History>().room, "lobby");
  EXPECT_EQ(stage.node.last<command::History>().n, 10U);
  row(1, lobby(), "one");
  row(2, lobby(), "two");
  stage.tell(stage.reply());
  EXPECT_EQ(stage.shown(), "* 11:02 earlier here, 2 messages:\n11:02 #lobby bob: one\n11:02 #lobby bob: two\n");
}

TEST_F(PastInChatTest, WhereNothingWasSaidNothingIsShown) {
  begin("");
  stage.tell(stage.reply());
  EXPECT_EQ(stage.shown(), "");
}

TEST_F(PastInChatTest, WhatIsOnTheScreenAlreadyIsNotShownAgain) {
  begin("");
  stage.tell(make_message(2, bob, lobby(), "two"), 1);
  EXPECT_NE(stage.shown().find("two"), std::string::npos);
  row(1, lobby(), "one");
  row(2, lobby(), "two");
  stage.tell(stage.reply());
  EXPECT_EQ(stage.shown(), "* 11:02 earlier here, 1 message:\n11:02 #lobby bob: one\n");
  stage.tell(make_message(1, bob, lobby(), "one"), 2);  // it came late
  EXPECT_EQ(stage.shown(), "");
}

TEST_F(PastInChatTest, AConversationIsOpenedOnce) {
  begin("");
  stage.tell(stage.reply());
  stage.type("/go " + bob.ref);
  stage.tell(found());
  EXPECT_EQ(stage.node.last<command::History>().peer, code_of(bob.id));
  EXPECT_EQ(questions(), 2U);
  stage.tell(stage.reply());
  stage.type("/go #lobby");
  stage.type("/go " + bob.ref);
  stage.tell(found());
  EXPECT_EQ(questions(), 2U);
}

TEST_F(PastInChatTest, TheLastOfThePastCanBeAnswered) {
  begin("");
  row(1, lobby(), "one");
  row(2, lobby(), "two");
  stage.tell(stage.reply());
  stage.tell(make_message(3, bob, lobby(), "three"), 1);
  stage.type("/reply 2 yes");
  EXPECT_EQ(stage.node.last<command::Send>().reply_to, to_string(make_id(2)));
}

TEST_F(PastInChatTest, FindLooksHere) {
  begin("");
  stage.tell(stage.reply());
  stage.type("/find big fire");
  EXPECT_EQ(stage.node.last<command::History>().words, "big fire");
  EXPECT_EQ(stage.node.last<command::History>().room, "lobby");
  EXPECT_FALSE(stage.face->wants_input());
  row(1, lobby(), "a big fire");
  EXPECT_EQ(stage.shown(), "");
  stage.tell(stage.reply());
  EXPECT_EQ(stage.shown(), "11:02 #lobby bob: a big fire\n* 11:02 1 message found\n");
  EXPECT_TRUE(stage.face->wants_input());
}

TEST_F(PastInChatTest, FindLooksEverywhereIfAsked) {
  begin("");
  stage.tell(stage.reply());
  stage.type("/find -a fire");
  EXPECT_EQ(stage.node.last<command::History>().words, "fire");
  EXPECT_FALSE(stage.node.last<command::History>().room);
  auto reply = stage.refusal(ErrorCode::no_match);
  stage.tell(reply);
  EXPECT_EQ(stage.shown(), "* nothing was said here with \"fire\".\n");
  stage.type("/find -a");
  EXPECT_EQ(stage.shown(), "* /find [-a] WORDS\n");
}

TEST_F(PastInChatTest, WhatWasFoundIsNotTheLastMessage) {
  begin("");
  stage.tell(stage.reply());
  stage.tell(make_message(3, bob, lobby(), "three"), 1);
  stage.type("/find one");
  row(1, lobby(), "one");
  stage.tell(stage.reply());
  stage.type("/reply yes");
  EXPECT_EQ(stage.node.last<command::Send>().reply_to, to_string(make_id(3)));
}

// Own messages in the lobby: number 1 waits, 2 has failed, 3 has arrived.
class OwnFatesTest : public PastInChatTest {
 protected:
  OwnFatesTest() {
    begin("");
    stage.tell(stage.reply());
    const DeliveryState states[] = {DeliveryState::queued, DeliveryState::failed, DeliveryState::delivered};
    for (std::uint8_t number = 1; number <= 3; ++number) {
      auto own = make_own(number, lobby(), "text " + std::to_string(number), 1);
      own.state = DeliveryState::queued;
      stage.tell(own, number);
      if (number > 1) stage.tell(make_state(number, lobby(), bob, states[number - 1], {0, 1}), 10U + number);
    }
    stage.shown();
  }
};

TEST_F(OwnFatesTest, WhatWaitsIsWithdrawn) {
  stage.type("/withdraw");
  EXPECT_EQ(stage.node.last<command::Withdraw>().id, to_string(make_id(1)));
  stage.tell(stage.refusal(ErrorCode::no_such_id));
  EXPECT_EQ(stage.shown(), "* that message does not wait any more: it was sent.\n");
  stage.type("/withdraw 2");
  EXPECT_EQ(stage.shown(), "* 11:02 no such message waits here\n");
  stage.type("/withdraw it");
  EXPECT_EQ(stage.shown(), "* /withdraw [N]\n");
}

TEST_F(OwnFatesTest, WhatFailedIsSentAgain) {
  stage.type("/retry");
  EXPECT_EQ(stage.node.last<command::Send>().text, "text 2");
  EXPECT_EQ(stage.node.last<command::Send>().room, "lobby");
  stage.type("/retry 2");
  EXPECT_EQ(stage.shown(), "* 11:02 no such message failed here\n");
}

}  // namespace
}  // namespace earshot::front
