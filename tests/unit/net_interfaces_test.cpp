#include "earshot/net/interfaces.h"

#include <gtest/gtest.h>

#include <map>

#include "net/judge.h"

namespace earshot::net {
namespace {

Link link(std::uint32_t index, const std::string& name, const std::string& address = "10.77.1.1") {
  Link result;
  result.interface.index = {index};
  result.interface.name = name;
  result.interface.multicast = true;
  if (!address.empty()) result.interface.addresses = {{*parse_address(address, 0), 24}};
  result.up = result.running = result.broadcast = true;
  return result;
}

InterfaceRules rules(std::vector<std::string> words) {
  const auto parsed = InterfaceRules::parse(words);
  EXPECT_TRUE(parsed) << testing::PrintToString(words);
  return *parsed;
}

// A laptop in an office, with what piles up on laptops.
std::vector<Link> laptop() {
  Link lo = link(1, "lo", "127.0.0.1");
  lo.interface.loopback = true;
  lo.interface.multicast = lo.broadcast = false;
  lo.interface.addresses.push_back({*parse_address("::1", 0), 128});
  Link eth0 = link(2, "eth0");
  eth0.running = false;
  Link docker0 = link(4, "docker0", "172.17.0.1");
  docker0.kind = "bridge";
  Link veth = link(5, "veth12", "fe80::1%5");
  veth.kind = "veth";
  veth.part_of_another = true;
  Link tun0 = link(6, "tun0", "10.8.0.2");
  tun0.kind = "tun";
  tun0.point_to_point = true;
  tun0.broadcast = false;
  Link wg0 = link(7, "wg0", "10.9.0.2");
  wg0.kind = "wireguard";
  wg0.broadcast = wg0.interface.multicast = false;
  Link eth1 = link(8, "eth1");
  eth1.up = eth1.running = false;
  return {lo, eth0, link(3, "wlan0"), docker0, veth, tun0, wg0, eth1, link(9, "usb0", "")};
}

std::map<std::string, NotUsed> reasons(const std::vector<std::string>& words) {
  std::map<std::string, NotUsed> result;
  for (const auto& finding : judge(laptop(), rules(words))) result[finding.interface.name] = finding.reason;
  return result;
}

std::vector<std::string> used(const std::vector<std::string>& words) {
  std::vector<std::string> names;
  for (const auto& interface : usable(judge(laptop(), rules(words)))) names.push_back(interface.name);
  return names;
}

using Names = std::vector<std::string>;

TEST(Interfaces, WithoutRulesWhateverCanReachSomebody) { EXPECT_EQ(used({}), (Names{"wlan0", "tun0"})); }

TEST(Interfaces, EachUnusedOneHasItsReason) {
  auto found = reasons({});
  EXPECT_EQ(found["lo"], NotUsed::loopback);
  EXPECT_EQ(found["eth0"], NotUsed::no_carrier);
  EXPECT_EQ(found["docker0"], NotUsed::made_for_guests);
  EXPECT_EQ(found["veth12"], NotUsed::part_of_another);
  EXPECT_EQ(found["wg0"], NotUsed::one_to_one);
  EXPECT_EQ(found["eth1"], NotUsed::down);
  EXPECT_EQ(found["usb0"], NotUsed::no_address);
}

TEST(Interfaces, NamingOneLeavesTheOthersOut) {
  EXPECT_EQ(used({"wlan0"}), (Names{"wlan0"}));
  EXPECT_EQ(reasons({"wlan0"})["tun0"], NotUsed::not_named);
}

TEST(Interfaces, NamingABridgeOfContainersInsistsOnIt) { EXPECT_EQ(used({"docker0"}), (Names{"docker0"})); }

TEST(Interfaces, AnExcludedOneIsLeftOutAndTheRestStays) {
  EXPECT_EQ(used({"!tun*"}), (Names{"wlan0"}));
  EXPECT_EQ(reasons({"!tun*"})["tun0"], NotUsed::excluded);
  EXPECT_EQ(used({"*0", "!t?n0"}), (Names{"wlan0", "docker0"}));
}

TEST(Interfaces, LoopbackModeUsesNothingElseAndOnlyIpv4) {
  ASSERT_EQ(used({"lo"}), (Names{"lo"}));
  const auto interfaces = usable(judge(laptop(), rules({"lo"})));
  ASSERT_EQ(interfaces[0].addresses.size(), 1U);
  EXPECT_EQ(interfaces[0].addresses[0].address, *parse_address("127.0.0.1", 0));
}

TEST(Interfaces, LoopbackExcludesEveryOtherRule) {
  for (const Names& words : {Names{"lo", "eth0"}, Names{"!docker*", "lo"}}) {
    const auto parsed = InterfaceRules::parse(words);
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.reason(), "lo");
  }
}

TEST(Interfaces, AnEmptyRuleIsWrong) {
  for (const char* word : {"", "!"}) {
    const auto parsed = InterfaceRules::parse(Names{word});
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.reason(), word);
  }
}

TEST(Interfaces, VirtualOnesAndVpnsAreMarked) {
  for (const auto& finding : judge(laptop(), {})) {
    const std::string& name = finding.interface.name;
    EXPECT_EQ(finding.is_vpn, name == "tun0" || name == "wg0") << name;
    EXPECT_EQ(finding.is_virtual, name == "tun0" || name == "wg0" || name == "docker0" || name == "veth12") << name;
  }
}

}  // namespace
}  // namespace earshot::net
