// Bytes to a terminal without ever waiting for it: what it does not take at once stays here. The terminal is opened
// anew for that, since a shell that shares the descriptor would notice that it no longer blocks.
#pragma once

#include <string>
#include <string_view>

namespace earshot::front {

class TtyOutput {
 public:
  // Where the terminal cannot be opened anew (it belongs to another user), `descriptor` itself is used, and may block.
  explicit TtyOutput(int descriptor);
  ~TtyOutput();
  TtyOutput(const TtyOutput&) = delete;
  TtyOutput& operator=(const TtyOutput&) = delete;

  int descriptor() const { return descriptor_; }
  bool is_gone() const { return gone_; }
  bool has_all() const { return waiting_.empty(); }

  void write(std::string_view bytes);
  void go_on();
  // For the last bytes before somebody else writes there: waits, but no longer than a second.
  void finish();

 private:
  int descriptor_;
  bool is_own_;
  bool gone_ = false;
  std::string waiting_;
};

}  // namespace earshot::front
