// The terminal of one run of the chat: taken for the terminal interface if that is wanted and the terminal can do it.
#pragma once

#include <iosfwd>
#include <memory>
#include <optional>
#include <sstream>
#include <string>

#include "app/order.h"
#include "earshot/front/face.h"
#include "earshot/front/tui.h"

namespace earshot::app {

class Screen {
 public:
  Screen(const Order& order, const front::Manner& manner, const front::Streams& streams);
  // Gives the terminal back; what was written in the meantime appears there.
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  // Once everything has been asked. A trouble: the terminal interface was insisted on, and cannot be.
  std::optional<front::Trouble> take();
  // Somebody else asks something there.
  template <class Ask>
  auto lend(const Ask& ask) {
    if (hold_) hold_->leave();
    auto answer = ask();
    if (hold_) hold_->enter();
    return answer;
  }
  bool is_taken() const { return hold_ != nullptr; }
  // While it is taken nothing written here disturbs it.
  const front::Streams& streams() const { return is_taken() ? held_ : real_; }

 private:
  const bool is_wanted_, is_insisted_on_;
  const front::Streams& real_;
  std::unique_ptr<front::TerminalHold> hold_;
  std::ostringstream out_, err_;
  front::Streams held_;
};

// What the interface remembers of the profile, from one run to the next: empty if there is nothing.
std::string read_remembered(const Order& order);
void write_remembered(const Order& order, const std::string& text);

}  // namespace earshot::app
