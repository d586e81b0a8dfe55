#include "front/tui/restore.h"

#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>

namespace earshot::front {
namespace {

constexpr std::array kFatal{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT};

// A signal handler sees nothing but this.
struct AsItWas {
  int descriptor = -1;
  termios modes{};
  std::array<char, kRestoringBytesMax> bytes{};
  std::size_t size = 0;
};
AsItWas as_it_was;
volatile std::sig_atomic_t is_to_be_restored = 0;

// Only what is safe in a signal handler: write, tcsetattr, raise.
extern "C" void restore_and_die(int signal) {
  if (is_to_be_restored != 0) {
    is_to_be_restored = 0;
    [[maybe_unused]] const auto written = ::write(as_it_was.descriptor, as_it_was.bytes.data(), as_it_was.size);
    ::tcsetattr(as_it_was.descriptor, TCSANOW, &as_it_was.modes);
  }
  ::raise(signal);  // with what it did before: SA_RESETHAND
}

}  // namespace

void restore_on_crash(int descriptor, std::string_view bytes) {
  is_to_be_restored = 0;
  as_it_was.descriptor = descriptor;
  as_it_was.size = std::min(bytes.size(), as_it_was.bytes.size());
  std::memcpy(as_it_was.bytes.data(), bytes.data(), as_it_was.size);
  if (::tcgetattr(descriptor, &as_it_was.modes) != 0) return;
  is_to_be_restored = 1;
  struct sigaction action {};
  action.sa_handler = restore_and_die;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  for (const int signal : kFatal) ::sigaction(signal, &action, nullptr);
}

void forget_restoring() {
  is_to_be_restored = 0;
  for (const int signal : kFatal) std::signal(signal, SIG_DFL);
}

}  // namespace earshot::front
