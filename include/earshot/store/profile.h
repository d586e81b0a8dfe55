// Where a profile lives on disk, and the lock that lets one node at a time have it. Nothing is created before it is
// needed.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::store {

constexpr std::string_view kDefaultProfile = "default";

// 1 to 32 of a-z 0-9 - _.
bool is_profile_name(std::string_view name);

struct ProfilePaths {
  std::filesystem::path settings;                      // the user's
  std::vector<std::filesystem::path> system_settings;  // the first one found counts
  std::filesystem::path data;                          // folder of the next two
  std::filesystem::path identity;
  std::filesystem::path database;
  std::filesystem::path state;    // folder: drafts, input history, window state, log
  std::filesystem::path runtime;  // folder of the next two
  std::filesystem::path socket;
  std::filesystem::path lock;
  std::filesystem::path downloads;
  // XDG_RUNTIME_DIR is not set, so the state folder has socket and lock: worth a warning, as it may be on a network
  // drive.
  bool runtime_is_state = false;
};

// A variable of the environment; none if it is not set.
using Variable = std::function<std::optional<std::string>(const char* name)>;
std::optional<std::string> environment(const char* name);

// By the XDG base directory specification. `profile` must be a profile name. Throws std::runtime_error when there is
// no home to start from.
ProfilePaths profile_paths(std::string_view profile, const Variable& variable = environment);

class ProfileLock {
 public:
  struct Attempt {
    std::unique_ptr<ProfileLock> lock;  // none: another process has it
    std::optional<int> holder;          // its process id, if it has written it already
  };
  // Creates the folder and the file. Throws std::system_error.
  static Attempt take(const std::filesystem::path& file);
  ~ProfileLock();  // gives it back; so does the end of the process, however it ends
  ProfileLock(const ProfileLock&) = delete;
  ProfileLock& operator=(const ProfileLock&) = delete;

 private:
  struct Parts;
  explicit ProfileLock(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace earshot::store
