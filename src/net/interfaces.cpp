#include "earshot/net/interfaces.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>

#include "net/judge.h"

namespace earshot::net {
namespace {

// Bridges of Docker ("br-" and twelve hex digits), libvirt, LXC, LXD, Podman, CNI, and the host adapters of VMware and
// VirtualBox. Told by name: to the kernel they are bridges like one that an office uses.
constexpr std::array kMadeForGuests{"docker*", "br-????????????", "virbr*",  "lxcbr*", "lxdbr*", "podman*",
                                    "cni*",    "vmnet*",          "vboxnet*"};

bool matches(const std::string& pattern, const std::string& name) {
  return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

template <class Patterns>
bool matches_any(const Patterns& patterns, const std::string& name) {
  return std::ranges::any_of(patterns, [&](const std::string& pattern) { return matches(pattern, name); });
}

NotUsed reason(const Link& link, const InterfaceRules& rules) {
  const Interface& it = link.interface;
  if (it.loopback != rules.loopback) return NotUsed::loopback;
  if (matches_any(rules.excluded, it.name)) return NotUsed::excluded;
  if (!rules.only.empty() && !matches_any(rules.only, it.name)) return NotUsed::not_named;
  if (rules.only.empty() && matches_any(kMadeForGuests, it.name)) return NotUsed::made_for_guests;
  if (link.part_of_another) return NotUsed::part_of_another;
  if (!link.up) return NotUsed::down;
  if (!link.running) return NotUsed::no_carrier;
  if (!it.loopback && !link.broadcast && !it.multicast) return NotUsed::one_to_one;
  if (it.addresses.empty()) return NotUsed::no_address;
  return NotUsed::used;
}

}  // namespace

Result<InterfaceRules, std::string> InterfaceRules::parse(std::span<const std::string> rules) {
  InterfaceRules result;
  for (const std::string& rule : rules) {
    const bool excludes = rule.starts_with('!');
    if (rule.size() == (excludes ? 1 : 0)) return Failure{rule};
    if (rule == "lo") {
      result.loopback = true;
    } else if (excludes) {
      result.excluded.push_back(rule.substr(1));
    } else {
      result.only.push_back(rule);
    }
  }
  if (result.loopback && rules.size() > 1) return Failure{std::string("lo")};
  return result;
}

std::vector<InterfaceFinding> judge(std::span<const Link> links, const InterfaceRules& rules) {
  std::vector<InterfaceFinding> findings;
  for (const Link& link : links) {
    InterfaceFinding finding;
    finding.interface = link.interface;
    // On this machine 127.255.255.255 reaches everybody; IPv6 would add addresses and nobody.
    if (link.interface.loopback) {
      std::erase_if(finding.interface.addresses,
                    [](const InterfaceAddress& own) { return own.address.family != Address::Family::v4; });
    }
    finding.reason = reason(link, rules);
    finding.is_virtual = !link.kind.empty();
    finding.is_vpn = link.point_to_point || link.kind == "wireguard";
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<InterfaceFinding> survey(const InterfaceRules& rules) { return judge(read_links(), rules); }

std::vector<Interface> usable(std::span<const InterfaceFinding> findings) {
  std::vector<Interface> result;
  for (const InterfaceFinding& finding : findings) {
    if (finding.usable()) result.push_back(finding.interface);
  }
  return result;
}

}  // namespace earshot::net
