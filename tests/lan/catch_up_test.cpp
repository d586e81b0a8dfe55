// Who comes late, or was cut off, is shown what was said meanwhile, as history: from whoever has it.
#include "lan/story.h"

namespace earshot::sim {
namespace {

using testing::UnorderedElementsAreArray;

// What the host was shown of an author, each text at its place: history has it by its stamp.
std::vector<std::string> shown(const SimHost& viewer, const SimHost& author, bool as_history) {
  std::vector<event::Message> messages;
  for (const auto& message : viewer.sees().messages())
    if (message.from.id == author.id() && message.replay == as_history) messages.push_back(message);
  if (as_history) std::ranges::sort(messages, {}, [](const event::Message& it) { return it.sent.ms; });
  std::vector<std::string> texts;
  for (const auto& message : messages) texts.push_back(message.text);
  return texts;
}
std::vector<std::string> history_of(const SimHost& viewer, const SimHost& author) {
  return shown(viewer, author, true);
}
std::vector<std::string> news_of(const SimHost& viewer, const SimHost& author) { return shown(viewer, author, false); }

void expect_names_known(const SimHost& viewer) {
  for (const auto& message : viewer.sees().messages()) EXPECT_NE(message.from.nick, "anon") << message.text;
}

constexpr Link kLossy{.loss = 0.2, .duplicates = 0.05, .reordered = 0.1};
// The pings that find what differs, and retries where much is lost.
constexpr Duration kCaughtUp = 30s;

TEST(LanCatchUp, ALatecomerSeesWhatWasSaidBeforeItCame) {
  for (const auto seed : seeds(200)) {
    SimLan lan{{.seed = seed, .link = kLossy}};
    const auto hosts = lan.join_many(4);
    lan.run_for(5s);
    std::vector<std::vector<std::string>> said;
    for (auto* host : hosts) said.push_back(host->says_lines(lan.chance().below(20)));
    lan.run_for(10s);
    auto& late = lan.join("late");
    lan.run_for(kCaughtUp);
    for (std::size_t i = 0; i < hosts.size(); ++i) {
      EXPECT_EQ(history_of(late, *hosts[i]), said[i]);
      EXPECT_TRUE(news_of(late, *hosts[i]).empty());
    }
    const auto news = hosts[0]->says_lines(3);
    lan.run_for(10s);
    EXPECT_EQ(news_of(late, *hosts[0]), news);
    EXPECT_EQ(history_of(late, *hosts[0]), said[0]);
  }
}

TEST(LanCatchUp, WithoutLossWithinASecond) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 2 + lan.chance().below(2));
    const auto said = hosts[0]->says_lines(30);
    lan.run_for(1s);
    hosts[0]->stop();
    lan.run_for(5s);
    auto& late = lan.join("late");
    EXPECT_TRUE(lan.run_until([&] { return history_of(late, *hosts[0]).size() == said.size(); }, 1s));
    EXPECT_EQ(late.heard_from(*hosts[0]), said) << "in order";
    expect_names_known(late);
  }
}

TEST(LanCatchUp, ALatecomerSeesWhatSomebodySaidWhoHasLeft) {
  for (const auto seed : seeds(200)) {
    SimLan lan{{.seed = seed, .link = kLossy}};
    const auto hosts = lan.join_many(4);
    lan.run_for(5s);
    const auto said = hosts[0]->says_lines(1 + lan.chance().below(100));
    lan.run_for(10s);
    lan.chance().below(2) == 0 ? hosts[0]->stop() : hosts[0]->crash();
    lan.run_for(lan.chance().between(10ms, 60s));
    auto& late = lan.join("late");
    lan.run_for(kCaughtUp);
    EXPECT_EQ(history_of(late, *hosts[0]), said);
    EXPECT_TRUE(news_of(late, *hosts[0]).empty());
    expect_names_known(late);
  }
}

TEST(LanCatchUp, ARelayKnowsTheNamesOfThoseWhoLeftAfterItsRestart) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 3);
    auto &author = *hosts[0], &relay = *hosts[1], &second = *hosts[2];
    const auto said = author.says_lines(5);
    lan.run_for(1s);
    author.stop();
    second.stop();
    lan.run_for(5s);
    // One who has it from a relay is a relay in turn, after a restart, too.
    const auto expect_seen_at_once_by = [&](SimHost& late) {
      EXPECT_TRUE(lan.run_until([&] { return history_of(late, author).size() == said.size(); }, 1s));
      expect_names_known(late);
    };
    relay.restart();
    lan.run_for(5s);
    auto& late = lan.join("late");
    expect_seen_at_once_by(late);
    lan.run_for(1s);
    relay.stop();
    late.restart();
    lan.run_for(5s);
    expect_seen_at_once_by(lan.join("later"));
  }
}

TEST(LanCatchUp, WhatOnePeerAloneHasReachesAll) {
  for (const auto seed : seeds(200)) {
    SimLan lan{{.seed = seed, .link = kLossy}};
    const auto hosts = lan.join_many(5);
    auto &author = *hosts[0], &keeper = *hosts[1];
    lan.run_for(5s);
    lan.partition({{&author, &keeper}, {hosts[2], hosts[3], hosts[4]}});
    lan.run_for(lan.chance().between(0s, 30s));
    const auto said = author.says_lines(10);
    lan.run_for(10s);
    author.crash();
    lan.run_for(lan.chance().between(0s, 30s));
    lan.heal();
    lan.run_for(kCaughtUp);
    for (const auto* host : hosts) {
      if (host == &author) continue;
      EXPECT_EQ(host->heard_from(author), said) << host->nick() << " ";
      EXPECT_EQ(news_of(*host, author).empty(), host != &keeper) << host->nick();
    }
  }
}

