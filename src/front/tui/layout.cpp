#include "front/tui/layout.h"

#include <algorithm>

namespace earshot::front {
namespace {

constexpr std::size_t kRowsMin = 3, kColumnsMin = 12;
constexpr std::size_t kRowsForStatus = 4, kRowsForTitle = 6;
constexpr std::size_t kColumnsForSide = 72;
constexpr std::size_t kInputRowsMax = 5;
constexpr std::size_t kNameColumnsMin = 4, kNameColumnsMax = 16;

}  // namespace

std::size_t input_rows_max(std::size_t screen_rows) {
  return std::clamp<std::size_t>(screen_rows / 3, 1, kInputRowsMax);
}

Layout lay_out(Terminal::Size size, const LayoutWish& wish) {
  Layout layout;
  layout.screen_columns = size.columns;
  layout.too_small = size.rows < kRowsMin || size.columns < kColumnsMin;
  if (layout.too_small) return layout;

  const std::size_t title_rows = size.rows >= kRowsForTitle ? 1 : 0;
  const std::size_t status_rows = size.rows >= kRowsForStatus ? 1 : 0;
  const std::size_t input_rows = std::clamp<std::size_t>(wish.input_rows, 1, input_rows_max(size.rows));
  const std::size_t message_rows = size.rows - title_rows - status_rows - input_rows;
  layout.title = {0, 0, title_rows, size.columns};
  layout.messages = {title_rows, 0, message_rows, size.columns};
  layout.status = {title_rows + message_rows, 0, status_rows, size.columns};
  layout.input = {size.rows - input_rows, 0, input_rows, size.columns};

  const bool is_beside = size.columns >= kColumnsForSide;
  if (is_beside ? wish.side_list == wish.side_toggled : !wish.side_toggled) return layout;
  layout.side = {title_rows, 0, message_rows, std::min(kSideColumns, size.columns)};
  layout.side_is_over = !is_beside;
  if (is_beside) {
    layout.messages.column = kSideColumns + 1;  // a line stands between them
    layout.messages.columns -= kSideColumns + 1;
  }
  return layout;
}

MessageLook fitted(MessageLook look, const Layout& layout) {
  look.columns = std::max<std::size_t>(layout.messages.columns, 1);
  look.names_above = layout.names_above();
  look.times = layout.has_times();
  look.name_columns = std::clamp(look.name_columns, kNameColumnsMin, kNameColumnsMax);
  return look;
}

}  // namespace earshot::front
