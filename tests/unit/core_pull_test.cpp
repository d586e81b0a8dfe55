#include "core/pull.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core_bench.h"

namespace earshot::core {

namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr std::size_t kBeaconBytes = 350;  // a usual one

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
  Rooms rooms{bench.context};
  Pull pull{bench.context, cards, presence, rooms};

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
      deliver<wire::Pull>(to.bench, sent.datagram, from.address, false,
                          [&](const Received& it, const wire::Pull& pull) { to.pull.receive(now, it, pull); });
    if (split->head.kind == wire::Kind::page)
      deliver<wire::Page>(to.bench, sent.datagram, from.address, false,
                          [&](const Received& it, const wire::Page& page) {
                            for (const auto& doubt : to.pull.receive(now, it, page)) doubts.push_back(doubt);
                          });
    if (split->head.kind == wire::Kind::ck)
      deliver<wire::Cookie>(to.bench, sent.datagram, from.address, false,
                            [&](const Received& it, const wire::Cookie&) { to.pull.receive_cookie(now, it); });
    return 1;
  }
  // A real, signed beacon of somebody, known to the relay.
  Bench::Other known_to_bob(const std::string& nick, std::uint8_t host) {
    auto other = bob.bench.other(nick, host);
    const auto body = wire::encode_body(other.card);
    const auto signature = bob.bench.seal.sign(other.identity.seed, other.card.id,
                                               signature_input(bob.bench.context.network, wire::Kind::here, body));
    bob.bench.roster.admit(bob.bench.instant, {}, other.card, body, signature);
    return other;
  }
  // Ann has bob's beacon, from him.
  void meet() {
    ann.bench.acquaint(bob.as_other());
    bobs_beacon_comes();
  }
  void bobs_beacon_comes() { ann.bench.gate.came_from(ann.bench.instant, bob.address, kBeaconBytes); }
  void ann_considers_bob() {
    ann.pull.consider(ann.bench.now(), bob.bench.self.id, bob.bench.roster.digest());
    ann.pull.wake(ann.bench.now());
  }
  // Bob knows one more than she does, and her question is lost.
  void ann_asks_in_vain() {
    known_to_bob("carol", 9);
    ann_considers_bob();
    ann.bench.come();
  }
  void expect_that_ann_knows_all_after(Duration time) {
    ann.bench.pass(time);
    ann.pull.wake(ann.bench.now());
    talk();
    EXPECT_EQ(ann.bench.roster.live_count(), 2u);
  }
  // Nothing that she sends arrives.
  std::vector<Transmit> ann_alone_for(Duration time) {
    auto all = ann.bench.come().datagrams;
    const auto until = ann.bench.instant + time;
    for (auto next = ann.pull.deadline(); next && *next <= until; next = ann.pull.deadline()) {
      ann.bench.instant = std::max(ann.bench.instant, *next);
      ann.pull.wake(ann.bench.now());
      for (auto& sent : ann.bench.come().datagrams) all.push_back(std::move(sent));
    }
    ann.bench.instant = until;
    return all;
  }

  Side ann{1, 1}, bob{2, 2};
  std::map<Side*, std::size_t> bytes_from;
  std::vector<Pull::Doubt> doubts;
};

TEST_F(PullTest, ANewcomerFetchesTheWholeRoster) {
  meet();
  for (std::uint8_t i = 0; i < 100; ++i) known_to_bob("p" + std::to_string(i), static_cast<std::uint8_t>(10 + i));
  ann_considers_bob();
  talk();
  EXPECT_EQ(ann.bench.roster.live_count(), 101u);
  EXPECT_TRUE(ann.pull.is_settled(ann.bench.instant));
}

TEST_F(PullTest, AnUnprovenAskerGetsOnlyATokenSmallerThanItsQuestion) {
  meet();
  known_to_bob("carol", 9);
  ann_considers_bob();
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
  ann_considers_bob();
  EXPECT_TRUE(ann.pull.is_settled(ann.bench.instant));
  ann.bench.gate.prove(ann.bench.instant, bob.address);
  bob.bench.gate.prove(bob.bench.instant, ann.address);
  // At arrival what was said is compared: one opening, one question, and their answers.
  EXPECT_EQ(talk(), 4u);
  ann.bench.pass(1min);
  ann_considers_bob();
  EXPECT_EQ(talk(), 0u);
}

// What ann has sent to the address so far, and on until then.
std::size_t bytes_to(const std::vector<Transmit>& sent, const Address& to) {
  std::size_t bytes = 0;
  for (const auto& it : sent)
    if (it.to == decltype(it.to)(to)) bytes += it.datagram.size();
  return bytes;
}

TEST_F(PullTest, AnUnprovenAddressGetsNoMoreThanCameFromIt) {
  meet();
  known_to_bob("carol", 9);
  ann_considers_bob();
  const auto first = ann_alone_for(5s);
  EXPECT_THAT(first, SizeIs(1));
  EXPECT_LE(bytes_to(first, bob.address), kBeaconBytes);
  bobs_beacon_comes();
  ann_considers_bob();
  const auto second = ann_alone_for(5s);
  EXPECT_THAT(second, SizeIs(1));
}

