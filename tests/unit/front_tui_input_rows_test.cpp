#include "front/tui/input_rows.h"

#include <gmock/gmock.h>

#include <clocale>

#include "earshot/text/text.h"
#include "front/words.h"

namespace earshot::front {
namespace {

using testing::ElementsAre;

class InputRowsTest : public testing::Test {
 protected:
  InputRowsTest() { std::setlocale(LC_CTYPE, "C.UTF-8"); }
};

std::vector<std::string> shown(const InputRows& rows) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(rows.shown(i));
  return all;
}

TEST_F(InputRowsTest, FillTheWidthAndLeaveAColumnForTheCursor) {
  EXPECT_THAT(shown({"", 6}), ElementsAre(""));
  EXPECT_THAT(shown({"hello", 6}), ElementsAre("hello"));
  EXPECT_THAT(shown({"hello!", 6}), ElementsAre("hello", "!"));
  EXPECT_THAT(shown({"one\n\ntwo\n", 6}), ElementsAre("one", "", "two", ""));
}

TEST_F(InputRowsTest, NeverHalveAWideCharacter) {
  EXPECT_THAT(shown({"\u4E2D\u6587\u4E2D", 6}), ElementsAre("\u4E2D\u6587", "\u4E2D"));
  EXPECT_THAT(shown({"a\u4E2D", 3}), ElementsAre("a", "\u4E2D"));
  EXPECT_THAT(shown({"\u4E2D", 1}), ElementsAre("\uFFFD"));
}

TEST_F(InputRowsTest, ShowATabAsSpacesToItsColumn) {
  EXPECT_THAT(shown({"\tb", 20}), ElementsAre("    b"));
  EXPECT_THAT(shown({"abc\td", 20}), ElementsAre("abc d"));
  EXPECT_EQ(InputRows("abc\td", 20).spot_of(4), (Spot{0, 4}));
}

TEST_F(InputRowsTest, ShowNothingRaw) {
  EXPECT_THAT(shown({"a\x1b[31m\u202E\x07", 40}), ElementsAre("a^[[31m [bidi]^G"));
}

TEST_F(InputRowsTest, KnowTheCellOfAPlace) {
  const std::string text = "h\u4E2Dllo\nx";
  const InputRows rows(text, 5);
  EXPECT_THAT(shown(rows), ElementsAre("h\u4E2Dl", "lo", "x"));
  EXPECT_EQ(rows.spot_of(0), (Spot{0, 0}));
  EXPECT_EQ(rows.spot_of(4), (Spot{0, 3}));
  EXPECT_EQ(rows.spot_of(5), (Spot{1, 0}));
  EXPECT_EQ(rows.spot_of(7), (Spot{1, 2}));
  EXPECT_EQ(rows.spot_of(9), (Spot{2, 1}));
}

TEST_F(InputRowsTest, KnowThePlaceOfACell) {
  const std::string text = "h\u4E2Dllo\nx";
  const InputRows rows(text, 5);
  EXPECT_EQ(rows.place_at({0, 0}), 0U);
  EXPECT_EQ(rows.place_at({0, 2}), 1U);  // the second half of the wide one
  EXPECT_EQ(rows.place_at({0, 9}), 4U);  // what is behind the last character is the row below
  EXPECT_EQ(rows.place_at({1, 9}), 7U);
  EXPECT_EQ(rows.place_at({2, 0}), 8U);
  EXPECT_EQ(rows.place_at({7, 7}), 9U);
}

TEST_F(InputRowsTest, FindEveryPlaceAgain) {
  for (const std::string& text :
       {std::string("one two three\n\nfour"), std::string("\u4E2D\u6587e\u0301\t\U0001F468\u200D\U0001F469x\x1b"),
        std::string("a\u202Eb\nc\n")})
    for (std::size_t columns = 1; columns < 12; ++columns) {
      const InputRows rows(text, columns);
      for (std::size_t place = 0; place < text.size(); place = text::cluster_end(text, place)) {
        const Spot spot = rows.spot_of(place);
        EXPECT_LT(spot.column, std::max<std::size_t>(columns, 2));
        EXPECT_EQ(rows.place_at(spot), place) << columns << " columns: " << testing::PrintToString(text);
      }
      for (std::size_t row = 0; row < rows.size(); ++row)
        EXPECT_LT(width(rows.shown(row)), std::max<std::size_t>(columns, 2));
    }
}

}  // namespace
}  // namespace earshot::front
