// The terminal as the interface needs it: keys in, a screen out. The real one is curses_terminal.cpp; only files called
// curses_* know ncurses. Tests have a pretended one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "front/tui/canvas.h"
#include "front/tui/key.h"

namespace earshot::front {

class Terminal {
 public:
  virtual ~Terminal() = default;

  struct Size {
    std::size_t rows = 24;
    std::size_t columns = 80;
    bool operator==(const Size&) const = default;
  };
  virtual Size size() = 0;
  struct Abilities {
    std::size_t colours = 0;  // 0, 8, 16, 256
    bool unicode_marks = true;
  };
  virtual Abilities abilities() const = 0;

  // Readable when there is something to be done: keys wait, or it takes what it has not taken yet.
  virtual int descriptor() const = 0;
  // The next key that waits; nothing: none does. Never blocks longer than it takes to tell Escape from a sequence.
  virtual std::optional<Key> read() = 0;
  // Somebody closed it: nothing comes and goes any more.
  virtual bool is_gone() const = 0;

  // Brings what is on the screen to this, with as few bytes as it takes: none for what is there already. False: the
  // terminal has not taken the last screen yet; nothing was done.
  virtual bool show(const Canvas& canvas) = 0;
  // Everything anew at the next show(): Ctrl-L.
  virtual void redraw() = 0;
  // Bell, clipboard, notices: a finished sequence of our own making, written beside the screen.
  virtual void write_raw(std::string_view sequence) = 0;
  virtual void set_title(std::string_view shown) = 0;
  // Lines as they are, instead of the screen and until the next one: for what the terminal itself can do with them.
  virtual void show_plain(std::string_view lines) = 0;
  // Gives the terminal to somebody else (a shell, an editor, plain lines) and takes it back.
  virtual void leave() = 0;
  virtual void enter() = 0;
  // Stops the program as Ctrl-Z does elsewhere; returns when it goes on.
  virtual void suspend() = 0;
  // The program was stopped in another way: whoever had the terminal meanwhile may have left anything behind.
  virtual void go_on() = 0;
};

}  // namespace earshot::front
