#include "front/tui/curses_screen.h"

#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

#include <algorithm>
#include <array>
#include <csignal>

namespace earshot::front {

CursesScreen::CursesScreen() : memory_(::memfd_create("screen", MFD_CLOEXEC)) {}

CursesScreen::~CursesScreen() {
  if (screen_ != nullptr) ::delscreen(screen_);
  if (file_ != nullptr) std::fclose(file_);
}

bool CursesScreen::begin() {
  file_ = memory_ < 0 ? nullptr : ::fdopen(memory_, "w");
  if (file_ == nullptr) return false;
  screen_ = ::newterm(nullptr, file_, stdin);
  if (screen_ == nullptr) return false;
  // It has its own idea of signals: to write from the handler.
  for (const int signal : {SIGINT, SIGTERM, SIGTSTP, SIGWINCH}) std::signal(signal, SIG_DFL);
  written();  // nothing of it goes out before the first painting
  if (capability("cup").empty() || capability("clear").empty()) return false;
  ::noecho();
  ::nonl();
  if (::has_colors()) {
    ::start_color();
    ::use_default_colors();
  }
  return true;
}

std::string CursesScreen::paint(const Canvas& canvas) {
  const bool is_new = !shown_ || shown_->rows() != canvas.rows() || shown_->columns() != canvas.columns();
  if (is_new) {
    ::resizeterm(static_cast<int>(canvas.rows()), static_cast<int>(canvas.columns()));
    ::clearok(::stdscr, TRUE);
  }
  for (std::size_t row = 0; row < canvas.rows(); ++row) {
    for (std::size_t column = 0; column < canvas.columns(); ++column) {
      const Cell& cell = canvas.at(row, column);
      if (is_new || shown_->at(row, column) != cell) put(row, column, cell);
    }
  }
  ::wmove(::stdscr, static_cast<int>(canvas.cursor.row), static_cast<int>(canvas.cursor.column));
  ::wrefresh(::stdscr);
  shown_ = canvas;
  return written();
}

std::string CursesScreen::end() {
  ::endwin();
  return written();
}

void CursesScreen::put(std::size_t row, std::size_t column, const Cell& cell) {
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

short CursesScreen::pair_of(std::uint8_t colour) {
  if (colour == 0 || !::has_colors() || colour >= COLORS) return 0;
  const auto known = pairs_.find(colour);
  if (known != pairs_.end()) return known->second;
  const auto pair = static_cast<short>(pairs_.size() + 1);
  if (pair >= COLOR_PAIRS || ::init_pair(pair, colour, -1) != OK) return 0;
  return pairs_.emplace(colour, pair).first->second;
}

std::string CursesScreen::written() {
  std::fflush(file_);
  const off_t size = ::lseek(memory_, 0, SEEK_CUR);
  std::string bytes(static_cast<std::size_t>(std::max<off_t>(size, 0)), '\0');
  const ssize_t count = ::pread(memory_, bytes.data(), bytes.size(), 0);
  bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  [[maybe_unused]] const bool emptied = ::ftruncate(memory_, 0) == 0;
  ::lseek(memory_, 0, SEEK_SET);
  return bytes;
}

std::string capability(const char* name) {
  const char* const text = ::tigetstr(name);
  return text == nullptr || text == reinterpret_cast<const char*>(-1) ? std::string() : std::string(text);
}

}  // namespace earshot::front
