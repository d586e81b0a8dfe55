// The real terminal.
#pragma once

#include <memory>

#include "front/tui/terminal.h"

namespace earshot::front {

// Takes the terminal for the screen until its end. `in`: the standard input, a terminal; `out`: the same terminal.
// None: its description (TERM) is not known or has no cursor addressing, or the locale is not UTF-8.
std::unique_ptr<Terminal> open_terminal(int in, int out);

}  // namespace earshot::front
