#include <algorithm>
#include <array>
#include <vector>

#include "earshot/text/text.h"
#include "text/unicode.h"

namespace earshot::text {

namespace {

constexpr std::size_t kNickBytesMax = 64;
constexpr std::size_t kNickClustersMax = 32;
constexpr std::size_t kRoomBytesMax = 32;
// NFC makes text at most this much shorter (U+0390: 6 bytes become 2). What is longer than that cannot fit any more,
// and need not be looked at.
constexpr std::size_t kShrinkMax = 3;

constexpr std::array<std::string_view, 5> kReserved = {"me", "all", "here", "everyone", "earshot"};

bool is_name_character(char32_t code) {
  const Kind its = kind(code);
  // Two names that are shown alike must be alike.
  const bool is_mark = its == Kind::mark && code != kKeycap;
  return its == Kind::letter || its == Kind::digit || is_mark || code == '-' || code == '_' || code == '.';
}

// What stands for a code point in a cleaned text; nothing when it is to go.
using Rule = std::optional<char32_t> (*)(char32_t);

std::optional<char32_t> in_name(char32_t code) {
  if (!is_name_character(code)) return std::nullopt;
  return code;
}

std::optional<char32_t> in_line(char32_t code) {
  const Kind its = kind(code);
  if (its == Kind::space || its == Kind::line_break || code == '\t' || code == '\r') return U' ';
  if (its == Kind::control || its == Kind::format) return std::nullopt;
  return code;
}

// Applies the rule up to about `bytes_max`. A mark needs a base, and a text does not begin with a space.
std::string filtered(std::string_view raw, Rule rule, std::size_t bytes_max) {
  std::string result;
  MarkRun marks;
  while (!raw.empty() && result.size() < bytes_max) {
    const CodePoint first = first_code_point(raw);
    raw.remove_prefix(first.bytes);
    if (!first.valid) continue;
    const auto code = rule(first.value);
    if (!code || (result.empty() && (kind(*code) == Kind::mark || kind(*code) == Kind::space))) continue;
    if (marks.next(*code) <= kMarksMax) append(result, *code);
  }
  return result;
}

// Whole clusters only.
std::string_view cut_at_cluster(std::string_view utf8, std::size_t bytes_max, std::size_t clusters_max) {
  std::size_t end = 0;
  for (std::size_t clusters = 0; end < utf8.size() && clusters < clusters_max; ++clusters) {
    const std::size_t next = cluster_end(utf8, end);
    if (next > bytes_max) break;
    end = next;
  }
  return utf8.substr(0, end);
}

std::string cleaned(std::string_view raw, Rule rule, std::size_t bytes_max, std::size_t clusters_max) {
  // Once more after NFC, which can take a letter apart and so add a mark.
  const std::string text = filtered(nfc(filtered(raw, rule, kShrinkMax * bytes_max)), rule, kShrinkMax * bytes_max);
  return std::string{cut_at_cluster(text, bytes_max, clusters_max)};
}

bool fits(std::string_view name, std::size_t bytes_max, std::size_t clusters_max) {
  return !name.empty() && filtered(name, in_name, bytes_max) == name &&
         cut_at_cluster(name, bytes_max, clusters_max) == name;
}

bool is_reserved(std::string_view name) { return std::ranges::count(kReserved, fold(name)) > 0; }

bool has_only_digits(std::string_view name) {
  while (!name.empty()) {
    const CodePoint first = first_code_point(name);
    if (kind(first.value) != Kind::digit) return false;
    name.remove_prefix(first.bytes);
  }
  return true;
}

std::u32string code_points(std::string_view text) {
  std::u32string result;
  while (!text.empty()) {
    const CodePoint first = first_code_point(text);
    result += first.value;
    text.remove_prefix(first.bytes);
  }
  return result;
}

// With U+FFFD for what is not UTF-8.
std::string repaired(std::string_view text) {
  std::string good;
  for (const char32_t code : code_points(text)) append(good, code);
  return good;
}

}  // namespace

std::optional<std::string> nick(std::string_view typed) {
  if (typed.size() > kShrinkMax * kNickBytesMax || !is_utf8(typed)) return std::nullopt;
  std::string name = nfc(typed);
  if (!fits(name, kNickBytesMax, kNickClustersMax) || has_only_digits(name) || is_reserved(name)) return std::nullopt;
  return name;
}

std::string clean_nick(std::string_view raw) {
  std::string name = cleaned(raw, in_name, kNickBytesMax, kNickClustersMax);
  if (has_only_digits(name) || is_reserved(name)) return "anon";  // the first also when nothing is left
  return name;
}

std::string clean_line(std::string_view raw, std::size_t bytes_max) {
  std::string line = cleaned(raw, in_line, bytes_max, bytes_max);
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::optional<std::string> room_name(std::string_view typed) {
  if (typed.starts_with('#')) typed.remove_prefix(1);
  if (typed.size() > kShrinkMax * kRoomBytesMax || !is_utf8(typed)) return std::nullopt;
  std::string name = nfc_folded(typed);
  if (!fits(name, kRoomBytesMax, kRoomBytesMax)) return std::nullopt;
  return name;
}

std::string fold(std::string_view name) { return nfkc_folded(repaired(name)); }

std::string bare_fold(std::string_view name) { return bare_folded(repaired(name)); }

// Levenshtein, one row at a time.
std::size_t distance(std::string_view a, std::string_view b, std::size_t limit) {
  const std::u32string from = code_points(fold(a));
  const std::u32string to = code_points(fold(b));
  std::vector<std::size_t> row(to.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
    if (std::ranges::min(row) > limit) return limit + 1;
  }
  return std::min(row.back(), limit + 1);
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string* best = nullptr;
  std::size_t limit = kSuggestionDistance;
  for (const auto& candidate : candidates) {
    const std::size_t far = distance(word, candidate, limit);
    if (far > limit || (best != nullptr && far == limit)) continue;
    best = &candidate;
    limit = far;
  }
  return best != nullptr ? std::optional(*best) : std::nullopt;
}

}  // namespace earshot::text
