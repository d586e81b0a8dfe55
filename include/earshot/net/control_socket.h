// The control socket of a profile: a Unix socket by which further processes of the same user attach to the node that
// runs. Lines go both ways; what they say is not known here. Nobody can block anybody: what the other side does not
// take waits here, up to a limit.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

#include "earshot/net/loop.h"

namespace earshot::net {

// Of a path, its final zero not counted: what fits into sockaddr_un.
constexpr std::size_t kSocketPathBytesMax = 107;

// One end of a connection.
class LineConnection {
 public:
  // Bytes that may wait for the other side; whoever is further behind than this is cut off.
  static constexpr std::size_t kBytesWaitingMax = std::size_t{64} * 1024 * 1024;

  struct Callbacks {
    std::function<void(std::string_view)> line;  // without its newline
    std::function<void()> end;                   // the other side sends no more; perhaps it still reads
    std::function<void()> closed;                // nothing goes either way any more. Once; never out of write()
    std::function<void()> taken;                 // some of what waited has gone
  };

  // Takes the descriptor over. Only `closed` may destroy the connection.
  LineConnection(Loop& loop, int descriptor, Callbacks callbacks);
  ~LineConnection();  // what still waits is lost
  LineConnection(const LineConnection&) = delete;
  LineConnection& operator=(const LineConnection&) = delete;

  void write(std::string_view line);  // without a newline
  std::size_t lines_waiting() const;
  std::size_t bytes_waiting() const;
  // While paused nothing is read, so that the other side has to wait.
  void pause();
  void resume();
  // Closes when everything that waits has gone.
  void close_after_all();

 private:
  struct Parts;
  std::shared_ptr<Parts> parts_;
};

// Listens while it lives. Throws std::system_error or std::runtime_error with the path.
class ControlSocket {
 public:
  // The profile's lock must be held: a socket that lies there is taken for one that a dead process left. The folder is
  // made private (0700) if it is not. `arrived` gets the descriptor of each connection, its own from then on; those of
  // other users are closed unheard.
  ControlSocket(Loop& loop, const std::filesystem::path& path, std::function<void(int descriptor)> arrived);
  ~ControlSocket();  // removes the socket
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// The descriptor of a connection to whoever listens there; -1: nobody does. Never waits.
int connect_to_control_socket(const std::filesystem::path& path);

}  // namespace earshot::net
