#include "front/tui/screen.h"

#include <algorithm>

#include "front/tui/wrap.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::size_t kShortPromptBelow = 40;

std::size_t end_of(const Area& area) { return area.row + area.rows; }

class Painter {
 public:
  Painter(Canvas& canvas, const ScreenContent& content) : canvas_(canvas), it_(content), layout_(content.layout) {}

  void paint() {
    if (layout_.too_small) {
      canvas_.put({0, 0}, say("make the window larger"));
      return;
    }
    if (layout_.title.rows > 0)
      canvas_.put({layout_.title.row, 0}, title_row(it_.title, layout_.title.columns, it_.palette));
    messages();
    if (layout_.side.rows > 0) side();
    if (layout_.status.rows > 0)
      canvas_.put({layout_.status.row, 0}, status_row(it_.status, layout_.status.columns, it_.palette));
    input();
    if (it_.panel) {
      panel(*it_.panel);
    } else if (selected_) {
      canvas_.cursor = *selected_;
    }
    canvas_.cursor.row = std::min(canvas_.cursor.row, canvas_.rows() - 1);
    canvas_.cursor.column = std::min(canvas_.cursor.column, canvas_.columns() - 1);
  }

 private:
  // The board stands below the messages, and has the last rows where there is no room for both.
  void messages() {
    const Area& area = layout_.messages;
    const std::size_t board = std::min(it_.board.size(), area.rows);
    const std::size_t shown = std::min(it_.messages.size(), area.rows - board);
    const std::size_t first = it_.messages.size() - shown;
    for (std::size_t i = 0; i < shown; ++i) {
      const MessageRow& row = it_.messages[first + i];
      canvas_.put({area.row + i, area.column}, row.spans, area.columns);
      if (row.cursor) selected_ = Spot{area.row + i, area.column + *row.cursor};
    }
    for (std::size_t i = 0; i < board; ++i)
      canvas_.put({area.row + shown + i, area.column}, it_.board[i], {}, area.columns);
  }

  void side() {
    const Area& area = layout_.side;
    const bool has_line = area.columns < canvas_.columns();
    for (std::size_t i = 0; i < area.rows; ++i) {
      const Spot at{area.row + i, area.column};
      canvas_.put(at, std::string(area.columns, ' '));
      if (i < it_.side.size()) canvas_.put(at, it_.side[i], area.columns);
      if (has_line) canvas_.put({at.row, area.column + area.columns}, "|", it_.palette.faint());
    }
  }

  void input() {
    const Area& area = layout_.input;
    const std::string prompt = prompt_text(it_.prompt, canvas_.columns());
    const std::size_t left = width(prompt);
    canvas_.put({area.row, 0}, prompt, it_.prompt.is_alarm ? it_.palette.alarm() : it_.palette.bold());
    for (std::size_t i = 0; i < std::min(it_.input.rows.size(), area.rows); ++i)
      canvas_.put({area.row + i, left}, it_.input.rows[i]);
    canvas_.cursor = {std::min(area.row + it_.input.cursor.row, end_of(area) - 1), left + it_.input.cursor.column};
  }

  void panel(const Panel& panel) {
    const Area& area = layout_.messages;
    const std::size_t seen = panel_rows_seen(layout_);
    std::size_t first = std::min(panel.first, panel.rows.size() - std::min(panel.rows.size(), seen));
    if (panel.selected && seen > 0) {
      first = std::min(first, *panel.selected);
      if (*panel.selected >= first + seen) first = *panel.selected - seen + 1;
    }
    for (std::size_t i = 0; i < area.rows; ++i)
      canvas_.put({area.row + i, area.column}, std::string(area.columns, ' '));
    const std::size_t last = std::min(first + seen, panel.rows.size());
    panel_title(panel, first, last);
    Spot cursor{area.row, area.column};
    for (std::size_t row = first; row < last; ++row) {
      const bool is_selected = panel.selected == row;
      const Spot at{area.row + 1 + row - first, area.column};
      if (is_selected) cursor = at;
      const std::string sign = !panel.selected ? "" : is_selected ? "> " : "  ";
      canvas_.put(at, sign + panel.rows[row], is_selected ? it_.palette.bold() : Style{}, area.columns);
    }
    if (panel.has_cursor) canvas_.cursor = cursor;
  }

  void panel_title(const Panel& panel, std::size_t first, std::size_t last) {
    const Area& area = layout_.messages;
    std::string title = say(" {1}", {panel.title});
    if (last - first < panel.rows.size()) title += say("   {1}-{2} of {3}", {first + 1, last, panel.rows.size()});
    canvas_.put({area.row, area.column}, padded(fitted_text(title, area.columns), area.columns), it_.palette.bar(),
                area.columns);
  }

  Canvas& canvas_;
  const ScreenContent& it_;
  const Layout& layout_;
  std::optional<Spot> selected_;
};

// Where the last column of a row of a list begins: behind the last two spaces in its left half.
std::size_t hanging_indent(const std::string& row, std::size_t columns) {
  std::size_t indent = 0;
  for (std::size_t gap = row.find("  "); gap != std::string::npos; gap = row.find("  ", gap)) {
    gap = std::min(row.find_first_not_of(' ', gap), row.size());
    const std::size_t behind = width(std::string_view(row).substr(0, gap));
    if (behind > columns / 2) break;  // or a long text full of spaces would be measured once for each of them
    indent = behind;
  }
  return indent;
}

}  // namespace

std::string prompt_text(const Prompt& prompt, std::size_t screen_columns) {
  if (!prompt.question.empty()) {
    // At least one column stays for the answer.
    return fitted_text(prompt.question, screen_columns > 1 ? screen_columns - 1 : 0);
  }
  if (screen_columns < kShortPromptBelow) return "> ";
  return say("{1}> ", {fitted_text(prompt.name, screen_columns / 3)});
}

std::size_t input_columns(const Prompt& prompt, std::size_t screen_columns) {
  const std::size_t taken = width(prompt_text(prompt, screen_columns));
  return screen_columns > taken ? screen_columns - taken : 1;
}

std::vector<std::string> panel_rows(const std::vector<std::string>& sentences, std::size_t columns) {
  std::vector<std::string> rows;
  for (const std::string& sentence : sentences) {
    const TextRange first = wrap(sentence, columns).front();
    rows.push_back(sentence.substr(first.begin, first.end - first.begin));
    std::string_view rest = std::string_view(sentence).substr(first.end);
    if (rest.empty()) continue;
    if (rest.front() == '\n') rest.remove_prefix(1);
    const std::size_t indent = hanging_indent(sentence, columns);
    for (const TextRange& row : wrap(rest, columns - indent))
      rows.push_back(std::string(indent, ' ') + std::string(rest.substr(row.begin, row.end - row.begin)));
  }
  return rows;
}

std::size_t panel_rows_seen(const Layout& layout) { return layout.messages.rows > 0 ? layout.messages.rows - 1 : 0; }

void paint(Canvas& canvas, const ScreenContent& content) {
  canvas = Canvas(canvas.rows(), canvas.columns());
  Painter(canvas, content).paint();
}

}  // namespace earshot::front
