#include "front/tui/layout.h"

#include <gmock/gmock.h>

namespace earshot::front {
namespace {

Layout of(std::size_t columns, std::size_t rows, const LayoutWish& wish = {}) { return lay_out({rows, columns}, wish); }

TEST(TuiLayout, PutsTitleListMessagesStatusAndInputOnAScreen) {
  const Layout layout = of(80, 24);
  EXPECT_EQ(layout.title, (Area{0, 0, 1, 80}));
  EXPECT_EQ(layout.side, (Area{1, 0, 21, 17}));
  EXPECT_EQ(layout.messages, (Area{1, 18, 21, 62}));
  EXPECT_EQ(layout.status, (Area{22, 0, 1, 80}));
  EXPECT_EQ(layout.input, (Area{23, 0, 1, 80}));
}

TEST(TuiLayout, HasTheListBesideTheMessagesFrom72Columns) {
  EXPECT_EQ(of(72, 24).side.columns, 17U);
  EXPECT_EQ(of(71, 24).side.rows, 0U);
  EXPECT_EQ(of(71, 24).messages.columns, 71U);
}

TEST(TuiLayout, HidesTheListOrLaysItOverOnDemand) {
  const LayoutWish toggled{.side_toggled = true};
  EXPECT_EQ(of(72, 24, toggled).side.rows, 0U);
  const Layout over = of(71, 24, toggled);
  EXPECT_EQ(over.side.rows, 21U);
  EXPECT_TRUE(over.side_is_over);
  EXPECT_EQ(over.messages.columns, 71U);
  EXPECT_EQ(of(80, 24, {.side_list = false}).side.rows, 0U);
  EXPECT_EQ(of(80, 24, {.side_list = false, .side_toggled = true}).side.rows, 21U);
}

TEST(TuiLayout, PutsNamesAboveBelow40ColumnsAndNoTimesBelow24) {
  EXPECT_FALSE(of(40, 24).names_above());
  EXPECT_TRUE(of(39, 24).names_above());
  EXPECT_TRUE(of(24, 24).has_times());
  EXPECT_FALSE(of(23, 24).has_times());
}

TEST(TuiLayout, GivesTheInputAtMostFiveRowsAndAThirdOfTheScreen) {
  EXPECT_EQ(of(80, 24, {.input_rows = 9}).input.rows, 5U);
  EXPECT_EQ(of(80, 9, {.input_rows = 9}).input.rows, 3U);
  EXPECT_EQ(of(80, 3, {.input_rows = 9}).input.rows, 1U);
  EXPECT_EQ(of(80, 24, {.input_rows = 0}).input.rows, 1U);
}

TEST(TuiLayout, LeavesOutTitleAndStatusOnALowScreen) {
  EXPECT_EQ(of(80, 6).title.rows, 1U);
  EXPECT_EQ(of(80, 5).title.rows, 0U);
  EXPECT_EQ(of(80, 4).status.rows, 1U);
  EXPECT_EQ(of(80, 3).status.rows, 0U);
}

TEST(TuiLayout, SaysWhenAScreenIsTooSmall) {
  EXPECT_FALSE(of(12, 3).too_small);
  EXPECT_TRUE(of(11, 3).too_small);
  EXPECT_TRUE(of(12, 2).too_small);
}

TEST(TuiLayout, UsesEveryRowOfEverySizeOnce) {
  for (std::size_t rows = 3; rows < 60; ++rows) {
    for (std::size_t columns = 12; columns < 120; ++columns) {
      const Layout it = of(columns, rows, {.input_rows = rows % 7});
      ASSERT_EQ(it.title.rows + it.messages.rows + it.status.rows + it.input.rows, rows);
      ASSERT_GE(it.messages.rows, 1U);
      ASSERT_GE(it.input.rows, 1U);
      ASSERT_LE(it.messages.column + it.messages.columns, columns);
      ASSERT_EQ(it.input.row + it.input.rows, rows);
    }
  }
}

}  // namespace
}  // namespace earshot::front
