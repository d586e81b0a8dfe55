#include "app/checks.h"

#include <fstream>
#include <string>

namespace earshot::app {
namespace {

using Status = event::Check::Status;

event::Check check(Status status, std::string name, std::string detail, std::string fix = {}) {
  event::Check check;
  check.status = status;
  check.name = std::move(name);
  check.detail = std::move(detail);
  check.fix = std::move(fix);
  return check;
}

std::string why_not(const net::InterfaceFinding& finding) {
  const auto& name = finding.interface.name;
  switch (finding.reason) {
    case net::NotUsed::used:
      return name + " is usable";
    case net::NotUsed::loopback:
      return name + " is this machine alone";
    case net::NotUsed::excluded:
      return name + " is excluded by --iface";
    case net::NotUsed::not_named:
      return name + " is not named by --iface";
    case net::NotUsed::made_for_guests:
      return name + " is for containers (--iface " + name + " insists)";
    case net::NotUsed::part_of_another:
      return name + " is part of another one";
    case net::NotUsed::down:
      return name + " is down";
    case net::NotUsed::no_carrier:
      return name + " has no cable or no Wi-Fi network";
    case net::NotUsed::one_to_one:
      return name + " can neither broadcast nor multicast";
    case net::NotUsed::no_address:
      return name + " has no address";
  }
  return name;
}

std::string listed(const std::vector<net::InterfaceFinding>& findings) {
  std::string list;
  for (const auto& finding : findings)
    if (!finding.usable() && finding.reason != net::NotUsed::loopback)
      list += (list.empty() ? "" : ", ") + why_not(finding);
  return list.empty() ? "there is no network interface" : list;
}

// ufw's own settings may be read by everybody, those of the kernel's filter only by root.
event::Check check_firewall() {
  std::ifstream settings("/etc/ufw/ufw.conf");
  for (std::string line; std::getline(settings, line);)
    if (line == "ENABLED=yes")
      return check(Status::warn, "firewall", "ufw is on",
                   "if others do not see you: sudo ufw allow 47474:47490/udp; sudo ufw allow 47475:47490/tcp");
  return check(Status::skip, "firewall", "no ufw; other rules can be seen by root only", "try: sudo nft list ruleset");
}

}  // namespace

std::vector<event::Check> local_checks(const net::InterfaceRules& rules) {
  std::vector<event::Check> checks;
  checks.push_back(check(Status::ok, "identity", "its file is private and can be read"));
  const auto findings = net::survey(rules);
  for (const auto& finding : findings) {
    if (finding.usable()) checks.push_back(check(Status::ok, "interface", why_not(finding)));
    if (finding.is_vpn)
      checks.push_back(check(Status::warn, "interface",
                             finding.interface.name + " is a VPN and may hide the local network",
                             "turn the VPN off and run this again"));
  }
  if (net::usable(findings).empty())
    checks.push_back(check(Status::fail, "interface", listed(findings), "connect a cable or Wi-Fi"));
  checks.push_back(check_firewall());
  return checks;
}

event::Check check_of(const front::Trouble& trouble) {
  return check(Status::fail, "network", trouble.message, trouble.hint);
}

front::Trouble in_words(const net::StartError& error) {
  if (error.code == ErrorCode::no_interface)
    return {error.code, "No network to talk on: " + listed(error.interfaces) + ".", {}, std::nullopt};
  const auto port = std::to_string(error.port);
  const auto who = error.holder ? " (pid " + std::to_string(error.holder->pid) + ", \"" + error.holder->program + "\")"
                                : std::string();
  return {error.code, "UDP port " + port + " is held by another program" + who + " that does not share it.",
          "Stop it, or use --port 47500 here and on every other machine.", std::nullopt};
}

}  // namespace earshot::app
