// Lines from a descriptor: standard input of the faces, whatever it is (terminal, pipe, file, /dev/null). The
// descriptor is not switched to non-blocking, which the shell and everybody else who shares it would notice.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "earshot/net/loop.h"

namespace earshot::net {

class LineInput {
 public:
  // 64 KiB of text as a JSON line, with every byte escaped ("\u0001"), stays below half of it. Of a longer line only
  // this much is handed on: it is refused as too long, or as no JSON, by whoever reads it.
  static constexpr std::size_t kLineBytesMax = 1'048'576;

  // `line` comes without its newline; a last line need not have one. `end` is called once, after the last line.
  LineInput(Loop& loop, int descriptor, std::function<void(std::string_view)> line, std::function<void()> end);

  // While paused nothing is read. The lines of what was read before still come: up to 64 KiB of them.
  void pause();
  void resume();

 private:
  void read_some();
  void take(std::string_view piece);
  void finish_line();
  void finish();

  Loop& loop_;
  int descriptor_;
  std::function<void(std::string_view)> line_;
  std::function<void()> end_;
  std::string begun_;  // of the line whose newline has not come yet
  bool ended_ = false;
  std::unique_ptr<Watch> watch_;  // none: paused, or ended
};

}  // namespace earshot::net
