// The terminal by ncurses. It paints by difference and knows the keys of many terminals; but it would write to the
// terminal itself, and wait for it. So it is given a file in memory to write to, and what it wrote goes out without
// waiting. For the same reason the terminal's modes are set here and not by ncurses, which finds no terminal there.
#define NCURSES_NOMACROS 1
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <langinfo.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "front/tui/key_bytes.h"
#include "front/tui/open_terminal.h"
#include "front/tui/restore.h"
#include "front/tui/terminal.h"
#include "front/tui/tty_output.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr int kEscapeDelayMs = 25;     // between Escape and a key that begins with it
constexpr int kOwnKeys = 2'000;        // codes of key_sequences(), above all that ncurses gives
constexpr std::size_t kRowsMax = 500;  // nobody has more, and a terminal may say anything
constexpr std::size_t kColumnsMax = 1'000;
constexpr const char* kReports = "\033[?2004h\033[?1004h";  // bracketed paste, focus
constexpr const char* kNoReports = "\033[?1004l\033[?2004l";
constexpr const char* kKeepTitle = "\033[22;2t";
constexpr const char* kTitleOfBefore = "\033[23;2t";

const std::map<int, Key>& curses_keys() {
  using Name = Key::Name;
  static const std::map<int, Key> keys{
      {KEY_UP, {.name = Name::up}},         {KEY_DOWN, {.name = Name::down}},
      {KEY_LEFT, {.name = Name::left}},     {KEY_RIGHT, {.name = Name::right}},
      {KEY_HOME, {.name = Name::home}},     {KEY_END, {.name = Name::end}},
      {KEY_PPAGE, {.name = Name::page_up}}, {KEY_NPAGE, {.name = Name::page_down}},
      {KEY_DC, {.name = Name::erase}},      {KEY_BACKSPACE, {.name = Name::backspace}},
      {KEY_ENTER, {.name = Name::enter}},   {KEY_BTAB, {.name = Name::tab, .shift = true}},
  };
  return keys;
}

// A capability of the terminal's description; empty if it has none.
std::string capability(const char* name) {
  const char* const text = ::tigetstr(name);
  return text == nullptr || text == reinterpret_cast<const char*>(-1) ? std::string() : std::string(text);
}

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
  CursesTerminal(int in, int out) : in_(in), output_(out), memory_(::memfd_create("screen", MFD_CLOEXEC)) {}
  ~CursesTerminal() override;

  // False: this terminal cannot do what is needed.
  bool begin();

  Size size() override;
  Abilities abilities() const override;
  int descriptor() const override { return events_; }
  std::optional<Key> read() override;
  bool is_gone() const override { return gone_ || output_.is_gone(); }
  bool show(const Canvas& canvas) override;
  void redraw() override { anew_ = true; }
  void show_plain(std::string_view lines) override;
  void write_raw(std::string_view sequence) override;
  void set_title(std::string_view shown) override;
  void leave() override;
  void enter() override;
  void suspend() override;
  void go_on() override;

 private:
  void learn_keys();
  std::optional<Key> decode(int code);
  void put(std::size_t row, std::size_t column, const Cell& cell);
  short pair_of(std::uint8_t colour);
  std::string written();  // by ncurses since the last call
  void watch_output();
  void look_for_end();

  int in_;
  TtyOutput output_;
  int memory_;
  int events_ = -1;
  FILE* file_ = nullptr;
  SCREEN* screen_ = nullptr;
  WINDOW* keys_ = nullptr;  // for reading only: reading from the screen would paint it
  termios before_{};
  std::string title_begin_, title_end_, title_;
  bool has_title_stack_ = false;
  bool entered_ = false, is_plain_ = false, anew_ = true, gone_ = false, waits_for_output_ = false;
  std::optional<Canvas> shown_;
  std::map<std::uint8_t, short> pairs_;
  LetterBytes letters_;
};

CursesTerminal::~CursesTerminal() {
  if (entered_) leave();
  if (keys_ != nullptr) ::delwin(keys_);
  if (screen_ != nullptr) ::delscreen(screen_);
  if (file_ != nullptr) std::fclose(file_);
  if (events_ >= 0) ::close(events_);
}

