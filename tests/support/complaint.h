#pragma once

#include <string>

namespace earshot::sim {

// What does not hold: always in the same words, so that two runs can be compared, and what it was this time.
struct Complaint {
  std::string rule;
  std::string details;
  std::string words() const { return details.empty() ? rule : rule + ": " + details; }
};

}  // namespace earshot::sim
