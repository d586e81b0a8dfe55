#include "app/line_writer.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <iostream>
#include <utility>

#include "earshot/front/face.h"

namespace earshot::app {
namespace {

// The faces leave lines out when kLinesWaitingMax wait; answers still come then. This is for those that do not look.
constexpr std::size_t kLinesMax = 2 * front::kLinesWaitingMax;

}  // namespace

LineWriter::LineWriter(int descriptor, std::function<void()> over)
    : descriptor_(descriptor),
      over_(std::move(over)),
      lines_(kLinesMax),
      giving_up_(::eventfd(0, EFD_CLOEXEC)),
      thread_([this] {
        while (const auto piece = lines_.next()) write(*piece);
      }) {}

int LineWriter::finish() {
  sync();
  lines_.close();
  if (thread_.joinable()) thread_.join();
  return error_;
}

LineWriter::~LineWriter() {
  finish();
  ::close(giving_up_);
  if (left_out_ > 0) std::cerr << "earshot: " << left_out_ << " lines were left out: nobody read them\n";
}

void LineWriter::give_up() {
  given_up_ = true;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(giving_up_, &one, sizeof one);
}

LineWriter::int_type LineWriter::overflow(int_type letter) {
  if (!traits_type::eq_int_type(letter, traits_type::eof())) begun_ += traits_type::to_char_type(letter);
  return traits_type::not_eof(letter);
}

std::streamsize LineWriter::xsputn(const char* text, std::streamsize size) {
  begun_.append(text, static_cast<std::size_t>(size));
  return size;
}

int LineWriter::sync() {
  auto piece = std::exchange(begun_, {});
  if (closed_) return -1;
  if (!piece.empty() && !lines_.add(std::move(piece))) ++left_out_;
  return 0;
}

// After the wait a pipe takes PIPE_BUF bytes without blocking. A file or a terminal always takes something.
void LineWriter::write(std::string_view piece) {
  while (!piece.empty() && !closed_ && may_write()) {
    const auto written = ::write(descriptor_, piece.data(), std::min<std::size_t>(piece.size(), PIPE_BUF));
    if (written > 0) piece.remove_prefix(static_cast<std::size_t>(written));
    if (written >= 0 || errno == EINTR || errno == EAGAIN) continue;
    if (errno != EPIPE) error_ = errno;
    closed_ = true;
    over_();
  }
}

bool LineWriter::may_write() const {
  std::array<pollfd, 2> ready{{{descriptor_, POLLOUT, 0}, {giving_up_, POLLIN, 0}}};
  ::poll(ready.data(), ready.size(), given_up_ ? 0 : -1);
  return ready[0].revents != 0 || !given_up_;
}

}  // namespace earshot::app
