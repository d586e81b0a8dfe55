// Of a text in which one thing is wrong.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace earshot::app {

template <class Problem>
Problem only(const std::vector<Problem>& problems, const std::string& text) {
  if (problems.size() == 1) return problems[0];
  ADD_FAILURE() << problems.size() << " problems in " << text;
  return {};
}

}  // namespace earshot::app
