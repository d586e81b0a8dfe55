#include "core/buddies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core_bench.h"

namespace earshot::core {

using testing::Contains;
using testing::IsEmpty;
using testing::SizeIs;

// Another signature than the right one.
void forge(Bytes& datagram) {
  auto& letter = datagram[datagram.find("\"sg\":\"") + 10];
  letter = letter == 'A' ? 'B' : 'A';
}

class BuddiesTest : public testing::Test {
 protected:
  Came run_until(Instant until) {
    Came all;
    for (auto next = buddies.deadline(); next && *next <= until; next = buddies.deadline()) {
      bench.instant = std::max(bench.instant, *next);
      buddies.wake(bench.now());
      auto came = bench.come();
      std::move(came.datagrams.begin(), came.datagrams.end(), std::back_inserter(all.datagrams));
    }
    bench.instant = until;
    return all;
  }
  bool answer(const Transmit& ping, Bench::Other& who, std::uint64_t heard_beacon = 0) {
    wire::Pong pong;
    pong.id = who.card.id;
    pong.nn = message_in<wire::Ping>(ping.datagram).nn;
    pong.ep = who.card.ep;
    pong.hb = heard_beacon;
    return deliver<wire::Pong>(
        bench, bench.datagram_by(who, pong), std::get<Address>(ping.to), false,
        [&](const Received& it, const wire::Pong& message) { return buddies.receive(bench.now(), it, message); });
  }

