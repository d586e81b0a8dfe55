// The input's text as rows of a width, in the form that may be shown, and which cell of them is which place in the
// text. A character that is wider than a whole row is shown as U+FFFD.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "front/tui/canvas.h"

namespace earshot::front {

class InputRows {
 public:
  // The last column stays free, for the cursor behind the text. The text must outlive this.
  InputRows(std::string_view text, std::size_t columns);

  std::size_t size() const { return rows_.size(); }  // at least one
  const std::string& shown(std::size_t row) const { return rows_[row].shown; }
  // Where the cursor stands that is at this place of the text, which is a cluster's border.
  Spot spot_of(std::size_t place) const;
  // The place in that row whose column is the nearest that is not beyond this one.
  std::size_t place_at(const Spot& spot) const;

 private:
  struct Row {
    std::size_t begin = 0;  // of the text, in bytes
    std::size_t end = 0;    // without the line break
    std::string shown;
  };
  // What one character becomes.
  struct Piece {
    std::size_t end = 0;  // in the text
    std::string shown;
    std::size_t columns = 0;
  };
  Piece piece_at(std::size_t place, std::size_t column) const;

  std::string_view text_;
  std::size_t room_;  // columns of a row
  std::vector<Row> rows_{1};
};

}  // namespace earshot::front
