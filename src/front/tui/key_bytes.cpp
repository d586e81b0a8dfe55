#include "front/tui/key_bytes.h"

#include <string_view>

#include "earshot/text/text.h"

namespace earshot::front {
namespace {

using Name = Key::Name;

constexpr unsigned char kDelete = 0x7F;
constexpr unsigned char kFirstPrintable = 0x20;

// The parameter is 1 plus these bits.
constexpr unsigned kShift = 1, kAlt = 2, kCtrl = 4, kModifiers = 8;

Key modified(Name name, unsigned bits) {
  return Key{name, 0, (bits & kCtrl) != 0, (bits & kAlt) != 0, (bits & kShift) != 0};
}

void add_named(std::vector<KeySequence>& all) {
  struct Final {
    char letter;
    Name name;
  };
  for (const Final& it : {Final{'A', Name::up}, Final{'B', Name::down}, Final{'C', Name::right}, Final{'D', Name::left},
                          Final{'H', Name::home}, Final{'F', Name::end}}) {
    all.push_back({std::string("\033[") + it.letter, modified(it.name, 0)});
    all.push_back({std::string("\033O") + it.letter, modified(it.name, 0)});
    for (unsigned bits = 1; bits < kModifiers; ++bits)
      all.push_back({"\033[1;" + std::to_string(bits + 1) + it.letter, modified(it.name, bits)});
  }
  struct Number {
    const char* number;
    Name name;
  };
  for (const Number& it : {Number{"1", Name::home}, Number{"3", Name::erase}, Number{"4", Name::end},
                           Number{"5", Name::page_up}, Number{"6", Name::page_down}}) {
    const std::string begin = std::string("\033[") + it.number;
    all.push_back({begin + "~", modified(it.name, 0)});
    for (unsigned bits = 1; bits < kModifiers; ++bits)
      all.push_back({begin + ";" + std::to_string(bits + 1) + "~", modified(it.name, bits)});
  }
}

std::vector<KeySequence> make_sequences() {
  std::vector<KeySequence> all{
      {"\033[200~", {.name = Name::paste_begin}}, {"\033[201~", {.name = Name::paste_end}},
      {"\033[I", {.name = Name::focus_in}},       {"\033[O", {.name = Name::focus_out}},
      {"\033[Z", modified(Name::tab, kShift)},
  };
  add_named(all);
  return all;
}

}  // namespace

const std::vector<KeySequence>& key_sequences() {
  static const std::vector<KeySequence> all = make_sequences();
  return all;
}

Key key_of(unsigned char byte) {
  switch (byte) {
    case '\r':
      return {.name = Name::enter};
    case '\t':
      return {.name = Name::tab};
    case '\b':
    case kDelete:
      return {.name = Name::backspace};
    case '\033':
      return {.name = Name::escape};
    case 0:
      return {.letter = U' ', .ctrl = true};
    default:
      break;
  }
  if (byte >= kFirstPrintable) return {.letter = static_cast<char32_t>(byte)};
  const char32_t letter = byte + U'@';  // ^A … ^Z, ^\ ^] ^^ ^_
  return {.letter = letter >= U'A' && letter <= U'Z' ? letter + (U'a' - U'A') : letter, .ctrl = true};
}

std::optional<char32_t> LetterBytes::take(unsigned char byte) {
  const bool begins = byte >= 0xC0;
  if (begins) size_ = 0;
  if (!begins && size_ == 0) return std::nullopt;
  bytes_[size_++] = static_cast<char>(byte);
  const auto first = static_cast<unsigned char>(bytes_[0]);
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (size_ < length) return std::nullopt;
  size_ = 0;
  if (!text::is_utf8({bytes_.data(), length})) return std::nullopt;
  char32_t letter = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) letter = (letter << 6) | (static_cast<unsigned char>(bytes_[i]) & 0x3FU);
  return letter;
}

}  // namespace earshot::front
