#include "app/passphrase.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <utility>

#include "earshot/base/encoding.h"
#include "earshot/crypto/wipe.h"
#include "earshot/text/passphrase.h"

namespace earshot::app {
namespace {

using front::Trouble;
using Read = Result<Secret, Trouble>;

constexpr std::size_t kBytesMax = 1'024;
constexpr char kCtrlC = 3;

void wipe(std::string& text) { crypto::wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()}); }

Failure<Trouble> trouble(ErrorCode code, std::string message, std::string hint = {}) {
  return Failure{Trouble{code, std::move(message), std::move(hint), std::nullopt}};
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

// All of it, or from a terminal one line.
Read read_all(int descriptor, const std::string& from) {
  std::string text(kBytesMax + 1, '\0');  // never grows, so it leaves no copies behind
  std::size_t size = 0;
  while (size < text.size()) {
    const auto got = ::read(descriptor, text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      const std::string why = std::strerror(errno);
      wipe(text);
      return trouble(ErrorCode::need_input, "The passphrase cannot be read from " + from + ": " + why + ".");
    }
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
    if (::isatty(descriptor) == 1) break;
  }
  if (size > kBytesMax) {
    wipe(text);
    return trouble(ErrorCode::usage, "What " + from + " holds is longer than a passphrase: 1,024 bytes at most.");
  }
  text.resize(size);
  return Secret(std::move(text));
}

Read read_file(const std::string& path, const std::function<void(const Trouble&)>& warn) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (file.number() < 0)
    return trouble(ErrorCode::need_input,
                   "The passphrase cannot be read from " + path + ": " + std::strerror(errno) + ".");
  struct stat status {};
  if (::fstat(file.number(), &status) == 0 && S_ISREG(status.st_mode) && (status.st_mode & 077) != 0)
    warn({ErrorCode::usage, "Others on this machine can get at " + path + ".", "Make it yours alone: chmod 600 " + path,
          std::nullopt});
  return read_all(file.number(), path);
}

// While somebody types, nothing is shown, and no signal may end the program and leave the terminal so: Ctrl-C comes as
// a letter that ends the line.
class Quiet {
 public:
  explicit Quiet(int terminal) : terminal_(terminal) {
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int it : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP}) ::sigaddset(&signals, it);
    ::sigprocmask(SIG_BLOCK, &signals, &signals_before_);
    is_terminal_ = ::tcgetattr(terminal, &before_) == 0;
    if (!is_terminal_) return;
    auto quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
    quiet.c_lflag |= ICANON | ECHONL;
    quiet.c_cc[VEOL] = kCtrlC;
    is_terminal_ = ::tcsetattr(terminal, TCSAFLUSH, &quiet) == 0;
  }
  ~Quiet() {
    if (is_terminal_) ::tcsetattr(terminal_, TCSAFLUSH, &before_);
    ::sigprocmask(SIG_SETMASK, &signals_before_, nullptr);
  }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;
  bool works() const { return is_terminal_; }

 private:
  int terminal_;
  bool is_terminal_ = false;
  termios before_{};
  sigset_t signals_before_{};
};

// From the terminal itself: the standard input may be what is to be sent.
Read ask(const Order& order) {
  const auto nobody_to_ask = [&] {
    return trouble(ErrorCode::need_input, "The network \"" + order.network + "\" needs its passphrase.",
                   "Give it by --passphrase-file PATH or --passphrase-fd N; a terminal would be asked.");
  };
  if (order.no_input || ::isatty(STDERR_FILENO) != 1) return nobody_to_ask();
  const Descriptor terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (terminal.number() < 0) return nobody_to_ask();
  const Quiet quiet(terminal.number());
  if (!quiet.works()) return nobody_to_ask();
  const std::string question = "Passphrase of the network \"" + order.network + "\": ";
  if (::write(terminal.number(), question.data(), question.size()) < 0) return nobody_to_ask();
  auto answer = read_all(terminal.number(), "the terminal");
  if (answer && answer->text().ends_with(kCtrlC)) {
    (void)!::write(terminal.number(), "\n", 1);
    return trouble(ErrorCode::interrupted, "Interrupted.");
  }
  return answer;
}

Read read(const Order& order, const std::function<void(const Trouble&)>& warn) {
  if (!order.passphrase_file.empty()) return read_file(order.passphrase_file, warn);
  if (order.passphrase_fd) return read_all(*order.passphrase_fd, "descriptor " + std::to_string(*order.passphrase_fd));
  return ask(order);
}

}  // namespace

Secret::~Secret() { wipe(text_); }

Read read_passphrase(const Order& order, const std::function<void(const Trouble&)>& warn) {
  const auto typed = read(order, warn);
  if (!typed) return Failure{typed.reason()};
  auto clean = text::passphrase(typed->text());
  if (!clean)
    return trouble(ErrorCode::bad_text, "That is no passphrase: it is empty or not UTF-8.",
                   "earshot passphrase makes a good one.");
  Secret passphrase(*std::move(clean));
  if (passphrase.text().find('\n') != std::string::npos)
    return trouble(ErrorCode::bad_text, "That is no passphrase: it has more than one line.");
  if (const auto bits = text::passphrase_bits(passphrase.text()); bits < text::kPassphraseBitsMin)
    warn({ErrorCode::usage,
          "This passphrase can be guessed: about " + std::to_string(std::lround(bits)) + " bits, and " +
              std::to_string(std::lround(text::kPassphraseBitsMin)) +
              " are safe. Whoever records what is sent here can try passphrases at home.",
          "A good one, for all members: earshot passphrase", std::nullopt});
  return passphrase;
}

}  // namespace earshot::app
