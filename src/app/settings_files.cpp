#include "app/settings_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <system_error>

#include "earshot/base/result.h"
#include "earshot/store/profile.h"
#include "earshot/text/text.h"

namespace earshot::app {
namespace {

constexpr std::size_t kFileBytesMax = 1'048'576;

std::string why(int error) { return std::generic_category().message(error); }

// Nothing: there is no such file.
Result<std::optional<std::string>, std::string> read_file(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe must not hold us up
  if (descriptor < 0 && (errno == ENOENT || errno == ENOTDIR)) return std::optional<std::string>();
  if (descriptor < 0) return Failure{why(errno)};
  struct stat about {};
  std::string text;
  std::string problem;
  if (::fstat(descriptor, &about) == 0 && S_ISDIR(about.st_mode)) problem = "it is a folder";
  std::array<char, 65'536> piece{};
  while (problem.empty()) {
    const auto got = ::read(descriptor, piece.data(), piece.size());
    if (got == 0) break;
    if (got < 0)
      problem = why(errno);
    else
      text.append(piece.data(), static_cast<std::size_t>(got));
    if (text.size() > kFileBytesMax) problem = "it is larger than 1 MiB";
  }
  ::close(descriptor);
  if (!problem.empty()) return Failure{problem};
  return std::optional(text);
}

}  // namespace

SettledSettings load_settings(const Order& order, const Variable& variable) {
  const auto profile = order.profile.empty() ? std::string(store::kDefaultProfile) : order.profile;
  const auto paths = store::profile_paths(profile, variable, {});
  const bool is_asked_for = !order.config_file.empty();
  const auto own = is_asked_for ? std::filesystem::path(order.config_file) : paths.settings;
  std::vector<SettingsText> files;
  std::vector<SettingsProblem> problems;
  const auto add = [&](const std::filesystem::path& path, const std::string& name, bool must_be) {
    const auto text = read_file(path);
    if (text && *text)
      files.push_back({name, path.parent_path(), **text});
    else if (!text || must_be)
      problems.push_back({true, path.string() + " cannot be read: " + (text ? why(ENOENT) : text.reason()) + "."});
    return text && *text;
  };
  for (const auto& path : paths.system_settings)
    if (add(path, path.string(), false)) break;
  add(own, is_asked_for ? own.string() : own.filename().string(), is_asked_for);
  auto settled = settle(files, profile, variable("HOME").value_or(""));
  settled.problems.insert(settled.problems.begin(), problems.begin(), problems.end());
  return settled;
}

void apply_settings(Order& order, const Settings& settings) {
  if (order.nick.empty()) order.nick = settings.nick;
  if (order.verb == Verb::demo)
    order.settings.tui = settings.tui;
  else
    order.settings = settings;
  order.settings.mode = order.mode.value_or(settings.mode);
  if (order.verb == Verb::demo) return;
  // A passphrase is of the network that it was written for.
  const bool has_source = !order.passphrase_file.empty() || order.passphrase_fd;
  if (order.network.empty()) order.network = text::room_name(settings.network).value_or("");
  if (!has_source && order.network == text::room_name(settings.network))
    order.passphrase_file = settings.passphrase_file;
}

}  // namespace earshot::app
