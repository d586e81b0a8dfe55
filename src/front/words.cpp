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

Letter first_letter(std::string_view shown) {
  // Most letters by far, and the same in every locale.
  const auto first = static_cast<unsigned char>(shown.front());
  if (first >= 0x20 && first < 0x7F) return {};
  wchar_t letter = 0;
  std::mbstate_t state{};
  const std::size_t used = std::mbrtowc(&letter, shown.data(), shown.size(), &state);
  if (used == 0) return {1, 1, false};
  // Not in this locale: a byte that begins a character is one column.
  if (used > shown.size()) return {1, (first & 0xC0U) == 0x80U ? 0U : 1U, false};
  const int columns = ::wcwidth(letter);
  return {used, columns < 0 ? 1U : static_cast<std::size_t>(columns), columns >= 0};
}

std::size_t cell_end(std::string_view shown, std::size_t from) {
  std::size_t end = from + first_letter(shown.substr(from)).bytes;
  while (end < shown.size()) {
    const Letter next = first_letter(shown.substr(end));
    if (next.columns > 0) break;
    end += next.bytes;
  }
  return end;
}

std::size_t width(std::string_view shown) {
  std::size_t columns = 0;
  while (!shown.empty()) {
    const Letter letter = first_letter(shown);
    columns += letter.columns;
    shown.remove_prefix(letter.bytes);
  }
  return columns;
}

std::string_view cut_to_width(std::string_view shown, std::size_t columns) {
  std::size_t end = 0;
  for (std::size_t used = 0; end < shown.size();) {
    const std::size_t next = cell_end(shown, end);
    used += width(shown.substr(end, next - end));
    if (used > columns) break;
    end = next;
  }
  return shown.substr(0, end);
}

std::string padded(const std::string& shown, std::size_t columns) {
  const std::size_t have = width(shown);
  return have >= columns ? shown : shown + std::string(columns - have, ' ');
}

}  // namespace earshot::front
