// Programs die and start again, with the same key and nothing remembered.
#include "lan/story.h"

namespace earshot::sim {
namespace {

TEST(LanRestart, AnAuthorThatRestartedIsHeardAndListedOnce) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 4);
    auto& author = *hosts[0];
    const auto before = author.says_lines(3);
    lan.run_for(lan.chance().between(0s, 10s));
    author.crash();
    lan.run_for(lan.chance().between(1ms, 30s));
    author.restart();
    EXPECT_TRUE(lan.run_until([&] { return all_list_all(hosts); }, 200ms));
    auto said = author.says_lines(3);
    lan.run_for(10s);
    EXPECT_TRUE(all_list_all(hosts));
    for (const auto& line : said) EXPECT_EQ(author.of(line), (Of{3, 3})) << line;
    for (const auto* viewer : {hosts[1], hosts[2], hosts[3]}) {
      const auto heard = viewer->heard_from(author);
      ASSERT_GE(heard.size(), said.size());
      EXPECT_TRUE(std::ranges::equal(std::vector(heard.end() - 3, heard.end()), said));
    }
  }
}

TEST(LanRestart, ADirectOutboxGoesOnWhenTheReceiverRestarts) {
  for (const auto seed : seeds(200)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 3);
    auto &ann = *hosts[0], &bob = *hosts[1];
    lan.use_link(kRough);
    auto lines = ann.tells_lines(20, bob.nick());
    lan.run_for(lan.chance().between(0ms, 300ms));
    const auto heard_before = bob.heard();
    bob.crash();
    for (const auto& line : ann.tells_lines(10, bob.nick())) lines.push_back(line);
    lan.run_for(lan.chance().between(0ms, 20s));
    bob.restart();
    lan.run_for(1s);
    for (const auto& line : ann.tells_lines(10, bob.nick())) lines.push_back(line);
    EXPECT_TRUE(lan.run_until([&] { return ann.has_delivered(lines.back(), bob); }, 40s));
    // What bob's first life had stored is not told again; what it had only shown may be.
    const auto heard_after = bob.heard();
    ASSERT_LE(heard_after.size(), lines.size());
    ASSERT_GE(heard_before.size() + heard_after.size(), lines.size());
    EXPECT_TRUE(std::equal(heard_after.rbegin(), heard_after.rend(), lines.rbegin()));
    for (const auto& line : lines) EXPECT_TRUE(ann.has_delivered(line, bob)) << line;
  }
}

TEST(LanRestart, ADirectOutboxStartsAnewWhenTheSenderRestarts) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 3);
    auto &ann = *hosts[0], &bob = *hosts[1];
    ann.tells_lines(5, bob.nick());
    lan.run_for(lan.chance().between(0ms, 2s));
    ann.crash();
    lan.run_for(lan.chance().between(1ms, 10s));
    ann.restart();
    ASSERT_TRUE(lan.run_until([&] { return ann.lists(bob); }, 1s));
    const auto lines = ann.tells_lines(5, bob.nick());
    EXPECT_TRUE(lan.run_until([&] { return ann.has_delivered(lines.back(), bob); }, 10s));
    const auto heard = bob.heard_from(ann);
    ASSERT_GE(heard.size(), 5u);
    EXPECT_TRUE(std::equal(lines.begin(), lines.end(), heard.end() - 5));
  }
}

TEST(LanRestart, WhoLostItsDataAndItsTimeIsListedAndHeardAgain) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed, .link = {.loss = 0.05}}};
    const auto hosts = settled(lan, 6);
    auto &ann = *hosts[0], &bob = *hosts[1];
    ann.tells_lines(3, bob.nick());
    bob.tells_lines(3, ann.nick());
    ann.says_lines(3);
    lan.run_for(lan.chance().between(0s, 10s));
    ann.crash();
    ann.lose_data(60min);
    const auto meanwhile = bob.tells_lines(2, ann.nick());
    lan.run_for(lan.chance().between(1ms, 60s));
    ann.restart();
    lan.run_for(5s);  // three hellos, and what the others answer
    EXPECT_TRUE(all_list_all(hosts));
    const auto said = ann.says_lines(3), told = ann.tells_lines(3, bob.nick()), back = bob.tells_lines(3, ann.nick());
    lan.run_for(20s);
    EXPECT_TRUE(all_list_all(hosts));
    for (const auto& line : said) EXPECT_EQ(ann.of(line), (Of{5, 5})) << line;
    for (const auto& line : told) EXPECT_TRUE(ann.has_delivered(line, bob)) << line;
    for (const auto& line : back) EXPECT_TRUE(bob.has_delivered(line, ann)) << line;
    for (const auto& line : meanwhile) EXPECT_TRUE(bob.has_delivered(line, ann)) << line;
  }
}

TEST(LanRestart, DeliveredIsNotToldBeforeItIsOnDisk) {
  for (const auto seed : seeds(100)) {
    SimLan lan{{.seed = seed, .store_latency = 50ms}};
    const auto hosts = settled(lan, 2);
    auto &ann = *hosts[0], &bob = *hosts[1];
    ann.tells(bob.nick(), "psst");
    ann.says("lobby", "hi");
    lan.run_for(49ms);
    bob.crash();  // had it in memory only
    lan.run_for(1s);
    EXPECT_FALSE(ann.has_delivered("psst", bob));
    EXPECT_FALSE(ann.has_delivered("hi", bob));
    bob.restart();
    EXPECT_TRUE(lan.run_until([&] { return ann.has_delivered("psst", bob); }, 15s));
    EXPECT_THAT(bob.heard_from(ann), testing::Contains("psst"));
  }
}

// Anybody can invent peers; the disk remembers no more of them than the roster does.
TEST(LanRestart, TheDiskHoldsNoMorePeersThanTheRoster) {
  for (const auto seed : seeds(10)) {
    Config config;
    config.peers_max = 3;
    SimLan lan{{.seed = seed, .config = config}};
    const auto& viewer = lan.join("viewer");
    for (int i = 0; i < 8; ++i) {
      auto& guest = lan.join("guest" + std::to_string(i));
      lan.run_for(1s);
      EXPECT_TRUE(viewer.lists(guest));
      guest.stop();
      lan.run_for(1s);
    }
    auto disk = viewer.backup();
    EXPECT_EQ(disk.begin({}).peers.size(), 3u);
  }
}

TEST(LanRestart, ManyRestartsInARowLeaveEverybodyListedOnce) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed, .link = {.loss = 0.1}}};
    const auto hosts = lan.join_many(5);
    for (int i = 0; i < 20; ++i) {
      lan.run_for(lan.chance().between(1ms, 3s));
      hosts[lan.chance().below(hosts.size())]->restart();
    }
    lan.run_for(20s);
    EXPECT_TRUE(all_list_all(hosts));
  }
}

}  // namespace
}  // namespace earshot::sim
