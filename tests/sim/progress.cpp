#include "sim/progress.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>

namespace earshot::sim {

namespace {

long peak_memory_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;  // KiB
}

}  // namespace

Progress::Progress() : is_watched_(isatty(STDERR_FILENO) == 1), begin_(Clock::now()), next_(begin_) {}

void Progress::tick(Duration virtual_time, std::size_t peers) {
  if (!is_watched_ || Clock::now() < next_) return;
  next_ = Clock::now() + std::chrono::seconds(1);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(virtual_time).count();
  std::fprintf(stderr, "\r%lld:%02lld:%02lld virtual, %.0f s real, %zu peers   ",
               static_cast<long long>(seconds / 3600), static_cast<long long>(seconds / 60 % 60),
               static_cast<long long>(seconds % 60), seconds_of_run(), peers);
}

void Progress::finish(Duration virtual_time) {
  std::fprintf(stderr, "%s%.1f s of virtual time took %.1f s and %ld MiB\n", is_watched_ ? "\r\x1b[K" : "",
               std::chrono::duration<double>(virtual_time).count(), seconds_of_run(), peak_memory_mib());
}

}  // namespace earshot::sim
