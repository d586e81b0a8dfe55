// What is under way in the outboxes of two while keys, addresses and whole programs change under it.
#include "lan/story.h"

namespace earshot::sim {
namespace {

// Two who talk both ways at once, in bursts, on a bad network.
class Talk {
 public:
  explicit Talk(SimLan& lan_) : lan(lan_), hosts(settled(lan, 3)), ann(*hosts[0]), bob(*hosts[1]) {
    lan.use_link(kRough);
  }
  void goes_on(std::size_t rounds) {
    for (std::size_t round = 0; round < rounds; ++round) {
      for (const auto& line : ann.tells_lines(5, bob.nick())) to_bob.push_back(line);
      for (const auto& line : bob.tells_lines(5, ann.nick())) to_ann.push_back(line);
      lan.run_for(lan.chance().between(0ms, 30ms));
    }
  }
  // Everything arrives once, in order, and is known to have arrived.
  void ends_well() {
    EXPECT_TRUE(lan.run_until(
        [&] { return ann.has_delivered(to_bob.back(), bob) && bob.has_delivered(to_ann.back(), ann); }, 60s));
    lan.run_for(10s);
    EXPECT_EQ(bob.heard(), to_bob);
    EXPECT_EQ(ann.heard(), to_ann);
    for (const auto& line : to_bob) EXPECT_TRUE(ann.has_delivered(line, bob)) << line;
    for (const auto& line : to_ann) EXPECT_TRUE(bob.has_delivered(line, ann)) << line;
  }

  SimLan& lan;
  const Hosts hosts;
  SimHost &ann, &bob;
  std::vector<std::string> to_bob, to_ann;
};

TEST(LanOutbox, NewKeysEveryFewPacketsLoseAndDoubleNothing) {
  for (const auto seed : seeds(100)) {
    Config config;
    config.rekey_packets = 10;
    SimLan lan{{.seed = seed, .config = config}};
    Talk talk(lan);
    talk.goes_on(20);
    talk.ends_well();
  }
}

TEST(LanOutbox, AnAddressThatChangesInTheMiddleLosesAndDoublesNothing) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed}};
    Talk talk(lan);
    talk.goes_on(5);
    talk.ann.change_address();
    talk.goes_on(5);
    talk.ends_well();
  }
}

TEST(LanOutbox, BothAddressesChangeInTheMiddle) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed}};
    Talk talk(lan);
    talk.goes_on(5);
    talk.ann.change_address();
    lan.run_for(lan.chance().between(0ms, 300ms));
    talk.bob.change_address();
    talk.goes_on(5);
    talk.ends_well();
  }
}

TEST(LanOutbox, AnAddressChangesWhileTheFirstHandshakeIsUnderWay) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed}};
    Talk talk(lan);
    talk.goes_on(1);
    lan.run_for(lan.chance().between(0ms, 5ms));
    (lan.chance().below(2) == 0 ? talk.ann : talk.bob).change_address();
    talk.goes_on(3);
    talk.ends_well();
  }
}

TEST(LanOutbox, WhoSleepsGetsItAllAfterwards) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed}};
    Talk talk(lan);
    talk.goes_on(3);
    talk.bob.sleep();
    for (const auto& line : talk.ann.tells_lines(20, talk.bob.nick())) talk.to_bob.push_back(line);
    lan.run_for(lan.chance().between(0s, 20min));  // until he is gone, the handshake is given up, the keys are old
    talk.bob.wake_up();
    talk.goes_on(1);
    talk.ends_well();
  }
}

// What the first lives had not delivered is gone with them; the second ones are not disturbed by it.
TEST(LanOutbox, BothRestartInTheMiddleAndTalkOn) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed}};
    Talk talk(lan);
    talk.goes_on(5);
    talk.ann.crash();
    lan.run_for(lan.chance().between(0ms, 300ms));
    talk.bob.crash();
    lan.run_for(lan.chance().between(0ms, 10s));
    talk.to_ann.clear();
    talk.to_bob.clear();
    talk.ann.restart();
    lan.run_for(lan.chance().between(0ms, 100ms));
    talk.bob.restart();
    ASSERT_TRUE(lan.run_until([&] { return talk.ann.lists(talk.bob) && talk.bob.lists(talk.ann); }, 20s));
    talk.goes_on(5);
    talk.ends_well();
  }
}

}  // namespace
}  // namespace earshot::sim
