// The screen by ncurses, which paints by difference. It would write to the terminal itself, and wait for it; so it is
// given a file in memory to write to, and what it wrote is handed out as bytes.
#pragma once

#include <cstdint>
#include <cstdio>
#include <map>
#include <optional>
#include <string>

#include "front/tui/canvas.h"
#include "front/tui/ncurses.h"

namespace earshot::front {

class CursesScreen {
 public:
  CursesScreen();
  ~CursesScreen();
  CursesScreen(const CursesScreen&) = delete;
  CursesScreen& operator=(const CursesScreen&) = delete;

  // False: the terminal's description (TERM) is not known, or it cannot do what is needed.
  bool begin();
  // What brings the terminal to this.
  std::string paint(const Canvas& canvas);
  void forget() { shown_.reset(); }  // what the terminal shows: the next painting is of everything
  std::string end();                 // what leaves the screen; it may be painted again later

 private:
  void put(std::size_t row, std::size_t column, const Cell& cell);
  short pair_of(std::uint8_t colour);
  std::string written();  // by ncurses since the last call

  int memory_;
  FILE* file_ = nullptr;
  SCREEN* screen_ = nullptr;
  std::optional<Canvas> shown_;
  std::map<std::uint8_t, short> pairs_;
};

// Of the terminal's description, once a screen has begun; empty if it has none.
std::string capability(const char* name);

}  // namespace earshot::front
