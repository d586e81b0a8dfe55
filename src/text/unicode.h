// What the two halves of the gate (names and shown) need to know about code points. The only user of utf8proc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace earshot::text {

constexpr char32_t kReplacement = U'\uFFFD';

struct CodePoint {
  char32_t value = kReplacement;
  std::size_t bytes = 1;
  bool valid = false;
};
// The first code point of a text that is not empty; a byte that begins none counts as U+FFFD.
CodePoint first_code_point(std::string_view text);
void append(std::string& text, char32_t code);

enum class Kind { letter, digit, mark, space, control, format, line_break, unknown, other };
// format: also what the standard calls ignorable, whatever its category. unknown: unassigned or private use.
Kind kind(char32_t code);

// A mark that is never shown, for terminals disagree about its width.
constexpr char32_t kKeycap = U'\u20E3';

// Latin letters are 1 wide, Chinese ones 2, marks 0. Terminals may disagree (libc's wcwidth does on some hundreds).
int width(char32_t code);

// More marks on one base only smear over the lines above and below.
constexpr int kMarksMax = 4;
// The number of marks up to here since the last base. Vowels and finals of Hangul, which join a syllable without end,
// count as marks.
class MarkRun {
 public:
  int next(char32_t code);

 private:
  int length_ = 0;
};

// Of valid UTF-8. Canonical composition; the same with full case folding; compatibility composition with it.
std::string nfc(std::string_view utf8);
std::string nfc_folded(std::string_view utf8);
std::string nfkc_folded(std::string_view utf8);
// The last without marks.
std::string bare_folded(std::string_view utf8);

}  // namespace earshot::text
