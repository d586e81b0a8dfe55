// Of the transcript what is on the screen: rows are made where the reader is, and nowhere else.
#include <algorithm>

#include "earshot/base/encoding.h"
#include "earshot/text/text.h"
#include "front/times.h"
#include "front/tui/transcript.h"

namespace earshot::front {
namespace {

constexpr std::uint64_t kGroupMs = 5ULL * 60 * 1000;
// Rows that stay laid out although nobody sees them: scrolling back and forth is cheap, a flood of hostile texts too.
constexpr std::size_t kPlannedRowsMax = 20'000;

}  // namespace

// --- rows ---

bool Transcript::has_day_line(std::size_t entry) const {
  return entry == 0 || local_day(entries_[entry - 1].at) != local_day(entries_[entry].at);
}

std::size_t Transcript::lines_above(std::size_t entry) const {
  return (has_day_line(entry) ? 1U : 0U) + (line_ == entry ? 1U : 0U);
}

EntryPlace Transcript::place(std::size_t entry) const {
  EntryPlace place;
  place.is_newest_own = newest_own_ == entry;
  if (entry == 0 || !entries_[entry].said || !entries_[entry - 1].said || has_day_line(entry)) return place;
  const Said &said = *entries_[entry].said, &before = *entries_[entry - 1].said;
  place.is_grouped = said.from == before.from && said.outgoing == before.outgoing && said.name == before.name &&
                     !said.action && !before.action && said.at >= before.at && said.at.ms - before.at.ms < kGroupMs;
  return place;
}

const EntryPlan& Transcript::plan(std::size_t entry) const {
  const Entry& it = entries_[entry];
  const EntryPlace where = place(entry);
  if (!it.plan || it.plan->look != look_number_ || it.plan->place != where) {
    it.plan = plan_entry(it, look_, where);
    it.plan->look = look_number_;
  }
  return *it.plan;
}

MessageRow Transcript::row_at(const Position& position, Wall now) const {
  const Entry& entry = entries_[position.entry];
  std::size_t row = position.row;
  if (has_day_line(position.entry) && row-- == 0) return day_row(look_, entry.at, now);
  if (line_ == position.entry && row-- == 0) return unread_row(look_, line_count_);
  std::optional<std::string> quote;
  if (entry.said && !entry.said->reply_to.empty()) {
    const auto id = parse_message_id(entry.said->reply_to);
    if (const Said* answered = id ? find(*id) : nullptr) quote = text::shown_line(answered->text).str();
  }
  return entry_row(entry, plan(position.entry), look_, row, selected_ == position.entry, quote);
}

void Transcript::forget_plans(std::size_t first, std::size_t last) const {
  std::size_t planned = 0;
  for (const Entry& entry : entries_) planned += entry.plan ? entry.plan->pieces.size() : 0;
  if (planned <= kPlannedRowsMax) return;
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (i < first || i > last) entries_[i].plan.reset();
}

std::size_t Transcript::laid_out() const {
  return static_cast<std::size_t>(std::count_if(
      entries_.begin(), entries_.end(), [this](const Entry& it) { return it.plan && it.plan->look == look_number_; }));
}

// --- where the reader is ---

std::optional<Transcript::Position> Transcript::last_row() const {
  if (entries_.empty()) return std::nullopt;
  return Position{entries_.size() - 1, rows_of(entries_.size() - 1) - 1};
}

std::optional<Transcript::Position> Transcript::bottom() const {
  if (!anchor_ || entries_.empty()) return last_row();
  const auto rows = static_cast<std::ptrdiff_t>(rows_of(anchor_->entry));
  const std::ptrdiff_t row = anchor_->row + static_cast<std::ptrdiff_t>(lines_above(anchor_->entry));
  return Position{anchor_->entry, static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(row, 0, rows - 1))};
}

void Transcript::set_bottom(Position position) {
  if (position == last_row() && !has_newer_) {
    anchor_.reset();
    new_below_ = 0;
  } else {
    anchor_ = Anchor{position.entry, static_cast<std::ptrdiff_t>(position.row) -
                                         static_cast<std::ptrdiff_t>(lines_above(position.entry))};
  }
}

// So many rows up or down from there, or as many as there are.
Transcript::Position Transcript::step(Position from, std::ptrdiff_t rows) const {
  auto left = static_cast<std::size_t>(rows < 0 ? -rows : rows);
  while (left > 0) {
    const std::size_t in_entry = rows < 0 ? from.row : rows_of(from.entry) - 1 - from.row;
    if (left <= in_entry) {
      from.row = rows < 0 ? from.row - left : from.row + left;
      return from;
    }
    left -= in_entry + 1;
    if (rows < 0) {
      if (from.entry == 0) return {0, 0};
      --from.entry;
      from.row = rows_of(from.entry) - 1;
    } else {
      if (from.entry + 1 == entries_.size()) return {from.entry, rows_of(from.entry) - 1};
      from = {from.entry + 1, 0};
    }
  }
  return from;
}

