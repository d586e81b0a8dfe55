// What is under way in the outboxes of two while keys, addresses and whole programs change under it.
#include "earshot/base/encoding.h"
#include "lan/story.h"

namespace earshot::sim {
namespace {

// Longer than names may take to be known after a start, and the disk to write.
constexpr auto kWritten = 2'100ms;

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
  void crashes(SimHost& who) {
    if (!who.is_on()) return;
    has_crashed = true;
    auto& heard = &who == &ann ? heard_by_ann : heard_by_bob;
    for (const auto& line : who.heard()) heard.push_back(line);
    who.crash();
  }
  // Everything arrives once, in order, and is known to have arrived.
  void ends_well() {
    const auto all_is_there = [&] {
      return all_heard(heard_by_bob, bob) == to_bob && all_heard(heard_by_ann, ann) == to_ann;
    };
    const auto is_known = [&] {
      return ann.has_delivered(to_bob.back(), bob) && bob.has_delivered(to_ann.back(), ann);
    };
    EXPECT_TRUE(lan.run_until([&] { return is_known() && all_is_there(); }, 60s));
    lan.run_for(10s);
    EXPECT_EQ(all_heard(heard_by_bob, bob), to_bob);
    EXPECT_EQ(all_heard(heard_by_ann, ann), to_ann);
    if (has_crashed) return;  // what earlier lives were told is not seen any more
    for (const auto& line : to_bob) EXPECT_TRUE(ann.has_delivered(line, bob)) << line;
    for (const auto& line : to_ann) EXPECT_TRUE(bob.has_delivered(line, ann)) << line;
  }
  static std::vector<std::string> all_heard(std::vector<std::string> before, const SimHost& host) {
    for (const auto& line : host.heard()) before.push_back(line);
    return before;
  }

  SimLan& lan;
  const Hosts hosts;
  SimHost &ann, &bob;
  std::vector<std::string> to_bob, to_ann;
  std::vector<std::string> heard_by_ann, heard_by_bob;  // in lives that are over
  bool has_crashed = false;
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

// What is on the disk goes on where it was, and comes once.
TEST(LanOutbox, BothRestartInTheMiddleAndLoseAndDoubleNothing) {
  for (const auto seed : seeds(200)) {
    SimLan lan{{.seed = seed}};
    Talk talk(lan);
    talk.goes_on(5);
    lan.run_for(kWritten);
    talk.crashes(talk.ann);
    lan.run_for(lan.chance().between(0ms, 300ms));
    talk.crashes(talk.bob);
    lan.run_for(lan.chance().between(0ms, 10s));
    talk.ann.restart();
    lan.run_for(lan.chance().between(0ms, 100ms));
    talk.bob.restart();
    lan.run_for(lan.chance().between(0ms, 5s));
    talk.goes_on(5);
    talk.ends_well();
  }
}

TEST(LanOutbox, WhatWaitsForSomebodyAwaySurvivesManyRestartsOfBoth) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed}};
    Talk talk(lan);
    talk.goes_on(1);
    lan.run_for(kWritten);
    talk.crashes(talk.bob);
    for (int life = 0; life < 4; ++life) {
      for (const auto& line : talk.ann.tells_lines(3, talk.bob.nick())) talk.to_bob.push_back(line);
      lan.run_for(std::max<Duration>(kWritten, lan.chance().between(0ms, 2min)));
      talk.crashes(talk.ann);
      lan.run_for(lan.chance().between(0ms, 10s));
      talk.ann.restart();
      if (lan.chance().below(2) == 0) {
        talk.bob.restart();
        lan.run_for(lan.chance().between(0ms, 200ms));
        talk.crashes(talk.bob);
      }
    }
    talk.bob.restart();
    talk.goes_on(1);
    talk.ends_well();
  }
}

// The disk is an older one: it holds what has been delivered since as still to be sent, and knows of no stream that was
// begun since.
TEST(LanOutbox, ABackupOfTheSenderLosesAndDoublesNothing) {
  for (const auto seed : seeds(200)) {
    SimLan lan{{.seed = seed}};
    Talk talk(lan);
    talk.goes_on(2);
    lan.run_for(lan.chance().between(0ms, 100ms));
    const auto backup = talk.ann.backup();
    talk.goes_on(1);
    talk.ends_well();
    for (std::size_t lives = lan.chance().below(3); lives > 0; --lives) {
      talk.crashes(talk.ann);
      talk.ann.restart();
      lan.run_for(5s);
      talk.goes_on(1);
      talk.ends_well();
    }
    talk.crashes(talk.ann);
    talk.ann.restore_backup(backup);
    talk.ann.restart();
    lan.run_for(5s);
    talk.goes_on(2);
    talk.ends_well();
  }
}

TEST(LanOutbox, WhatWaitsIsTakenBackAndWhatHasLeftIsNot) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 2);
    auto &ann = *hosts[0], &bob = *hosts[1];
    bob.stop();
    lan.run_for(2s);
    const auto lines = ann.tells_lines(5, bob.nick());
    lan.run_for(2s);
    std::vector<command::Withdraw> withdrawals;
    for (const auto& line : lines) withdrawals.push_back({to_string(ann.sees().id_of(line).value())});
    ann.restart();
    lan.run_for(kWritten);
    const auto taken = lan.chance().below(lines.size());
    EXPECT_TRUE(ann.does(withdrawals[taken]));
    const auto again = ann.does(withdrawals[taken]);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.reason().code, ErrorCode::no_such_id);
    auto rest = lines;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(taken));
    bob.restart();
    EXPECT_TRUE(lan.run_until([&] { return bob.heard().size() == rest.size(); }, 60s));
    lan.run_for(10s);
    EXPECT_EQ(bob.heard(), rest);
    EXPECT_FALSE(ann.does(withdrawals[(taken + 1) % lines.size()]));
  }
}

TEST(LanOutbox, WhatOneRecipientHasNoRoomForIsSentToNobody) {
  for (const auto seed : seeds(1)) {
    Config config;
    config.outbox_messages_max = 3;
    SimLan lan{{.seed = seed, .config = config}};
    const auto hosts = settled(lan, 3);
    auto &ann = *hosts[0], &bob = *hosts[1], &carol = *hosts[2];
    bob.unplug();
    ann.tells_lines(3, bob.nick());
    command::Send send;
    send.to = {carol.nick(), bob.nick()};
    send.text = "to both of you";
    const auto refused = ann.does(send);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.reason().code, ErrorCode::busy);
    EXPECT_EQ(refused.reason().about, bob.nick());
    lan.run_for(2s);
    EXPECT_TRUE(carol.heard().empty());
  }
}

}  // namespace
}  // namespace earshot::sim
