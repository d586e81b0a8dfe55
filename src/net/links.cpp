#include "net/links.h"

#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <functional>
#include <map>
#include <string_view>
#include <system_error>

namespace earshot::net {
namespace {

// The kernel asks for at least 8 KiB and makes its packets up to 32 KiB long.
constexpr std::size_t kPacketBytes = 32'768;
// Bounds the loops below. Thousands of interfaces with tens of messages each stay far under it.
constexpr int kPacketsMax = 10'000;

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::system_category(), what); }

Fd open_netlink(std::uint32_t groups) {
  Fd descriptor(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
  if (!descriptor) fail("netlink socket");
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = groups;
  if (::bind(descriptor.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("netlink bind");
  return descriptor;
}

// Attributes follow the fixed part of a message; each is a small header and a payload.
using Attributes = std::map<int, std::string_view>;

Attributes attributes(const char* data, std::size_t size) {
  Attributes result;
  while (size >= sizeof(rtattr)) {
    rtattr head;
    std::memcpy(&head, data, sizeof head);
    if (head.rta_len < sizeof head || head.rta_len > size) break;
    result[head.rta_type & NLA_TYPE_MASK] = {data + RTA_LENGTH(0), head.rta_len - RTA_LENGTH(0)};
    const std::size_t step = std::min<std::size_t>(RTA_ALIGN(head.rta_len), size);
    data += step;
    size -= step;
  }
  return result;
}

std::string_view text_of(const Attributes& all, int type) {
  const auto found = all.find(type);
  if (found == all.end()) return {};
  return found->second.substr(0, found->second.find('\0'));
}

using OnMessage = std::function<void(const nlmsghdr&, const char* payload, std::size_t size)>;

// Asks for a whole table and hands over its messages.
void dump(std::uint16_t type, const OnMessage& on_message) {
  struct {
    nlmsghdr head;
    rtgenmsg body;
  } request{};
  request.head.nlmsg_len = sizeof request;
  request.head.nlmsg_type = type;
  request.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  request.body.rtgen_family = AF_UNSPEC;

  const Fd descriptor = open_netlink(0);
  if (::send(descriptor.get(), &request, sizeof request, 0) < 0) fail("netlink request");
  alignas(nlmsghdr) std::array<char, kPacketBytes> packet;
  for (int i = 0; i < kPacketsMax; ++i) {
    const ssize_t count = ::recv(descriptor.get(), packet.data(), packet.size(), 0);  // the answer is there already
    if (count < 0) fail("netlink answer");
    auto left = static_cast<std::uint32_t>(count);
    for (auto* message = reinterpret_cast<const nlmsghdr*>(packet.data()); NLMSG_OK(message, left);
         message = NLMSG_NEXT(message, left)) {
      if (message->nlmsg_type == NLMSG_DONE) return;
      if (message->nlmsg_type == NLMSG_ERROR) throw std::system_error(EIO, std::system_category(), "netlink answer");
      on_message(*message, reinterpret_cast<const char*>(NLMSG_DATA(message)), message->nlmsg_len - NLMSG_HDRLEN);
    }
  }
}

Link link_from(const char* payload, std::size_t size) {
  ifinfomsg info;
  std::memcpy(&info, payload, sizeof info);
  const Attributes all = attributes(payload + NLMSG_ALIGN(sizeof info), size - NLMSG_ALIGN(sizeof info));
  const auto flag = [&](unsigned bit) { return (info.ifi_flags & bit) != 0; };

  Link link;
  link.interface.index = {static_cast<std::uint32_t>(info.ifi_index)};
  link.interface.name = text_of(all, IFLA_IFNAME);
  link.interface.multicast = flag(IFF_MULTICAST);
  link.interface.loopback = flag(IFF_LOOPBACK);
  link.up = flag(IFF_UP);
  link.running = flag(IFF_RUNNING);
  link.broadcast = flag(IFF_BROADCAST);
  link.point_to_point = flag(IFF_POINTOPOINT);
  if (const auto nested = all.find(IFLA_LINKINFO); nested != all.end()) {
    const Attributes kinds = attributes(nested->second.data(), nested->second.size());
    link.kind = text_of(kinds, IFLA_INFO_KIND);
    // A VRF is a routing table: its members keep their own addresses and are heard as themselves.
    link.part_of_another = all.contains(IFLA_MASTER) && text_of(kinds, IFLA_INFO_SLAVE_KIND) != "vrf";
  }
  return link;
}

// Not yet usable (tested for doubles), or found to be a double.
bool is_usable(std::uint32_t flags) {
  if (flags & IFA_F_DADFAILED) return false;
  return !(flags & IFA_F_TENTATIVE) || (flags & IFA_F_OPTIMISTIC);
}

void add_address(std::map<std::uint32_t, Link>& links, const char* payload, std::size_t size) {
  ifaddrmsg info;
  std::memcpy(&info, payload, sizeof info);
  const Attributes all = attributes(payload + NLMSG_ALIGN(sizeof info), size - NLMSG_ALIGN(sizeof info));

  std::uint32_t flags = info.ifa_flags;
  if (const auto wide = all.find(IFA_FLAGS); wide != all.end() && wide->second.size() == sizeof flags) {
    std::memcpy(&flags, wide->second.data(), sizeof flags);
  }
  const auto link = links.find(info.ifa_index);
  // On a link between two, IFA_ADDRESS is the other end.
  auto own = all.find(IFA_LOCAL);
  if (own == all.end()) own = all.find(IFA_ADDRESS);
  if (link == links.end() || own == all.end() || !is_usable(flags)) return;

  InterfaceAddress found;
  found.prefix_bits = info.ifa_prefixlen;
  found.address.family = info.ifa_family == AF_INET ? Address::Family::v4 : Address::Family::v6;
  const std::size_t length = info.ifa_family == AF_INET ? 4 : 16;
  if (own->second.size() != length) return;
  std::memcpy(found.address.ip.data(), own->second.data(), length);
  if (is_link_local_v6(found.address)) found.address.scope = info.ifa_index;
  link->second.interface.addresses.push_back(found);
}

}  // namespace

std::vector<Link> read_links() {
  std::map<std::uint32_t, Link> links;
  dump(RTM_GETLINK, [&](const nlmsghdr& head, const char* payload, std::size_t size) {
    if (head.nlmsg_type != RTM_NEWLINK || size < NLMSG_ALIGN(sizeof(ifinfomsg))) return;
    Link link = link_from(payload, size);
    links.insert_or_assign(link.interface.index.value, std::move(link));
  });
  dump(RTM_GETADDR, [&](const nlmsghdr& head, const char* payload, std::size_t size) {
    if (head.nlmsg_type != RTM_NEWADDR || size < NLMSG_ALIGN(sizeof(ifaddrmsg))) return;
    add_address(links, payload, size);
  });

  std::vector<Link> result;
  for (auto& [index, link] : links) {
    std::ranges::sort(link.interface.addresses);  // the kernel's order says nothing; equal sets must compare equal
    result.push_back(std::move(link));
  }
  return result;
}

Fd open_change_notices() { return open_netlink(RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR); }

void discard_change_notices(int descriptor) {
  std::array<char, kPacketBytes> packet;
  // Any error, also "notices were lost", leads to the same: look again.
  for (int i = 0; i<kPacketsMax&& ::recv(descriptor, packet.data(), packet.size(), 0)> 0; ++i) continue;
}

}  // namespace earshot::net
