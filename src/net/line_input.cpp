#include "earshot/net/line_input.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace earshot::net {

LineInput::LineInput(Loop& loop, int descriptor, std::function<void(std::string_view)> line, std::function<void()> end)
    : loop_(loop), descriptor_(descriptor), line_(std::move(line)), end_(std::move(end)) {
  resume();
}

void LineInput::pause() { watch_.reset(); }

void LineInput::resume() {
  if (!watch_ && !ended_) watch_ = std::make_unique<Watch>(loop_, descriptor_, [this] { read_some(); });
}

// One read a turn, so that a long file starves nobody. It cannot block: the watch said that there is something.
void LineInput::read_some() {
  std::array<char, 65'536> buffer;
  const ssize_t count = ::read(descriptor_, buffer.data(), buffer.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count <= 0) return finish();

  std::string_view rest(buffer.data(), static_cast<std::size_t>(count));
  for (auto newline = rest.find('\n'); newline != std::string_view::npos; newline = rest.find('\n')) {
    take(rest.substr(0, newline));
    finish_line();
    rest.remove_prefix(newline + 1);
  }
  take(rest);
}

void LineInput::take(std::string_view piece) {
  begun_.append(piece.substr(0, std::min(piece.size(), kLineBytesMax - begun_.size())));
}

void LineInput::finish_line() {
  const std::string line = std::exchange(begun_, {});
  line_(line);
}

void LineInput::finish() {
  ended_ = true;
  watch_.reset();
  if (!begun_.empty()) finish_line();
  end_();
}

}  // namespace earshot::net
