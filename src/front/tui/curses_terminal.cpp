// The terminal by ncurses, and what else a terminal does: it is taken and given back, has a title, and takes bytes when
// it likes. Its modes are set here and not by ncurses, which finds no terminal where it writes to.
#include <langinfo.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "front/tui/curses_keys.h"
#include "front/tui/curses_screen.h"
#include "front/tui/open_terminal.h"
#include "front/tui/restore.h"
#include "front/tui/terminal.h"
#include "front/tui/tty_output.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::size_t kRowsMax = 500;  // nobody has more, and a terminal may say anything
constexpr std::size_t kColumnsMax = 1'000;
constexpr const char* kReports = "\033[?2004h\033[?1004h";  // bracketed paste, focus
constexpr const char* kNoReports = "\033[?1004l\033[?2004l";
constexpr const char* kKeepTitle = "\033[22;2t";
constexpr const char* kTitleOfBefore = "\033[23;2t";

// For somebody whose chat has just vanished.
std::string last_words() {
  return "\r\n" +
         say("earshot has crashed. What was shown as saved or delivered is saved. Please report it, with what this "
             "says: "
             "coredumpctl info earshot") +
         "\r\n";
}

class CursesTerminal final : public Terminal {
 public:
  CursesTerminal(int in, int out) : in_(in), output_(out) {}
  ~CursesTerminal() override;

  // False: this terminal cannot do what is needed.
  bool begin();

  Size size() override;
  Abilities abilities() const override;
  int descriptor() const override { return events_; }
  std::optional<Key> read() override;
  bool is_gone() const override { return gone_ || output_.is_gone(); }
  bool show(const Canvas& canvas) override;
  void redraw() override { screen_.forget(); }
  void show_plain(std::string_view lines) override;
  void write_raw(std::string_view sequence) override;
  void set_title(std::string_view shown) override;
  void leave() override;
  void enter() override;
  void suspend() override;
  void go_on() override;

 private:
  void watch_output();
  void look_for_end();

  int in_;
  TtyOutput output_;
  int events_ = -1;
  CursesScreen screen_;
  std::optional<CursesKeys> keys_;
  termios before_{};
  std::string title_begin_, title_end_, title_;
  bool has_title_stack_ = false;
  bool entered_ = false, is_plain_ = false, gone_ = false, waits_for_output_ = false;
};

CursesTerminal::~CursesTerminal() {
  if (entered_) leave();
  if (events_ >= 0) ::close(events_);
}

bool CursesTerminal::begin() {
  if (::tcgetattr(in_, &before_) != 0 || !screen_.begin()) return false;
  keys_.emplace();
  title_begin_ = capability("tsl");
  title_end_ = capability("fsl");
  has_title_stack_ = ::tigetflag("XT") > 0;
  if (title_begin_.empty() && has_title_stack_) {
    title_begin_ = "\033]2;";
    title_end_ = "\033\\";
  }
  events_ = ::epoll_create1(EPOLL_CLOEXEC);
  return events_ >= 0;
}

