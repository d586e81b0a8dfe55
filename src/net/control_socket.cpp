#include "earshot/net/control_socket.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <deque>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include "earshot/net/line_input.h"
#include "net/fd.h"

namespace earshot::net {
namespace {

constexpr int kBacklog = 16;
constexpr Duration kAcceptAgain = std::chrono::seconds(1);  // the process is out of descriptors

std::system_error trouble(const std::string& tried) { return {errno, std::system_category(), tried}; }

// None: longer than the system can take. Never an abstract address, which has no owner: a path is never empty and holds
// no zero.
std::optional<sockaddr_un> address_of(const std::filesystem::path& path) {
  const std::string& text = path.native();
  if (text.empty() || text.size() > kSocketPathBytesMax || text.find('\0') != std::string::npos) return std::nullopt;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, text.data(), text.size());
  return address;
}

const sockaddr* generic(const sockaddr_un& address) { return reinterpret_cast<const sockaddr*>(&address); }

Fd make_socket() { return Fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)); }

bool is_same_user(int descriptor) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}

// Others must not even reach the socket.
void make_private(const std::filesystem::path& folder) {
  struct stat status {};
  if (::lstat(folder.c_str(), &status) != 0) throw trouble("look at " + folder.string());
  if (!S_ISDIR(status.st_mode) || status.st_uid != ::geteuid())
    throw std::runtime_error(folder.string() + " is not a folder of this user");
  if ((status.st_mode & 077) != 0 && ::chmod(folder.c_str(), 0700) != 0) throw trouble("close " + folder.string());
}

void remove_stale(const std::filesystem::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return;
  if (!S_ISSOCK(status.st_mode)) throw std::runtime_error(path.string() + " is in the way: it is no socket");
  if (::unlink(path.c_str()) != 0) throw trouble("remove " + path.string());
}

}  // namespace

// --- connection

struct LineConnection::Parts : std::enable_shared_from_this<Parts> {
  Loop& loop;
  Fd reading;
  Fd writing;  // the same socket: each has a watch of its own
  Callbacks callbacks;
  std::optional<LineInput> input;
  std::optional<Watch> room;
  std::deque<std::string> waiting;  // with their newlines
  std::size_t gone = 0;             // bytes of the first
  std::size_t bytes = 0;            // of all, less those
  bool waits_for_room = false, ends_after_all = false, is_closed = false;

  Parts(Loop& l, int descriptor, Callbacks c)
      : loop(l), reading(descriptor), writing(::fcntl(descriptor, F_DUPFD_CLOEXEC, 0)), callbacks(std::move(c)) {}

  void start() {
    if (!writing) return close();  // the process is out of descriptors
    room.emplace(loop, writing.get(), nullptr);
    input.emplace(
        loop, reading.get(),
        [this](std::string_view line) {
          if (!is_closed) callbacks.line(line);
        },
        [this] { take_end(); });
  }

  // Somebody who has only finished writing still gets answers; somebody who has gone does not.
  void take_end() {
    if (is_closed) return;
    pollfd look{reading.get(), 0, 0};
    if (::poll(&look, 1, 0) > 0 && (look.revents & (POLLHUP | POLLERR)) != 0) return close();
    callbacks.end();
  }

  void write(std::string_view line) {
    if (is_closed || ends_after_all) return;
    if (bytes + line.size() >= kBytesWaitingMax) return close();
    waiting.emplace_back(line).push_back('\n');
    bytes += waiting.back().size();
    if (!waits_for_room) flush();
  }

  void flush() {
    while (!waiting.empty()) {
      const std::string& line = waiting.front();
      const ssize_t sent = ::send(writing.get(), line.data() + gone, line.size() - gone, MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent < 0) return errno == EAGAIN ? wait_for_room() : close();
      gone += static_cast<std::size_t>(sent);
      bytes -= static_cast<std::size_t>(sent);
      if (gone < line.size()) continue;
      waiting.pop_front();
      gone = 0;
    }
    if (ends_after_all) close();
  }

  void wait_for_room() {
    waits_for_room = true;
    room->when_writable([still = weak_from_this()] {
      const auto self = still.lock();
      if (!self || self->is_closed) return;
      self->waits_for_room = false;
      self->flush();
      if (!self->is_closed) self->callbacks.taken();
    });
  }

  void close() {
    if (std::exchange(is_closed, true)) return;
    waiting.clear();
    bytes = 0;
    ::shutdown(reading.get(), SHUT_RDWR);
    loop.post([still = weak_from_this()] {
      if (const auto self = still.lock()) self->callbacks.closed();
    });
  }
};

LineConnection::LineConnection(Loop& loop, int descriptor, Callbacks callbacks)
    : parts_(std::make_shared<Parts>(loop, descriptor, std::move(callbacks))) {
  parts_->start();
}
LineConnection::~LineConnection() { parts_->is_closed = true; }

void LineConnection::write(std::string_view line) { parts_->write(line); }
std::size_t LineConnection::lines_waiting() const { return parts_->waiting.size(); }
std::size_t LineConnection::bytes_waiting() const { return parts_->bytes; }
void LineConnection::pause() {
  if (parts_->input) parts_->input->pause();
}
void LineConnection::resume() {
  if (parts_->input && !parts_->is_closed) parts_->input->resume();
}
void LineConnection::close_after_all() {
  parts_->ends_after_all = true;
  if (parts_->waiting.empty()) parts_->close();
}

// --- listening

struct ControlSocket::Parts {
  std::filesystem::path path;
  std::function<void(int)> arrived;
  Fd socket;
  std::optional<Watch> watch;
  Timer again;
  Loop& loop;

  Parts(Loop& l, const std::filesystem::path& p, std::function<void(int)> a)
      : path(p), arrived(std::move(a)), again(l, [this] { listen(); }), loop(l) {
    const auto address = address_of(path);
    if (!address)
      throw std::runtime_error("the path of the control socket is longer than " + std::to_string(kSocketPathBytesMax) +
                               " bytes: " + path.string());
    make_private(path.parent_path());
    remove_stale(path);
    socket = make_socket();
    if (!socket) throw trouble("make a socket");
    // Made for its owner alone: to change its mode afterwards would leave a moment for others.
    const mode_t before = ::umask(077);
    const int bound = ::bind(socket.get(), generic(*address), sizeof *address);
    ::umask(before);
    if (bound != 0) throw trouble("make " + path.string());
    if (::listen(socket.get(), kBacklog) != 0) throw trouble("listen at " + path.string());
    listen();
  }
  ~Parts() { ::unlink(path.c_str()); }

  void listen() {
    watch.emplace(loop, socket.get(), [this] { accept(); });
  }

  void accept() {
    Fd connection(::accept4(socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!connection) {
      if (errno != EMFILE && errno != ENFILE && errno != ENOBUFS && errno != ENOMEM) return;
      watch.reset();
      return again.arm(kAcceptAgain);
    }
    if (is_same_user(connection.get())) arrived(connection.release());
  }
};

ControlSocket::ControlSocket(Loop& loop, const std::filesystem::path& path, std::function<void(int)> arrived)
    : parts_(std::make_unique<Parts>(loop, path, std::move(arrived))) {}
ControlSocket::~ControlSocket() = default;

int connect_to_control_socket(const std::filesystem::path& path) {
  const auto address = address_of(path);
  if (!address) return -1;
  Fd socket = make_socket();
  if (!socket || ::connect(socket.get(), generic(*address), sizeof *address) != 0 || !is_same_user(socket.get()))
    return -1;
  return socket.release();
}

}  // namespace earshot::net