TEST_F(PullTest, AProvenRelayIsAskedAgainEveryTenthOfASecond) {
  meet();
  ann.bench.gate.prove(ann.bench.instant, bob.address);
  ann_asks_in_vain();
  EXPECT_THAT(ann_alone_for(100ms - 1us), IsEmpty());
  expect_that_ann_knows_all_after(1us);
}

TEST_F(PullTest, AfterALostQuestionTheRelaysNextBeaconBringsAnother) {
  meet();
  ann_asks_in_vain();
  ann_alone_for(500ms);
  bobs_beacon_comes();
  expect_that_ann_knows_all_after(100ms);
}

TEST_F(PullTest, ALatePageIsStillAnAnswer) {
  meet();
  for (std::uint8_t i = 0; i < 100; ++i) known_to_bob("p" + std::to_string(i), static_cast<std::uint8_t>(10 + i));
  ann.bench.gate.prove(ann.bench.instant, bob.address);
  bob.bench.gate.prove(bob.bench.instant, ann.address);
  ann_considers_bob();
  // Every datagram takes half a second.
  struct Flight {
    Instant arrives;
    Transmit datagram;
    bool from_ann;
  };
  std::vector<Flight> flights;
  for (int i = 0; i < 1'000; ++i) {
    for (auto& sent : ann.bench.come().datagrams) flights.push_back({ann.bench.instant + 500ms, sent, true});
    for (auto& sent : bob.bench.come().datagrams) flights.push_back({ann.bench.instant + 500ms, sent, false});
    ann.bench.pass(10ms);
    bob.bench.pass(10ms);
    ann.pull.wake(ann.bench.now());
    std::erase_if(flights, [&](const Flight& it) {
      if (ann.bench.instant < it.arrives) return false;
      it.from_ann ? carry(it.datagram, ann, bob) : carry(it.datagram, bob, ann);
      return true;
    });
  }
  EXPECT_EQ(ann.bench.roster.live_count(), 101u);
}

TEST_F(PullTest, ASilentRelayIsLeftForAnotherAfterHalfASecond) {
  meet();
  auto carol = ann.bench.other("carol", 9);
  ann.bench.acquaint(carol);
  for (const auto& address : {bob.address, carol.address}) ann.bench.gate.prove(ann.bench.instant, address);
  ann_considers_bob();
  const auto first = ann_alone_for(500ms - 1us);
  EXPECT_EQ(bytes_to(first, carol.address), 0u);
  EXPECT_THAT(first, SizeIs(5));
  EXPECT_GT(bytes_to(ann_alone_for(1us), carol.address), 0u);
}

TEST_F(PullTest, ARelayThatFallsSilentIsLeftForAnother) {
  meet();
  known_to_bob("dave", 10);
  auto carol = ann.bench.other("carol", 9);
  ann.bench.acquaint(carol);
  ann.bench.gate.prove(ann.bench.instant, carol.address);
  ann_considers_bob();
  carry(ann.bench.come().datagrams.at(0), ann, bob);
  carry(bob.bench.come().datagrams.at(0), bob, ann);  // a token
  carry(ann.bench.come().datagrams.at(0), ann, bob);
  carry(bob.bench.come().datagrams.at(0), bob, ann);  // the first page, and no more
  EXPECT_GT(bytes_to(ann_alone_for(5s), carol.address), 0u);
}

TEST_F(PullTest, ABodyThatNoPageHoldsHidesNobodyBehindIt) {
  meet();
  for (std::uint8_t i = 0; i < 50; ++i) known_to_bob("p" + std::to_string(i), static_cast<std::uint8_t>(10 + i));
  std::size_t large = 0;
  for (std::uint8_t i = 0; i < 10; ++i) {
    auto other = bob.bench.other("q", static_cast<std::uint8_t>(100 + i));
    other.card.rm.assign(30, std::string(30, 'r'));
    const auto body = wire::encode_body(other.card);
    ASSERT_GT(body.size(), kBeaconBytesMax);
    bob.bench.roster.admit(bob.bench.instant, {}, other.card, body, {});
    ++large;
  }
  ann_considers_bob();
  talk();
  EXPECT_EQ(ann.bench.roster.live_count(), bob.bench.roster.live_count() - large + 1);
}

