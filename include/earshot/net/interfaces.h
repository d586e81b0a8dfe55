// Which network interfaces this machine has, which of them the node uses, and why not the others. A look at one
// moment; that things changed is noticed by the runner.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "earshot/base/address.h"
#include "earshot/base/result.h"

namespace earshot::net {

// What --iface says. No rule: every usable interface, except those that container and virtual machine software makes
// (docker0, virbr0 …), where people are not; naming one insists.
struct InterfaceRules {
  std::vector<std::string> only;      // patterns with * and ?; empty: any
  std::vector<std::string> excluded;  // likewise
  bool loopback = false;              // "lo": stay on this machine, excludes everything else

  // "wlan0", "!docker*", "lo". The reason of a failure is the rule that is wrong: empty, or "lo" beside others.
  static Result<InterfaceRules, std::string> parse(std::span<const std::string> rules);
};

enum class NotUsed : std::uint8_t {
  used,
  loopback,         // without "lo"; or everything else with it
  excluded,         // by a rule
  not_named,        // others are
  made_for_guests,  // of containers or virtual machines, and not named
  part_of_another,  // port of a bridge or bond, which is looked at itself
  down,
  no_carrier,  // up, but no cable or no Wi-Fi network
  one_to_one,  // neither broadcast nor multicast
  no_address,
};

struct InterfaceFinding {
  Interface interface;
  NotUsed reason = NotUsed::used;
  bool is_virtual = false;
  bool is_vpn = false;
  bool usable() const { return reason == NotUsed::used; }
};

// All interfaces, by index. Throws std::system_error when the kernel does not answer.
std::vector<InterfaceFinding> survey(const InterfaceRules& rules);
std::vector<Interface> usable(std::span<const InterfaceFinding> findings);

}  // namespace earshot::net
