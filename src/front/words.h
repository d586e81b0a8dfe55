// Every text for people goes through say(): whole English sentences with numbered places, which are also the keys of a
// later translation. What is put into a place passes the gate for text, so no name or message can reach a terminal raw.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdio>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "earshot/text/text.h"

namespace earshot::front {

class Place {
 public:
  Place(std::string_view hostile) : text_(text::shown_line(hostile).str()) {}
  Place(const std::string& hostile) : Place(std::string_view(hostile)) {}
  Place(const char* hostile) : Place(std::string_view(hostile)) {}
  Place(const text::ShownText& shown) : text_(shown.str()) {}
  template <std::integral Number>
  Place(Number number) : text_(std::to_string(number)) {}

  const std::string& str() const { return text_; }

 private:
  std::string text_;
};

// say("{1} is now {2}", {"bob", "robert"})
std::string say(std::string_view sentence, std::initializer_list<Place> places = {});
// Chooses by the number, which stands in {n}.
std::string say_n(std::string_view one, std::string_view many, std::size_t n, std::initializer_list<Place> places = {});

// "carol", "carol and dave", "carol, dave and 3 more".
std::string list_of(const std::vector<std::string>& names, std::size_t names_max);

// As printf() writes numbers; at most 95 bytes.
template <class... Numbers>
std::string printed(const char* format, Numbers... numbers) {
  std::array<char, 96> buffer{};
  std::snprintf(buffer.data(), buffer.size(), format, numbers...);
  return buffer.data();
}

// What a peer's word looks like on one line.
inline std::string shown(const std::string& stored) { return text::shown_line(stored).str(); }
// Of letters beyond ASCII nothing changes, whatever the locale.
inline char ascii_lower(char it) { return it >= 'A' && it <= 'Z' ? static_cast<char>(it - 'A' + 'a') : it; }

// The first character of a text that is not empty, by the C library's idea of the current locale.
struct Letter {
  std::size_t bytes = 1;
  std::size_t columns = 1;  // 0: a mark, which stands on the character before
  bool printable = true;    // else U+FFFD stands for it, in one column
};
Letter first_letter(std::string_view shown);
// Where the first character ends, with its marks: what one cell of a terminal holds, or two cells if it is wide.
std::size_t cell_end(std::string_view shown, std::size_t from);
// Columns of a terminal.
std::size_t width(std::string_view shown);
// Spaces behind, up to so many columns.
std::string padded(const std::string& shown, std::size_t columns);
// The beginning of a text that is at most so wide; no character is halved.
std::string_view cut_to_width(std::string_view shown, std::size_t columns);

}  // namespace earshot::front
