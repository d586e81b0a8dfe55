#include "front/tui/canvas.h"

#include <gmock/gmock.h>

#include "front/words.h"
#include "front_tui.h"

namespace earshot::front {
namespace {

class TuiCanvas : public Utf8Test {};

TEST_F(TuiCanvas, ShowsWhatWasPutThereAndNothingBesides) {
  Canvas canvas(2, 10);
  EXPECT_EQ(canvas.put({0, 2}, "bob"), 3U);
  EXPECT_EQ(canvas.row(0), "  bob");
  EXPECT_EQ(canvas.row(1), "");
}

TEST_F(TuiCanvas, LeavesOutWhatDoesNotFit) {
  Canvas canvas(1, 5);
  EXPECT_EQ(canvas.put({0, 2}, "carol"), 3U);
  EXPECT_EQ(canvas.row(0), "  car");
  EXPECT_EQ(canvas.put({0, 0}, "dave", {}, 2), 2U);
  EXPECT_EQ(canvas.row(0), "dacar");
}

TEST_F(TuiCanvas, IsNotTouchedFromOutside) {
  Canvas canvas(2, 3);
  const Canvas before = canvas;
  EXPECT_EQ(canvas.put({2, 0}, "x"), 0U);
  EXPECT_EQ(canvas.put({0, 3}, "x"), 0U);
  EXPECT_EQ(canvas.put({0, 0}, "x", {}, 0), 0U);
  EXPECT_EQ(canvas, before);
}

TEST_F(TuiCanvas, HalvesNoWideCharacter) {
  Canvas canvas(1, 5);
  EXPECT_EQ(canvas.put({0, 0}, "a中文字"), 5U);
  EXPECT_EQ(canvas.row(0), "a中文");
  EXPECT_EQ(canvas.at(0, 2).text, "");
  Canvas narrow(1, 4);
  EXPECT_EQ(narrow.put({0, 0}, "a中文"), 3U);
  EXPECT_EQ(narrow.row(0), "a中");
}

TEST_F(TuiCanvas, TakesTheOtherHalfOfAWideCharacterAwayAsWell) {
  Canvas canvas(1, 6);
  canvas.put({0, 0}, "中文字");
  canvas.put({0, 1}, "x");
  EXPECT_EQ(canvas.row(0), " x文字");
  canvas.put({0, 2}, "y");
  EXPECT_EQ(canvas.row(0), " xy 字");
  canvas.put({0, 3}, "中");
  EXPECT_EQ(canvas.row(0), " xy中");
}

TEST_F(TuiCanvas, KeepsMarksOnTheirLetter) {
  Canvas canvas(1, 5);
  EXPECT_EQ(canvas.put({0, 0}, "e\u0301x"), 2U);
  EXPECT_EQ(canvas.at(0, 0).text, "e\u0301");
  EXPECT_EQ(canvas.at(0, 1).text, "x");
}

TEST_F(TuiCanvas, StylesWhatIsWritten) {
  Canvas canvas(1, 4);
  Style red;
  red.colour = 1;
  canvas.put({0, 1}, "ab", red, 1);
  EXPECT_EQ(canvas.at(0, 1).style, red);
  EXPECT_EQ(canvas.at(0, 2).style, Style{});
}

// The last guard before a terminal: a mistake elsewhere must not become an escape sequence.
TEST_F(TuiCanvas, HoldsNothingHostileWhateverIsPutThere) {
  std::mt19937 chance(7);
  for (int i = 0; i < 500; ++i) {
    Canvas canvas(3, 1 + chance() % 40);
    for (std::size_t row = 0; row < 3; ++row) canvas.put({row, chance() % 40}, nasty_text(chance, 30));
    expect_clean(canvas);
  }
}

}  // namespace
}  // namespace earshot::front
