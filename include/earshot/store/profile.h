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

#include "earshot/base/types.h"

namespace earshot::store {

constexpr std::string_view kDefaultProfile = "default";

// 1 to 32 of a-z 0-9 - _.
bool is_profile_name(std::string_view name);

struct ProfilePaths {
  std::filesystem::path settings;                      // the user's
  std::vector<std::filesystem::path> system_settings;  // the first one found counts
  std::filesystem::path data;                          // folder of the next two
  std::filesystem::path identity;
  std::filesystem::path database;  // of the open network
  std::filesystem::path state;     // folder: drafts, input history, window state, log
  std::filesystem::path runtime;   // folder of the next two
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
// no home to start from. `network`: a private one, whose name must be a room's. It has a socket and a lock of its own,
// so that a profile may be on several networks at once; and its database is network_database().
ProfilePaths profile_paths(std::string_view profile, const Variable& variable = environment,
                           std::string_view network = {});

// What was said on one network is never mixed with what was said on another; and another passphrase is another network.
std::filesystem::path network_database(const ProfilePaths& paths, std::string_view network, const NetId& id);
// The profile was on a network of this name with another passphrase, and never with this one.
bool knows_other_passphrase(const ProfilePaths& paths, std::string_view network, const NetId& id);
// For reading what is on disk without the passphrase: that of the passphrase used last. There may be none there.
std::filesystem::path last_network_database(const ProfilePaths& paths, std::string_view network);

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
