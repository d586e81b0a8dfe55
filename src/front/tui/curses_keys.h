// Keys by ncurses, which knows those of many terminals.
#pragma once

#include <optional>

#include "front/tui/key.h"
#include "front/tui/key_bytes.h"
#include "front/tui/ncurses.h"

namespace earshot::front {

class CursesKeys {
 public:
  CursesKeys();  // of the screen that ncurses has
  ~CursesKeys();
  CursesKeys(const CursesKeys&) = delete;
  CursesKeys& operator=(const CursesKeys&) = delete;

  // The next one that waits. Never blocks longer than it takes to tell Escape from a sequence.
  std::optional<Key> read();

 private:
  std::optional<Key> decode(int code);

  WINDOW* window_;  // for reading only: reading from the screen would paint it
  LetterBytes letters_;
};

}  // namespace earshot::front
