// Every text for people goes through say(): whole English sentences with numbered places, which are also the keys of a
// later translation. What is put into a place passes the gate for text, so no name or message can reach a terminal raw.
#pragma once

#include <concepts>
#include <cstddef>
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

// Columns of a terminal, by the C library's idea of the current locale.
std::size_t width(std::string_view shown);
// Spaces behind, up to so many columns.
std::string padded(const std::string& shown, std::size_t columns);

}  // namespace earshot::front
