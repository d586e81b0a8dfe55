// The terminal interface, and the terminal that it has for itself meanwhile.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "earshot/front/face.h"
#include "earshot/front/tui_settings.h"

namespace earshot::front {

class Terminal;

// The terminal, taken for the screen from now until the end of this object, which leaves it as it was; as does a fatal
// signal.
class TerminalHold {
 public:
  // `in` and `out`: the same terminal. None: its description (TERM) is not known or has no cursor addressing, or the
  // locale has no UTF-8.
  static std::unique_ptr<TerminalHold> take(int in, int out);
  explicit TerminalHold(std::unique_ptr<Terminal> terminal);
  ~TerminalHold();
  TerminalHold(const TerminalHold&) = delete;
  TerminalHold& operator=(const TerminalHold&) = delete;

  int descriptor() const;  // readable: Face::look_at_terminal() has something to do
  // For a while it is somebody else's, who asks for a passphrase.
  void leave();
  void enter();
  // As Ctrl-Z does elsewhere: returns when the program goes on. And: it goes on after it was stopped in another way.
  void suspend();
  void go_on();
  Terminal& terminal() { return *terminal_; }
  // Whether another face had it before this one: its node has ended.
  bool take_over() { return std::exchange(was_used_, true); }

 private:
  std::unique_ptr<Terminal> terminal_;
  bool was_used_ = false;
};

// Of TuiOptions::remembered.
inline constexpr std::size_t kRememberedBytesMax = std::size_t{8} << 20;

struct TuiOptions {
  std::string address;  // whom the input goes to at first; empty: as the last time, else the lobby
  TuiSettings settings{};
  bool colour = true;    // where the settings leave it to the terminal
  bool is_node = false;  // with this face the node ends
  // The node has not started, as the keys of its network are made or its database is read: nothing is asked of it
  // before it has told that it is ready.
  bool is_opening = false;
  bool is_demo = false;  // says at the end what the real thing is
  // TERM, TERM_PROGRAM, and whether it is inside of tmux.
  std::string term{}, term_program{};
  bool in_tmux = false;
  // What the interface remembers: drafts, what was read. As it was given to `keep`, maybe in an earlier run.
  std::string remembered{};
  std::function<void(const std::string& remembered)> keep{};
  // Opens a link; hands a line to the person's command for notices. Neither waits for it.
  std::function<void(const std::string& link)> open{};
  std::function<void(const std::string& command, const std::string& line)> notify{};
  // The text in an editor, which has the terminal meanwhile; then `done`, with nothing if it failed.
  std::function<void(const std::string& text, std::function<void(std::optional<std::string>)> done)> edit{};
};
std::unique_ptr<Face> make_tui(Desk&, TerminalHold&, const Streams&, const About&, const TuiOptions&);

}  // namespace earshot::front
