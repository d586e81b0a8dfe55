// `verify` and `forget` ask: one command that takes several steps, and the same in the chat.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "front_stage.h"

namespace earshot::front {
namespace {

using Step = command::Verify::Step;
using testing::HasSubstr;

class VerifyTest : public testing::Test {
 protected:
  void begin(const command::Verify& verify, bool may_ask) {
    OneShotOptions options;
    options.command = verify;
    options.may_ask = may_ask;
    Manner manner = on_terminal();
    stage.put_on(make_one_shot(stage.node, stage.streams, manner, make_about(), options));
  }
  void answer() {
    auto reply = stage.reply();
    reply.peer = bob;
    stage.tell(reply);
  }
  Step step() const { return stage.node.last<command::Verify>().step; }
  void tell_words() {
    stage.tell(event::Words{event::Words::What::ready, bob, {"acid", "bark", "calm", "dawn", "east", "fern"}, {}});
  }

  Stage stage;
  PeerView bob = make_peer("bob", 2);
};

TEST_F(VerifyTest, InAPipeItShowsBothCodesAndEnds) {
  begin({"bob", {}, Step::show}, false);
  answer();
  EXPECT_EQ(stage.face->finished(), 0);
  const auto shown = stage.shown();
  EXPECT_THAT(shown, HasSubstr("your code   040g 2081"));
  EXPECT_THAT(shown, HasSubstr("bob's code   0810 40g2"));
}

TEST_F(VerifyTest, OnATerminalItGoesOnToWordsAndMarksWhatTheUserConfirms) {
  begin({"bob", {}, Step::show}, true);
  answer();
  EXPECT_EQ(step(), Step::words);
  answer();
  EXPECT_FALSE(stage.face->wants_input());
  tell_words();
  EXPECT_THAT(stage.shown(), HasSubstr("acid  bark  calm  dawn  east  fern"));
  ASSERT_TRUE(stage.face->wants_input());
  stage.type("y");
  EXPECT_EQ(step(), Step::confirm);
  answer();
  EXPECT_EQ(stage.face->finished(), 0);
  EXPECT_THAT(stage.complained(), HasSubstr("is verified now"));
}

TEST_F(VerifyTest, OtherWordsAreADifferenceAndNothingIsMarked) {
  begin({"bob", {}, Step::show}, true);
  answer();
  answer();
  tell_words();
  stage.type("");
  EXPECT_EQ(step(), Step::differ);
  answer();
  EXPECT_EQ(stage.face->finished(), exit_code(ErrorCode::code_differs));
  EXPECT_THAT(stage.complained(), HasSubstr("NOT verified"));
}

TEST_F(VerifyTest, WordsOfSomebodyElseAreNotItsBusiness) {
  begin({"bob", {}, Step::show}, true);
  answer();
  answer();
  stage.tell(event::Words{event::Words::What::failed, make_peer("eve", 3), {}, "commitment"});
  EXPECT_FALSE(stage.face->finished());
  stage.tell(event::Words{event::Words::What::failed, bob, {}, "no_answer"});
  EXPECT_EQ(stage.face->finished(), exit_code(ErrorCode::no_answer));
}

TEST_F(VerifyTest, ARightCodeIsAskedAboutBeforeItCounts) {
  begin({"bob", code_of(bob.id), Step::check}, true);
  answer();
  ASSERT_TRUE(stage.face->wants_input());
  stage.type("n");
  answer();
  EXPECT_EQ(stage.face->finished(), exit_code(ErrorCode::not_confirmed));
}

TEST_F(VerifyTest, AnEndOfInputIsANo) {
  OneShotOptions options;
  options.command = command::Forget{"bob", false};
  stage.put_on(make_one_shot(stage.node, stage.streams, on_terminal(), make_about(), options));
  EXPECT_TRUE(stage.node.asked.empty());
  stage.face->end_of_input(stage.now);
  EXPECT_EQ(stage.face->finished(), exit_code(ErrorCode::not_confirmed));
  EXPECT_TRUE(stage.node.asked.empty());
}

class TrustInChat : public testing::Test {
 protected:
  TrustInChat() {
    stage.put_on(make_line_mode(stage.node, stage.streams, on_terminal(), make_about(), {}));
    stage.tell(event::Ready{make_network(), 0});
    stage.pass(2s);
    stage.tell(event::Peer{event::Peer::What::here, bob, {}});
    stage.pass(5s);
    (void)stage.shown();
  }
  void answer() {
    auto reply = stage.reply();
    reply.peer = bob;
    stage.tell(reply);
  }
  Stage stage;
  PeerView bob = make_peer("bob", 2);
};

TEST_F(TrustInChat, VerifyShowsCodesThenAsksForWordsThenTakesYes) {
  stage.type("/verify bob");
  EXPECT_EQ(stage.node.last<command::Verify>().step, Step::show);
  answer();
  EXPECT_THAT(stage.shown(), HasSubstr("bob's code"));
  EXPECT_EQ(stage.node.last<command::Verify>().step, Step::words);
  answer();
  stage.tell(event::Words{event::Words::What::ready, bob, {"acid", "bark", "calm", "dawn", "east", "fern"}, {}});
  EXPECT_THAT(stage.shown(), HasSubstr("/verify " + bob.ref + " yes"));
  stage.type("/verify bob yes");
  EXPECT_EQ(stage.node.last<command::Verify>().step, Step::confirm);
  EXPECT_EQ(stage.node.last<command::Verify>().code, "");
}

TEST_F(TrustInChat, ACodeIsTakenWithItsSpaces) {
  stage.type("/verify bob 7k3f 9qwm");
  EXPECT_EQ(stage.node.last<command::Verify>().code, "7k3f 9qwm");
  EXPECT_EQ(stage.node.last<command::Verify>().step, Step::confirm);
}

TEST_F(TrustInChat, NothingIsToldOfWhoIsBlocked) {
  stage.type("/block bob");
  EXPECT_TRUE(stage.node.last<command::Block>().on);
  bob.trust = Trust::blocked;
  stage.tell(event::Peer{event::Peer::What::blocked, bob, {}});
  EXPECT_THAT(stage.shown(), HasSubstr("is blocked"));
  bob.state = PeerState::gone;
  stage.tell(event::Peer{event::Peer::What::gone, bob, {}});
  bob.state = PeerState::here;
  stage.tell(event::Peer{event::Peer::What::here, bob, {}});
  stage.pass(10s);
  EXPECT_EQ(stage.shown(), "");
}

TEST_F(TrustInChat, WhoIsAloneWithSomebodyBlockedIsToldThatRoomsCanBeRead) {
  bob.trust = Trust::blocked;
  stage.tell(event::Peer{event::Peer::What::blocked, bob, {}});
  (void)stage.shown();
  stage.type("to all");
  stage.tell(make_own(1, lobby(), "to all", 0));
  EXPECT_THAT(stage.shown(), HasSubstr("whom you have blocked: they can read it"));
}

TEST_F(TrustInChat, AliasAndForgetAreHandedOn) {
  stage.type("/alias bob boss");
  EXPECT_EQ(stage.node.last<command::Alias>().name, "boss");
  answer();
  stage.type("/alias boss");
  EXPECT_EQ(stage.node.last<command::Alias>().name, "");
  answer();
  const auto asked = stage.node.asked.size();
  stage.type("/forget bob");
  EXPECT_EQ(stage.node.asked.size(), asked) << "it is to be confirmed";
  stage.type("/forget bob history");
  EXPECT_TRUE(stage.node.last<command::Forget>().history);
}

TEST_F(TrustInChat, AChangedKeyIsSaidAloud) {
  PeerView other = make_peer("bob", 3);
  other.trust = Trust::changed;
  stage.tell(event::Peer{event::Peer::What::changed_key, other, {}});
  EXPECT_THAT(stage.shown(), HasSubstr("ANOTHER KEY is here under the name bob: " + other.ref));
}

}  // namespace
}  // namespace earshot::front
