#include "front/tui/composer.h"

#include <algorithm>
#include <utility>

#include "front/tui/input_rows.h"

namespace earshot::front {
namespace {

constexpr std::size_t kUndoStates = 200;
constexpr std::size_t kUndoBytes = 1'048'576;  // of all of them; the last one stays, however long

}  // namespace

bool Composer::insert(std::string_view letters) {
  if (searching_) {
    search_words(searching_->words + std::string(letters));
    return true;
  }
  const bool begins_word = before_cursor().ends_with(' ') && letters != " ";
  if (last_ != Kind::typing || begins_word) remember();
  last_ = Kind::typing;
  return change(letters);
}

bool Composer::paste(std::string_view text) {
  leave_search();
  remember();
  last_ = Kind::other;
  draft_.now.was_pasted = true;
  return change(text);
}

bool Composer::set(std::string_view text) {
  leave_search();
  remember();
  last_ = Kind::other;
  input() = InputText();
  return change(text);
}

void Composer::replace_before_cursor(std::size_t bytes, std::string_view with) {
  leave_search();
  if (last_ != Kind::completing) remember();
  last_ = Kind::completing;
  erase(input().cursor() - std::min(bytes, input().cursor()), input().cursor());
  change(with);
}

std::string Composer::take() {
  leave_search();
  std::string text = this->text();
  sent_.add(text);
  draft_ = {};
  last_ = Kind::other;
  return text;
}

Draft Composer::exchange(Draft draft) {
  if (searching_) act_in_search(Action::cancel);
  std::swap(draft, draft_);
  sent_.begin_anew();
  last_ = Kind::other;
  first_row_ = 0;
  return draft;
}

bool Composer::act(Action action) {
  if (searching_) return act_in_search(action);
  if (is_idle(action)) return false;
  const Kind last = std::exchange(last_, Kind::other);
  return move(action, last) || cut(action, last) || alter(action);
}

// With nothing typed these are for the whole interface.
bool Composer::is_idle(Action action) const {
  if (!empty()) return false;
  return action == Action::up || action == Action::down || action == Action::clear || action == Action::delete_or_leave;
}

bool Composer::move(Action action, Kind last) {
  switch (action) {
    case Action::left:
      input().move_to(input().left());
      return true;
    case Action::right:
      input().move_to(input().right());
      return true;
    case Action::word_left:
      input().move_to(input().word_left());
      return true;
    case Action::word_right:
      input().move_to(input().word_right());
      return true;
    case Action::line_start:
      input().move_to(input().line_start());
      return true;
    case Action::line_end:
      input().move_to(input().line_end());
      return true;
    case Action::up:
    case Action::down:
      move_by_rows(action, last);
      return true;
    default:
      return false;
  }
}

void Composer::move_by_rows(Action action, Kind last) {
  const InputRows rows(text(), columns_);
  const Spot spot = rows.spot_of(input().cursor());
  if (last != Kind::rows) wanted_column_ = spot.column;
  last_ = Kind::rows;
  if (action == Action::up)
    input().move_to(spot.row == 0 ? 0 : rows.place_at({spot.row - 1, wanted_column_}));
  else
    input().move_to(spot.row + 1 == rows.size() ? text().size() : rows.place_at({spot.row + 1, wanted_column_}));
}

// What yank can bring back.
bool Composer::cut(Action action, Kind last) {
  const std::size_t at = input().cursor();
  switch (action) {
    case Action::delete_word_left:
      keep_cut(input().word_left(), at, Kind::cut_left, last);
      return true;
    case Action::delete_to_start:
      keep_cut(input().line_start(), at, Kind::cut_left, last);
      return true;
    case Action::delete_word_right:
      keep_cut(at, input().word_right(), Kind::cut_right, last);
      return true;
    case Action::delete_to_end:  // at the end: the line break
      keep_cut(at, input().line_end() == at ? input().right() : input().line_end(), Kind::cut_right, last);
      return true;
    default:
      return false;
  }
}

// One cut after another is one text.
void Composer::keep_cut(std::size_t from, std::size_t to, Kind kind, Kind last) {
  if (from == to) return;
  const std::string gone = text().substr(from, to - from);
  if (last != Kind::cut_left && last != Kind::cut_right) cut_.clear();
  cut_ = kind == Kind::cut_left ? gone + cut_ : cut_ + gone;
  last_ = kind;
  remember();
  erase(from, to);
}

bool Composer::alter(Action action) {
  switch (action) {
    case Action::newline:
      remember();
      change("\n");
      return true;
    case Action::delete_left:
      if (input().cursor() > 0) remember();
      erase(input().left(), input().cursor());
      return true;
    case Action::delete_right:
    case Action::delete_or_leave:
      if (input().cursor() < text().size()) remember();
      erase(input().cursor(), input().right());
      return true;
    case Action::clear:
      remember();
      erase(0, text().size());
      return true;
    case Action::yank:
      if (!cut_.empty()) remember();
      change(cut_);
      return true;
    case Action::undo:
      undo();
      return true;
    case Action::sent_older:
      show_sent(sent_.older(text()));
      return true;
    case Action::sent_newer:
      show_sent(sent_.newer());
      return true;
    case Action::find_sent:
      searching_ = Searching{{}, std::nullopt, true, draft_.now};
      return true;
    default:
      return false;
  }
}

bool Composer::change(std::string_view inserted) { return input().insert(inserted); }

void Composer::erase(std::size_t from, std::size_t to) {
  input().erase(from, to);
  if (empty()) draft_.now.was_pasted = false;
}

void Composer::remember() {
  auto& before = draft_.before;
  before.push_back(draft_.now);
  std::size_t bytes = 0;
  for (const auto& state : before) bytes += state.input.text().size();
  while (before.size() > kUndoStates || (bytes > kUndoBytes && before.size() > 1)) {
    bytes -= before.front().input.text().size();
    before.pop_front();
  }
}

void Composer::undo() {
  if (draft_.before.empty()) return;
  draft_.now = std::move(draft_.before.back());
  draft_.before.pop_back();
}

void Composer::show_sent(const std::optional<std::string>& text) {
  if (!text) return;
  remember();
  input() = InputText(*text);
}

std::optional<Composer::Search> Composer::search() const {
  return searching_ ? std::optional(Search{searching_->words, searching_->is_found}) : std::nullopt;
}

bool Composer::act_in_search(Action action) {
  switch (action) {
    case Action::find_sent:
      search_before(searching_->at.value_or(sent_.all().size()));
      return true;
    case Action::delete_left: {
      InputText words(searching_->words);
      words.erase(words.left(), words.cursor());
      searching_->at.reset();
      search_words(words.text());
      return true;
    }
    case Action::cancel:
    case Action::clear:
      draft_.now = std::move(searching_->before);
      searching_.reset();
      return true;
    case Action::send:  // what was found is looked at before it is sent
      leave_search();
      return true;
    default:
      leave_search();
      return act(action);
  }
}

// What was found stays as long as it has the words.
void Composer::search_words(const std::string& words) {
  searching_->words = InputText(words).text();
  if (!words.empty()) return search_before(searching_->at ? *searching_->at + 1 : sent_.all().size());
  draft_.now = searching_->before;
  searching_->is_found = true;
}

void Composer::search_before(std::size_t place) {
  const auto found = sent_.find(searching_->words, place);
  searching_->is_found = found.has_value();
  if (!found) return;
  searching_->at = found;
  input() = InputText(sent_.all()[*found]);
}

void Composer::leave_search() {
  if (!searching_) return;
  Draft::State found = std::exchange(draft_.now, std::move(searching_->before));
  searching_.reset();
  if (found.input.text() == text()) return;
  remember();
  draft_.now = std::move(found);
}

Composer::Layout Composer::layout(std::size_t columns, std::size_t rows_max) {
  columns_ = columns;
  const InputRows rows(text(), columns);
  const std::size_t shown = std::min(rows.size(), std::max<std::size_t>(rows_max, 1));
  Layout layout;
  layout.cursor = rows.spot_of(input().cursor());
  const std::size_t first_min = layout.cursor.row + 1 - std::min(layout.cursor.row + 1, shown);
  first_row_ = std::min(std::clamp(first_row_, first_min, layout.cursor.row), rows.size() - shown);
  for (std::size_t row = first_row_; row < first_row_ + shown; ++row) layout.rows.push_back(rows.shown(row));
  layout.cursor.row -= first_row_;
  layout.hidden_above = first_row_;
  layout.hidden_below = rows.size() - first_row_ - shown;
  return layout;
}

}  // namespace earshot::front
