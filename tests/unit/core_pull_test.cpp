#include "core/pull.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core_bench.h"

namespace earshot::core {

namespace {

using testing::IsEmpty;
using testing::SizeIs;

// One end of a conversation between a newcomer and a relay.
struct Side {
  Side(std::uint64_t seed, std::uint8_t host) : bench(seed), address(v4(host)) {
    cards.set_network(one_interface(host));
    presence.start(bench.now(), one_interface(host));
    bench.come();
  }
  Bench bench;
  Address address;
  Cards cards{bench.context, bench.card};
  Presence presence{bench.context, cards, bench.card};
  Pull pull{bench.context, cards, presence};

  Bench::Other as_other() { return {bench.self, bench.card, address}; }
};

class PullTest : public testing::Test {
 protected:
  // Carries datagrams to and fro until there are none. Returns how many were carried.
  std::size_t talk() {
    std::size_t carried = 0;
    for (auto from_ann = ann.bench.come().datagrams, from_bob = bob.bench.come().datagrams;
         !from_ann.empty() || !from_bob.empty();
         from_ann = ann.bench.come().datagrams, from_bob = bob.bench.come().datagrams) {
      for (const auto& sent : from_ann) carried += carry(sent, ann, bob);
      for (const auto& sent : from_bob) carried += carry(sent, bob, ann);
    }
    return carried;
  }
  std::size_t carry(const Transmit& sent, Side& from, Side& to) {
    if (to_group(sent)) return 0;
    bytes_from[&from] += sent.datagram.size();
    const auto split = wire::decode_head(sent.datagram);
    const auto now = to.bench.now();
    if (split->head.token) {
      if (split->head.kind == wire::Kind::ck)
        to.bench.gate.keep_token(from.address, *split->head.token);
      else
        to.bench.gate.accept_token(now.instant, from.address, *split->head.token);
    }
    if (split->head.kind == wire::Kind::pull)
      deliver<wire::Pull>(sent.datagram, from.address, false,
                          [&](const Received& it, const wire::Pull& pull) { to.pull.receive(now, it, pull); });
    if (split->head.kind == wire::Kind::page)
      deliver<wire::Page>(sent.datagram, from.address, false, [&](const Received& it, const wire::Page& page) {
        doubtful = to.pull.receive(now, it, page);
      });
    if (split->head.kind == wire::Kind::ck)
      deliver<wire::Cookie>(sent.datagram, from.address, false,
                            [&](const Received& it, const wire::Cookie&) { to.pull.receive_cookie(now, it); });
    return 1;
  }
  // A real, signed beacon of somebody, known to the relay.
  Bench::Other known_to_bob(const std::string& nick, std::uint8_t host) {
    auto other = bob.bench.other(nick, host);
    const auto body = wire::encode_body(other.card);
    const auto signature = bob.bench.seal.sign(other.identity.seed, other.card.id,
                                               signature_input(bob.bench.context, wire::Kind::here, body));
    bob.bench.roster.admit(bob.bench.instant, {}, other.card, body, signature);
    return other;
  }
  void meet() { ann.bench.acquaint(bob.as_other()); }

