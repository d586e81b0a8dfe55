// The terminal interface while the keys of a private network are made: a screen, and no node yet.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "front_tui_stage.h"

namespace earshot::front {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kOpening = "opening the private network home";

class TuiOpeningTest : public testing::Test {
 protected:
  void begin(const std::string& remembered = {}) {
    About about = make_about();
    about.network = "home";
    about.is_private = true;
    TuiOptions options;
    options.is_node = options.is_opening = true;
    options.remembered = remembered;
    stage.begin_before_the_node(options, about);
  }
  void node_comes() { stage.tell(event::Ready{make_network(), 0}); }
  TuiStage stage;
};

TEST_F(TuiOpeningTest, TheScreenSaysWhatItWaitsForHoweverLongThatTakes) {
  begin();
  EXPECT_THAT(stage.screen(), HasSubstr(kOpening));
  EXPECT_THAT(stage.last_row(), HasSubstr("#lobby>"));
  stage.pass(30s);
  EXPECT_THAT(stage.screen(), HasSubstr(kOpening));
  EXPECT_THAT(stage.screen(), Not(HasSubstr("nobody yet")));
  node_comes();
  EXPECT_THAT(stage.screen(), Not(HasSubstr(kOpening)));
}

TEST_F(TuiOpeningTest, OnTheOpenNetworkItIsTooShortForWords) {
  TuiOptions options;
  options.is_opening = true;
  stage.begin_before_the_node(options, make_about());
  EXPECT_THAT(stage.screen(), Not(HasSubstr("opening")));
  EXPECT_THAT(stage.last_row(), HasSubstr("#lobby>"));
}

TEST_F(TuiOpeningTest, NothingIsAskedOfANodeThatIsNotThere) {
  begin();
  stage.pass(30s);
  stage.press("Ctrl-n");
  EXPECT_THAT(stage.node.asked, IsEmpty());
  node_comes();
  EXPECT_EQ(stage.asked_for<command::Rooms>(), 1U);
  EXPECT_EQ(stage.asked_for<command::Peers>(), 1U);
  EXPECT_EQ(stage.asked_for<command::History>(), 1U);
}

TEST_F(TuiOpeningTest, WhatIsTypedMeanwhileStaysAndGoesWhenTheNodeIsThere) {
  begin();
  stage.type("hello all");
  stage.press("Enter");
  EXPECT_THAT(stage.last_row(), HasSubstr("#lobby> hello all"));
  EXPECT_THAT(stage.screen(), HasSubstr("not yet"));
  EXPECT_THAT(stage.node.asked, IsEmpty());
  node_comes();
  EXPECT_THAT(stage.last_row(), HasSubstr("#lobby> hello all"));
  EXPECT_THAT(stage.screen(), Not(HasSubstr("not yet")));
  stage.press("Enter");
  EXPECT_EQ(stage.last_asked<command::Send>().text, "hello all");
}

TEST_F(TuiOpeningTest, ThereIsAWayOutMeanwhile) {
  begin();
  stage.type("/quit");
  stage.press("Enter");
  EXPECT_EQ(stage.face->finished(), 0);
}

TEST_F(TuiOpeningTest, WhoeverLeavesMeanwhileFindsTheLineAgain) {
  begin();
  stage.type("half a sen");
  stage.press("Ctrl-q");
  EXPECT_EQ(stage.face->finished(), 0);
  EXPECT_THAT(stage.shown(), HasSubstr("not sent to #lobby: half a sen"));
  begin(stage.kept);
  EXPECT_THAT(stage.last_row(), HasSubstr("#lobby> half a sen"));
}

TEST_F(TuiOpeningTest, ANodeThatTellsAgainThatItIsReadyIsNotAskedAgain) {
  begin();
  node_comes();
  node_comes();
  EXPECT_EQ(stage.asked_for<command::Rooms>(), 1U);
}

}  // namespace
}  // namespace earshot::front
