// Peers that are invented, addresses that are other people's, old words played back, and slander.
#include <set>

#include "hostile/attacker.h"

namespace earshot::hostile {
namespace {

using testing::IsEmpty;
using What = event::Peer::What;

class HostileDiscovery : public testing::Test {
 protected:
  static sim::LanOptions options() {
    sim::LanOptions options;
    options.routed = true;  // so that what would leave for the internet is seen
    options.config.peers_max = 200;
    return options;
  }
  std::uint64_t counted(const std::string& reason) { return stage.counted(stage.ann, reason); }
  std::size_t peers_of(SimHost& host) {
    EXPECT_TRUE(host.does(command::Status{}));
    return host.sees().replies().back().status->peers;
  }
  // For half a minute mallory says that bob is gone.
  void slander(const std::vector<SimHost*>& to) {
    const auto epoch = stage.beacon_of(stage.bob).ep;
    for (std::uint64_t i = 0; i < 60; ++i) {
      if (i % 10 == 0) stage.introduce(mallory, here, 1 + i);
      for (auto* host : to)
        for (const bool gone : {false, true}) {
          const wire::Lost lost{.by = mallory.id, .id = stage.bob.id(), .ep = epoch, .gone = gone};
          stage.sends(here, *host, stage.said(mallory, lost), Channel::group);
        }
      stage.run(500ms);
    }
  }
  // All that a host has said by broadcast so far.
  std::vector<Bytes> recorded(const SimHost& host, wire::Kind kind) const {
    std::vector<Bytes> found;
    for (const auto& sent : stage.lan.tapped())
      if (sent.from == host.number() && wire::decode_head(*sent.bytes)->head.kind == kind) found.push_back(*sent.bytes);
    return found;
  }