  Side ann{1, 1}, bob{2, 2};
  std::map<Side*, std::size_t> bytes_from;
  std::vector<PeerId> doubtful;
};

TEST_F(PullTest, ANewcomerFetchesTheWholeRoster) {
  meet();
  for (std::uint8_t i = 0; i < 100; ++i) known_to_bob("p" + std::to_string(i), static_cast<std::uint8_t>(10 + i));
  ann.pull.consider(ann.bench.now(), bob.bench.self.id, bob.bench.roster.digest());
  ann.pull.wake(ann.bench.now());
  talk();
  EXPECT_EQ(ann.bench.roster.live_count(), 101u);
  EXPECT_TRUE(ann.pull.is_settled(ann.bench.instant));
}

TEST_F(PullTest, AnUnprovenAskerGetsOnlyATokenSmallerThanItsQuestion) {
  meet();
  known_to_bob("carol", 9);
  ann.pull.consider(ann.bench.now(), bob.bench.self.id, bob.bench.roster.digest());
  ann.pull.wake(ann.bench.now());
  const auto asked = ann.bench.come().datagrams;
  ASSERT_THAT(asked, SizeIs(1));  // one question first, to an address that may be forged
  carry(asked[0], ann, bob);
  const auto answered = bob.bench.come().datagrams;
  ASSERT_THAT(answered, SizeIs(1));
  EXPECT_EQ(wire::decode_head(answered[0].datagram)->head.kind, wire::Kind::ck);
  EXPECT_LT(answered[0].datagram.size(), asked[0].datagram.size());
}

TEST_F(PullTest, RostersThatAreTheSameAreNotFetched) {
  meet();
  bob.bench.acquaint(ann.as_other());
  ASSERT_EQ(ann.bench.roster.digest(), bob.bench.roster.digest());
  ann.pull.consider(ann.bench.now(), bob.bench.self.id, bob.bench.roster.digest());
  EXPECT_FALSE(ann.pull.deadline());
  EXPECT_TRUE(ann.pull.is_settled(ann.bench.instant));
}

TEST_F(PullTest, LostQuestionsAreAskedAgainEveryTenthOfASecond) {
  meet();
  known_to_bob("carol", 9);
  ann.pull.consider(ann.bench.now(), bob.bench.self.id, bob.bench.roster.digest());
  ann.pull.wake(ann.bench.now());
  ann.bench.come();  // lost
  ann.bench.pass(100ms - 1us);
  ann.pull.wake(ann.bench.now());
  EXPECT_THAT(ann.bench.come().datagrams, IsEmpty());
  ann.bench.pass(1us);
  ann.pull.wake(ann.bench.now());
  talk();
  EXPECT_EQ(ann.bench.roster.live_count(), 2u);
}

TEST_F(PullTest, ASilentRelayIsLeftForAnotherAfterHalfASecond) {
  meet();
  auto carol = ann.bench.other("carol", 9);
  ann.bench.acquaint(carol);
  ann.pull.consider(ann.bench.now(), bob.bench.self.id, bob.bench.roster.digest());
  std::set<Address> asked;
  for (int i = 0; i < 20; ++i) {
    ann.pull.wake(ann.bench.now());
    for (const auto& sent : ann.bench.come().datagrams) asked.insert(std::get<Address>(sent.to));
    ann.bench.pass(50ms);
  }
  EXPECT_TRUE(asked.contains(bob.address));
  // With two live peers the other one is drawn with probability one half; then nobody, and the next beacon tries again.
  for (int i = 0; i < 100 && !asked.contains(carol.address); ++i) {
    ann.pull.consider(ann.bench.now(), bob.bench.self.id, bob.bench.roster.digest());
    ann.bench.pass(100ms);
    ann.pull.wake(ann.bench.now());
    for (const auto& sent : ann.bench.come().datagrams) asked.insert(std::get<Address>(sent.to));
  }
  EXPECT_TRUE(asked.contains(carol.address));
}

TEST_F(PullTest, APageThatNobodyAskedForIsNotRead) {
  meet();
  auto carol = known_to_bob("carol", 9);
  wire::Page page;
  page.fr = bob.bench.self.id;
  page.lines.push_back({wire::Kind::here, {}, wire::encode_body(carol.card)});
  const auto datagram = make_datagram(bob.bench.context, page);
  carry({ann.address, datagram}, bob, ann);
  EXPECT_EQ(ann.bench.roster.find(carol.card.id), nullptr);
  EXPECT_EQ(ann.bench.counters[Count::dropped_unsolicited], 1u);
}

TEST_F(PullTest, ALyingRelayCannotInventPeers) {
  meet();
  auto carol = bob.bench.other("carol", 9);
  bob.bench.roster.admit(bob.bench.instant, {}, carol.card, wire::encode_body(carol.card), {});  // not signed by her
  ann.pull.consider(ann.bench.now(), bob.bench.self.id, bob.bench.roster.digest());
  ann.pull.wake(ann.bench.now());
  talk();
  EXPECT_EQ(ann.bench.roster.find(carol.card.id), nullptr);
  EXPECT_GT(ann.bench.counters[Count::dropped_bad_signature], 0u);
}

TEST_F(PullTest, WhoIsGoneForUsAndLiveForTheRelayIsWorthAPing) {
  meet();
  auto carol = known_to_bob("carol", 9);
  const auto* known = bob.bench.roster.find(carol.card.id);
  ann.bench.roster.admit(ann.bench.instant, {}, carol.card, known->body, known->signature);
  ann.bench.roster.set_live(carol.card.id, false);
  ann.pull.consider(ann.bench.now(), bob.bench.self.id, bob.bench.roster.digest());
  ann.pull.wake(ann.bench.now());
  std::set<PeerId> worth;
  while (talk() > 0) worth.insert(doubtful.begin(), doubtful.end());
  EXPECT_FALSE(ann.bench.roster.is_live(carol.card.id));  // a relay's word is no sign of life
}

TEST_F(PullTest, OneBeaconCanBeFetchedFromWhereAStrangerWasHeard) {
  ann.pull.fetch(ann.bench.now(), bob.bench.self.id, bob.address);
  talk();
  EXPECT_TRUE(ann.bench.roster.is_live(bob.bench.self.id));
  EXPECT_EQ(ann.bench.roster.address(bob.bench.self.id), bob.address);
}

TEST_F(PullTest, WithoutAnyAnswerNamesAreSettledAfterTwoSeconds) {
  ann.pull.start(ann.bench.now());
  EXPECT_FALSE(ann.pull.is_settled(ann.bench.instant + 2s - 1us));
  EXPECT_TRUE(ann.pull.is_settled(ann.bench.instant + 2s));
}

}  // namespace

}  // namespace earshot::core
