// Leaves the terminal as it was, even when the program dies of a signal: modes, alternate screen, paste and focus
// reports. One terminal a process.
#pragma once

#include <cstddef>
#include <string_view>

namespace earshot::front {

// From now on a fatal signal (SIGSEGV, SIGABRT …) first writes these bytes to the descriptor and gives it back the
// modes that it has now. `bytes` are copied; what is beyond kRestoringBytesMax is left out.
inline constexpr std::size_t kRestoringBytesMax = 512;
void restore_on_crash(int descriptor, std::string_view bytes);
// The terminal was given back in good order.
void forget_restoring();

}  // namespace earshot::front