TEST_F(PullTest, TheLargestBeaconFitsAPageOfANetworkWithAName) {
  auto carol = bob.bench.other("carol", 9);
  auto body = wire::encode_body(carol.card);
  body.insert(body.size() - 1, std::string(kBeaconBytesMax - body.size(), ' '));
  wire::Page page;
  page.more = true;
  page.lines.push_back({wire::Kind::here, {}, body});
  wire::Head head;
  head.kind = wire::Kind::page;
  head.network = wire::NetTag{};
  EXPECT_LE(wire::encode_datagram(head, wire::encode_body(page)).size(), wire::kDatagramBytesMax);

  bob.bench.roster.admit(bob.bench.instant, {}, carol.card, body, {});
  bob.bench.gate.prove(bob.bench.instant, ann.address);
  ann.bench.gate.prove(ann.bench.instant, bob.address);
  ann.pull.fetch(ann.bench.now(), carol.card.id, bob.address);
  carry(ann.bench.come().datagrams.at(0), ann, bob);
  EXPECT_THAT(message_in<wire::Page>(bob.bench.come().datagrams.at(0).datagram).lines, SizeIs(1));
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
  ann_considers_bob();
  talk();
  EXPECT_EQ(ann.bench.roster.find(carol.card.id), nullptr);
  EXPECT_GT(ann.bench.counters[Count::dropped_bad_signature], 0u);
}

TEST_F(PullTest, WhoIsGoneForUsAndLiveForTheRelayIsADoubtAndTheRelaysWordIsNoSignOfLife) {
  meet();
  auto carol = known_to_bob("carol", 9);
  const auto* known = bob.bench.roster.find(carol.card.id);
  ann.bench.roster.admit(ann.bench.instant, {}, carol.card, known->body, known->signature);
  ann.bench.roster.set_live(carol.card.id, false);
  const auto doubted = [&] {
    doubts.clear();
    ann_considers_bob();
    talk();
    return doubts;
  };
  const Pull::Doubt of_carol{carol.card.id, carol.card.ep};
  EXPECT_THAT(doubted(), testing::ElementsAre(of_carol));
  EXPECT_FALSE(ann.bench.roster.is_live(carol.card.id));
  // Ann heard more of her before she went than the relay did.
  auto later = carol.card;
  later.no += 7;
  const auto body = wire::encode_body(later);
  ann.bench.roster.admit(ann.bench.instant, {}, later, body, {});
  ann.bench.roster.set_live(carol.card.id, false);
  ann.bench.pass(5s);
  EXPECT_THAT(doubted(), testing::ElementsAre(of_carol));
  // And as long as they disagree they compare, although nothing came of it last time.
  ann.bench.pass(5s);
  EXPECT_THAT(doubted(), testing::ElementsAre(of_carol));
}

TEST_F(PullTest, OneBeaconCanBeFetchedFromWhereAStrangerWasHeard) {
  bobs_beacon_comes();  // or something else of him
  ann.pull.fetch(ann.bench.now(), bob.bench.self.id, bob.address);
  talk();
  EXPECT_TRUE(ann.bench.roster.is_live(bob.bench.self.id));
  EXPECT_EQ(ann.bench.roster.address(bob.bench.self.id), bob.address);
}

// Of an earlier start of the relay, as its disk gave it back.
record::Peer of_an_earlier_start(const Bench::Other& other, const Peer& known) {
  record::Peer kept{.id = other.card.id,
                    .nick = other.card.nm,
                    .host = {},
                    .addresses = {},
                    .alias = {},
                    .verified_as = {},
                    .card = known.body,
                    .card_signature = known.signature};
  kept.first_seen_ms = 1;
  return kept;
}

TEST_F(PullTest, TheNameOfSomebodyWhoLeftIsFetchedUnlessTheDiskHasChangedTheBeacon) {
  for (const bool is_changed : {false, true}) {
    meet();
    const auto carol = known_to_bob(is_changed ? "carol" : "dave", is_changed ? 9 : 10);
    auto kept = of_an_earlier_start(carol, *bob.bench.roster.find(carol.card.id));
    if (is_changed) kept.card.back() = ' ';
    bob.bench.roster.set_live(carol.card.id, false);
    bob.bench.roster.forget(carol.card.id);
    bob.bench.roster.remember(kept);
    ann.pull.fetch_name(ann.bench.now(), carol.card.id, bob.address);
    talk();
    EXPECT_EQ(ann.pull.take_named().size(), is_changed ? 0u : 1u);
    EXPECT_EQ(ann.bench.counters[Count::dropped_bad_signature], 0u);
  }
}

TEST_F(PullTest, ANameForWhichThereIsNoRoomIsNotKnown) {
  ann.bench.config.peers_max = 1;
  meet();
  const auto carol = known_to_bob("carol", 9);
  ann.pull.fetch_name(ann.bench.now(), carol.card.id, bob.address);
  talk();
  EXPECT_THAT(ann.pull.take_named(), IsEmpty());
  EXPECT_EQ(ann.bench.roster.find(carol.card.id), nullptr);
}

TEST_F(PullTest, WithoutAnyAnswerNamesAreSettledAfterTwoSeconds) {
  ann.pull.start(ann.bench.now());
  EXPECT_FALSE(ann.pull.is_settled(ann.bench.instant + 2s - 1us));
  EXPECT_TRUE(ann.pull.is_settled(ann.bench.instant + 2s));
}

}  // namespace

}  // namespace earshot::core
