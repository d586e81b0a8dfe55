// Who comes and goes.
#include <gtest/gtest.h>

#include "front_stage.h"

namespace earshot::front {
namespace {

TEST(Watch, TellsOfOthersAndNotOfOneself) {
  Stage stage;
  stage.put_on(make_watch(stage.streams, Manner{}, make_about(), Watch::peers));
  const auto bob = make_peer("bob", 2);
  for (const auto what : {event::Peer::What::away, event::Peer::What::here}) {
    stage.tell(event::Peer{what, make_about().self, {}});
    EXPECT_EQ(stage.shown(), "");
    stage.tell(event::Peer{what, bob, {}});
    EXPECT_NE(stage.shown().find(bob.ref), std::string::npos);
  }
}

}  // namespace
}  // namespace earshot::front
