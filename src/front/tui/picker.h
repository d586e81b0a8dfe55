// A list to choose from while one types: the letters typed have to be in a row in their order, best fits first.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "front/tui/screen.h"

namespace earshot::front {

// How well it fits: nothing if a letter is missing. Case and accents do not count. More is better: beginnings of words
// and letters side by side.
std::optional<int> fit(std::string_view typed, std::string_view candidate);

class Picker {
 public:
  struct Choice {
    std::string label;   // what is looked in; hostile text is cleaned
    std::string detail;  // beside it
  };
  // `filters`: what is typed narrows the list; else somebody else does (a search).
  Picker(std::string title, std::vector<Choice> choices, bool filters = true);

  void type(const std::string& text);  // all that was typed
  void replace(std::vector<Choice> choices);
  void move(std::ptrdiff_t rows);
  // Its number among the choices given.
  std::optional<std::size_t> selected() const;
  Panel panel() const;  // one types in the input

 private:
  void sort();

  std::string title_, typed_;
  std::vector<Choice> choices_;
  bool filters_;
  std::vector<std::size_t> fitting_;
  std::size_t selected_ = 0;
};

}  // namespace earshot::front
