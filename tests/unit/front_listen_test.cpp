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

}  // namespace
}  // namespace earshot::front