// Rows above that one; counting ends when there are enough.
std::size_t Transcript::rows_above(Position from, std::size_t enough) const {
  std::size_t rows = from.row;
  while (rows < enough && from.entry > 0) rows += rows_of(--from.entry);
  return std::min(rows, enough);
}

// No empty rows while there is something to fill them with.
void Transcript::settle() {
  const auto at = bottom();
  if (!at || !anchor_) return;
  const std::size_t above = rows_above(*at, rows_ - 1);
  set_bottom(step(*at, static_cast<std::ptrdiff_t>(rows_ - 1 - above)));
}

void Transcript::shape(const MessageLook& look, std::size_t rows) {
  rows = std::max<std::size_t>(rows, 1);
  if (look == look_ && rows == rows_) return;
  const auto at = bottom();
  if (look == look_ || !anchor_ || !at) {
    rows_ = rows;
    if (look != look_) ++look_number_;
    look_ = look;
    return settle();
  }
  // The middle of the screen is where one reads. Of a message that is wrapped anew the same part stays there.
  Position middle = step(*at, -static_cast<std::ptrdiff_t>(rows_ / 2));
  const std::size_t rows_before = rows_of(middle.entry);
  ++look_number_;
  look_ = look;
  rows_ = rows;
  middle.row = middle.row * rows_of(middle.entry) / rows_before;
  set_bottom(step(middle, static_cast<std::ptrdiff_t>(rows_ / 2)));
  settle();
}

std::vector<MessageRow> Transcript::view(Wall now) const {
  std::vector<MessageRow> rows;
  const auto at = bottom();
  if (!at) return rows;
  const Position top = step(*at, 1 - static_cast<std::ptrdiff_t>(rows_));
  for (Position here = top; rows.size() < rows_; here = step(here, 1)) {
    rows.push_back(row_at(here, now));
    if (here == *at) break;
  }
  forget_plans(top.entry, at->entry);
  return rows;
}

// --- scrolling ---

void Transcript::scroll_by(std::ptrdiff_t rows) {
  const auto at = bottom();
  if (!at) return;
  was_refused_ = false;
  set_bottom(step(*at, rows));
  settle();
}

void Transcript::scroll_page(bool down) {
  const auto page = static_cast<std::ptrdiff_t>(rows_ > 3 ? rows_ - 2 : 1);
  scroll_by(down ? page : -page);
}

void Transcript::to_oldest() {
  if (entries_.empty()) return;
  was_refused_ = false;
  set_bottom({0, 0});
  settle();
}

void Transcript::to_newest() {
  was_refused_ = false;
  if (has_newer_) {
    wants_newest_ = true;
    return;
  }
  anchor_.reset();
  new_below_ = 0;
}

bool Transcript::to_unread() {
  if (!line_) return false;
  const Position top{*line_, has_day_line(*line_) ? 1U : 0U};
  set_bottom(step(top, static_cast<std::ptrdiff_t>(rows_) - 1));
  settle();
  return true;
}

// --- selection ---

// The whole entry if the screen is high enough, at least its first row.
void Transcript::reveal(std::size_t entry) {
  const auto at = bottom();
  if (!at) return;
  const Position first{entry, lines_above(entry)}, end{entry, rows_of(entry) - 1};
  const Position top = step(*at, 1 - static_cast<std::ptrdiff_t>(rows_));
  const auto is_above = [](const Position& a, const Position& b) {
    return a.entry < b.entry || (a.entry == b.entry && a.row < b.row);
  };
  if (is_above(*at, end)) set_bottom(end);
  const Position top_now = bottom() ? step(*bottom(), 1 - static_cast<std::ptrdiff_t>(rows_)) : top;
  if (is_above(first, top_now)) set_bottom(step(first, static_cast<std::ptrdiff_t>(rows_) - 1));
  settle();
}

bool Transcript::select_previous() {
  const auto at = bottom();
  if (!at) return false;
  std::size_t from = selected_ ? *selected_ : at->entry + 1;
  while (from > 0 && !entries_[from - 1].said) --from;
  if (from == 0) return selected_.has_value();
  selected_ = from - 1;
  reveal(*selected_);
  return true;
}

bool Transcript::select_next() {
  if (!selected_) return false;
  for (std::size_t next = *selected_ + 1; next < entries_.size(); ++next) {
    if (!entries_[next].said) continue;
    selected_ = next;
    reveal(next);
    return true;
  }
  unselect();
  return false;
}

void Transcript::unselect() { selected_.reset(); }

const Said* Transcript::selected() const { return selected_ ? &*entries_[*selected_].said : nullptr; }

}  // namespace earshot::front
