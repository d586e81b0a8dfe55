// Whatever bytes a peer calls a text: what is shown of it has no character that a terminal would obey and none that
// hides, is at most 5 bytes for each, and stays as it is when it is shown again. A name that was accepted or cleaned is
// accepted again, unchanged.
#include "earshot/text/text.h"

#include <algorithm>

#include "earshot/text/passphrase.h"
#include "fuzz/targets.h"
#include "text/unicode.h"

namespace earshot::fuzz {

namespace {

constexpr std::string_view kNote = " [bidi]";
constexpr std::size_t kNameBytesMax = 256;  // longer ones come to no fold: its time grows with the square

// `may_be_unknown`: what is kept may have characters that nobody knows yet; what is shown has not.
void expect_harmless(const std::string& text, bool has_line_breaks, bool may_be_unknown = false) {
  require(text::is_utf8(text), "shown text is UTF-8");
  for (std::string_view rest = text; !rest.empty();) {
    const auto code = text::first_code_point(rest);
    rest.remove_prefix(code.bytes);
    if (has_line_breaks && code.value == U'\n') continue;
    const auto kind = text::kind(code.value);
    require(kind != text::Kind::control && kind != text::Kind::line_break, "no control character is shown");
    require(kind != text::Kind::format, "nothing invisible is shown");
    require(kind != text::Kind::unknown || may_be_unknown, "nothing unknown is shown");
  }
}

void expect_good_clusters(std::string_view utf8) {
  for (std::size_t at = 0; at < utf8.size();) {
    const auto end = text::cluster_end(utf8, at);
    require(end > at && end <= utf8.size(), "a cluster has an end behind its beginning");
    at = end;
  }
}

void expect_shown(BytesView input) {
  const auto shown = text::shown(input).str();
  expect_harmless(shown, true);
  require(shown.size() <= 5 * input.size() + kNote.size(), "shown text does not grow beyond 5 bytes for each");
  require(text::shown(shown).str() == shown, "shown text stays as it is");
  const auto line = text::shown_line(input).str();
  expect_harmless(line, false);
  require(line.size() <= 5 * input.size() + kNote.size(), "a shown line does not grow beyond 5 bytes for each");
  require(text::shown_line(line).str() == line, "a shown line stays as it is");
  expect_good_clusters(shown);
}

void expect_line(BytesView input, std::size_t bytes_max) {
  const auto line = text::clean_line(input, bytes_max);
  require(line.size() <= bytes_max, "a clean line is not too long");
  expect_harmless(line, false, true);
  require(text::clean_line(line, bytes_max) == line, "a clean line stays as it is");
}

void expect_names(BytesView input) {
  const auto cleaned = text::clean_nick(input);
  require(text::nick(cleaned) == cleaned, "a cleaned nick is a good one, and stays as it is");
  require(text::clean_nick(cleaned) == cleaned, "a clean nick is not cleaned further");
  require(text::shown_line(cleaned).str() == cleaned, "a nick is shown as it is");
  if (const auto nick = text::nick(input)) require(text::nick(*nick) == nick, "a good nick stays as it is");
  if (const auto room = text::room_name(input)) {
    require(text::room_name(*room) == room, "a room's name stays as it is");
    require(text::room_name("#" + *room) == room, "a room's name may have its sign");
  }
  const auto folded = text::fold(input);
  require(text::distance(input, input, 3) == 0 && text::fold(folded) == folded, "a name is like itself");
  text::bare_fold(input);
}

}  // namespace

void shown(BytesView input) {
  expect_shown(input);
  if (!input.empty()) expect_line(input.substr(1), static_cast<std::uint8_t>(input.front()));
  expect_names(input.substr(0, std::min(input.size(), kNameBytesMax)));
  if (const auto phrase = text::passphrase(input))
    require(text::passphrase(*phrase) == phrase, "a passphrase stays as it is");
  const auto cut = text::cut(input, input.size() / 2);
  require(cut.size() <= input.size() / 2 && input.starts_with(cut), "what is cut is a beginning");
}

}  // namespace earshot::fuzz
