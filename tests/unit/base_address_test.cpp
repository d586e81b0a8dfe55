#include "earshot/base/address.h"

#include <gtest/gtest.h>

namespace earshot {
namespace {

constexpr std::uint16_t kDefaultPort = 4711;

Address at(std::string_view text) {
  const auto address = parse_address(text, 0);
  EXPECT_TRUE(address) << text;
  return address.value_or(Address{});
}

InterfaceAddress own(std::string_view ip, std::uint8_t prefix_bits) {
  return {.address = at(ip), .prefix_bits = prefix_bits};
}

TEST(AddressText, ReadsBackWhatItWrites) {
  for (const auto* text : {"10.0.0.1:47475", "0.0.0.0:0", "255.255.255.255:65535", "[::]:0", "[::1]:47475",
                           "[fe80::1%3]:47475", "[fe80::1%4294967295]:1", "[2001:db8::1]:80", "[::ffff:10.0.0.1]:9"}) {
    EXPECT_EQ(to_string(at(text)), text);
  }
}

TEST(AddressText, TakesTheDefaultPortWhenThereIsNone) {
  EXPECT_EQ(to_string(*parse_address("10.0.0.1", kDefaultPort)), "10.0.0.1:4711");
  EXPECT_EQ(to_string(*parse_address("[fe80::1%3]", kDefaultPort)), "[fe80::1%3]:4711");
  EXPECT_EQ(to_string(*parse_address("fe80::1%3", kDefaultPort)), "[fe80::1%3]:4711");
  EXPECT_EQ(to_string(*parse_address("2001:db8::1", kDefaultPort)), "[2001:db8::1]:4711");
}

TEST(AddressText, RefusesEverythingElse) {
  for (const auto* text : {"",
                           ":",
                           "[",
                           "]",
                           "[]",
                           "[]:1",
                           ":1",
                           "host",
                           "host:1",
                           "10.0.0",
                           "10.0.0.1.2",
                           "10.0.0.256",
                           "010.0.0.1",
                           "10.0.0.1:",
                           "10.0.0.1:65536",
                           "10.0.0.1:-1",
                           "10.0.0.1:+1",
                           "10.0.0.1:01",
                           "10.0.0.1:1 ",
                           " 10.0.0.1",
                           "10.0.0.1%3",
                           "[10.0.0.1]:1",
                           "[::1",
                           "[::1]1",
                           "[::1]:",
                           "[::1]:65536",
                           "::1%3",
                           "[2001:db8::1%3]:1",
                           "fe80::1%",
                           "fe80::1%0",
                           "fe80::1%03",
                           "fe80::1%eth0",
                           "fe80::1%4294967296",
                           "fe80::1%3%3",
                           "1:2:3:4:5:6:7:8:9",
                           "[[::1]]:1"}) {
    EXPECT_FALSE(parse_address(text, kDefaultPort)) << text;
  }
  EXPECT_FALSE(parse_address(std::string_view{"10.0.0.1\0", 9}, kDefaultPort));
  EXPECT_FALSE(parse_address(std::string(10'000, '1'), kDefaultPort));
}

TEST(AddressKind, KnowsLoopback) {
  for (const auto* text : {"127.0.0.1", "127.255.255.255", "::1"}) EXPECT_TRUE(is_loopback(at(text))) << text;
  for (const auto* text : {"126.255.255.255", "128.0.0.0", "::", "::2"}) EXPECT_FALSE(is_loopback(at(text))) << text;
}

TEST(AddressKind, KnowsLinkLocalV6) {
  for (const auto* text : {"fe80::", "febf::1"}) EXPECT_TRUE(is_link_local_v6(at(text))) << text;
  for (const auto* text : {"fec0::", "fe7f::", "169.254.0.1"}) EXPECT_FALSE(is_link_local_v6(at(text))) << text;
}

TEST(AddressKind, KnowsWhatIsOneHost) {
  for (const auto* text : {"10.0.0.1", "1.0.0.0", "127.0.0.1", "223.255.255.255", "::1", "2001:db8::1", "fe80::1%2"}) {
    EXPECT_TRUE(is_one_host(at(text))) << text;
  }
  for (const auto* text : {"0.0.0.0", "0.255.255.255", "224.0.0.0", "239.1.2.3", "240.0.0.1", "255.255.255.255",
                           "127.255.255.255", "::", "ff02::1", "ff00::", "::ffff:10.0.0.1", "::ffff:255.255.255.255"}) {
    EXPECT_FALSE(is_one_host(at(text))) << text;
  }
}

TEST(Subnet, ComparesTheBitsOfThePrefix) {
  EXPECT_TRUE(same_subnet(own("10.1.2.3", 24), at("10.1.2.255")));
  EXPECT_FALSE(same_subnet(own("10.1.2.3", 24), at("10.1.3.3")));
  EXPECT_TRUE(same_subnet(own("10.1.2.3", 23), at("10.1.3.3")));
  EXPECT_FALSE(same_subnet(own("10.1.2.3", 23), at("10.1.4.3")));
  EXPECT_TRUE(same_subnet(own("10.1.2.3", 0), at("192.168.0.1")));
  EXPECT_TRUE(same_subnet(own("10.1.2.3", 32), at("10.1.2.3")));
  EXPECT_FALSE(same_subnet(own("10.1.2.3", 32), at("10.1.2.2")));
  EXPECT_FALSE(same_subnet(own("10.1.2.3", 33), at("10.1.2.3")));
  EXPECT_TRUE(same_subnet(own("2001:db8::1", 127), at("2001:db8::")));
  EXPECT_FALSE(same_subnet(own("2001:db8::1", 128), at("2001:db8::")));
  EXPECT_FALSE(same_subnet(own("2001:db8::1", 129), at("2001:db8::1")));
  EXPECT_FALSE(same_subnet(own("10.1.2.3", 0), at("2001:db8::1")));
}

TEST(Subnet, KeepsLinkLocalNetworksOfTwoInterfacesApart) {
  EXPECT_TRUE(same_subnet(own("fe80::1%3", 64), at("fe80::2%3")));
  EXPECT_FALSE(same_subnet(own("fe80::1%3", 64), at("fe80::2%4")));
  EXPECT_FALSE(same_subnet(own("fe80::1%3", 64), at("fe80::2")));
}

TEST(Subnet, HasABroadcastAddressOnlyWhereIPv4HasOne) {
  EXPECT_EQ(subnet_broadcast(own("10.1.2.3", 24)), at("10.1.2.255"));
  EXPECT_EQ(subnet_broadcast(own("10.1.2.3", 8)), at("10.255.255.255"));
  EXPECT_EQ(subnet_broadcast(own("10.1.2.5", 30)), at("10.1.2.7"));
  EXPECT_FALSE(subnet_broadcast(own("128.1.2.3", 1)));
  EXPECT_FALSE(subnet_broadcast(own("10.1.2.3", 31)));
  EXPECT_FALSE(subnet_broadcast(own("10.1.2.3", 0)));
  EXPECT_FALSE(subnet_broadcast(own("2001:db8::1", 24)));
}

}  // namespace
}  // namespace earshot
