// A stranger on the wire: noise, damaged and repeated datagrams, other networks, stolen names. Nobody falls over,
// nothing is shown, and the stranger gets no more out than it put in.
#include "earshot/core/node.h"
#include "lan/stranger.h"

namespace earshot::sim {
namespace {

Bytes damaged(Random& chance, Bytes datagram) {
  for (auto edits = chance.below(4) + 1; edits > 0 && !datagram.empty(); --edits) {
    const auto at = chance.below(datagram.size());
    switch (chance.below(4)) {
      case 0:
        datagram[at] = static_cast<char>(chance.below(256));
        break;
      case 1:
        datagram.erase(at, chance.below(16));
        break;
      case 2:
        datagram.insert(at, datagram.substr(chance.below(datagram.size()), chance.below(16)));
        break;
      case 3:
        datagram.resize(at);
        break;
    }
  }
  return datagram;
}

TEST(LanGarbage, NoiseChangesNothing) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed, .tapped = true}};
    const auto hosts = talking(lan, 3);
    const Unmoved unmoved(hosts);
    Stranger stranger(lan);
    for (int i = 0; i < 200; ++i) {
      stranger.sends(*hosts[lan.chance().below(3)], noise(lan.chance(), 2'100), any_channel(lan.chance()));
      stranger.sends(*hosts[lan.chance().below(3)], "{\"v\":1,\"k\":\"here\"}\n" + noise(lan.chance(), 300),
                     any_channel(lan.chance()));
    }
    lan.run_for(10s);
    unmoved.expect();
    EXPECT_EQ(stranger.got_out().datagrams, 0u);
  }
}

TEST(LanGarbage, DamagedCopiesOfRealDatagramsChangeNothing) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed, .tapped = true}};
    const auto hosts = talking(lan, 3);
    const Unmoved unmoved(hosts);
    Stranger stranger(lan);
    for (int i = 0; i < 300; ++i) {
      const auto& sent = lan.tapped()[lan.chance().below(lan.tapped().size())];
      stranger.sends(*hosts[lan.chance().below(3)], damaged(lan.chance(), *sent.bytes), any_channel(lan.chance()));
      if (i % 50 == 0) lan.run_for(1s);
    }
    lan.run_for(10s);
    unmoved.expect();
    expect_fair(stranger);
  }
}

TEST(LanGarbage, RepeatedDatagramsChangeNothing) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed, .tapped = true}};
    const auto hosts = talking(lan, 3);
    const Unmoved unmoved(hosts);
    Stranger stranger(lan);
    const auto recorded = lan.tapped().size();
    for (int i = 0; i < 300; ++i) {
      const auto& sent = lan.tapped()[lan.chance().below(recorded)];
      stranger.sends(*hosts[lan.chance().below(3)], *sent.bytes, any_channel(lan.chance()));
      if (i % 50 == 0) lan.run_for(1s);
    }
    lan.run_for(10s);
    unmoved.expect();
    expect_fair(stranger);
  }
}

TEST(LanGarbage, AfterAllThatPeopleCanStillTalk) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed, .tapped = true}};
    const auto hosts = talking(lan, 3);
    Stranger stranger(lan);
    const auto recorded = lan.tapped().size();
    for (int i = 0; i < 300; ++i) {
      const auto& sent = lan.tapped()[lan.chance().below(recorded)];
      stranger.sends(*hosts[1], i % 2 == 0 ? *sent.bytes : damaged(lan.chance(), *sent.bytes),
                     any_channel(lan.chance()));
    }
    hosts[0]->tells(hosts[1]->nick(), "still there?");
    hosts[0]->says("lobby", "still here!");
    lan.run_for(10s);
    EXPECT_TRUE(hosts[0]->has_delivered("still there?", *hosts[1]));
    EXPECT_EQ(hosts[0]->of("still here!"), (Of{2, 2}));
  }
}

TEST(LanGarbage, AnotherNetworkOnTheSameWireIsNeitherListedNorHeard) {
  for (const auto seed : seeds(30)) {
    SimLan ours{{.seed = seed, .tapped = true}};
    const auto hosts = settled(ours, 3);
    const Unmoved unmoved(hosts);
    LanOptions options{.seed = seed + 1'000'000, .tapped = true};
    options.config.network = "theirs";
    SimLan theirs{options};
    talking(theirs, 3);
    Stranger stranger(ours);
    for (const auto& sent : theirs.tapped())
      stranger.sends(*hosts[ours.chance().below(3)], *sent.bytes, is_group(sent) ? Channel::group : Channel::unicast);
    ours.run_for(10s);
    unmoved.expect();
    EXPECT_EQ(stranger.got_out().datagrams, 0u);
  }
}