bool CursesTerminal::begin() {
  file_ = memory_ < 0 ? nullptr : ::fdopen(memory_, "w");
  if (file_ == nullptr || ::tcgetattr(in_, &before_) != 0) return false;
  screen_ = ::newterm(nullptr, file_, stdin);
  if (screen_ == nullptr) return false;
  // It has its own idea of signals: to write from the handler.
  for (const int signal : {SIGINT, SIGTERM, SIGTSTP, SIGWINCH}) std::signal(signal, SIG_DFL);
  written();  // nothing of it goes out before enter()
  if (capability("cup").empty() || capability("clear").empty()) return false;
  ::noecho();
  ::nonl();
  if (::has_colors()) {
    ::start_color();
    ::use_default_colors();
  }
  keys_ = ::newpad(1, 1);
  learn_keys();
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

void CursesTerminal::learn_keys() {
  ::keypad(keys_, TRUE);
  ::nodelay(keys_, TRUE);
  ::meta(keys_, TRUE);  // eight bits
  ::set_escdelay(kEscapeDelayMs);
  int code = kOwnKeys;
  for (const KeySequence& it : key_sequences()) ::define_key(it.bytes.c_str(), code++);
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
  for (int code = ::wgetch(keys_); code != ERR; code = ::wgetch(keys_))
    if (const auto key = decode(code)) return key;
  look_for_end();
  return std::nullopt;
}

std::optional<Key> CursesTerminal::decode(int code) {
  if (code >= kOwnKeys && code < kOwnKeys + static_cast<int>(key_sequences().size()))
    return key_sequences()[static_cast<std::size_t>(code - kOwnKeys)].key;
  if (code > 0xFF) {
    if (const auto known = curses_keys().find(code); known != curses_keys().end()) return known->second;
    if (code > KEY_F0 && code < KEY_F0 + 64)
      return Key{.name = Key::Name::function, .letter = static_cast<char32_t>(code - KEY_F0)};
    return std::nullopt;  // a key that nobody needs, or a resize that we know of
  }
  const auto byte = static_cast<unsigned char>(code);
  if (byte >= 0x80) {
    const auto letter = letters_.take(byte);
    return letter ? std::optional(Key{.letter = *letter}) : std::nullopt;
  }
  letters_.drop();
  if (byte != '\033') return key_of(byte);
  // ncurses has waited already whether more belongs to it.
  const int next = ::wgetch(keys_);
  if (next == ERR) return key_of(byte);
  auto key = decode(next);
  for (int more = 0; !key && more < 3; ++more) key = decode(::wgetch(keys_));  // Alt with a letter of several bytes
  if (key) key->alt = true;
  return key;
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
  const bool is_of_other_size = !shown_ || shown_->rows() != canvas.rows() || shown_->columns() != canvas.columns();
  if (is_of_other_size) ::resizeterm(static_cast<int>(canvas.rows()), static_cast<int>(canvas.columns()));
  if (is_of_other_size || anew_) ::clearok(::stdscr, TRUE);
  for (std::size_t row = 0; row < canvas.rows(); ++row) {
    for (std::size_t column = 0; column < canvas.columns(); ++column) {
      const Cell& cell = canvas.at(row, column);
      if (is_of_other_size || anew_ || shown_->at(row, column) != cell) put(row, column, cell);
    }
  }
  ::wmove(::stdscr, static_cast<int>(canvas.cursor.row), static_cast<int>(canvas.cursor.column));
  ::wrefresh(::stdscr);
  anew_ = false;
  shown_ = canvas;
  if (std::exchange(is_plain_, false)) output_.write(capability("smcup"));
  output_.write(written());
  watch_output();
  return true;
}

void CursesTerminal::show_plain(std::string_view lines) {
  if (!entered_) return;
  output_.write(capability("sgr0") + capability("rmcup") + "\r\n" + std::string(lines));
  is_plain_ = anew_ = true;
  watch_output();
}

void CursesTerminal::put(std::size_t row, std::size_t column, const Cell& cell) {
  if (cell.text.empty()) return;  // the wide one before it covers this
  std::array<wchar_t, CCHARW_MAX + 1> letters{};
  std::mbstate_t state{};
  const char* from = cell.text.c_str();
  if (::mbsrtowcs(letters.data(), &from, CCHARW_MAX, &state) == static_cast<std::size_t>(-1)) letters = {L'?'};
  const Style& style = cell.style;
  attr_t attributes = A_NORMAL;
  if (style.bold) attributes |= A_BOLD;
  if (style.dim) attributes |= A_DIM;
  if (style.underline) attributes |= A_UNDERLINE;
  if (style.reverse) attributes |= A_REVERSE;
  cchar_t letter{};
  if (::setcchar(&letter, letters.data(), attributes, pair_of(style.colour), nullptr) == OK)
    ::mvwadd_wch(::stdscr, static_cast<int>(row), static_cast<int>(column), &letter);
}

short CursesTerminal::pair_of(std::uint8_t colour) {
  if (colour == 0 || !::has_colors() || colour >= COLORS) return 0;
  const auto known = pairs_.find(colour);
  if (known != pairs_.end()) return known->second;
  const auto pair = static_cast<short>(pairs_.size() + 1);
  if (pair >= COLOR_PAIRS || ::init_pair(pair, colour, -1) != OK) return 0;
  return pairs_.emplace(colour, pair).first->second;
}

std::string CursesTerminal::written() {
  std::fflush(file_);
  const off_t size = ::lseek(memory_, 0, SEEK_CUR);
  std::string bytes(static_cast<std::size_t>(std::max<off_t>(size, 0)), '\0');
  const ssize_t count = ::pread(memory_, bytes.data(), bytes.size(), 0);
  bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  [[maybe_unused]] const bool emptied = ::ftruncate(memory_, 0) == 0;
  ::lseek(memory_, 0, SEEK_SET);
  return bytes;
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
  ::endwin();
  output_.write(farewell + written());
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
  entered_ = anew_ = true;
  shown_.reset();
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
