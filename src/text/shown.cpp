#include <string>

#include "earshot/text/text.h"
#include "text/unicode.h"

namespace earshot::text {

namespace {

constexpr int kTabColumns = 4;

bool is_bidi_control(char32_t code) {
  return (code >= U'\u202A' && code <= U'\u202E') || (code >= U'\u2066' && code <= U'\u2069') || code == U'\u200E' ||
         code == U'\u200F' || code == U'\u061C';
}

bool is_skin_tone(char32_t code) { return code >= U'\U0001F3FB' && code <= U'\U0001F3FF'; }

constexpr char32_t kDottedCircle = U'\u25CC';  // the standard's base for a mark that has none
constexpr char32_t kFlagA = U'\U0001F1E6';
constexpr char32_t kFlagZ = U'\U0001F1FF';

// Builds the form that may be shown from one code point after the other.
class Screening {
 public:
  explicit Screening(std::string_view line_break) : line_break_(line_break) {}

  void add(char32_t code) {
    switch (kind(code)) {
      case Kind::line_break:
        return add_line_break();
      case Kind::control:
        return code == '\t' ? add_tab() : add_control(code);
      case Kind::format:
        bidi_ = bidi_ || is_bidi_control(code);
        return;
      case Kind::mark:
        return add_mark(code);
      case Kind::unknown:
        return add_visible(kReplacement);
      case Kind::letter:
      case Kind::digit:
      case Kind::space:
      case Kind::other:
        return add_other(code);
    }
  }

  std::string finish() && {
    if (bidi_) text_ += " [bidi]";
    return std::move(text_);
  }

 private:
  void add_line_break() {
    text_ += line_break_;
    column_ = 0;
    marks_ = {};
    has_base_ = false;
  }

  // Where the columns are is the terminal's business; a guess that is off by one does no harm here.
  void add_tab() {
    do add_visible(U' ');
    while (column_ % kTabColumns != 0);
  }

  void add_control(char32_t code) {
    if (code < 0x80) {
      add_visible(U'^');
      add_visible(code ^ 0x40);  // ^@ … ^_, and ^? for DEL
      return;
    }
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (const char letter : {'\\', 'x', kDigits[code >> 4], kDigits[code & 15]})
      add_visible(static_cast<unsigned char>(letter));
  }

  void add_mark(char32_t code) {
    if (code == kKeycap) return;
    if (!has_base_) add_visible(kDottedCircle);
    add_visible(code);
  }

  void add_other(char32_t code) {
    if (is_skin_tone(code)) return;
    if (code >= kFlagA && code <= kFlagZ) return add_visible(U'A' + (code - kFlagA));
    add_visible(code);
  }

  void add_visible(char32_t code) {
    if (marks_.next(code) > kMarksMax) return;
    append(text_, code);
    column_ += width(code);
    has_base_ = true;
  }

  std::string text_;
  std::string_view line_break_;
  MarkRun marks_;
  int column_ = 0;
  bool has_base_ = false;  // on this line
  bool bidi_ = false;
};

std::string screened(std::string_view stored, std::string_view line_break) {
  Screening screening(line_break);
  while (!stored.empty()) {
    const CodePoint first = first_code_point(stored);
    screening.add(first.value);
    stored.remove_prefix(first.bytes);
  }
  return std::move(screening).finish();
}

}  // namespace

ShownText shown(std::string_view stored) { return ShownText{screened(stored, "\n")}; }

ShownText shown_line(std::string_view stored) { return ShownText{screened(stored, " \u21B5 ")}; }

}  // namespace earshot::text