  Stage stage{options()};
  Identity mallory = stage.stranger();
  Address here = stage.somewhere();
};

TEST_F(HostileDiscovery, TenThousandPeersFromOneAddressAreMostlyNotLookedAt) {
  const auto before = peers_of(stage.ann);
  for (int i = 0; i < 10'000; ++i) {
    const auto invented = stage.stranger();
    stage.sends(here, stage.ann, stage.said(invented, stage.card(invented)), Channel::group);
    if (i % 2'000 == 1'999) stage.run(1s);
  }
  EXPECT_LE(peers_of(stage.ann), before + 64 + 60);
  EXPECT_GT(counted("too_fast"), 9'000u);
  EXPECT_TRUE(stage.ann.lists(stage.bob));
  stage.expect_honest_talk();
}

TEST_F(HostileDiscovery, PeersFromManyAddressesFillTheTableAndNobodyIsThrownOut) {
  for (int i = 0; i < 300; ++i) {
    const auto invented = stage.stranger();
    stage.sends(stage.somewhere(), stage.ann, stage.said(invented, stage.card(invented)), Channel::group);
  }
  EXPECT_LE(peers_of(stage.ann), 200u);
  stage.expect_honest_talk();
  stage.run(20s);
  EXPECT_TRUE(stage.ann.lists(stage.bob));
  EXPECT_EQ(stage.ann.sees().times(stage.bob.id(), What::gone), 0u);
  stage.expect_honest_talk();
}

TEST_F(HostileDiscovery, OnesOwnIdFromElsewhereIsToldOnceAndNeverListed) {
  auto twin = stage.beacon_of(stage.ann);
  twin.no += 1'000;
  twin.nm = "twin";
  stage.sends(here, stage.ann, stage.said(mallory, twin), Channel::group);
  EXPECT_EQ(stage.told(stage.ann, "twin"), 0u) << "not signed by ann";
  for (int i = 0; i < 10; ++i) {
    ++twin.no;
    stage.sends(here, stage.ann, stage.said(stage.ann.identity(), twin), Channel::group);
  }
  EXPECT_EQ(stage.told(stage.ann, "twin"), 1u);
  EXPECT_FALSE(stage.ann.sees().lists(stage.ann.id()));
  EXPECT_THAT(stage.heard_at(here), IsEmpty());
  stage.expect_honest_talk();
}

TEST_F(HostileDiscovery, ClaimedAddressesOfOthersAreNeverSentTo) {
  const std::vector<std::string> claims{"192.0.2.1:47475",       "127.0.0.1:47475",   "0.0.0.0:47475",
                                        "255.255.255.255:47475", "224.0.0.185:47474", "10.0.255.255:47474",
                                        "10.1.0.1:47475"};
  const std::vector<std::string> ports{"10.0.9.9:53", "10.0.9.9:1023", "10.0.9.9:0", "[::1]:47475",
                                       "[ff02::4:7474]:47474"};
  std::uint64_t number = 0;
  for (const auto* list : {&claims, &ports})
    for (const auto& claim : *list) {
      auto card = stage.card(mallory, ++number);
      card.at = {claim};
      card.q = 1;
      stage.sends(here, stage.ann, stage.said(mallory, card, 1'200), Channel::group);
      stage.ann.tells("mallory", "for " + claim);
      stage.run(500ms);
    }
  stage.run(30s);
  std::set<std::string> reached;
  for (const auto& sent : stage.lan.tapped())
    if (sent.by == sim::Sent::By::unicast) reached.insert(to_string(sent.to));
  for (const auto* list : {&claims, &ports})
    for (const auto& claim : *list) EXPECT_FALSE(reached.contains(claim)) << claim;
  EXPECT_TRUE(reached.contains(to_string(here)));
}

TEST_F(HostileDiscovery, AStormOfHellosIsAnsweredOnlyAsFarAsItPays) {
  const auto victim = stage.somewhere();
  for (std::uint64_t i = 1; i <= 2'000; ++i) {
    auto card = stage.card(mallory, i);
    card.q = 1;
    // By unicast each of them is answered; without padding there is little room for the answer.
    stage.sends(victim, stage.ann, stage.said(mallory, card, i % 2 == 0 ? 1'200 : 0));
    if (i % 10 == 0) stage.run(10ms);
  }
  stage.run(1s);
  EXPECT_GT(stage.heard_at(victim).size(), 0u);
  stage.expect_honest_talk();
}

TEST_F(HostileDiscovery, SlanderThatItsVictimHearsRemovesNobody) {
  slander({&stage.ann, &stage.bob});
  EXPECT_EQ(stage.ann.sees().times(stage.bob.id(), What::gone), 0u);
  EXPECT_TRUE(stage.ann.lists(stage.bob));
}

// Somebody in the middle may keep it from its victim. Then it is believed in a pause of the victim's, and only in it.
TEST_F(HostileDiscovery, SlanderThatItsVictimDoesNotHearEndsWithItsNextWord) {
  slander({&stage.ann});
  EXPECT_TRUE(stage.lan.run_until([&] { return stage.ann.lists(stage.bob); }, 7s));
  stage.expect_honest_talk();
}

TEST_F(HostileDiscovery, SlanderOfStrangersAndInAnothersNameIsNotHeard) {
  const wire::Lost by_a_stranger{
      .by = mallory.id, .id = stage.bob.id(), .ep = stage.beacon_of(stage.bob).ep, .gone = true};
  const auto strangers = counted("stranger");
  stage.sends(here, stage.ann, stage.said(mallory, by_a_stranger), Channel::group);
  EXPECT_EQ(counted("stranger"), strangers + 1);
  const wire::Lost by_bob{
      .by = stage.bob.id(), .id = stage.ann.id(), .ep = stage.beacon_of(stage.ann).ep, .gone = true};
  const auto bad = counted("bad_signature");
  const auto said = recorded(stage.ann, wire::Kind::here).size();
  stage.sends(here, stage.ann, stage.said(mallory, by_bob), Channel::group);
  EXPECT_EQ(counted("bad_signature"), bad + 1);
  EXPECT_EQ(recorded(stage.ann, wire::Kind::here).size(), said) << "no refutation of what nobody has said";
}

// The one group datagram that others can cause.
TEST_F(HostileDiscovery, AnAccusationIsRefutedOnceASecondHoweverOftenItComes) {
  stage.introduce(mallory, here);
  stage.run(2s);
  const auto said = recorded(stage.ann, wire::Kind::here).size();
  for (int i = 0; i < 300; ++i) {
    const wire::Lost lost{.by = mallory.id, .id = stage.ann.id(), .ep = stage.beacon_of(stage.ann).ep, .gone = true};
    stage.sends(here, stage.ann, stage.said(mallory, lost), Channel::group);
    stage.run(10ms);
  }
  // Three channels each; and the usual beacon.
  EXPECT_LE(recorded(stage.ann, wire::Kind::here).size() - said, 3u * (4 + 1));
}

TEST_F(HostileDiscovery, AByeAndOldBeaconsThatArePlayedBackChangeNothing) {
  stage.bob.stop();
  stage.run(1s);
  EXPECT_FALSE(stage.ann.lists(stage.bob));
  const auto beacons = recorded(stage.bob, wire::Kind::here);
  const auto byes = recorded(stage.bob, wire::Kind::bye);
  ASSERT_FALSE(beacons.empty() || byes.empty());
  for (const auto& it : beacons) stage.sends(here, stage.ann, it, Channel::group);
  stage.run(1s);
  EXPECT_FALSE(stage.ann.lists(stage.bob)) << "an old beacon brings nobody back";
  stage.bob.restart();
  stage.run(5s);
  ASSERT_TRUE(stage.ann.lists(stage.bob));
  const auto gone = stage.ann.sees().times(stage.bob.id(), What::gone);
  for (const auto* list : {&byes, &beacons})
    for (const auto& it : *list) stage.sends(here, stage.ann, it, Channel::group);
  stage.run(5s);
  EXPECT_TRUE(stage.ann.lists(stage.bob));
  EXPECT_EQ(stage.ann.sees().times(stage.bob.id(), What::gone), gone);
  stage.expect_honest_talk();
}

TEST_F(HostileDiscovery, AByeInAnothersNameOrOfAnotherEpochRemovesNobody) {
  const auto beacon = stage.beacon_of(stage.bob);
  for (const auto epoch : {beacon.ep.value - 1, beacon.ep.value, beacon.ep.value + 1}) {
    const wire::Bye bye{.id = stage.bob.id(), .ep = {epoch}, .no = beacon.no + 1};
    stage.sends(stage.bob.address(), stage.ann, stage.said(mallory, bye), Channel::group);
  }
  stage.run(1s);
  EXPECT_TRUE(stage.ann.lists(stage.bob));
}

TEST_F(HostileDiscovery, APongWithoutAPingProvesNothing) {
  stage.introduce(mallory, here);
  const auto victim = stage.somewhere();
  const auto unsolicited = counted("unsolicited");
  for (std::uint8_t i = 0; i < 50; ++i) {
    wire::Pong pong{.id = mallory.id, .nn = {i}, .ep = {1'000}, .no = 1};
    pong.n = 1'000'000;
    pong.rd = {i};
    pong.dg = wire::Digest{i};
    stage.sends(victim, stage.ann, stage.said(mallory, pong));
  }
  EXPECT_EQ(counted("unsolicited"), unsolicited + 50);
  EXPECT_THAT(stage.heard_at(victim), IsEmpty());
}

// The nonce that went to one address comes back from another.
TEST_F(HostileDiscovery, APongFromWhereNoPingWentProvesNothing) {
  stage.introduce(mallory, here);
  const auto victim = stage.somewhere();
  std::vector<Bytes> pings;
  for (int i = 0; i < 100 && pings.empty(); ++i) {
    stage.run(100ms);
    pings = stage.heard_at(here, wire::Kind::ping);
  }
  ASSERT_FALSE(pings.empty());
  const auto ping = std::get<wire::Ping>(*wire::decode_body(wire::Kind::ping, wire::decode_head(pings[0])->body));
  const auto unsolicited = counted("unsolicited");
  wire::Pong pong{.id = mallory.id, .nn = ping.nn, .ep = {1'000}, .no = 1};
  pong.n = 1'000'000;
  stage.sends(victim, stage.ann, stage.said(mallory, pong));
  EXPECT_EQ(counted("unsolicited"), unsolicited + 1);
  EXPECT_THAT(stage.heard_at(victim), IsEmpty());
}

}  // namespace
}  // namespace earshot::hostile