Terminal::Size CursesTerminal::size() {
  winsize size{};
  if (::ioctl(in_, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return {};
  return {std::min<std::size_t>(size.ws_row, kRowsMax), std::min<std::size_t>(size.ws_col, kColumnsMax)};
}

Terminal::Abilities CursesTerminal::abilities() const {
  const std::string name = ::termname();
  return {::has_colors() ? static_cast<std::size_t>(COLORS) : 0, name != "linux" && ::wcwidth(L'\u2713') == 1};
}

std::optional<Key> CursesTerminal::read() {
  output_.go_on();
  watch_output();
  if (!entered_ || is_gone()) return std::nullopt;
  if (const auto key = keys_->read()) return key;
  look_for_end();
  return std::nullopt;
}

// ncurses does not tell an end from nothing.
void CursesTerminal::look_for_end() {
  int bytes = 0;
  epoll_event event{};
  const bool is_ready = ::epoll_wait(events_, &event, 1, 0) == 1;
  const bool is_input = is_ready && (event.events & static_cast<std::uint32_t>(EPOLLIN | EPOLLHUP | EPOLLERR)) != 0;
  if (is_input && (::ioctl(in_, FIONREAD, &bytes) != 0 || bytes == 0)) gone_ = true;
}

bool CursesTerminal::show(const Canvas& canvas) {
  output_.go_on();
  if (!entered_ || !output_.has_all()) {
    watch_output();
    return false;
  }
  const std::string painting = screen_.paint(canvas);
  if (std::exchange(is_plain_, false)) output_.write(capability("smcup"));
  output_.write(painting);
  watch_output();
  return true;
}

void CursesTerminal::show_plain(std::string_view lines) {
  if (!entered_) return;
  output_.write(capability("sgr0") + capability("rmcup") + "\r\n" + std::string(lines));
  is_plain_ = true;
  screen_.forget();
  watch_output();
}

void CursesTerminal::watch_output() {
  const bool waits = !output_.has_all();
  if (waits == waits_for_output_) return;
  waits_for_output_ = waits;
  epoll_event event{};
  event.events = EPOLLOUT;
  ::epoll_ctl(events_, waits ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, output_.descriptor(), &event);
}

void CursesTerminal::write_raw(std::string_view sequence) {
  if (!entered_) return;
  output_.write(sequence);
  watch_output();
}

void CursesTerminal::set_title(std::string_view shown) {
  if (title_begin_.empty() || title_ == shown) return;
  title_ = shown;
  write_raw(title_begin_ + title_ + title_end_);
}

void CursesTerminal::leave() {
  if (!entered_) return;
  entered_ = false;
  std::string farewell = kNoReports;
  if (has_title_stack_) farewell += kTitleOfBefore;
  output_.write(farewell + screen_.end());
  output_.finish();
  watch_output();
  ::epoll_ctl(events_, EPOLL_CTL_DEL, in_, nullptr);  // what is typed now is somebody else's
  forget_restoring();
  ::tcsetattr(in_, TCSANOW, &before_);
}

void CursesTerminal::enter() {
  if (entered_) return;
  ::tcgetattr(in_, &before_);  // somebody may have set them in the meantime
  restore_on_crash(output_.descriptor(),
                   kNoReports + capability("rmkx") + capability("sgr0") + capability("cnorm") + capability("rmcup") +
                       (has_title_stack_ ? std::string(kTitleOfBefore) : std::string()) + last_words());
  termios raw = before_;
  ::cfmakeraw(&raw);
  ::tcsetattr(in_, TCSANOW, &raw);
  epoll_event input{};
  input.events = EPOLLIN;
  ::epoll_ctl(events_, EPOLL_CTL_ADD, in_, &input);
  entered_ = true;
  screen_.forget();
  std::string greeting = capability("smcup") + capability("smkx");
  if (has_title_stack_) greeting += kKeepTitle;
  output_.write(greeting + kReports);
  if (const std::string title = std::exchange(title_, {}); !title.empty()) set_title(title);
  watch_output();
}

void CursesTerminal::suspend() {
  leave();
  struct sigaction stops {
  }, as_it_was{};
  stops.sa_handler = SIG_DFL;
  ::sigaction(SIGTSTP, &stops, &as_it_was);
  ::kill(0, SIGTSTP);  // the whole job, as the terminal does it
  ::sigaction(SIGTSTP, &as_it_was, nullptr);
  enter();
}

void CursesTerminal::go_on() {
  if (!entered_) return;  // an editor has it
  leave();
  enter();
}

}  // namespace

std::unique_ptr<Terminal> open_terminal(int in, int out) {
  if (std::string_view(::nl_langinfo(CODESET)) != "UTF-8" || std::getenv("TERM") == nullptr) return nullptr;
  auto terminal = std::make_unique<CursesTerminal>(in, out);
  if (!terminal->begin()) return nullptr;
  terminal->enter();
  return terminal;
}

}  // namespace earshot::front
