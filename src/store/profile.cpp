#include "earshot/store/profile.h"

#include <pwd.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "earshot/base/encoding.h"
#include "store/file.h"

namespace earshot::store {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kProfileNameMax = 32;

// The specification says that a relative path counts as not set.
std::optional<fs::path> absolute(const std::optional<std::string>& value) {
  if (!value || !fs::path(*value).is_absolute()) return std::nullopt;
  return fs::path(*value);
}

fs::path home(const Variable& variable) {
  if (const auto path = absolute(variable("HOME"))) return *path;
  if (const passwd* const user = ::getpwuid(::getuid()); user && user->pw_dir[0] == '/') return user->pw_dir;
  throw std::runtime_error("there is no home folder: HOME is not set");
}

std::vector<fs::path> system_settings(const Variable& variable) {
  const std::string list = variable("XDG_CONFIG_DIRS").value_or("");
  std::vector<fs::path> result;
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(':', begin), list.size());
    const auto folder = absolute(list.substr(begin, end - begin));
    if (folder) result.push_back(*folder / "earshot" / "config.toml");
    begin = end + 1;
  }
  if (result.empty()) result.emplace_back("/etc/xdg/earshot/config.toml");
  return result;
}

}  // namespace

bool is_profile_name(std::string_view name) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !name.empty() && name.size() <= kProfileNameMax && std::ranges::all_of(name, is_allowed);
}

std::optional<std::string> environment(const char* name) {
  const char* const value = std::getenv(name);
  if (!value) return std::nullopt;
  return value;
}

ProfilePaths profile_paths(std::string_view profile, const Variable& variable, std::string_view network) {
  assert(is_profile_name(profile));
  const fs::path at_home = home(variable);
  const auto place = [&](const char* name, const char* otherwise) {
    return absolute(variable(name)).value_or(at_home / otherwise);
  };
  const std::string name(profile);

  ProfilePaths paths;
  paths.settings = place("XDG_CONFIG_HOME", ".config") / "earshot" / "config.toml";
  paths.system_settings = system_settings(variable);
  paths.data = place("XDG_DATA_HOME", ".local/share") / "earshot" / name;
  paths.identity = paths.data / "identity";
  paths.database = paths.data / "earshot.db";
  paths.state = place("XDG_STATE_HOME", ".local/state") / "earshot" / name;
  const auto runtime = absolute(variable("XDG_RUNTIME_DIR"));
  paths.runtime_is_state = !runtime;
  paths.runtime = runtime ? *runtime / "earshot" : paths.state;
  // No profile has an '@' in its name.
  const auto who = network.empty() ? name : name + "@" + std::string(network);
  paths.socket = paths.runtime / (who + ".sock");
  paths.lock = paths.runtime / (who + ".lock");
  paths.downloads = place("XDG_DOWNLOAD_DIR", "Downloads") / "earshot";
  return paths;
}

fs::path network_database(const ProfilePaths& paths, std::string_view network, const NetId& id) {
  return paths.data / "networks" / (std::string(network) + "-" + hex(view(id.bytes)) + ".db");
}

namespace {
// Of all passphrases that were used with the name.
std::vector<fs::path> databases_of(const ProfilePaths& paths, std::string_view network) {
  const auto alike = network_database(paths, network, {}).filename().string();
  std::vector<fs::path> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(paths.data / "networks", none)) {
    const auto name = entry.path().filename().string();
    if (name.size() == alike.size() && name.starts_with(std::string(network) + "-") && name.ends_with(".db"))
      found.push_back(entry.path());
  }
  return found;
}
}  // namespace

bool knows_other_passphrase(const ProfilePaths& paths, std::string_view network, const NetId& id) {
  const auto known = databases_of(paths, network);
  return !known.empty() && std::ranges::find(known, network_database(paths, network, id)) == known.end();
}

fs::path last_network_database(const ProfilePaths& paths, std::string_view network) {
  const auto known = databases_of(paths, network);
  const auto written = [](const fs::path& file) {
    std::error_code unknown;
    return fs::last_write_time(file, unknown);
  };
  const auto last = std::ranges::max_element(known, {}, written);
  return last == known.end() ? network_database(paths, network, {}) : *last;
}

struct ProfileLock::Parts {
  File file;
};

ProfileLock::ProfileLock(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
ProfileLock::~ProfileLock() = default;

ProfileLock::Attempt ProfileLock::take(const fs::path& file) {
  make_private_folder(file.parent_path());
  File opened = File::open_or_create(file);
  Attempt attempt;
  if (::flock(opened.descriptor(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) throw std::system_error(errno, std::system_category(), "lock " + file.string());
    std::array<char, 16> digits{};
    const std::size_t size = opened.read(digits);
    int holder = 0;
    std::from_chars(digits.data(), digits.data() + size, holder);
    if (holder > 0) attempt.holder = holder;
    return attempt;
  }
  // The file stays when the lock goes: removing it would let two processes lock two files of one name.
  opened.replace(std::to_string(::getpid()) + "\n");
  attempt.lock.reset(new ProfileLock(std::make_unique<Parts>(Parts{std::move(opened)})));
  return attempt;
}

}  // namespace earshot::store