TEST(LanCatchUp, BothSidesOfAHealedPartitionSeeWhatTheOtherSaid) {
  for (const auto seed : seeds(200)) {
    SimLan lan{{.seed = seed, .link = kLossy}};
    const auto hosts = lan.join_many(6);
    lan.run_for(5s);
    lan.partition({{hosts[0], hosts[1], hosts[2]}, {hosts[3], hosts[4], hosts[5]}});
    lan.run_for(lan.chance().between(10s, 60s));
    std::vector<std::vector<std::string>> said;
    for (auto* host : hosts) said.push_back(host->says_lines(5));
    lan.run_for(20s);
    if (lan.chance().below(2) == 0) hosts[0]->crash();
    lan.heal();
    lan.run_for(60s);
    for (const auto* viewer : hosts) {
      for (std::size_t i = 0; i < hosts.size(); ++i) {
        if (!viewer->is_on() || viewer == hosts[i]) continue;
        EXPECT_THAT(viewer->heard_from(*hosts[i]), UnorderedElementsAreArray(said[i])) << viewer->nick();
      }
    }
    EXPECT_TRUE(news_of(*hosts[3], *hosts[0]).empty());
  }
}

TEST(LanCatchUp, HistoryPassesFromPeerToPeer) {
  for (const auto seed : seeds(200)) {
    SimLan lan{{.seed = seed, .link = kLossy}};
    auto& ann = lan.join("ann");
    auto& bob = lan.join("bob");
    lan.run_for(5s);
    const auto by_ann = ann.says_lines(20);
    lan.run_for(10s);
    ann.stop();
    const auto by_bob = bob.says_lines(5);
    lan.run_for(10s);
    lan.join("carol");
    lan.run_for(kCaughtUp);
    bob.stop();
    lan.run_for(10s);
    auto& dave = lan.join("dave");
    lan.run_for(kCaughtUp);
    EXPECT_EQ(history_of(dave, ann), by_ann);
    EXPECT_EQ(history_of(dave, bob), by_bob);
    expect_names_known(dave);
  }
}

TEST(LanCatchUp, WhoLostEverythingGetsItsOwnWordsBack) {
  for (const auto seed : seeds(200)) {
    SimLan lan{{.seed = seed, .link = kLossy}};
    const auto hosts = lan.join_many(3);
    auto& ann = *hosts[0];
    lan.run_for(5s);
    const auto said = ann.says_lines(10);
    const auto by_bob = hosts[1]->says_lines(5);
    lan.run_for(10s);
    ann.crash();
    ann.lose_data(lan.chance().below(2) == 0 ? 60min : 0min);
    lan.run_for(lan.chance().between(1s, 60s));
    ann.restart();
    lan.run_for(kCaughtUp);
    EXPECT_EQ(history_of(ann, ann), said);
    EXPECT_EQ(history_of(ann, *hosts[1]), by_bob);
    for (const auto& message : ann.sees().messages()) EXPECT_EQ(message.outgoing, message.from.id == ann.id());
    const auto more = ann.says_lines(3);
    lan.run_for(10s);
    EXPECT_THAT(news_of(*hosts[1], ann), testing::SizeIs(13));
    for (const auto& line : more) EXPECT_EQ(ann.of(line), (Of{2, 2})) << line;
  }
}

TEST(LanCatchUp, WhoWasAwaySeesWhatItDoesNotHaveAndNothingTwice) {
  for (const auto seed : seeds(200)) {
    SimLan lan{{.seed = seed, .link = kLossy}};
    const auto hosts = lan.join_many(4);
    auto &author = *hosts[0], &away = *hosts[1];
    lan.run_for(5s);
    const auto before = author.says_lines(5);
    lan.run_for(10s);
    ASSERT_EQ(away.heard_from(author), before);
    away.stop();
    lan.run_for(2s);
    const auto meanwhile = author.says_lines(1 + lan.chance().below(30));
    lan.run_for(10s);
    const bool has_left = lan.chance().below(2) == 0;
    if (has_left) author.stop();
    lan.run_for(lan.chance().between(1s, 30s));
    away.restart();
    lan.run_for(kCaughtUp);
    EXPECT_EQ(history_of(away, author), meanwhile);
    EXPECT_TRUE(news_of(away, author).empty());
    if (has_left) continue;
    const auto news = author.says_lines(2);
    lan.run_for(10s);
    EXPECT_EQ(news_of(away, author), news);
  }
}

// The start in which the backlog began to arrive ended before all of it had come.
TEST(LanCatchUp, ABacklogThatWasCutShortGoesOnInTheNextStart) {
  std::size_t cut_short = 0;
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed, .link = kLossy}};
    auto& author = *lan.join_many(2)[0];
    lan.run_for(5s);
    author.says_lines(200);
    lan.run_for(10s);
    auto& late = lan.join("late");
    lan.run_for(lan.chance().between(50ms, 1s));
    late.restart();
    const auto kept = late.disk().entries().size();
    cut_short += kept > 0 && kept < 200 ? 1 : 0;
    lan.run_for(kCaughtUp);
    EXPECT_EQ(late.disk().entries().size(), 200u) << "of which it had " << kept;
  }
  EXPECT_GT(cut_short, 0u);
}

}  // namespace
}  // namespace earshot::sim
