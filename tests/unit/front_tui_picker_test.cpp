#include "front/tui/picker.h"

#include <gmock/gmock.h>

#include "front/tui/message_info.h"
#include "front_stage.h"
#include "front_tui.h"

namespace earshot::front {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class TuiPicker : public Utf8Test {};

TEST_F(TuiPicker, TakesLettersInTheirOrder) {
  EXPECT_TRUE(fit("bb", "bob"));
  EXPECT_TRUE(fit("LOB", "#lobby"));
  EXPECT_FALSE(fit("bba", "bob"));
  EXPECT_FALSE(fit("obb", "bob"));
  EXPECT_TRUE(fit("", "bob"));
}

TEST_F(TuiPicker, HasTheBestFitFirst) {
  Picker picker("Go to", {{"#lobby", ""}, {"jacob", ""}, {"bob", "laptop"}, {"carol", ""}});
  EXPECT_EQ(picker.selected(), 0U);
  picker.type("ob");
  EXPECT_THAT(picker.panel().rows.size(), 3U);
  picker.type("bo");
  EXPECT_EQ(picker.selected(), 2U);
  EXPECT_THAT(picker.panel().rows.front(), HasSubstr("laptop"));
  picker.type("xyz");
  EXPECT_EQ(picker.selected(), std::nullopt);
  EXPECT_FALSE(picker.panel().selected);
}

TEST_F(TuiPicker, MovesToTheEndsAndNoFurther) {
  Picker picker("Go to", {{"a", ""}, {"b", ""}, {"c", ""}});
  picker.move(5);
  EXPECT_EQ(picker.selected(), 2U);
  picker.move(-9);
  EXPECT_EQ(picker.selected(), 0U);
}

TEST_F(TuiPicker, LeavesTheOrderToWhoeverSearched) {
  Picker picker("Found", {{"zz", ""}, {"aa", ""}}, false);
  picker.type("a");
  EXPECT_EQ(picker.panel().rows.size(), 2U);
  EXPECT_EQ(picker.selected(), 0U);
}

class TuiMessageInfo : public Utf8Test {};

TEST_F(TuiMessageInfo, NamesEverybodyWithStateAndReason) {
  Said said;
  said.outgoing = said.is_in_room = true;
  said.at = said.sent = kStageWall;
  said.of = {1, 3};
  said.steps[make_peer("x", 1).id] = {"bob", DeliveryState::delivered, "", Duration(800)};
  said.steps[make_peer("x", 2).id] = {"dan", DeliveryState::failed, "refused", {}};
  said.steps[make_peer("x", 3).id] = {"eve", DeliveryState::sent, "", {}};
  const auto lines = message_info(said);
  EXPECT_THAT(lines, Contains("1 of 3 have it"));
  EXPECT_THAT(lines, Contains("  bob: delivered in 0.8 ms"));
  EXPECT_THAT(lines, Contains("  dan: NOT DELIVERED (refused there)"));
  EXPECT_THAT(lines, Contains("  eve: sent, no answer yet"));
}

TEST_F(TuiMessageInfo, ShowsBothTimesWhenTheClocksDiffer) {
  Said said;
  said.name = "bob";
  said.at = kStageWall;
  said.sent = Wall{kStageWall.ms - 120'000};
  EXPECT_THAT(message_info(said), Contains("written 22 November 2025, 11:00:03"));
  said.sent.ms -= 1;
  EXPECT_THAT(message_info(said), Contains("written 22 November 2025, 11:00:03 by the clock there"));
  EXPECT_THAT(message_info(said), Contains("here since 22 November 2025, 11:02:03"));
}

TEST_F(TuiMessageInfo, HidesNothingInTheOriginalText) {
  EXPECT_THAT(raw_view("hi \u202eolleh"), ElementsAre("\"hi \" U+202E \"olleh\""));
  EXPECT_THAT(raw_view("a\n\xff\u200b\u00e9\x1b"), ElementsAre("\"a\" U+000A", "byte FF U+200B U+00E9 \u00e9 U+001B"));
  EXPECT_THAT(raw_view(""), ElementsAre(""));
}

TEST_F(TuiMessageInfo, ShowsNothingHostileOfTheOriginalText) {
  std::mt19937 chance(5);
  for (int i = 0; i < 200; ++i)
    for (const auto& line : raw_view(nasty_text(chance, 30))) ASSERT_EQ(text::shown_line(line).str(), line);
}

}  // namespace
}  // namespace earshot::front
