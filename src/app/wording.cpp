#include "app/wording.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "app/tree.h"
#include "earshot/text/text.h"

namespace earshot::app {
namespace {

// Errors of the system that files alone have.
constexpr std::array kNoSpace{ENOSPC, EDQUOT};
constexpr std::array kNoAccess{EACCES, EROFS, ENOENT, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG};

// Both categories have the numbers of errno here; not each of them has a portable name.
bool is_one_of(const auto& numbers, const std::error_code& code) {
  const bool is_errno = code.category() == std::system_category() || code.category() == std::generic_category();
  return is_errno && std::find(numbers.begin(), numbers.end(), code.value()) != numbers.end();
}

}  // namespace

using front::Trouble;

Trouble usage(std::string message, std::string hint) {
  return {ErrorCode::usage, std::move(message), std::move(hint), std::nullopt};
}

Trouble in_words(const std::exception& error) {
  const auto* of_system = dynamic_cast<const std::system_error*>(&error);
  if (of_system && is_one_of(kNoSpace, of_system->code()))
    return {ErrorCode::disk_full, error.what(), "Free some space.", std::nullopt};
  if (of_system && is_one_of(kNoAccess, of_system->code()))
    return {ErrorCode::database, error.what(), "The profile's files and folders have to be yours.", std::nullopt};
  return {ErrorCode::internal, error.what(), {}, std::nullopt};
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates) {
  const auto nearest = text::nearest(word, candidates);
  return nearest ? "Did you mean \"" + *nearest + "\"?" : "See: earshot help";
}

std::string typed(const CLI::App& command) {
  const auto path = path_of(command);
  return path.empty() ? "earshot" : "earshot " + path;
}

}  // namespace earshot::app
