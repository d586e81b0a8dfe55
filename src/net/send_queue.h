// Datagrams on their way out of one socket: gathered during a turn, sent with few system calls, kept for a while when
// the socket is full. Errors are weather: counted, and the next datagram goes on. Nobody is told whether one arrived.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <deque>

#include "earshot/base/types.h"
#include "earshot/net/counters.h"
#include "net/groups.h"
#include "net/system_address.h"

namespace earshot::net {

class SendQueue {
 public:
  // A screenful of full datagrams, some 20 ms at 1 Gbit/s of small ones. What comes on top is dropped: it would be
  // older than the retransmission that follows it.
  static constexpr std::size_t kWaitingMax = 1'024;

  void push(Bytes datagram, const Destination& to, Counters& counters);
  // Whether all is gone; else something waits for the socket to become writable.
  [[nodiscard]] bool flush(int socket, Counters& counters);

 private:
  struct Waiting {
    Bytes datagram;
    Destination to;
  };
  union Control {
    cmsghdr align;
    std::array<char, CMSG_SPACE(sizeof(in6_pktinfo))> bytes;
  };
  static constexpr std::size_t kBatchMax = 64;
  std::size_t prepare_batch();
  void prepare(std::size_t slot, Waiting& waiting);

  std::deque<Waiting> waiting_;
  std::array<SystemAddress, kBatchMax> addresses_;
  std::array<Control, kBatchMax> controls_;
  std::array<iovec, kBatchMax> pieces_;
  std::array<mmsghdr, kBatchMax> messages_;
};

}  // namespace earshot::net
