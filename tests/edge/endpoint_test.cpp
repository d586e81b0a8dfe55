#include "net/endpoint.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <algorithm>
#include <vector>

#include "earshot/net/interfaces.h"
#include "edge/own_network.h"
#include "edge/probe.h"

namespace earshot::net {
namespace {

constexpr std::uint16_t kDiscovery = 4'000;
constexpr std::uint16_t kFirst = 4'001;
const Group kEveryone{.every_channel = true, .only = {}};

struct Heard {
  std::string bytes;
  Channel channel;
  Address source;
  std::uint32_t interface;
};

// An endpoint on interfaces of this empty network, and what it lets through.
class Ear {
 public:
  explicit Ear(bool loopback = false, std::uint16_t ports = 4)
      : endpoint_({.discovery_port = kDiscovery,
                   .unicast_port_first = kFirst,
                   .unicast_ports = ports,
                   .loopback = loopback}) {
    InterfaceRules rules;
    rules.loopback = loopback;
    endpoint_.use(usable(survey(rules)));
  }

  Endpoint& endpoint() { return endpoint_; }
  std::string port() const { return std::to_string(endpoint_.view().port); }

  void say(const std::variant<Address, Group>& to, const std::string& bytes) {
    endpoint_.send({to, bytes});
    EXPECT_TRUE(endpoint_.flush().empty());
  }

  // What came in until `last` did, or until a second has brought nothing.
  std::vector<Heard> hear_until(const std::string& last) {
    std::vector<Heard> all;
    while (wait()) {
      for (const auto& inlet : endpoint_.inlets()) {
        if (inlet.socket < 0) continue;
        endpoint_.receive(inlet, 256, [&](const Datagram& it) {
          all.push_back({std::string(it.bytes), it.channel, it.source, it.interface.value});
        });
      }
      if (std::ranges::any_of(all, [&](const Heard& it) { return it.bytes == last; })) return all;
    }
    ADD_FAILURE() << "never heard: " << last;
    return all;
  }

