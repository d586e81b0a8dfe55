// A screen of cells, as a value: what the terminal interface paints on, what tests read, what the terminal then shows.
// Widths are the C library's (wcwidth), which ncurses uses as well. The last guard before a terminal: whatever is put
// here, no cell ever holds a control character or what has no width of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::front {

struct Style {
  std::uint8_t colour = 0;  // of the 256 of the palette; 0: the terminal's own
  bool bold = false;
  bool dim = false;
  bool underline = false;
  bool reverse = false;
  bool operator==(const Style&) const = default;
};

struct Cell {
  std::string text = " ";  // one character with its marks; empty: the second half of a wide one
  Style style{};
  bool operator==(const Cell&) const = default;
};

// A piece of a row that looks the same from end to end; its text may be shown.
struct Span {
  std::string text;
  Style style{};
  bool operator==(const Span&) const = default;
};

struct Spot {
  std::size_t row = 0;
  std::size_t column = 0;
  bool operator==(const Spot&) const = default;
};

class Canvas {
 public:
  Canvas(std::size_t rows, std::size_t columns);  // at least 1 by 1

  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  const Cell& at(std::size_t row, std::size_t column) const { return cells_[row * columns_ + column]; }

  // Writes from there on, up to `columns_max` columns and never beyond the row; what does not fit is left out, and a
  // wide character is never halved. Returns the columns used. Outside of the screen nothing happens.
  std::size_t put(Spot at, std::string_view shown, const Style& style = {}, std::size_t columns_max = kWholeRow);
  // One behind the other.
  std::size_t put(Spot at, const std::vector<Span>& spans, std::size_t columns_max = kWholeRow);
  // A row as text, without the spaces at its end.
  std::string row(std::size_t row) const;

  Spot cursor;  // always somewhere on the screen: on what is typed or selected

  static constexpr std::size_t kWholeRow = ~std::size_t{0};
  bool operator==(const Canvas&) const = default;

 private:
  void make_room(std::size_t row, std::size_t column);

  std::size_t rows_, columns_;
  std::vector<Cell> cells_;
};

}  // namespace earshot::front
