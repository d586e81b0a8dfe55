// What the tests of the terminal interface share: a UTF-8 locale, as the interface has one, and screens as text.
#pragma once

#include <gtest/gtest.h>

#include <clocale>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "earshot/text/text.h"
#include "front/tui/canvas.h"
#include "front/words.h"

namespace earshot::front {

class Utf8Test : public testing::Test {
 protected:
  Utf8Test() {
    std::setlocale(LC_CTYPE, "C.UTF-8");
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }
  ~Utf8Test() override { std::setlocale(LC_CTYPE, "C"); }
};

// The whole screen, a line each, without the spaces at their ends.
inline std::string text_of(const Canvas& canvas) {
  std::string all;
  for (std::size_t row = 0; row < canvas.rows(); ++row) all += canvas.row(row) + '\n';
  return all;
}

// No cell holds what a terminal could take for anything else than a character, and the columns are straight.
inline void expect_clean(const Canvas& canvas) {
  for (std::size_t row = 0; row < canvas.rows(); ++row) {
    for (std::size_t column = 0; column < canvas.columns(); ++column) {
      const std::string& text = canvas.at(row, column).text;
      if (text.empty()) {
        ASSERT_GT(column, 0U);
        ASSERT_EQ(width(canvas.at(row, column - 1).text), 2U) << "half of nothing at " << row << "," << column;
        continue;
      }
      ASSERT_EQ(text::shown_line(text).str(), text) << row << "," << column;
      ASSERT_EQ(cell_end(text, 0), text.size()) << row << "," << column;
      ASSERT_TRUE(first_letter(text).printable) << row << "," << column;
      if (width(text) == 2) {
        ASSERT_LT(column + 1, canvas.columns());
        ASSERT_EQ(canvas.at(row, column + 1).text, "") << row << "," << column;
      }
    }
    ASSERT_LE(width(canvas.row(row)), canvas.columns());
  }
  ASSERT_LT(canvas.cursor.row, canvas.rows());
  ASSERT_LT(canvas.cursor.column, canvas.columns());
}

// Texts as nobody would write them: pieces of all that is known to be nasty, by chance.
inline std::string nasty_text(std::mt19937& chance, std::size_t pieces_max) {
  static const std::vector<std::string> kPieces{"a",
                                                "word ",
                                                "two words",
                                                " ",
                                                "   ",
                                                "\n",
                                                "\n\n",
                                                "\t",
                                                "\r",
                                                "\x1b[31m",
                                                "\x1b]52;c;",
                                                "\x07",
                                                "\x7f",
                                                "\xc2\x9b",
                                                "\xff",
                                                "\xc3",
                                                "\u202e",
                                                "\u2066",
                                                "\u200f",
                                                "\u200b",
                                                "\u200d",
                                                "\u00ad",
                                                "\ufe0f",
                                                "\u0301",
                                                "e\u0301\u0302\u0303\u0304\u0305\u0306",
                                                "\u20e3",
                                                "\u1100\u1161\u11a8",
                                                "\U0001F469\u200d\U0001F680",
                                                "\U0001F1E9\U0001F1EA",
                                                "\U0001F44D\U0001F3FD",
                                                "\u4e2d\u6587\u5b57",
                                                "\u3002",
                                                "\uff08\u5b57\uff09",
                                                "\ue000",
                                                "\U000e0041",
                                                "https://printer.lan/status",
                                                "https://example.org/a/very/long/path/that/does/not/fit/anywhere?q=1#x",
                                                "mailto:a@b.c",
                                                "`code  x`",
                                                "*bold*",
                                                "_italic_",
                                                "-",
                                                "well-known",
                                                "antidisestablishmentarianism",
                                                "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
                                                "(",
                                                ")",
                                                "\"",
                                                "\u2028"};
  std::string text;
  for (std::size_t pieces = chance() % (pieces_max + 1); pieces > 0; --pieces)
    text += kPieces[chance() % kPieces.size()];
  return text;
}

}  // namespace earshot::front
