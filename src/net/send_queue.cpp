#include "net/send_queue.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace earshot::net {
namespace {

using Family = Address::Family;

// Names the interface (and the source) of one datagram: a group datagram must leave by that one.
template <class Info>
void put_packet_info(msghdr& head, int level, int type, const Info& info) {
  head.msg_controllen = CMSG_SPACE(sizeof info);
  cmsghdr* const part = CMSG_FIRSTHDR(&head);
  part->cmsg_level = level;
  part->cmsg_type = type;
  part->cmsg_len = CMSG_LEN(sizeof info);
  std::memcpy(CMSG_DATA(part), &info, sizeof info);
}

}  // namespace

void SendQueue::push(Bytes datagram, const Destination& to, Counters& counters) {
  if (waiting_.size() >= kWaitingMax) {
    ++counters.send_queue_full;
    return;
  }
  waiting_.push_back({std::move(datagram), to});
}

void SendQueue::prepare(std::size_t slot, Waiting& waiting) {
  addresses_[slot] = to_system(waiting.to.to);
  pieces_[slot] = {waiting.datagram.data(), waiting.datagram.size()};
  messages_[slot] = {};
  msghdr& head = messages_[slot].msg_hdr;
  head.msg_name = &addresses_[slot].storage;
  head.msg_namelen = addresses_[slot].size;
  head.msg_iov = &pieces_[slot];
  head.msg_iovlen = 1;
  if (waiting.to.interface.value == 0) return;

  controls_[slot].bytes.fill(0);
  head.msg_control = controls_[slot].bytes.data();
  head.msg_controllen = controls_[slot].bytes.size();
  if (waiting.to.to.family == Family::v4) {
    in_pktinfo info{};
    info.ipi_ifindex = static_cast<int>(waiting.to.interface.value);
    if (waiting.to.source) info.ipi_spec_dst = v4_of(*waiting.to.source);
    put_packet_info(head, IPPROTO_IP, IP_PKTINFO, info);
  } else {
    in6_pktinfo info{};
    info.ipi6_ifindex = waiting.to.interface.value;
    put_packet_info(head, IPPROTO_IPV6, IPV6_PKTINFO, info);
  }
}

std::size_t SendQueue::prepare_batch() {
  const std::size_t count = std::min(waiting_.size(), kBatchMax);
  for (std::size_t slot = 0; slot < count; ++slot) prepare(slot, waiting_[slot]);
  return count;
}

bool SendQueue::flush(int socket, Counters& counters) {
  while (!waiting_.empty()) {
    const std::size_t count = prepare_batch();
    const int sent = ::sendmmsg(socket, messages_.data(), static_cast<unsigned>(count), MSG_DONTWAIT);
    if (sent < 0 && errno == EAGAIN) return false;
    if (sent < 0 && errno == EINTR) continue;
    // An error is reported only for the first datagram of a call, so that is the one to give up.
    const std::size_t done = sent < 0 ? 1 : static_cast<std::size_t>(sent);
    (sent < 0 ? counters.send_errors : counters.sent) += done;
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(done));
  }
  return true;
}

}  // namespace earshot::net
