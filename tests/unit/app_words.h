// A command line as a person types it, read with a pretended environment.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/cli.h"
#include "earshot/core/error.h"

namespace earshot::app {

using Words = std::vector<std::string>;
using Environment = std::map<std::string, std::string>;

inline Variable variables(Environment environment = {}) {
  return [environment = std::move(environment)](const char* name) -> std::optional<std::string> {
    const auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional(found->second);
  };
}

// The words between spaces; what needs spaces of its own is given as a list.
inline Words split(const std::string& line) {
  Words words;
  std::string word;
  for (const char letter : line + " ") {
    if (letter != ' ') {
      word += letter;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  return words;
}

inline Order order_of(const Words& words, const Environment& environment = {}) {
  const auto order = parse(words, variables(environment));
  if (order) return *order;
  ADD_FAILURE() << testing::PrintToString(words) << ": " << order.reason().message << ' ' << order.reason().hint;
  return {};
}
inline Order order_of(const char* line, const Environment& environment = {}) {
  return order_of(split(line), environment);
}

// What a person reads, "message hint", for a line that is refused; with exit code 2, as all of these are.
inline std::string refusal_of(const Words& words, const Environment& environment = {}) {
  const auto order = parse(words, variables(environment));
  if (order) {
    ADD_FAILURE() << testing::PrintToString(words) << " is not refused";
    return {};
  }
  EXPECT_EQ(exit_code(order.reason().code), 2);
  EXPECT_FALSE(order.reason().message.empty());
  return order.reason().message + ' ' + order.reason().hint;
}
inline std::string refusal_of(const char* line, const Environment& environment = {}) {
  return refusal_of(split(line), environment);
}

}  // namespace earshot::app
