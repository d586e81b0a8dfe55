// Whatever keys are pressed in the input box: its text is UTF-8 of a bounded size, the cursor stands on a character's
// edge, and what is laid out fits and may be shown. A byte is an action or says what is typed: the bytes up to the next
// NUL.
#include "front/tui/composer.h"

#include <algorithm>

#include "earshot/text/text.h"
#include "fuzz/targets.h"

namespace earshot::fuzz {

namespace {

constexpr std::size_t kColumns = 40, kRows = 5;

bool is_edge(const std::string& text, std::size_t place) {
  std::size_t at = 0;
  while (at < place) at = text::cluster_end(text, at);
  return at == place;
}

void expect_good(front::Composer& composer, std::size_t columns, std::size_t rows_max) {
  const auto& text = composer.text();
  require(text::is_utf8(text) && text.find('\0') == std::string::npos, "the text is UTF-8");
  require(text.size() <= front::kInputBytesMax, "the text is bounded");
  require(is_edge(text, composer.before_cursor().size()), "the cursor stands on a character's edge");
  const auto layout = composer.layout(columns, rows_max);
  require(!layout.rows.empty() && layout.rows.size() <= rows_max, "the layout has as many rows as it may");
  require(layout.cursor.row < layout.rows.size(), "the cursor is in a row");
  require(layout.cursor.column <= columns, "the cursor is in a column");
  for (const auto& row : layout.rows) require(text::shown_line(row).str() == row, "a row may be shown");
}

// The bytes up to the next NUL; they and it are taken off.
BytesView take_text(BytesView& rest) {
  const auto end = std::min(rest.find('\0'), rest.size());
  const auto text = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return text;
}

void press(front::Composer& composer, front::Draft& other, char key, BytesView& rest) {
  switch (key) {
    case 'i':
      composer.insert(front::clean_input(take_text(rest)));
      return;
    case 'p':
      composer.paste(take_text(rest));
      return;
    case 's':
      composer.set(take_text(rest));
      return;
    case 't':
      composer.take();
      return;
    case 'x':
      other = composer.exchange(std::move(other));
      return;
    case 'r': {
      const auto text = front::clean_input(take_text(rest));
      const auto before = composer.before_cursor();
      std::size_t kept = 0;
      while (kept < before.size() / 2) kept = text::cluster_end(before, kept);
      composer.replace_before_cursor(before.size() - kept, text);
      return;
    }
    default:
      break;
  }
  const auto action = static_cast<std::uint8_t>(key);
  if (action <= static_cast<std::uint8_t>(front::Action::stop_selecting))
    composer.act(static_cast<front::Action>(action));
}

}  // namespace

void composer(BytesView input) {
  front::Composer composer;
  front::Draft other;
  while (!input.empty()) {
    const char key = input.front();
    input.remove_prefix(1);
    press(composer, other, key, input);
    expect_good(composer, kColumns, kRows);
  }
  expect_good(composer, 1, 1);
}

}  // namespace earshot::fuzz
