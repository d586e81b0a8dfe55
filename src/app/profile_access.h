// A profile is there for one process with a node; all others go through that one.
#pragma once

#include <memory>
#include <optional>

#include "earshot/base/time.h"
#include "earshot/store/profile.h"

namespace earshot::app {

struct ProfileAccess {
  std::unique_ptr<store::ProfileLock> lock;  // it is ours; or
  int connection = -1;                       // it is another's, and this leads there; or
  std::optional<int> holder;                 // it is another's, who takes nobody: a command that is soon done
};

// `patience`: to wait for one that takes nobody, or is only just starting or ending.
ProfileAccess access_profile(const store::ProfilePaths& paths, Duration patience);

}  // namespace earshot::app
