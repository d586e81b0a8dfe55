#include <gtest/gtest.h>

#include <algorithm>

#include "front_stage.h"

namespace earshot::front {
namespace {

class OneShotTest : public testing::Test {
 protected:
  void begin(const Command& command, const Manner& manner) {
    OneShotOptions options;
    options.command = command;
    stage.put_on(make_one_shot(stage.node, stage.streams, manner, make_about(), options));
  }

  Stage stage;
  PeerView bob = make_peer("bob", 2);
};

class AddTest : public OneShotTest {
 protected:
  // Greets bob's machine while somebody else comes by.
  std::string add(const Manner& manner) {
    begin(command::Add{"192.168.1.7"}, manner);
    for (const PeerView& peer : {make_peer("dave", 3), bob}) stage.tell(event::Peer{event::Peer::What::here, peer, {}});
    event::Reply reply = stage.reply();
    reply.peer = bob;
    stage.tell(reply);
    EXPECT_EQ(stage.face->finished(), 0);
    return stage.shown();
  }
};

TEST_F(AddTest, APipeGetsOneRowOfWhoAnswered) {
  const std::string row = "bob+" + bob.tag + "\there\tnew\t\tlaptop\t192.168.1.7:47475\t\t\n";
  EXPECT_EQ(add(Manner{}), row);
  Manner quiet;
  quiet.quiet = true;
  EXPECT_EQ(add(quiet), row);
}

TEST_F(AddTest, JsonTellsWhoCameInTheMeantime) {
  const std::string lines = add(as_json());
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 3);
}

class AttachedOneShotTest : public OneShotTest {
 protected:
  std::string renamed_and_done(const Manner& manner) {
    begin(command::Nick{"eve"}, manner);
    PeerView self = make_about().self;
    self.nick = "eve";
    self.ref = "eve+" + self.tag;
    stage.tell(event::Peer{event::Peer::What::renamed, bob, "robert"});
    stage.tell(event::Peer{event::Peer::What::renamed, self, "alice"});
    event::Reply reply = stage.reply();
    reply.peer = self;
    stage.tell(reply);
    EXPECT_EQ(stage.face->finished(), 0);
    return stage.shown();
  }
};

TEST_F(AttachedOneShotTest, ASendIsNotConfusedByWhatOtherFacesSend) {
  command::Send send;
  send.to = {"bob"};
  send.text = "mine";
  begin(send, as_json());
  stage.tell(make_own(1, with(bob), "theirs", 1));
  stage.tell(make_state(1, with(bob), bob, DeliveryState::sent, {0, 1}));
  stage.tell(make_own(2, lobby(), "mine", 3));
  EXPECT_EQ(stage.shown(), "");
  stage.tell(make_own(3, with(bob), "mine", 1));
  stage.tell(make_state(3, with(bob), bob, DeliveryState::delivered, {1, 1}));
  event::Reply reply = stage.reply();
  reply.ids = {make_id(3)};
  reply.of = Of{1, 1};
  stage.tell(reply);
  const std::string lines = stage.shown();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 3);
  EXPECT_EQ(stage.face->finished(), 0);
}

TEST_F(AttachedOneShotTest, TwoFacesThatSendTheSameToTheSameAtOnceHaveTheirOwnAnswers) {
  command::Send send;
  send.to = {"bob"};
  send.text = "same";
  begin(send, Manner{});
  for (const std::uint8_t number : {std::uint8_t{1}, std::uint8_t{2}}) {
    stage.tell(make_own(number, with(bob), "same", 1));
    stage.tell(make_state(number, with(bob), bob, DeliveryState::delivered, {1, 1}));
  }
  event::Reply reply = stage.reply();
  reply.ids = {make_id(2)};
  stage.tell(reply);
  EXPECT_EQ(stage.complained().rfind("delivered to bob (laptop) in", 0), 0U);
}

TEST_F(AttachedOneShotTest, NickTellsTheNewName) {
  EXPECT_EQ(renamed_and_done(Manner{}), "");
  EXPECT_EQ(stage.complained(), "you are now eve+" + make_about().self.tag + "\n");
  const std::string lines = renamed_and_done(as_json());
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 2);
}

TEST_F(AttachedOneShotTest, StatusShowsTheNodesValues) {
  begin(command::Status{}, Manner{});
  event::Reply reply = stage.reply();
  reply.status = event::Reply::Status{make_network(), make_about().self, 3, 2, 0, {}};
  stage.tell(reply);
  const std::string rows = stage.shown();
  for (const char* row : {"running    yes (process 812)", "network    wlan0 192.168.1.23/24",
                          "ports      47474 and 47475 (UDP)", "people     3 here", "waiting    2 "})
    EXPECT_NE(rows.find(row), std::string::npos) << rows;
}

TEST_F(AttachedOneShotTest, JoiningAndLeavingSaySo) {
  begin(command::Join{"dev"}, Manner{});
  stage.tell(event::Room{event::Room::What::joined, "dev", true, 0, 0});
  stage.tell(stage.reply());
  EXPECT_EQ(stage.complained(), "you are in #dev\n");
  begin(command::Leave{"dev"}, as_json());
  stage.tell(event::Room{event::Room::What::left, "dev", false, 0, 0});
  stage.tell(stage.reply());
  EXPECT_NE(stage.shown().find(R"("event":"left","room":"dev")"), std::string::npos);
}

}  // namespace
}  // namespace earshot::front
