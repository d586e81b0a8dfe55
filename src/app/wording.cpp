#include "app/wording.h"

#include "app/tree.h"
#include "earshot/text/text.h"

namespace earshot::app {
namespace {

constexpr std::size_t kSuggestionDistance = 2;

}  // namespace

using front::Trouble;

Trouble usage(std::string message, std::string hint) {
  return {ErrorCode::usage, std::move(message), std::move(hint), std::nullopt};
}

// The nearest one; of several equally near, the first.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates) {
  const std::string* nearest = nullptr;
  auto limit = kSuggestionDistance;
  for (const auto& candidate : candidates) {
    const auto distance = text::distance(word, candidate, limit);
    if (distance > limit || (nearest && distance == limit)) continue;
    nearest = &candidate;
    limit = distance;
  }
  return nearest ? "Did you mean \"" + *nearest + "\"?" : "See: earshot help";
}

std::string typed(const CLI::App& command) {
  const auto path = path_of(command);
  return path.empty() ? "earshot" : "earshot " + path;
}

}  // namespace earshot::app
