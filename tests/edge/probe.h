// A plain UDP socket, as any other program has one: the other side of the tests.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cstring>
#include <optional>
#include <string>

#include "earshot/base/address.h"
#include "net/fd.h"
#include "net/system_address.h"

namespace earshot {

class Probe {
 public:
  explicit Probe(const std::string& own = "0.0.0.0:0", bool reuse = false) {
    const Address address = *parse_address(own, 0);
    const int family = address.family == Address::Family::v4 ? AF_INET : AF_INET6;
    socket_ = net::Fd(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const int on = 1;
    if (family == AF_INET6) ::setsockopt(socket_.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (reuse) ::setsockopt(socket_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
    const auto system = net::to_system(address);
    bound_ = ::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&system.storage), system.size) == 0;
  }

  bool bound() const { return bound_; }

  bool send(const std::string& to, const std::string& bytes) const {
    const auto system = net::to_system(*parse_address(to, 0));
    const auto* address = reinterpret_cast<const sockaddr*>(&system.storage);
    return ::sendto(socket_.get(), bytes.data(), bytes.size(), 0, address, system.size) ==
           static_cast<ssize_t>(bytes.size());
  }

  // The next datagram, or none within a second.
  std::optional<std::string> receive() const {
    pollfd readable{.fd = socket_.get(), .events = POLLIN, .revents = 0};
    if (::poll(&readable, 1, 1'000) != 1) return std::nullopt;
    std::string buffer(65'536, '\0');
    const ssize_t count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (count < 0) return std::nullopt;
    buffer.resize(static_cast<std::size_t>(count));
    return buffer;
  }

 private:
  net::Fd socket_;
  bool bound_ = false;
};

}  // namespace earshot
