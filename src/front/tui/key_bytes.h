// What terminals send for keys, beyond what the terminal's description says: modifiers, paste and focus reports, and
// letters as UTF-8.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "front/tui/key.h"

namespace earshot::front {

struct KeySequence {
  std::string bytes;
  Key key;
};
// As xterm has them and nearly all others: "\033[1;5D" is Ctrl-Left, "\033[200~" begins a paste.
const std::vector<KeySequence>& key_sequences();

// Of a byte below 0x80 that stands alone.
Key key_of(unsigned char byte);

// Letters out of bytes from 0x80 on. What is not UTF-8 is dropped.
class LetterBytes {
 public:
  std::optional<char32_t> take(unsigned char byte);
  void drop() { size_ = 0; }

 private:
  std::array<char, 4> bytes_{};
  std::size_t size_ = 0;
};

}  // namespace earshot::front
