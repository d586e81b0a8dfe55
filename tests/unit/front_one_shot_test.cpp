#include <gtest/gtest.h>

#include <algorithm>

#include "front_stage.h"

namespace earshot::front {
namespace {

class AddTest : public testing::Test {
 protected:
  // Greets bob's machine while somebody else comes by.
  std::string add(const Manner& manner) {
    OneShotOptions options;
    options.command = command::Add{"192.168.1.7"};
    stage.put_on(make_one_shot(stage.node, stage.streams, manner, make_about(), options));
    for (const PeerView& peer : {make_peer("dave", 3), bob}) stage.tell(event::Peer{event::Peer::What::here, peer, {}});
    event::Reply reply = stage.reply();
    reply.peer = bob;
    stage.tell(reply);
    EXPECT_EQ(stage.face->finished(), 0);
    return stage.shown();
  }

  Stage stage;
  PeerView bob = make_peer("bob", 2);
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

}  // namespace
}  // namespace earshot::front
