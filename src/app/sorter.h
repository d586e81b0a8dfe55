// The words of a command line, sorted by what they are before CLI11 sees them: it would take some for something else.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/tree.h"
#include "earshot/front/face.h"

namespace earshot::app {

struct Sorted {
  const CLI::App* command;                // the program itself: the chat
  std::vector<std::string> options;       // each in one piece: --to=bob
  std::vector<std::string> words;         // everything else
  std::optional<front::Trouble> trouble;  // the first; the rest is sorted all the same
};

Sorted sort_words(const Tree& tree, const std::vector<std::string>& given);

}  // namespace earshot::app
