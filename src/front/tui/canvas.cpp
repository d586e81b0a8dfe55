#include "front/tui/canvas.h"

#include <algorithm>

#include "earshot/text/text.h"
#include "front/words.h"

namespace earshot::front {
namespace {

// What a terminal's cell can hold besides its character; the gate for text allows no more.
constexpr std::size_t kMarksMax = 4;

// One cell's text: what has no width of its own stands on the character before it, and what cannot be shown is
// U+FFFD.
struct Glyph {
  std::string text;
  std::size_t columns = 0;
};

Glyph next_glyph(std::string_view& rest) {
  const Letter base = first_letter(rest);
  Glyph glyph;
  if (!base.printable) {
    glyph = {"\uFFFD", 1};
  } else if (base.columns > 0) {
    glyph = {std::string(rest.substr(0, base.bytes)), base.columns};
  }
  rest.remove_prefix(base.bytes);
  for (std::size_t marks = 0; !rest.empty(); ++marks) {
    const Letter mark = first_letter(rest);
    if (mark.columns > 0) break;
    if (mark.printable && marks < kMarksMax && glyph.columns > 0) glyph.text += rest.substr(0, mark.bytes);
    rest.remove_prefix(mark.bytes);
  }
  return glyph;
}

}  // namespace

Canvas::Canvas(std::size_t rows, std::size_t columns)
    : rows_(std::max<std::size_t>(rows, 1)), columns_(std::max<std::size_t>(columns, 1)), cells_(rows_ * columns_) {}

// The other half of a wide character that loses one becomes a space.
void Canvas::make_room(std::size_t row, std::size_t column) {
  Cell* const cells = &cells_[row * columns_];
  if (cells[column].text.empty() && column > 0) cells[column - 1].text = " ";
  if (column + 1 < columns_ && cells[column + 1].text.empty()) cells[column + 1].text = " ";
}

std::size_t Canvas::put(Spot at, std::string_view shown, const Style& style, std::size_t columns_max) {
  if (at.row >= rows_ || at.column >= columns_) return 0;
  const std::size_t limit = std::min(columns_max, columns_ - at.column);
  // Text that may be shown stays as it is. Anything else would be a mistake of ours; a terminal must not pay for it.
  const std::string line = text::shown_line(shown).str();
  std::size_t used = 0;
  for (std::string_view rest = line; !rest.empty();) {
    Glyph glyph = next_glyph(rest);
    if (glyph.columns == 0) continue;
    if (used + glyph.columns > limit) break;
    Cell* const cell = &cells_[at.row * columns_ + at.column + used];
    for (std::size_t half = 0; half < glyph.columns; ++half) make_room(at.row, at.column + used + half);
    *cell = {std::move(glyph.text), style};
    if (glyph.columns == 2) cell[1] = {"", style};
    used += glyph.columns;
  }
  return used;
}

std::size_t Canvas::put(Spot at, const std::vector<Span>& spans, std::size_t columns_max) {
  std::size_t used = 0;
  for (const Span& span : spans)
    used += put({at.row, at.column + used}, span.text, span.style, columns_max - std::min(used, columns_max));
  return used;
}

std::string Canvas::row(std::size_t row) const {
  std::string text;
  for (std::size_t column = 0; column < columns_; ++column) text += at(row, column).text;
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace earshot::front