 private:
  bool wait() {
    std::vector<pollfd> sockets;
    for (const auto& inlet : endpoint_.inlets()) {
      if (inlet.socket >= 0) sockets.push_back({.fd = inlet.socket, .events = POLLIN, .revents = 0});
    }
    return ::poll(sockets.data(), sockets.size(), 1'000) > 0;
  }
  Endpoint endpoint_;
};

using OnLoopback = OwnNetwork;

class OnALan : public OwnNetwork {
 protected:
  void SetUp() override {
    OwnNetwork::SetUp();
    if (IsSkipped()) return;
    add_lan("lan0", "10.77.1.1/24");
    ip("address add fe80::77/64 dev lan0 nodad");
    lan_ = index_of("lan0");
  }
  std::uint32_t lan_ = 0;
};

TEST_F(OnLoopback, TwoNodesHearEachOthersGroupDatagramsAndTheirOwn) {
  Ear ann(true);
  Ear bob(true);
  ann.say(kEveryone, "hello");
  for (Ear* ear : {&ann, &bob}) {
    const auto heard = ear->hear_until("hello");
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].channel, Channel::group);
    EXPECT_EQ(to_string(heard[0].source), "127.0.0.1:" + ann.port());
    EXPECT_EQ(heard[0].interface, index_of("lo"));
  }
}

TEST_F(OnLoopback, UnicastReachesOneNodeAlone) {
  Ear ann(true);
  Ear bob(true);
  bob.say(*parse_address("127.0.0.1", ann.endpoint().view().port), "psst");
  const auto heard = ann.hear_until("psst");
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_EQ(heard[0].channel, Channel::unicast);
  EXPECT_EQ(to_string(heard[0].source), "127.0.0.1:" + bob.port());
}

TEST_F(OnLoopback, UnicastToTheDiscoveryPortIsDropped) {
  Ear ann(true);
  const Probe stranger;
  ASSERT_TRUE(stranger.send("127.0.0.1:4000", "aside"));
  ASSERT_TRUE(stranger.send("127.255.255.255:4000", "aloud"));
  EXPECT_EQ(ann.hear_until("aloud").size(), 1U);
  EXPECT_EQ(ann.endpoint().counters().not_group, 1U);
}

TEST_F(OnLoopback, ADatagramLongerThanTheProtocolAllowsIsDroppedAndOneAtTheLimitIsNot) {
  Ear ann(true);
  const Probe stranger;
  const std::string longest(2'048, 'x');
  ASSERT_TRUE(stranger.send("127.255.255.255:4000", longest + "x"));
  ASSERT_TRUE(stranger.send("127.255.255.255:4000", ""));
  ASSERT_TRUE(stranger.send("127.255.255.255:4000", longest));
  EXPECT_EQ(ann.hear_until(longest).size(), 1U);
  EXPECT_EQ(ann.endpoint().counters().too_long, 1U);
  EXPECT_EQ(ann.endpoint().counters().empty, 1U);
}

TEST_F(OnLoopback, NothingLeavesTheMachine) {
  add_lan("lan0", "10.77.1.1/24");
  const Probe outside("10.77.1.255:4000", true);
  Ear ann(true);
  ann.say(kEveryone, "hello");
  ann.say(*parse_address("10.77.1.9:4000", 0), "psst");
  EXPECT_EQ(ann.endpoint().counters().sent, 1U);
  EXPECT_EQ(ann.endpoint().counters().not_sendable, 1U);
  EXPECT_FALSE(outside.receive());
}

TEST_F(OnLoopback, WhatComesByANetworkIsNotHeardInLoopbackMode) {
  add_lan("lan0", "10.77.1.1/24");
  Ear ann(true);
  const Probe stranger;
  ASSERT_TRUE(stranger.send("10.77.1.255:4000", "from the network"));
  ASSERT_TRUE(stranger.send("127.255.255.255:4000", "from here"));
  EXPECT_EQ(ann.hear_until("from here").size(), 1U);
  EXPECT_EQ(ann.endpoint().counters().other_interface, 1U);
}

TEST_F(OnALan, WhatMustGetThroughComesByThreeChannels) {
  Ear ann;
  Ear bob;
  ann.say(kEveryone, "hello");
  ann.say(Group{}, "last");
  const auto heard = bob.hear_until("last");
  ASSERT_EQ(heard.size(), 4U);
  std::vector<std::string> sources;
  for (const Heard& it : heard) {
    EXPECT_EQ(it.channel, Channel::group);
    EXPECT_EQ(it.interface, lan_);
    sources.push_back(ip_to_string(it.source));
  }
  EXPECT_EQ(std::ranges::count(sources, "10.77.1.1"), 3);
  EXPECT_EQ(std::ranges::count(sources, "fe80::77%" + std::to_string(lan_)), 1);
}

TEST_F(OnALan, UnicastBetweenTwoNodesOfOneMachineBelongsToTheInterfaceOfItsAddress) {
  Ear ann;
  Ear bob;
  bob.say(*parse_address("10.77.1.1", ann.endpoint().view().port), "psst");
  const auto heard = ann.hear_until("psst");
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_EQ(heard[0].interface, lan_);
}

TEST_F(OnALan, LoopbackIsNotHeardByANodeOfTheNetwork) {
  Ear ann;
  const Probe stranger;
  ASSERT_TRUE(stranger.send("127.255.255.255:4000", "loopback"));
  ASSERT_TRUE(stranger.send("127.0.0.1:" + ann.port(), "loopback"));
  ASSERT_TRUE(stranger.send("10.77.1.255:4000", "network"));
  EXPECT_EQ(ann.hear_until("network").size(), 1U);
  EXPECT_EQ(ann.endpoint().counters().other_interface, 2U);
}

TEST_F(OnALan, ABroadcastToTheUnicastPortIsDropped) {
  Ear ann;
  const Probe stranger;
  ASSERT_TRUE(stranger.send("10.77.1.255:" + ann.port(), "all answer me"));
  ASSERT_TRUE(stranger.send("10.77.1.1:" + ann.port(), "just you"));
  EXPECT_EQ(ann.hear_until("just you").size(), 1U);
  EXPECT_EQ(ann.endpoint().counters().not_unicast, 1U);
}

TEST_F(OnALan, AnAddressThatIsABroadcastAddressGetsNoUnicast) {
  Ear ann;
  for (const char* to :
       {"10.77.1.255:4000", "255.255.255.255:4000", "224.0.0.185:4000", "[ff02::1]:4000", "127.0.0.1:4000"}) {
    ann.say(*parse_address(to, 0), "no");
  }
  EXPECT_EQ(ann.endpoint().counters().sent, 0U);
  EXPECT_EQ(ann.endpoint().counters().not_sendable, 5U);
}

TEST_F(OnALan, AGroupThatOnlyAnotherProgramJoinedIsNotHeard) {
  Ear ann;
  const Probe other;
  ip_mreqn group{};
  group.imr_multiaddr = v4_of(*parse_address("224.0.0.186", 0));
  group.imr_ifindex = static_cast<int>(lan_);
  const Fd joined(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::setsockopt(joined.get(), IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof group), 0);
  ip("route add default dev lan0");
  ASSERT_TRUE(other.send("224.0.0.186:4000", "for others"));
  ASSERT_TRUE(other.send("224.0.0.185:4000", "for us"));
  EXPECT_EQ(ann.hear_until("for us").size(), 1U);
}

TEST_F(OnALan, TwoInterfacesInOneSubnetBothCarryAGroupDatagram) {
  add_lan("lan1", "10.77.1.2/24");
  Ear ann;
  ann.say(Group{}, "hello");
  ann.say({Group{.every_channel = false, .only = InterfaceIndex{index_of("lan1")}}}, "last");
  const auto heard = ann.hear_until("last");
  ASSERT_EQ(heard.size(), 3U);
  EXPECT_EQ(heard[0].interface, lan_);
  EXPECT_EQ(ip_to_string(heard[0].source), "10.77.1.1");
  EXPECT_EQ(heard[1].interface, index_of("lan1"));
  EXPECT_EQ(ip_to_string(heard[1].source), "10.77.1.2");
}

TEST_F(OnALan, WithoutIpv4TheIpv6GroupCarriesEverything) {
  ip("address del 10.77.1.1/24 dev lan0");
  Ear ann;
  Ear bob;
  ann.say(Group{}, "hello");
  const auto heard = bob.hear_until("hello");
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_EQ(heard[0].source.scope, lan_);
  ann.say(Address{heard[0].source}, "psst");  // a link-local address is good for an answer
  EXPECT_EQ(ann.hear_until("psst").back().channel, Channel::unicast);
}

TEST_F(OnALan, AnInterfaceThatWentAndCameBackIsHeardAgain) {
  Ear ann;
  ip("link del lan0");
  add_lan("lan0", "10.77.1.1/24");
  ann.endpoint().use(usable(survey({})));
  Ear bob;
  bob.say(kEveryone, "again");
  bob.say(Group{}, "last");
  EXPECT_GE(ann.hear_until("last").size(), 3U);  // broadcast and the groups that were joined anew
}

TEST_F(OnALan, ErrorsWhileSendingAreWeatherAndTheNextDatagramGoesOut) {
  Ear ann;
  ann.endpoint().send({*parse_address("192.168.9.9:4000", 0), "no route"});
  ann.endpoint().send({Group{}, "hello"});
  EXPECT_TRUE(ann.endpoint().flush().empty());
  EXPECT_EQ(ann.endpoint().counters().send_errors, 1U);
  EXPECT_EQ(ann.hear_until("hello").size(), 1U);
}

TEST_F(OnLoopback, ABurstIsReadInTurnsOfAtMostTheNumberAsked) {
  Ear ann(true);
  const Probe stranger;
  for (int i = 0; i < 600; ++i) ASSERT_TRUE(stranger.send("127.0.0.1:" + ann.port(), "burst"));
  const Endpoint::Inlet unicast = ann.endpoint().inlets()[2];
  std::vector<std::size_t> turns;
  do {
    turns.push_back(0);
    ann.endpoint().receive(unicast, 256, [&](const Datagram&) { ++turns.back(); });
  } while (turns.back() > 0);
  EXPECT_EQ(turns, (std::vector<std::size_t>{256, 256, 88, 0}));
}

TEST_F(OnLoopback, TheBuffersThatWereGrantedAreRead) {
  Ear ann(true);
  EXPECT_GE(ann.endpoint().unicast_buffer(), 100'000U);
  EXPECT_GE(ann.endpoint().discovery_buffer(), 100'000U);
}

TEST_F(OnLoopback, WhatDidNotFitIntoTheBufferIsCounted) {
  Ear ann(true);
  const Probe stranger;
  const std::string full(1'200, 'x');
  int sent = 0;
  while (ann.endpoint().counters().buffer_full == 0 && ++sent < 50'000) stranger.send("127.0.0.1:" + ann.port(), full);
  EXPECT_GT(ann.endpoint().counters().buffer_full, 0U);
}

}  // namespace
}  // namespace earshot::net
