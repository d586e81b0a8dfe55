// Breaks text that may be shown into rows of a width: between words, anywhere among Chinese or Japanese characters
// except where their punctuation forbids it, inside of a word only if the word is wider than a row.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::front {

struct TextRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const TextRange&) const = default;
};

// The rows as ranges of bytes, at least one. Together they are the whole text: only a line break lies between two of
// them. Spaces at which a row was broken stay at its end and may stick out; so does a wide character where a row has
// one column. `whole`, in order, are not broken if they fit into a row; a longer one begins a row of its own.
// Takes linear time. `columns` of 0 counts as 1.
std::vector<TextRange> wrap(std::string_view shown, std::size_t columns, const std::vector<TextRange>& whole = {});

// The text if it is at most so wide, else its beginning and a tilde.
std::string fitted_text(std::string_view shown, std::size_t columns);

}  // namespace earshot::front
