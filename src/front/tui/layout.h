// Which part of the screen is whose, for every size down to 1 by 1.
#pragma once

#include <cstddef>

#include "front/tui/message_rows.h"
#include "front/tui/terminal.h"

namespace earshot::front {

struct Area {
  std::size_t row = 0;
  std::size_t column = 0;
  std::size_t rows = 0;  // 0: not there
  std::size_t columns = 0;
  bool operator==(const Area&) const = default;
};

struct LayoutWish {
  bool side_list = true;       // `ui.sidebar`; from 72 columns on
  bool side_toggled = false;   // Alt-S: hides it, or lays it over the messages where there is no place beside them
  std::size_t input_rows = 1;  // what the input would like
};

struct Layout {
  bool too_small = false;  // nothing but a line that says so
  Area title, side, messages, status, input;
  bool side_is_over = false;  // over the messages, not beside them
  std::size_t screen_columns = 0;
  bool operator==(const Layout&) const = default;

  bool names_above() const { return screen_columns < 40; }
  bool has_times() const { return screen_columns >= 24; }
  bool short_prompt() const { return screen_columns < 40; }
};

Layout lay_out(Terminal::Size size, const LayoutWish& wish);
// The most rows that the input gets: 5, or a third of the screen.
std::size_t input_rows_max(std::size_t screen_rows);
// The look of the messages there, with the settings of `look`.
MessageLook fitted(MessageLook look, const Layout& layout);

constexpr std::size_t kSideColumns = 17;

}  // namespace earshot::front
