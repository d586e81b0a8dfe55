// The one gate for text: what may be a name, which names are alike, and what may be shown. Pure functions of bytes
// (utf8proc inside). Text from peers is hostile; only ShownText may reach a terminal.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earshot::text {

// Strict: no overlong forms, surrogates or values above U+10FFFF. NUL counts as valid here.
bool is_utf8(std::string_view bytes);

// A nick: 1…32 grapheme clusters, at most 64 bytes, NFC, letters, digits, marks and - _ . of any script, none of them
// invisible, a mark only after its letter and at most 4 in a row, not only digits, not reserved (me, all, here,
// everyone, earshot). What a person types: nothing if it breaks a rule.
std::optional<std::string> nick(std::string_view typed);
// What arrives from a peer or from the login name: everything unfit is removed. The result is always a good nick:
// "anon" if nothing is left, only digits, or a reserved word.
std::string clean_nick(std::string_view raw);
// Free text of one line, at most `bytes_max` bytes cut at a cluster: control and format characters removed, every kind
// of space and line break made a plain space, none at the ends, NFC.
std::string clean_line(std::string_view raw, std::size_t bytes_max);
// A room's name: characters of a nick, 1…32 bytes, NFC, case folded; a leading '#' is taken off.
std::optional<std::string> room_name(std::string_view typed);

// Two names are alike when their folds are equal: NFKC and full case folding. For names, which are short: the time
// grows with the square of a pile of marks. Bytes that are not UTF-8 are folded as U+FFFD.
std::string fold(std::string_view name);
// The same without marks: for finding a name by a beginning that was typed without accents.
std::string bare_fold(std::string_view name);
// Edit distance in code points over the folds, for suggestions; above `limit` it stops counting and says limit + 1.
std::size_t distance(std::string_view a, std::string_view b, std::size_t limit);
// So far a mistyped word is from the one that was meant.
inline constexpr std::size_t kSuggestionDistance = 2;
// The one nearest to `word` within that distance; of several equally near, the first.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

// Where the grapheme cluster (what a person takes for one character) ends that begins at `from` < utf8.size().
std::size_t cluster_end(std::string_view utf8, std::size_t from);

// Text in the form that may be shown on a terminal. Only the two functions below make one:
//
//   line break, U+2028, U+2029          '\n'
//   tab                                 spaces to the next multiple of 4
//   other control characters            ^[ for C0 and DEL, \x9b for C1
//   bidi controls                       removed, and " [bidi]" once at the end
//   other format characters, invisible  removed: joined emoji become their parts, tags and variation selectors vanish
//   skin tones, U+20E3                  removed
//   flags                               their letters
//   marks                               at most 4 on a base; on a dotted circle where a line begins with one
//   not UTF-8, unassigned, private use  U+FFFD
//
// Takes linear time and gives at most 5 bytes for each byte, plus the note. Text in this form stays as it is.
class ShownText {
 public:
  const std::string& str() const& { return text_; }
  std::string str() && { return std::move(text_); }  // for (char c : shown(x).str()) must not dangle

 private:
  friend ShownText shown(std::string_view stored);
  friend ShownText shown_line(std::string_view stored);
  explicit ShownText(std::string text) : text_(std::move(text)) {}
  std::string text_;
};
// Keeps line breaks.
ShownText shown(std::string_view stored);
// One line: a line break becomes " ↵ ".
ShownText shown_line(std::string_view stored);

// The longest prefix of at most `bytes_max` bytes that does not end inside a code point.
std::string_view cut(std::string_view utf8, std::size_t bytes_max);

}  // namespace earshot::text