  Bench bench;
  Rooms rooms{bench.context};
  Buddies buddies{bench.context, bench.card, rooms};
  Bench::Other bob = bench.other("bob", 7);
};

TEST_F(BuddiesTest, FourFixedOthersArePingedInTurn) {
  for (std::uint8_t i = 10; i < 40; ++i) bench.acquaint(bench.other("p", i));
  const auto chosen = buddies.buddies();
  ASSERT_THAT(chosen, SizeIs(4));
  EXPECT_EQ(buddies.buddies(), chosen);
  EXPECT_EQ(std::set<PeerId>(chosen.begin(), chosen.end()).size(), 4u);
  // The successors in the order of keys, around the end.
  auto next = bench.roster.all().upper_bound(bench.self.id);
  if (next == bench.roster.all().end()) next = bench.roster.all().begin();
  EXPECT_EQ(chosen[0], next->first);
}

// A beacon's source may be forged, and everybody would ask there.
TEST_F(BuddiesTest, WhoeverIsSilentIsAskedAsFarAsItsAddressHasPaidForIt) {
  bench.acquaint(bob);
  buddies.probe(bench.now(), bob.card.id, true);
  EXPECT_THAT(bench.come().datagrams, IsEmpty());
  const auto carol = bench.other("carol", 8);
  bench.acquaint(carol);
  bench.gate.came_from(bench.instant, carol.address, 1'000);
  buddies.probe(bench.now(), carol.card.id, true);
  EXPECT_THAT(bench.come().datagrams, SizeIs(1));
}

TEST_F(BuddiesTest, EverybodyIsSomebodysBuddy) {
  // Whoever is there has a predecessor, so somebody notices when it goes.
  std::vector<Bench::Other> crowd;
  for (std::uint8_t i = 0; i < 20; ++i) crowd.push_back(bench.other("p", i));
  std::set<PeerId> watched;
  for (const auto& me : crowd) {
    Bench node(5);
    node.self = me.identity;
    Roster roster(node.config, me.card.id);
    Context context{node.config,  node.self,       node.seal,         node.random,   node.context.network,
                    std::nullopt, std::nullopt,    node.out,          node.counters, node.gate,
                    roster,       node.deliveries, node.context.epoch};
    for (const auto& peer : crowd)
      if (peer.card.id != me.card.id) roster.admit(node.instant, {}, peer.card, wire::encode_body(peer.card), {});
    const Rooms nothing_said(context);
    for (const auto& id : Buddies(context, node.card, nothing_said).buddies()) watched.insert(id);
  }
  EXPECT_THAT(watched, SizeIs(20));
}

TEST_F(BuddiesTest, AnAnswerGivesTheRoundTripAndProvesTheAddress) {
  bench.acquaint(bob);
  buddies.probe(bench.now(), bob.card.id);
  const auto pings = bench.come().of_kind(wire::Kind::ping);
  ASSERT_THAT(pings, SizeIs(1));
  bench.pass(700us);
  EXPECT_TRUE(answer(pings[0], bob, 3));
  EXPECT_EQ(bench.roster.find(bob.card.id)->rtt, 700us);
  EXPECT_EQ(bench.roster.find(bob.card.id)->hears_own_beacon, 3u);
  EXPECT_TRUE(bench.gate.is_proven(bench.instant, bob.address));
  EXPECT_FALSE(buddies.is_probing(bob.card.id));
  EXPECT_FALSE(answer(pings[0], bob));  // once
}

TEST_F(BuddiesTest, ALateAnswerToAnEarlyTryIsAnAnswer) {
  bench.acquaint(bob);
  buddies.probe(bench.now(), bob.card.id);
  const auto first = bench.come().of_kind(wire::Kind::ping).at(0);
  EXPECT_THAT(run_until(bench.instant + 1'200ms).of_kind(wire::Kind::ping), SizeIs(2));
  EXPECT_TRUE(answer(first, bob));
  EXPECT_EQ(bench.roster.find(bob.card.id)->rtt, 1'200ms);
}

TEST_F(BuddiesTest, AnAnswerWithAnotherNonceOrByAnotherKeyIsNone) {
  bench.acquaint(bob);
  buddies.probe(bench.now(), bob.card.id);
  auto ping = bench.come().of_kind(wire::Kind::ping).at(0);
  auto mallory = bench.other("mallory", 66);
  mallory.card.id = bob.card.id;  // signs with the own key for bob's id
  wire::Pong pong;
  pong.id = bob.card.id;
  pong.nn = message_in<wire::Ping>(ping.datagram).nn;
  pong.ep = bob.card.ep;
  auto datagram = bench.datagram_by(bob, pong);
  forge(datagram);
  EXPECT_FALSE(deliver<wire::Pong>(
      bench, datagram, bob.address, false,
      [&](const Received& it, const wire::Pong& message) { return buddies.receive(bench.now(), it, message); }));
  EXPECT_TRUE(buddies.is_probing(bob.card.id));
}

TEST_F(BuddiesTest, ThreeMissesAndSilenceLeadToTwoSuspicionsAndThenGone) {
  bench.acquaint(bob);
  buddies.probe(bench.now(), bob.card.id);
  const auto begun = bench.instant;
  auto came = run_until(begun + 1'500ms - 1us);
  EXPECT_THAT(came.of_kind(wire::Kind::lost), IsEmpty());
  came = run_until(begun + 1'500ms);
  ASSERT_THAT(came.of_kind(wire::Kind::lost), SizeIs(1));
  EXPECT_FALSE(message_in<wire::Lost>(came.of_kind(wire::Kind::lost)[0].datagram).gone);
  came = run_until(begun + 2'500ms);
  ASSERT_THAT(came.of_kind(wire::Kind::lost), SizeIs(1));
  EXPECT_FALSE(message_in<wire::Lost>(came.of_kind(wire::Kind::lost)[0].datagram).gone);
  EXPECT_TRUE(bench.roster.is_live(bob.card.id));
  came = run_until(begun + 3'500ms);
  ASSERT_THAT(came.of_kind(wire::Kind::lost), SizeIs(1));
  EXPECT_TRUE(message_in<wire::Lost>(came.of_kind(wire::Kind::lost)[0].datagram).gone);
  EXPECT_TRUE(bench.roster.is_live(bob.card.id));
  run_until(begun + 4'500ms);
  EXPECT_FALSE(bench.roster.is_live(bob.card.id));
  EXPECT_FALSE(buddies.is_probing(bob.card.id));
}

TEST_F(BuddiesTest, AnyAuthenticSignWhileSuspectedEndsTheSuspicion) {
  bench.acquaint(bob);
  buddies.probe(bench.now(), bob.card.id);
  run_until(bench.instant + 2s);
  bench.roster.heard(bob.card.id, bench.instant, {}, bob.address);
  EXPECT_THAT(run_until(bench.instant + 20s).of_kind(wire::Kind::lost), IsEmpty());
  EXPECT_TRUE(bench.roster.is_live(bob.card.id));
}

// Who missed the going of a peer, or got an old beacon of it again, lists it: the others know better, and say so again.
TEST_F(BuddiesTest, WhoIsGoneHereAndListedElsewhereIsAskedAndThenAccusedOfTheLifeThatIsListed) {
  bench.acquaint(bob);
  bench.roster.set_live(bob.card.id, false);
  const Epoch listed{bob.card.ep.value - 1};
  buddies.doubt(bench.now(), bob.card.id, listed);
  const auto came = run_until(bench.instant + 10s);
  EXPECT_THAT(came.of_kind(wire::Kind::ping), SizeIs(testing::Ge(2u)));
  std::vector<wire::Lost> said;
  for (const auto& it : came.of_kind(wire::Kind::lost)) said.push_back(message_in<wire::Lost>(it.datagram));
  ASSERT_THAT(said, SizeIs(3));
  EXPECT_EQ(said[0], (wire::Lost{bench.self.id, bob.card.id, listed, false}));
  EXPECT_EQ(said[1], (wire::Lost{bench.self.id, bob.card.id, listed, false}));
  EXPECT_EQ(said[2], (wire::Lost{bench.self.id, bob.card.id, listed, true}));
  EXPECT_FALSE(buddies.is_probing(bob.card.id));
}

TEST_F(BuddiesTest, ADoubtEndsWithAnAnswer) {
  bench.acquaint(bob);
  bench.roster.set_live(bob.card.id, false);
  bench.pass(10s);
  buddies.doubt(bench.now(), bob.card.id, bob.card.ep);
  const auto pings = bench.come().of_kind(wire::Kind::ping);
  ASSERT_THAT(pings, SizeIs(1));
  EXPECT_TRUE(answer(pings[0], bob));
  EXPECT_TRUE(bench.roster.is_live(bob.card.id));
  EXPECT_THAT(run_until(bench.instant + 10s).of_kind(wire::Kind::lost), IsEmpty());
}

TEST_F(BuddiesTest, ADoubtEndsWhenALivePeerHasSaidTheSame) {
  auto carol = bench.other("carol", 8);
  bench.acquaint(carol);
  bench.acquaint(bob);
  bench.roster.set_live(bob.card.id, false);
  const auto hear = [&](const wire::Lost& lost, bool forged = false) {
    auto datagram = bench.datagram_by(carol, lost);
    if (forged) forge(datagram);
    deliver<wire::Lost>(bench, datagram, carol.address, true,
                        [&](const Received& it, const wire::Lost& said) { buddies.receive(bench.now(), it, said); });
    return buddies.is_probing(bob.card.id);
  };
  buddies.doubt(bench.now(), bob.card.id, bob.card.ep);
  EXPECT_TRUE(hear({carol.card.id, bob.card.id, bob.card.ep, false}));
  EXPECT_TRUE(hear({carol.card.id, bob.card.id, Epoch{bob.card.ep.value - 1}, true}));
  EXPECT_TRUE(hear({carol.card.id, bob.card.id, bob.card.ep, true}, true));
  EXPECT_EQ(bench.counters[Count::dropped_bad_signature], 1u);
  bench.roster.set_live(carol.card.id, false);
  EXPECT_TRUE(hear({carol.card.id, bob.card.id, bob.card.ep, true}));
  bench.roster.set_live(carol.card.id, true);
  EXPECT_FALSE(hear({carol.card.id, bob.card.id, bob.card.ep, true}));
}

// A relay may invent reasons for it.
TEST_F(BuddiesTest, DoubtsAreSaidOneInTwentySecondsAndTheOthersAreOnlyAsked) {
  auto carol = bench.other("carol", 8);
  for (const auto& gone : {bob, carol}) {
    bench.acquaint(gone);
    bench.roster.set_live(gone.card.id, false);
    buddies.doubt(bench.now(), gone.card.id, gone.card.ep);
  }
  const auto begun = bench.instant;
  const auto accused = [&](Instant until) {
    std::vector<PeerId> ids;
    for (const auto& it : run_until(until).of_kind(wire::Kind::lost))
      ids.push_back(message_in<wire::Lost>(it.datagram).id);
    return ids;
  };
  EXPECT_THAT(accused(begun + 10s), testing::ElementsAre(bob.card.id, bob.card.id, bob.card.id));
  bench.instant = begun + 20s - 1us;
  buddies.doubt(bench.now(), carol.card.id, carol.card.ep);
  EXPECT_THAT(accused(begun + 30s), IsEmpty());
  buddies.doubt(bench.now(), carol.card.id, carol.card.ep);
  EXPECT_THAT(accused(begun + 40s), SizeIs(3));
}

TEST_F(BuddiesTest, TheSecondAddressIsTriedWhenTheFirstIsSilent) {
  bench.acquaint(bob);
  bench.roster.claim(bob.card.id, {v4(70)});
  buddies.probe(bench.now(), bob.card.id);
  auto pings = bench.come().of_kind(wire::Kind::ping);
  const auto later = run_until(bench.instant + 1s).of_kind(wire::Kind::ping);
  pings.insert(pings.end(), later.begin(), later.end());
  ASSERT_THAT(pings, SizeIs(3));
  EXPECT_EQ(std::get<Address>(pings[1].to), bob.address);
  EXPECT_EQ(std::get<Address>(pings[2].to), v4(70));
}

TEST_F(BuddiesTest, APingIsAnsweredToItsSourceAndNeverWithMore) {
  bench.acquaint(bob);
  bench.roster.heard_on_group(bob.card.id, bench.instant, {2}, 41);
  const auto ping = bench.datagram_by(bob, wire::Ping{bob.card.id, {7}}, wire::kHeadBytesMax);
  const auto receive = [&](const Bytes& datagram, const Address& source) {
    deliver<wire::Ping>(bench, datagram, source, false, [&](const Received& it, const wire::Ping& message) {
      buddies.receive(bench.now(), it, message);
    });
    return bench.come().datagrams;
  };
  const auto answers = receive(ping, v4(99));
  ASSERT_THAT(answers, SizeIs(1));
  EXPECT_EQ(std::get<Address>(answers[0].to), v4(99));
  EXPECT_LE(answers[0].datagram.size(), ping.size());
  EXPECT_EQ(message_in<wire::Pong>(answers[0].datagram).hb, 41u);
  EXPECT_THAT(receive(bench.datagram_by(bob, wire::Ping{bob.card.id, {7}}), v4(98)),
              IsEmpty());  // no room for the answer
  bench.gate.prove(bench.instant, v4(98));
  EXPECT_THAT(receive(bench.datagram_by(bob, wire::Ping{bob.card.id, {7}}), v4(98)), SizeIs(1));
}

TEST_F(BuddiesTest, PartnersOfAConversationArePingedBesides) {
  for (std::uint8_t i = 10; i < 40; ++i) bench.acquaint(bench.other("p", i));
  const auto chosen = buddies.buddies();
  std::optional<PeerId> partner;
  for (const auto& [id, peer] : bench.roster.all())
    if (std::find(chosen.begin(), chosen.end(), id) == chosen.end()) partner = id;
  buddies.set_partners({*partner});
  buddies.start(bench.now());
  buddies.wake(bench.now());
  bench.pass(3s);
  buddies.wake(bench.now());
  EXPECT_TRUE(buddies.is_probing(*partner));
}

}  // namespace earshot::core