// Good signatures from an address that may be forged, and where nobody answers.
TEST(LanGarbage, WhoIsUnknownAndNeverAnswersGetsNoMoreThanItSends) {
  for (const auto seed : seeds(30)) {
    SimLan elsewhere{{.seed = seed + 999'999, .crypto = crypto_for(seed), .tapped = true}};
    auto& eve = elsewhere.join("eve");
    auto& mallory = elsewhere.join("mallory");
    for (auto* host : {&eve, &mallory}) ASSERT_TRUE(host->does(command::Join{"den"}));  // nobody of ours is there
    elsewhere.run_for(3s);
    elsewhere.use_link({.loss = 0.3});
    eve.says_lines(10, "den");
    elsewhere.run_for(10s);
    SimLan ours{{.seed = seed, .tapped = true}};
    const auto hosts = talking(ours, 3);
    const Unmoved unmoved(hosts);
    Stranger stranger(ours);
    for (const auto& sent : elsewhere.tapped()) {
      if (sent.from != eve.number() || kind_of(sent) == "here") continue;
      stranger.sends(*hosts[ours.chance().below(3)], *sent.bytes, is_group(sent) ? Channel::group : Channel::unicast);
      ours.run_for(ours.chance().between(0ms, 300ms));
      expect_fair(stranger);
    }
    ours.run_for(20s);
    EXPECT_GT(stranger.got_out().datagrams, 0u);
    expect_fair(stranger);
    unmoved.expect();
  }
}

// Somebody forges ann's address, and signatures of hers that are none.
TEST(LanGarbage, NobodyIsSilencedByForgeriesInItsName) {
  for (const auto seed : seeds(30)) {
    SimLan lan{{.seed = seed, .tapped = true}};
    const auto hosts = talking(lan, 3);
    std::vector<Bytes> forged;
    for (const auto& sent : lan.tapped()) {
      const auto split = wire::decode_head(*sent.bytes);
      if (sent.from != hosts[0]->number() || !split || split->head.kind != wire::Kind::here) continue;
      auto here = std::get<wire::Here>(*wire::decode_body(wire::Kind::here, split->body));
      here.no += 1'000;
      forged.push_back(wire::encode_datagram(split->head, wire::encode_body(here)));
    }
    const auto before = hosts[0]->says_lines(1);
    for (int round = 0; round < 30; ++round) {
      for (int i = 0; i < 5; ++i)
        for (auto* host : {hosts[1], hosts[2]})
          lan.inject(*host, forged[lan.chance().below(forged.size())], hosts[0]->address(), Channel::group);
      lan.run_for(100ms);
    }
    const auto said = hosts[0]->says_lines(1);
    EXPECT_TRUE(lan.run_until([&] { return hosts[0]->of(said.back()) == Of{2, 2}; }, 1s));
    EXPECT_EQ(times_told(hosts, event::Peer::What::gone), 0u);
  }
}

TEST(LanGarbage, WhoSignsWithAnotherKeyIsNotTakenForUs) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed, .tapped = true}};
    const auto hosts = talking(lan, 3);
    const Unmoved unmoved(hosts);
    Stranger stranger(lan);
    // A beacon in ann's name, with a signature that is somebody else's.
    for (const auto& sent : std::vector(lan.tapped())) {
      const auto split = wire::decode_head(*sent.bytes);
      if (!split || !split->head.signature || split->head.kind != wire::Kind::here) continue;
      auto body = wire::decode_body(wire::Kind::here, split->body);
      ASSERT_TRUE(body);
      auto here = std::get<wire::Here>(*body);
      here.nm = "mallory";
      here.no += 1'000;
      stranger.sends(*hosts[lan.chance().below(3)], wire::encode_datagram(split->head, wire::encode_body(here)),
                     Channel::group);
    }
    lan.run_for(10s);
    unmoved.expect();
    expect_fair(stranger);
  }
}

}  // namespace
}  // namespace earshot::sim
