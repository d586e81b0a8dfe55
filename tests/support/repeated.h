#pragma once

#include <string>
#include <string_view>

namespace earshot {

// repeated("ab", 2) is "abab".
inline std::string repeated(std::string_view piece, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += piece;
  return result;
}

}  // namespace earshot
