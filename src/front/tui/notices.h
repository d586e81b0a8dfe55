// Draws somebody's attention who looks elsewhere: a bell, and a notice of the terminal where it takes one. Decides when
// that is not too much: one in five seconds for a conversation, the rest together in one.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "earshot/base/time.h"
#include "earshot/front/tui_settings.h"
#include "front/tui/side_list.h"

namespace earshot::front {

// What is known about the terminal from the environment.
struct TerminalKind {
  std::string term, program;  // TERM, TERM_PROGRAM
  bool in_tmux = false;
};

class Notices {
 public:
  Notices() = default;
  explicit Notices(TerminalKind kind) : kind_(std::move(kind)) {}

  // Something came that is worth it. Names and text are cleaned.
  void add(Moment now, const ConversationKey& place, const std::string& name, const std::string& text);
  // Somebody has looked there: nothing is to be said of it any more.
  void drop(const ConversationKey& place) { places_.erase(place); }
  struct Due {
    std::string bytes;               // for the terminal; our own sequences and text that may be shown
    std::vector<std::string> lines;  // for the person's own command
  };
  // What is to go out now.
  Due take(Moment now, const TuiSettings::Notify& settings);
  std::optional<Instant> deadline() const;

 private:
  struct Place {
    std::string name, text;
    std::size_t waiting = 0;
    Instant next;  // not before
  };
  TerminalKind kind_;
  std::map<ConversationKey, Place> places_;
};

// Sets the terminal's clipboard, through tmux as well.
std::string clipboard_sequence(std::string_view text, bool in_tmux);

}  // namespace earshot::front
