// What is answered without a node.
#include "earshot/front/answers.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "front_stage.h"

namespace earshot::front {
namespace {

using Json = nlohmann::json;

class StatusTest : public testing::Test {
 protected:
  Json data(std::uint64_t process, bool is_running) {
    EXPECT_EQ(status(as_json(), process, is_running), is_running ? 0 : 1);
    return Json::parse(stage.shown())["data"];
  }
  int status(const Manner& manner, std::uint64_t process, bool is_running) {
    auto about = make_about();
    about.process = process;
    return show_status(stage.streams, manner, kStageWall, about, is_running);
  }

  Stage stage;
};

TEST_F(StatusTest, AProfileThatIsInUseRunsAlsoWhenNobodyKnowsWhoHasIt) {
  EXPECT_EQ(data(812, true)["running"], true);
  EXPECT_EQ(data(812, true)["pid"], 812);
  EXPECT_EQ(data(0, true)["running"], true);
  EXPECT_EQ(data(0, true)["pid"], nullptr);
  EXPECT_EQ(data(0, false)["running"], false);
  EXPECT_EQ(status({}, 0, true), 0);
  EXPECT_EQ(stage.shown().find("process"), std::string::npos);
}

}  // namespace
}  // namespace earshot::front
