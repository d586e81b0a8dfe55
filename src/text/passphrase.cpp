#include "earshot/text/passphrase.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "earshot/text/text.h"
#include "text/unicode.h"

namespace earshot::text {

namespace {

constexpr std::size_t kWordsGiven = 6;
// A word that people choose is one of some two thousand; so is one of the list.
constexpr double kWordBits = 11;
constexpr std::size_t kWordLetters = 8;  // more of them are several words
constexpr double kLetterBits = 4.7;      // where they are so few that they make no word
constexpr double kDigitBits = 3.3;
constexpr double kOtherBits = 5;

enum class Class { letters, digits, spaces, others };

Class class_of(char32_t code) {
  switch (kind(code)) {
    case Kind::letter:
    case Kind::mark:
      return Class::letters;
    case Kind::digit:
      return Class::digits;
    case Kind::space:
      return Class::spaces;
    default:
      return Class::others;
  }
}

double bits_of(Class kind, std::size_t length) {
  const auto count = static_cast<double>(length);
  switch (kind) {
    case Class::letters:
      return std::min(count * kLetterBits, std::ceil(count / kWordLetters) * kWordBits);
    case Class::digits:
      return count * kDigitBits;
    case Class::spaces:
      return 0;
    case Class::others:
      return count * kOtherBits;
  }
  return 0;
}

bool is_around(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

std::optional<std::string> passphrase(std::string_view typed) {
  if (!is_utf8(typed) || typed.find('\0') != std::string_view::npos) return std::nullopt;
  while (!typed.empty() && is_around(typed.front())) typed.remove_prefix(1);
  while (!typed.empty() && is_around(typed.back())) typed.remove_suffix(1);
  if (typed.empty()) return std::nullopt;
  return nfc(typed);
}

double passphrase_bits(std::string_view passphrase) {
  double bits = 0;
  std::set<std::string_view> seen;
  while (!passphrase.empty()) {
    const auto first = class_of(first_code_point(passphrase).value);
    std::set<char32_t> different;
    std::size_t bytes = 0, codes = 0;
    for (auto rest = passphrase; !rest.empty(); rest = passphrase.substr(bytes)) {
      const auto code = first_code_point(rest);
      if (class_of(code.value) != first) break;
      different.insert(code.value);
      bytes += code.bytes;
      ++codes;
    }
    const auto run = passphrase.substr(0, bytes);
    // "aaaaaaaa" is not eight letters; nor are digits or signs that are there again.
    const auto length = first == Class::letters && different.size() > 2 ? codes : different.size();
    if (seen.insert(run).second) bits += bits_of(first, length);
    passphrase.remove_prefix(bytes);
  }
  return bits;
}

std::string make_passphrase(Random& random) {
  std::string words;
  for (std::size_t i = 0; i < kWordsGiven; ++i)
    words.append(i == 0 ? "" : " ").append(passphrase_word(random.below(kPassphraseWords)));
  return words;
}

}  // namespace earshot::text
