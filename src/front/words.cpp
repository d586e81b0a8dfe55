#include "front/words.h"

#include <wchar.h>

#include <algorithm>
#include <cwchar>

namespace earshot::front {
namespace {

std::string fill(std::string_view sentence, const Place* number, std::initializer_list<Place> places) {
  std::string out;
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    const bool is_place = sentence[i] == '{' && i + 2 < sentence.size() && sentence[i + 2] == '}';
    const char which = is_place ? sentence[i + 1] : '\0';
    if (which == 'n' && number != nullptr) {
      out += number->str();
      i += 2;
    } else if (which >= '1' && static_cast<std::size_t>(which - '1') < places.size()) {
      out += (places.begin() + (which - '1'))->str();
      i += 2;
    } else {
      out += sentence[i];
    }
  }
  return out;
}

}  // namespace

std::string say(std::string_view sentence, std::initializer_list<Place> places) {
  return fill(sentence, nullptr, places);
}

std::string say_n(std::string_view one, std::string_view many, std::size_t n, std::initializer_list<Place> places) {
  const Place number(n);
  return fill(n == 1 ? one : many, &number, places);
}

std::string list_of(const std::vector<std::string>& names, std::size_t names_max) {
  if (names.empty()) return {};
  const std::size_t shown = std::min(names.size(), std::max<std::size_t>(names_max, 1));
  const std::size_t rest = names.size() - shown;
  const std::size_t before_and = rest > 0 ? shown : shown - 1;
  std::string head;
  for (std::size_t i = 0; i < before_and; ++i) head = i == 0 ? names[0] : say("{1}, {2}", {head, names[i]});
  if (rest > 0) return say_n("{1} and {n} more", "{1} and {n} more", rest, {head});
  return before_and == 0 ? names[0] : say("{1} and {2}", {head, names[shown - 1]});
}

std::size_t width(std::string_view shown) {
  std::size_t columns = 0;
  std::mbstate_t state{};
  for (std::size_t i = 0; i < shown.size();) {
    wchar_t letter = 0;
    const std::size_t used = std::mbrtowc(&letter, shown.data() + i, shown.size() - i, &state);
    if (used == 0 || used > shown.size() - i) {  // not in this locale: a byte that begins a character is one column
      state = std::mbstate_t{};
      if ((static_cast<unsigned char>(shown[i]) & 0xC0U) != 0x80U) ++columns;
      ++i;
      continue;
    }
    columns += static_cast<std::size_t>(std::max(::wcwidth(letter), 0));
    i += used;
  }
  return columns;
}

std::string padded(const std::string& shown, std::size_t columns) {
  const std::size_t have = width(shown);
  return have >= columns ? shown : shown + std::string(columns - have, ' ');
}

}  // namespace earshot::front
