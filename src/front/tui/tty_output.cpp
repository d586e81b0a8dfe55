#include "front/tui/tty_output.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace earshot::front {
namespace {

constexpr int kFinishTriesMax = 10;
constexpr int kFinishWaitMs = 100;  // each

}  // namespace

TtyOutput::TtyOutput(int descriptor)
    : descriptor_(::open(("/proc/self/fd/" + std::to_string(descriptor)).c_str(),
                         O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)),
      is_own_(descriptor_ >= 0) {
  if (!is_own_) descriptor_ = descriptor;
}

TtyOutput::~TtyOutput() {
  if (is_own_) ::close(descriptor_);
}

void TtyOutput::write(std::string_view bytes) {
  if (gone_) return;
  waiting_ += bytes;
  go_on();
}

void TtyOutput::go_on() {
  std::size_t done = 0;
  while (done < waiting_.size()) {
    const ssize_t written = ::write(descriptor_, waiting_.data() + done, waiting_.size() - done);
    if (written > 0) done += static_cast<std::size_t>(written);
    if (written >= 0 || errno == EINTR) continue;
    gone_ = errno != EAGAIN;
    break;
  }
  waiting_.erase(0, gone_ ? waiting_.size() : done);
}

void TtyOutput::finish() {
  for (int i = 0; i < kFinishTriesMax && !waiting_.empty(); ++i) {
    pollfd ready{descriptor_, POLLOUT, 0};
    ::poll(&ready, 1, kFinishWaitMs);
    go_on();
  }
}

}  // namespace earshot::front
