#include "front/tui/wrap.h"

#include <algorithm>

#include "front/words.h"

namespace earshot::front {
namespace {

// What no row begins with, and what none ends with, where a break lies beside a wide character.
constexpr std::string_view kClosing =
    "、。，．・：；？！）〕］｝〉》」』】”’ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々,.;:!?)]}";
constexpr std::string_view kOpening = "（〔［｛〈《「『【“‘([{";

bool is_among(std::string_view all, std::string_view letter) {
  for (std::size_t at = 0; at < all.size(); at += first_letter(all.substr(at)).bytes)
    if (letter.starts_with(all.substr(at, first_letter(all.substr(at)).bytes))) return true;
  return false;
}

bool is_digit(std::string_view letter) { return letter.front() >= '0' && letter.front() <= '9'; }

bool is_letter(std::string_view letter) {
  const auto octet = static_cast<unsigned char>(letter.front());
  return octet >= 0x80 || (octet >= 'A' && octet <= 'Z') || (octet >= 'a' && octet <= 'z');
}

// What is not broken: one character with its marks, or a whole link.
struct Unit {
  std::string_view text;
  std::size_t columns = 0;
};

class Wrapper {
 public:
  Wrapper(std::string_view text, std::size_t columns) : text_(text), columns_(std::max<std::size_t>(columns, 1)) {}

  void add(TextRange unit) {
    const Unit next{text_.substr(unit.begin, unit.end - unit.begin),
                    width(text_.substr(unit.begin, unit.end - unit.begin))};
    if (next.text == "\n") return end_line(unit.begin);
    if (next.text != " ") make_room(unit.begin, next);
    used_ += next.columns;
    before_last_ = last_;
    last_ = next;
  }

  // Too long for any row: begins one, and is broken anywhere.
  void add_long(TextRange range) {
    if (range.begin > begin_) cut_at(range.begin);
    for (std::size_t at = range.begin; at < range.end;) {
      const std::size_t end = cell_end(text_, at);
      last_ = {};  // no place between two words
      add({at, end});
      at = end;
    }
  }

  bool fits(TextRange range) const { return width(text_.substr(range.begin, range.end - range.begin)) <= columns_; }

  std::vector<TextRange> finish() && {
    rows_.push_back({begin_, text_.size()});
    return std::move(rows_);
  }

 private:
  bool may_break_before(const Unit& next) const {
    if (last_.text.empty()) return false;
    if (last_.text == " ") return true;
    if (last_.columns == 2 || next.columns == 2)
      return !is_among(kClosing, next.text) && !is_among(kOpening, last_.text);
    // "well-known", but neither "-5" nor "2025-11-22".
    return last_.text == "-" && !before_last_.text.empty() && is_letter(next.text) &&
           (is_letter(before_last_.text) || is_digit(before_last_.text));
  }

  void make_room(std::size_t at, const Unit& next) {
    if (may_break_before(next)) {
      break_ = at;
      used_at_break_ = used_;
    }
    while (used_ + next.columns > columns_ && at > begin_) {
      if (break_ > begin_) {
        rows_.push_back({begin_, break_});
        begin_ = break_;
        used_ -= used_at_break_;
        used_at_break_ = 0;
      } else {
        cut_at(at);
      }
    }
  }

  void cut_at(std::size_t at) {
    rows_.push_back({begin_, at});
    begin_ = break_ = at;
    used_ = used_at_break_ = 0;
  }

  void end_line(std::size_t at) {
    cut_at(at);
    begin_ = break_ = at + 1;
    last_ = before_last_ = {};
  }

  std::string_view text_;
  std::size_t columns_;
  std::vector<TextRange> rows_;
  std::size_t begin_ = 0, used_ = 0;           // of the row
  std::size_t break_ = 0, used_at_break_ = 0;  // the last place in it where it may be broken; the begin: none
  Unit last_, before_last_;
};

}  // namespace

std::vector<TextRange> wrap(std::string_view shown, std::size_t columns, const std::vector<TextRange>& whole) {
  Wrapper wrapper(shown, columns);
  auto next_whole = whole.begin();
  for (std::size_t at = 0; at < shown.size();) {
    if (next_whole != whole.end() && next_whole->begin == at) {
      wrapper.fits(*next_whole) ? wrapper.add(*next_whole) : wrapper.add_long(*next_whole);
      at = next_whole++->end;
      continue;
    }
    const std::size_t end = shown[at] == '\n' ? at + 1 : cell_end(shown, at);
    wrapper.add({at, end});
    at = end;
  }
  return std::move(wrapper).finish();
}

std::string fitted_text(std::string_view shown, std::size_t columns) {
  const std::string_view whole = cut_to_width(shown, columns);
  if (whole.size() == shown.size() || columns == 0) return std::string(whole);
  return std::string(cut_to_width(shown, columns - 1)) + '~';
}

}  // namespace earshot::front
