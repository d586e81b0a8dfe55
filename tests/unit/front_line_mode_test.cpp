// Line mode at a node that it shares with others.
#include <gtest/gtest.h>

#include "front_stage.h"

namespace earshot::front {
namespace {

class LineModeTest : public testing::Test {
 protected:
  void begin(const std::string& address) {
    ChatOptions options;
    options.address = address;
    stage.put_on(make_line_mode(stage.node, stage.streams, on_terminal(), make_about(), options));
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

TEST_F(LineModeTest, WhatTheNodeLeftOutIsSaid) {
  begin("");
  stage.face->missed(stage.now, 3, {});
  stage.tell(make_message(1, bob, lobby(), "after it"));
  EXPECT_NE(stage.shown().find("* 3 lines were left out"), std::string::npos);
}

}  // namespace
}  // namespace earshot::front
