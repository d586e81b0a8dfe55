#include "app/profile_access.h"

#include <thread>

#include "earshot/net/control_socket.h"
#include "earshot/net/loop.h"

namespace earshot::app {
namespace {
constexpr Duration kLookAgain = std::chrono::milliseconds(20);
}

ProfileAccess access_profile(const store::ProfilePaths& paths, Duration patience) {
  const auto until = net::now().instant + patience;
  while (true) {
    auto attempt = store::ProfileLock::take(paths.lock);
    if (attempt.lock) return {std::move(attempt.lock), -1, {}};
    const int connection = net::connect_to_control_socket(paths.socket);
    if (connection >= 0) return {nullptr, connection, attempt.holder};
    if (net::now().instant >= until) return {nullptr, -1, attempt.holder};
    std::this_thread::sleep_for(kLookAgain);
  }
}

}  // namespace earshot::app
