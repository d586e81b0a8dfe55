#include "front/tui/input_rows.h"

#include <algorithm>

#include "earshot/text/text.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::size_t kTabColumns = 4;

bool is_ascii(char it) { return static_cast<unsigned char>(it) < 0x80; }

}  // namespace

InputRows::InputRows(std::string_view text, std::size_t columns)
    : text_(text), room_(std::max<std::size_t>(columns, 2) - 1) {
  std::size_t column = 0;
  const auto begin_row = [&](std::size_t place) {
    rows_.push_back({place, place, {}});
    column = 0;
  };
  for (std::size_t place = 0; place < text.size();) {
    if (text[place] == '\n') {
      begin_row(++place);
      continue;
    }
    Piece piece = piece_at(place, column);
    if (column > 0 && column + piece.columns > room_) {
      begin_row(place);
      piece = piece_at(place, column);  // a tab is another one here
    }
    rows_.back().shown += piece.shown;
    rows_.back().end = place = piece.end;
    column += piece.columns;
  }
}

InputRows::Piece InputRows::piece_at(std::size_t place, std::size_t column) const {
  const char first = text_[place];
  const bool stands_alone = place + 1 == text_.size() || is_ascii(text_[place + 1]);
  if (first >= ' ' && first <= '~' && stands_alone) return {place + 1, std::string(1, first), 1};
  Piece piece{text::cluster_end(text_, place), {}, 0};
  if (first == '\t')
    piece.shown = std::string(kTabColumns - column % kTabColumns, ' ');
  else
    piece.shown = text::shown_line(text_.substr(place, piece.end - place)).str();
  piece.columns = width(piece.shown);
  if (piece.columns > room_) return {piece.end, "\uFFFD", 1};
  return piece;
}

Spot InputRows::spot_of(std::size_t place) const {
  const auto behind = std::upper_bound(rows_.begin() + 1, rows_.end(), place,
                                       [](std::size_t wanted, const Row& row) { return wanted < row.begin; });
  const Row& row = *(behind - 1);
  Spot spot{static_cast<std::size_t>(behind - rows_.begin()) - 1, 0};
  for (std::size_t at = row.begin; at < std::min(place, row.end);) {
    const Piece piece = piece_at(at, spot.column);
    spot.column += piece.columns;
    at = piece.end;
  }
  return spot;
}

std::size_t InputRows::place_at(const Spot& spot) const {
  const Row& row = rows_[std::min(spot.row, rows_.size() - 1)];
  const bool goes_on = row.end < text_.size() && text_[row.end] != '\n';  // its end is the beginning of the one below
  std::size_t place = row.begin;
  for (std::size_t column = 0; place < row.end;) {
    const Piece piece = piece_at(place, column);
    column += piece.columns;
    if (column > spot.column || (goes_on && piece.end == row.end)) break;
    place = piece.end;
  }
  return place;
}

}  // namespace earshot::front
