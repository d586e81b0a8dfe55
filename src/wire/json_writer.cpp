#include "wire/json_writer.h"

#include <array>
#include <cassert>
#include <charconv>

#include "earshot/base/encoding.h"
#include "earshot/wire/codec.h"

namespace earshot::wire {
namespace {

using Octet = std::uint8_t;

// What stands behind the backslash for the characters that have a short escape; 'u' for the other control characters;
// 0 for all that need none.
constexpr std::array<char, 256> kEscapes = [] {
  std::array<char, 256> escapes{};
  for (std::size_t control = 0; control < 0x20; ++control) escapes[control] = 'u';
  escapes['\b'] = 'b';
  escapes['\t'] = 't';
  escapes['\n'] = 'n';
  escapes['\f'] = 'f';
  escapes['\r'] = 'r';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  return escapes;
}();

char escape_of(char letter) { return kEscapes[static_cast<Octet>(letter)]; }

// How many bytes follow a lead byte, and the smallest and largest second byte (Unicode 15, table 3-7): this is what
// keeps out overlong forms, surrogates and values above U+10FFFF.
struct Sequence {
  std::size_t following;
  Octet second_min;
  Octet second_max;
};

constexpr Sequence sequence_of(Octet lead) {
  if (lead >= 0xc2 && lead <= 0xdf) return {1, 0x80, 0xbf};
  if (lead == 0xe0) return {2, 0xa0, 0xbf};
  if (lead == 0xed) return {2, 0x80, 0x9f};
  if (lead >= 0xe1 && lead <= 0xef) return {2, 0x80, 0xbf};
  if (lead == 0xf0) return {3, 0x90, 0xbf};
  if (lead >= 0xf1 && lead <= 0xf3) return {3, 0x80, 0xbf};
  if (lead == 0xf4) return {3, 0x80, 0x8f};
  return {0, 0, 0};
}

bool is_plain_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<Octet>(text[i]);
    if (lead == 0) return false;
    if (lead < 0x80) continue;
    const Sequence sequence = sequence_of(lead);
    if (sequence.following == 0 || text.size() - i <= sequence.following) return false;
    const auto second = static_cast<Octet>(text[++i]);
    if (second < sequence.second_min || second > sequence.second_max) return false;
    for (std::size_t more = 1; more < sequence.following; ++more) {
      if ((static_cast<Octet>(text[++i]) & 0xc0) != 0x80) return false;
    }
  }
  return true;
}

}  // namespace

void JsonWriter::begin(char bracket) {
  separate();
  to_.push_back(bracket);
  comma_ = false;
}

void JsonWriter::end(char bracket) {
  to_.push_back(bracket);
  comma_ = true;
}

void JsonWriter::separate() {
  if (comma_) to_.push_back(',');
  comma_ = true;
}

void JsonWriter::key(std::string_view key) {
  separate();
  to_.push_back('"');
  to_.append(key);
  to_.append("\":");
  comma_ = false;
}

void JsonWriter::number(std::uint64_t number) {
  separate();
  std::array<char, 20> digits;  // 2^64 has 20
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  to_.append(digits.data(), end);
}

void JsonWriter::text(std::string_view utf8) {
  assert(is_plain_utf8(utf8));
  separate();
  to_.push_back('"');
  std::size_t plain_from = 0;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const char escape = escape_of(utf8[i]);
    if (escape == 0) continue;
    to_.append(utf8, plain_from, i - plain_from);
    plain_from = i + 1;
    to_.push_back('\\');
    to_.push_back(escape);
    if (escape != 'u') continue;
    to_.append("00");
    to_.append(hex(utf8.substr(i, 1)));
  }
  to_.append(utf8, plain_from);
  to_.push_back('"');
}

void JsonWriter::octets(BytesView bytes) {
  separate();
  to_.push_back('"');
  append_base64url(to_, bytes);
  to_.push_back('"');
}

std::size_t escaped_size(std::string_view text) {
  std::size_t size = text.size();
  for (const char letter : text) {
    const char escape = escape_of(letter);
    if (escape != 0) size += escape == 'u' ? 5 : 1;  // \u001b or \n instead of one byte
  }
  return size;
}

}  // namespace earshot::wire
