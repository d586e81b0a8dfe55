// Reads many datagrams with one system call, each with where it came in and what it was addressed to. Buffers only.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "earshot/base/address.h"
#include "earshot/base/types.h"
#include "earshot/wire/limits.h"

namespace earshot::net {

struct Arrival {
  BytesView bytes;   // good until the next read
  bool cut = false;  // it was longer than the protocol allows
  Address source;
  Address destination;
  InterfaceIndex interface;
};

class BatchReceive {
 public:
  static constexpr std::size_t kBatchMax = 64;

  // What is there, at most a batch. Less than a batch: the socket is empty. None: an error, errno says which.
  std::optional<std::span<const Arrival>> read(int socket);

 private:
  union Control {
    cmsghdr align;
    std::array<char, CMSG_SPACE(sizeof(in6_pktinfo))> bytes;
  };
  void prepare(std::size_t slot);
  std::optional<Arrival> arrival(std::size_t slot);

  std::array<std::array<char, wire::kDatagramBytesAccepted>, kBatchMax> buffers_;
  std::array<sockaddr_storage, kBatchMax> sources_;
  std::array<Control, kBatchMax> controls_;
  std::array<iovec, kBatchMax> pieces_;
  std::array<mmsghdr, kBatchMax> messages_;
  std::array<Arrival, kBatchMax> arrivals_;
};

}  // namespace earshot::net
