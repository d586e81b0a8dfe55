#include "front/welcome.h"

#include <algorithm>

#include "earshot/base/address.h"
#include "earshot/text/text.h"
#include "front/phrases.h"
#include "front/tables.h"
#include "front/trust_words.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::size_t kExamples = 2;
// The unicast ports, for whoever looks after a firewall.
constexpr unsigned kLastPort = 47'490;

// "wlan0 192.168.1.255 and eth0 10.0.255.255": where greetings go.
std::string broadcasts_in_words(const NetworkView& network) {
  std::vector<std::string> places;
  for (const Interface& interface : network.interfaces) {
    for (const InterfaceAddress& own : interface.addresses) {
      if (const auto broadcast = subnet_broadcast(own))
        places.push_back(say("{1} {2}", {interface.name, ip_to_string(*broadcast)}));
    }
  }
  return list_of(places, places.size());
}

}  // namespace

std::vector<std::string> welcome_head(const About& about, const NetworkView& network) {
  std::vector<std::string> lines{say("earshot {1}   you are {2} (tag {3})   change with /nick NAME",
                                     {about.version, about.self.nick, about.self.tag})};
  const std::string where = interfaces_in_words(network);
  lines.push_back(where.empty() ? say("No network to talk on; waiting for one ...")
                                : say("Looking on {1} ...", {where}));
  return lines;
}

std::string welcome_row(const PeerView& peer) {
  const std::string trust = peer.trust == Trust::seen ? say("met before") : trust_word(peer);
  return "  " + padded(shown(peer.name), kNameColumns) + ' ' + padded(shown(peer.host), kNameColumns) + ' ' + trust;
}

std::vector<std::string> welcome_rest(const About& about, const std::vector<PeerView>& people) {
  std::vector<std::string> lines;
  if (about.is_private) {
    lines.push_back(say("You are in #lobby of the private network \"{1}\": everyone with its passphrase can read it,",
                        {*about.network}));
    lines.push_back(
        say("and whoever learns that later, too. Others here see only that computers talk, when and how much."));
  } else {
    lines.push_back(say("You are in #lobby: everyone on this network who runs earshot can read it."));
  }
  if (!people.empty()) {
    std::vector<std::string> examples;
    for (std::size_t i = 0; i < std::min(people.size(), kExamples); ++i)
      examples.push_back(say("/go {1}", {people[i].name}));
    lines.push_back(say("{1} for a private talk: encrypted, but names are not proven", {list_of(examples, kExamples)}));
    lines.push_back(say("until you compare codes: /verify {1}.", {people.front().name}));
  }
  lines.push_back(say("Type and press Enter. /help shows more, /quit leaves."));
  return lines;
}

std::vector<std::string> nobody_panel(const About& about, const event::Reply::Status& status) {
  const std::string where = broadcasts_in_words(status.network);
  std::vector<std::string> lines{say("No one else is here yet.")};
  lines.push_back(where.empty() ? say("  network   none: every interface is down or has no address")
                                : say("  greeted   {1}", {where}));
  if (status.other_networks > 0 && about.is_private) {
    lines.push_back(say_n("  answers   none; {n} node here is on another network, or has another passphrase",
                          "  answers   none; {n} nodes here are on another network, or have another passphrase",
                          status.other_networks));
  } else if (status.other_networks > 0) {
    lines.push_back(say_n("  answers   none; {n} node here is on another network",
                          "  answers   none; {n} nodes here are on another network", status.other_networks));
  } else {
    lines.push_back(say("  answers   none"));
  }
  if (about.is_private) {
    lines.push_back(say("To try: on another computer here, with the same passphrase:"));
    lines.push_back(say("                         earshot --network {1}", {*about.network}));
  } else {
    lines.push_back(say("To try: on another computer in the same network run    earshot"));
  }
  lines.push_back(say("Alone? See how it works: earshot demo"));
  lines.push_back(say("Greet one directly:      /add 192.168.1.7"));
  lines.push_back(say("                         its address is shown by: earshot id"));
  lines.push_back(say("Still nothing:           /doctor"));
  lines.push_back(say("Often the cause: guest Wi-Fi that keeps devices apart, a VPN,"));
  lines.push_back(
      say("or a firewall on the other computer (UDP {1}-{2}).", {status.network.discovery_port, kLastPort}));
  return lines;
}

}  // namespace earshot::front
