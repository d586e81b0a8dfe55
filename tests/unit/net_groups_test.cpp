#include "net/groups.h"

#include <gtest/gtest.h>

namespace earshot::net {
namespace {

constexpr std::uint16_t kPort = 4'000;

Address at(const std::string& text) { return *parse_address(text, 0); }

Interface interface(std::uint32_t index, const std::vector<InterfaceAddress>& addresses, bool multicast = true) {
  return {.index = {index}, .name = "lan", .addresses = addresses, .multicast = multicast, .loopback = false};
}

std::vector<std::string> names(const std::vector<Interface>& interfaces, const Group& group) {
  std::vector<std::string> result;
  for (const auto& it : destinations(interfaces, group, kPort)) {
    result.push_back(std::to_string(it.interface.value) + " " + to_string(it.to));
  }
  return result;
}

using Names = std::vector<std::string>;
const InterfaceAddress kV4{at("10.77.1.1"), 24};
const InterfaceAddress kV6{at("fe80::1%3"), 64};

TEST(Groups, OneChannelPerInterfaceIsBroadcastWhereThereIsIpv4) {
  EXPECT_EQ(names({interface(3, {kV4, kV6})}, {}), (Names{"3 10.77.1.255:4000"}));
}

TEST(Groups, EveryChannelIsBroadcastAndBothGroups) {
  EXPECT_EQ(names({interface(3, {kV4, kV6})}, {.every_channel = true, .only = {}}),
            (Names{"3 10.77.1.255:4000", "3 [ff02::4:7474%3]:4000", "3 224.0.0.185:4000"}));
}

TEST(Groups, WithoutIpv4TheIpv6GroupIsTheChannel) {
  EXPECT_EQ(names({interface(3, {kV6})}, {}), (Names{"3 [ff02::4:7474%3]:4000"}));
  EXPECT_EQ(names({interface(3, {kV6})}, {.every_channel = true, .only = {}}), (Names{"3 [ff02::4:7474%3]:4000"}));
}

TEST(Groups, WithoutMulticastThereIsBroadcastAlone) {
  EXPECT_EQ(names({interface(3, {kV4, kV6}, false)}, {.every_channel = true, .only = {}}),
            (Names{"3 10.77.1.255:4000"}));
}

TEST(Groups, AnAddressWithoutBroadcastUsesTheIpv4Group) {
  EXPECT_EQ(names({interface(3, {{at("10.77.1.1"), 32}})}, {}), (Names{"3 224.0.0.185:4000"}));
  EXPECT_TRUE(names({interface(3, {{at("10.77.1.1"), 32}}, false)}, {}).empty());
}

TEST(Groups, EachSubnetOfAnInterfaceHasItsBroadcastFromItsAddress) {
  const std::vector<Interface> lan{interface(3, {kV4, {at("10.88.0.1"), 16}})};
  const auto found = destinations(lan, {}, kPort);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].source, at("10.77.1.1"));
  EXPECT_EQ(to_string(found[1].to), "10.88.255.255:4000");
  EXPECT_EQ(found[1].source, at("10.88.0.1"));
}

TEST(Groups, CableAndWifiInOneSubnetBothSend) {
  EXPECT_EQ(names({interface(3, {kV4}), interface(4, {{at("10.77.1.2"), 24}})}, {}),
            (Names{"3 10.77.1.255:4000", "4 10.77.1.255:4000"}));
}

TEST(Groups, OneInterfaceAloneOnRequest) {
  const std::vector<Interface> both{interface(3, {kV4}), interface(4, {{at("10.99.1.2"), 24}})};
  EXPECT_EQ(names(both, {.every_channel = false, .only = InterfaceIndex{4}}), (Names{"4 10.99.1.255:4000"}));
  EXPECT_TRUE(names(both, {.every_channel = true, .only = InterfaceIndex{5}}).empty());
}

TEST(Groups, LoopbackHasABroadcastAddressToo) {
  EXPECT_EQ(names({interface(1, {{at("127.0.0.1"), 8}}, false)}, {.every_channel = true, .only = {}}),
            (Names{"1 127.255.255.255:4000"}));
}

TEST(Groups, WhatIsForEverybodyIsKnownByItsDestination) {
  const Interface lan = interface(3, {kV4, kV6});
  for (const char* all : {"10.77.1.255", "255.255.255.255", "224.0.0.185", "239.1.1.1", "ff02::4:7474"}) {
    EXPECT_TRUE(is_for_everybody(at(all), lan)) << all;
  }
  for (const char* one : {"10.77.1.1", "10.77.1.254", "10.77.2.255", "fe80::1%3", "2001:db8::1"}) {
    EXPECT_FALSE(is_for_everybody(at(one), lan)) << one;
  }
}

}  // namespace
}  // namespace earshot::net
