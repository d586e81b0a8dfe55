#include "earshot/front/tui.h"
#include "front/tui/open_terminal.h"
#include "front/tui/terminal.h"

namespace earshot::front {

std::unique_ptr<TerminalHold> TerminalHold::take(int in, int out) {
  auto terminal = open_terminal(in, out);
  return terminal ? std::make_unique<TerminalHold>(std::move(terminal)) : nullptr;
}

TerminalHold::TerminalHold(std::unique_ptr<Terminal> terminal) : terminal_(std::move(terminal)) {}
TerminalHold::~TerminalHold() = default;

int TerminalHold::descriptor() const { return terminal_->descriptor(); }
void TerminalHold::leave() { terminal_->leave(); }
void TerminalHold::enter() { terminal_->enter(); }
void TerminalHold::suspend() { terminal_->suspend(); }

void TerminalHold::go_on() { terminal_->go_on(); }

}  // namespace earshot::front
