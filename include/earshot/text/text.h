// The one gate for text: what may be a name, which names are alike, and what may be shown. Pure functions of bytes
// (utf8proc inside). Text from peers is hostile; only ShownText may reach a terminal.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace earshot::text {

// Strict: no overlong forms, surrogates or values above U+10FFFF. NUL counts as valid here.
bool is_utf8(std::string_view bytes);

// A nick as ux D50 wants it: 1…32 grapheme clusters, at most 64 bytes, NFC, letters, digits, marks and - _ . of any
// script, not only digits, not reserved. What a person types: nothing if it breaks a rule.
std::optional<std::string> nick(std::string_view typed);
// What arrives from a peer or from the login name: everything unfit is removed; "anon" if nothing is left.
std::string clean_nick(std::string_view raw);
// Free text of one line, at most `bytes_max` bytes cut at a cluster: control and format characters removed, NFC.
std::string clean_line(std::string_view raw, std::size_t bytes_max);
// A room's name: characters of a nick, 1…32 bytes, NFC, case folded; a leading '#' is taken off.
std::optional<std::string> room_name(std::string_view typed);

// Two names are alike when their folds are equal: NFKC and full case folding.
std::string fold(std::string_view name);
// Edit distance in code points over the folds, for suggestions; stops counting above `limit`.
std::size_t distance(std::string_view a, std::string_view b, std::size_t limit);

// Text in the form that may be shown (ux D35). Only these functions make one.
class ShownText {
 public:
  const std::string& str() const { return text_; }

 private:
  friend ShownText shown(std::string_view stored);
  friend ShownText shown_line(std::string_view stored);
  explicit ShownText(std::string text) : text_(std::move(text)) {}
  std::string text_;
};
// Keeps line breaks as '\n'.
ShownText shown(std::string_view stored);
// One line: line breaks become a visible mark.
ShownText shown_line(std::string_view stored);

// Printable cut of UTF-8 at a code point: the longest prefix of at most `bytes_max` bytes.
std::string_view cut(std::string_view utf8, std::size_t bytes_max);

}  // namespace earshot::text
