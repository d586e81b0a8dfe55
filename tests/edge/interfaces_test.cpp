// The kernel's interfaces as we read them, and its notices of change.
#include "earshot/net/interfaces.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "edge/own_network.h"
#include "edge/turning.h"
#include "net/links.h"
#include "net/network_watch.h"

namespace earshot::net {
namespace {

using std::chrono_literals::operator""ms;

class KernelInterfaces : public OwnNetwork {
 protected:
  InterfaceFinding finding(const std::string& name) {
    for (const auto& it : survey({})) {
      if (it.interface.name == name) return it;
    }
    ADD_FAILURE() << "no " << name;
    return {};
  }
};

TEST_F(KernelInterfaces, OneWithAnAddressIsUsable) {
  add_lan("lan0", "10.77.1.1/24");
  const auto lan = finding("lan0");
  EXPECT_TRUE(lan.usable());
  EXPECT_TRUE(lan.is_virtual);
  EXPECT_FALSE(lan.is_vpn);
  EXPECT_EQ(lan.interface.index.value, index_of("lan0"));
  EXPECT_TRUE(std::ranges::count(lan.interface.addresses, InterfaceAddress{*parse_address("10.77.1.1", 0), 24}));
}

TEST_F(KernelInterfaces, OneThatIsDownSaysSo) {
  add_lan("lan0", "10.77.1.1/24");
  ip("link set lan0 down");
  EXPECT_EQ(finding("lan0").reason, NotUsed::down);
}

TEST_F(KernelInterfaces, ACableThatIsOutIsNoCarrier) {
  add_lan("lan0", "10.77.1.1/24");
  ip("link set lan0-far down");
  Loop loop;
  EXPECT_TRUE(run_until(loop, [this] { return finding("lan0").reason == NotUsed::no_carrier; }))
      << "the kernel takes a moment to notice";
}

TEST_F(KernelInterfaces, APortOfABridgeIsNotUsedButTheBridgeMayBe) {
  ip("link add lan0 type bridge forward_delay 0");
  add_lan("port0", "10.77.1.2/24");
  ip("link set port0 master lan0");
  ip("address add 10.77.1.1/24 dev lan0");
  ip("link set lan0 up");
  EXPECT_EQ(finding("port0").reason, NotUsed::part_of_another);
  EXPECT_NE(finding("lan0").reason, NotUsed::part_of_another);
}

TEST_F(KernelInterfaces, AnIpv6AddressUnderTestIsNotThereYet) {
  add_lan("lan0", "2001:db8::1/64");  // the test for doubles takes a second
  const InterfaceAddress tested{*parse_address("2001:db8::1", 0), 64};
  EXPECT_EQ(std::ranges::count(finding("lan0").interface.addresses, tested), 0);
}

TEST_F(KernelInterfaces, LinkLocalAddressesCarryTheirInterface) {
  add_lan("lan0", "10.77.1.1/24");
  ip("address add fe80::77/64 dev lan0 nodad");
  const auto addresses = finding("lan0").interface.addresses;
  ASSERT_EQ(addresses.size(), 2U);
  EXPECT_EQ(addresses[0].address.scope, 0U);
  EXPECT_EQ(addresses[1].address.scope, index_of("lan0"));
}

TEST_F(KernelInterfaces, LoopbackIsUsedOnRequestAlone) {
  EXPECT_EQ(finding("lo").reason, NotUsed::loopback);
  InterfaceRules rules;
  rules.loopback = true;
  const auto used = usable(survey(rules));
  ASSERT_EQ(used.size(), 1U);
  EXPECT_TRUE(used[0].loopback);
}

TEST_F(KernelInterfaces, AFlurryOfChangesLeadsToOneLook) {
  Loop loop;
  int looks = 0;
  const NetworkWatch watch(
      loop, [&] { ++looks; }, [] { FAIL() << "nobody slept"; });
  const Instant begin = now().instant;
  add_lan("lan0", "10.77.1.1/24");
  ip("address add 10.77.1.2/24 dev lan0");
  ip("link set lan0 down");
  ASSERT_TRUE(run_until(loop, [&] { return looks > 0; }));
  EXPECT_EQ(looks, 1);
  EXPECT_GE(now().instant - begin, 500ms);
  EXPECT_LT(now().instant - begin, 4'000ms);  // told by the kernel, not found by the tick
}

}  // namespace
}  // namespace earshot::net
