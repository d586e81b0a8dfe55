#include "net/batch_receive.h"

#include <cerrno>
#include <cstring>

#include "net/system_address.h"

namespace earshot::net {

void BatchReceive::prepare(std::size_t slot) {
  pieces_[slot] = {buffers_[slot].data(), wire::kDatagramBytesAccepted};
  messages_[slot] = {};
  msghdr& head = messages_[slot].msg_hdr;
  head.msg_name = &sources_[slot];
  head.msg_namelen = sizeof(sockaddr_storage);
  head.msg_iov = &pieces_[slot];
  head.msg_iovlen = 1;
  head.msg_control = controls_[slot].bytes.data();
  head.msg_controllen = controls_[slot].bytes.size();
}

std::optional<Arrival> BatchReceive::arrival(std::size_t slot) {
  const auto source = from_system(sources_[slot]);
  if (!source) return std::nullopt;
  Arrival result;
  result.bytes = {buffers_[slot].data(), messages_[slot].msg_len};
  result.cut = (messages_[slot].msg_hdr.msg_flags & MSG_TRUNC) != 0;
  result.source = *source;
  msghdr& head = messages_[slot].msg_hdr;
  for (cmsghdr* part = CMSG_FIRSTHDR(&head); part; part = CMSG_NXTHDR(&head, part)) {
    if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_PKTINFO) {
      in_pktinfo info;
      std::memcpy(&info, CMSG_DATA(part), sizeof info);
      result.destination = from_v4(info.ipi_addr);  // ipi_spec_dst would be an own address, even for a broadcast
      result.interface = {static_cast<std::uint32_t>(info.ipi_ifindex)};
    } else if (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_PKTINFO) {
      in6_pktinfo info;
      std::memcpy(&info, CMSG_DATA(part), sizeof info);
      result.destination = from_v6(info.ipi6_addr);
      result.interface = {info.ipi6_ifindex};
    }
  }
  return result;
}

std::optional<std::span<const Arrival>> BatchReceive::read(int socket) {
  for (std::size_t slot = 0; slot < kBatchMax; ++slot) prepare(slot);
  const int count = ::recvmmsg(socket, messages_.data(), kBatchMax, MSG_DONTWAIT, nullptr);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return std::span<const Arrival>{};
  if (count < 0) return std::nullopt;
  std::size_t kept = 0;
  for (std::size_t slot = 0; slot < static_cast<std::size_t>(count); ++slot) {
    if (const auto it = arrival(slot)) arrivals_[kept++] = *it;
  }
  return std::span<const Arrival>(arrivals_).first(kept);
}

}  // namespace earshot::net
