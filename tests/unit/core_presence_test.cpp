#include "core/presence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core_bench.h"

namespace earshot::core {

using testing::IsEmpty;
using testing::SizeIs;

class PresenceTest : public testing::Test {
 protected:
  PresenceTest() { bench.card.ep = bench.context.epoch; }

  void start() { presence.start(bench.now(), one_interface()); }
  // Lets time pass to `until`, waking at each deadline.
  Came run_until(Instant until) {
    Came all;
    const auto add = [&](Came came) {
      std::move(came.datagrams.begin(), came.datagrams.end(), std::back_inserter(all.datagrams));
      std::move(came.events.begin(), came.events.end(), std::back_inserter(all.events));
    };
    add(bench.come());
    for (auto next = presence.deadline(); next && *next <= until; next = presence.deadline()) {
      bench.instant = std::max(bench.instant, *next);
      presence.wake(bench.now());
      add(bench.come());
    }
    bench.instant = until;
    return all;
  }
  bool receive(const Bytes& datagram, const Address& source, bool on_group = true) {
    return deliver<wire::Here>(bench, datagram, source, on_group, [&](const Received& it, const wire::Here& here) {
      return presence.receive(bench.now(), it, here);
    });
  }
  template <class Kind>
  void receive_other(const Bytes& datagram, const Address& source) {
    deliver<Kind>(bench, datagram, source, true,
                  [&](const Received& it, const Kind& message) { presence.receive(bench.now(), it, message); });
  }
  Bytes hello_by(Bench::Other& who, std::uint64_t question = 1) {
    ++who.card.no;
    who.card.q = question;
    return bench.datagram_by(who, who.card, wire::kDatagramBytesMax);
  }

  // The largest beacon: names, addresses and rooms, all that may be.
  void fill_names(char letter) {
    bench.card.nm = std::string(wire::kNickBytesMax, letter);
    bench.card.sn = std::string(wire::kShowNameBytesMax, letter);
    bench.card.ho = std::string(wire::kHostBytesMax, letter);
    bench.card.ap = std::string(wire::kProgramBytesMax, letter);
  }
  static NetworkView with_many_addresses() {
    auto network = one_interface();
    Address v6;
    v6.family = Address::Family::v6;
    for (std::uint8_t i = 0; i < 16; ++i) v6.ip.at(i) = static_cast<std::uint8_t>(0x20 + i);
    for (std::uint8_t i = 1; i < wire::kAddressesMax; ++i) {
      v6.ip.at(15) = i;
      network.interfaces[0].addresses.push_back({v6, 64});
    }
    return network;
  }
  void join_all_rooms() {
    presence.set_rooms(bench.now(), std::vector<std::string>(wire::kRoomsMax, std::string(16, 'r')));
  }

  Bench bench;
  Cards cards{bench.context, bench.card};
  Presence presence{bench.context, cards, bench.card};
  Bench::Other bob = bench.other("bob", 7);
};

TEST_F(PresenceTest, SaysHelloWithinTenMillisecondsAndAgainAtHalfASecondAndTwo) {
  start();
  const auto begun = bench.instant;
  EXPECT_THAT(run_until(begun + 10ms).of_kind(wire::Kind::here), SizeIs(1));
  EXPECT_THAT(run_until(begun + 500ms - 1us).datagrams, IsEmpty());
  const auto second = run_until(begun + 500ms).of_kind(wire::Kind::here);
  ASSERT_THAT(second, SizeIs(1));
  EXPECT_EQ(message_in<wire::Here>(second[0].datagram).q, 2u);  // nobody answered: ask more of them
  EXPECT_THAT(run_until(begun + 2s).of_kind(wire::Kind::here), SizeIs(1));
}

TEST_F(PresenceTest, HelloGoesToEveryChannelAndHasRoomForAnAnswer) {
  start();
  const auto hello = run_until(bench.instant + 10ms).datagrams.at(0);
  EXPECT_TRUE(std::get<Group>(hello.to).every_channel);
  const auto card = message_in<wire::Here>(hello.datagram);
  EXPECT_EQ(card.q, 1u);
  EXPECT_EQ(card.at, std::vector<std::string>{"10.0.0.1:47475"});
  // The answer has the same fields and a token.
  EXPECT_GT(hello.datagram.size(), wire::encode_body(card).size() + 300);
}

TEST_F(PresenceTest, BeaconsEveryFiveSecondsGiveOrTakeAQuarter) {
  start();
  run_until(bench.instant + 3s);
  for (int i = 0; i < 50; ++i) {
    const auto before = bench.instant;
    ASSERT_THAT(run_until(*presence.deadline()).datagrams, SizeIs(1));
    const auto gap = bench.instant - before;
    if (i == 0) continue;
    EXPECT_GE(gap, 3'750ms);
    EXPECT_LE(gap, 6'250ms);
  }
}

TEST_F(PresenceTest, AfterTheLastHelloTheFirstBeaconComesAnywhereInTheIntervalButNotWithinASecond) {
  start();
  Duration shortest = 1h, longest{};
  for (int i = 0; i < 50; ++i) {
    presence.network_changed(bench.now(), one_interface());
    ASSERT_THAT(run_until(bench.instant + 500ms).datagrams, SizeIs(2));  // the hellos
    const auto gap = *presence.deadline() - bench.instant;
    shortest = std::min(shortest, gap);
    longest = std::max(longest, gap);
  }
  EXPECT_GE(shortest, 1s);
  EXPECT_LE(shortest, 1'500ms);
  EXPECT_GE(longest, 4s);
  EXPECT_LE(longest, 6'250ms);
}

TEST_F(PresenceTest, ANewcomerIsAnsweredByUnicastAndNotWithMoreThanItSent) {
  start();
  run_until(bench.instant + 3s);
  const auto hello = hello_by(bob);
  EXPECT_TRUE(receive(hello, bob.address));
  const auto answers = run_until(bench.instant + 2ms).of_kind(wire::Kind::here);
  ASSERT_THAT(answers, SizeIs(1));
  EXPECT_EQ(std::get<Address>(answers[0].to), bob.address);
  EXPECT_LE(answers[0].datagram.size(), hello.size());
  EXPECT_EQ(message_in<wire::Here>(answers[0].datagram).q, 0u);
}

TEST_F(PresenceTest, AHelloWithoutRoomForTheAnswerGetsNone) {
  start();
  run_until(bench.instant + 3s);
  bob.card.q = 1;
  receive(bench.datagram_by(bob, bob.card), bob.address);
  EXPECT_THAT(run_until(bench.instant + 100ms).datagrams, IsEmpty());
}

TEST_F(PresenceTest, OnlyThreeOfManyAnswerAndNineWhenAskedAgain) {
  // Fifty nodes hear the same hello; each decides alone.
  int first = 0, again = 0;
  std::vector<Bench::Other> crowd;
  Bench common(77);
  for (std::uint8_t i = 0; i < 50; ++i) crowd.push_back(common.other("p" + std::to_string(i), i));
  auto newcomer = common.other("new", 99);
  for (const auto& me : crowd) {
    Bench node(78);
    node.self = me.identity;
    node.card.id = me.card.id;
    Cards node_cards(node.context, node.card);
    Presence node_presence(node.context, node_cards, node.card);
    node_presence.start(node.now(), one_interface());
    for (const auto& peer : crowd)
      if (peer.card.id != me.card.id) node.acquaint(peer);
    for (auto* answers : {&first, &again}) {
      ++newcomer.card.no;
      newcomer.card.q = answers == &first ? 1 : 2;
      const auto hello = common.datagram_by(newcomer, newcomer.card, wire::kDatagramBytesMax);
      deliver<wire::Here>(node, hello, newcomer.address, true, [&](const Received& it, const wire::Here& here) {
        return node_presence.receive(node.now(), it, here);
      });
      node.pass(2ms);
      node.come();
      node_presence.wake(node.now());
      for (const auto& sent : node.come().of_kind(wire::Kind::here))
        if (!to_group(sent)) ++*answers;
    }
  }
  EXPECT_EQ(first, 3);
  EXPECT_EQ(again, 9);
}

TEST_F(PresenceTest, ARenameGoesOutAtOnceButNotTwiceInASecond) {
  start();
  run_until(bench.instant + 3s);
  run_until(*presence.deadline());
  const auto beacon = bench.instant;
  bench.pass(400ms);
  presence.rename(bench.now(), "robert");
  EXPECT_THAT(run_until(beacon + 1s - 1us).datagrams, IsEmpty());
  const auto sent = run_until(beacon + 1s).datagrams;
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_EQ(message_in<wire::Here>(sent[0].datagram).nm, "robert");
}

TEST_F(PresenceTest, AForgedBeaconChangesNothing) {
  start();
  auto datagram = hello_by(bob);
  datagram[datagram.rfind("bob") + 2] = 'x';
  EXPECT_FALSE(receive(datagram, bob.address));
  EXPECT_EQ(bench.roster.live_count(), 0u);
  EXPECT_EQ(bench.counters[Count::dropped_bad_signature], 1u);
}

TEST_F(PresenceTest, AnOldBeaconPlayedAgainBringsNobodyBack) {
  start();
  const auto hello = hello_by(bob);
  receive(hello, bob.address);
  bench.roster.set_live(bob.card.id, false);
  EXPECT_FALSE(receive(hello, bob.address));
  EXPECT_FALSE(bench.roster.is_live(bob.card.id));
}

TEST_F(PresenceTest, ByeIsBelievedFromItsSignerOnly) {
  start();
  receive(hello_by(bob), bob.address);
  auto mallory = bench.other("mallory", 66);
  receive_other<wire::Bye>(bench.datagram_by(mallory, wire::Bye{bob.card.id, bob.card.ep, 99}), mallory.address);
  EXPECT_TRUE(bench.roster.is_live(bob.card.id));
  receive_other<wire::Bye>(bench.datagram_by(bob, wire::Bye{bob.card.id, bob.card.ep, bob.card.no + 1}), bob.address);
  EXPECT_FALSE(bench.roster.is_live(bob.card.id));
}

TEST_F(PresenceTest, ABeaconFromBeforeTheByeThatCameLateBringsNobodyBack) {
  start();
  receive(hello_by(bob), bob.address);
  const auto delayed = hello_by(bob, 0);
  receive_other<wire::Bye>(bench.datagram_by(bob, wire::Bye{bob.card.id, bob.card.ep, bob.card.no + 1}), bob.address);
  EXPECT_FALSE(receive(delayed, bob.address));
  EXPECT_FALSE(bench.roster.is_live(bob.card.id));
  ++bob.card.no;
  receive(hello_by(bob, 0), bob.address);  // after the bye: he is back
  EXPECT_TRUE(bench.roster.is_live(bob.card.id));
}

TEST_F(PresenceTest, WhoIsAccusedRefutesAtOnceAndNotMoreThanOnceASecond) {
  start();
  receive(hello_by(bob), bob.address);
  run_until(bench.instant + 3s);
  const auto accusation = bench.datagram_by(bob, wire::Lost{bob.card.id, bench.self.id, bench.context.epoch, false});
  receive_other<wire::Lost>(accusation, bob.address);
  EXPECT_THAT(bench.come().of_kind(wire::Kind::here), SizeIs(1));
  bench.pass(1s - 1us);
  receive_other<wire::Lost>(accusation, bob.address);
  EXPECT_THAT(bench.come().of_kind(wire::Kind::here), SizeIs(0));
  bench.pass(1us);
  receive_other<wire::Lost>(accusation, bob.address);
  EXPECT_THAT(bench.come().of_kind(wire::Kind::here), SizeIs(1));
}

TEST_F(PresenceTest, WhoIsSaidToBeGoneIsBelievedToAfterFourSilentSeconds) {
  start();
  auto carol = bench.other("carol", 8);
  receive(hello_by(bob), bob.address);
  receive(hello_by(carol), carol.address);
  const auto heard = bench.instant;
  run_until(heard + 2s);
  receive_other<wire::Lost>(bench.datagram_by(carol, wire::Lost{carol.card.id, bob.card.id, bob.card.ep, true}),
                            carol.address);
  run_until(heard + 4s - 1us);
  EXPECT_TRUE(bench.roster.is_live(bob.card.id));
  run_until(heard + 4s);
  EXPECT_FALSE(bench.roster.is_live(bob.card.id));
  EXPECT_TRUE(bench.roster.is_live(carol.card.id));
}

TEST_F(PresenceTest, ASecondAccuserIsAnsweredAsSoonAsABeaconMayGo) {
  start();
  auto carol = bench.other("carol", 8);
  receive(hello_by(bob), bob.address);
  receive(hello_by(carol), carol.address);
  run_until(bench.instant + 3s);
  const auto accuse = [&](const auto& by) {
    receive_other<wire::Lost>(bench.datagram_by(by, wire::Lost{by.card.id, bench.self.id, bench.context.epoch, true}),
                              by.address);
  };
  accuse(bob);
  EXPECT_THAT(bench.come().of_kind(wire::Kind::here), SizeIs(1));
  run_until(bench.instant + 100ms);
  accuse(carol);
  EXPECT_THAT(run_until(bench.instant + 900ms - 1us).of_kind(wire::Kind::here), IsEmpty());
  EXPECT_THAT(run_until(bench.instant + 1us).of_kind(wire::Kind::here), SizeIs(1));
}

TEST_F(PresenceTest, InACrowdWhereBeaconsAreRareWhoIsSlanderedHasTimeToSaySo) {
  start();
  auto carol = bench.other("carol", 8);
  receive(hello_by(bob), bob.address);
  receive(hello_by(carol), carol.address);
  run_until(bench.instant + 60s);
  const auto slander = [&] {
    receive_other<wire::Lost>(bench.datagram_by(carol, wire::Lost{carol.card.id, bob.card.id, bob.card.ep, true}),
                              carol.address);
  };
  slander();
  run_until(bench.instant + 1'400ms);
  EXPECT_TRUE(bench.roster.is_live(bob.card.id));
  receive(hello_by(bob, 0), bob.address);
  run_until(bench.instant + 60s);
  EXPECT_TRUE(bench.roster.is_live(bob.card.id));
  slander();
  run_until(bench.instant + 1'500ms);
  EXPECT_FALSE(bench.roster.is_live(bob.card.id)) << "and who says nothing is gone";
}

TEST_F(PresenceTest, SuspicionAloneRemovesNobodyNorDoesSlanderOfSomebodyWhoTalks) {
  start();
  auto carol = bench.other("carol", 8);
  receive(hello_by(bob), bob.address);
  receive(hello_by(carol), carol.address);
  receive_other<wire::Lost>(bench.datagram_by(carol, wire::Lost{carol.card.id, bob.card.id, bob.card.ep, false}),
                            carol.address);
  run_until(bench.instant + 60s);
  EXPECT_TRUE(bench.roster.is_live(bob.card.id));
  receive_other<wire::Lost>(bench.datagram_by(carol, wire::Lost{carol.card.id, bob.card.id, bob.card.ep, true}),
                            carol.address);
  receive(hello_by(bob, 0), bob.address);
  run_until(bench.instant + 60s);
  EXPECT_TRUE(bench.roster.is_live(bob.card.id));
}

TEST_F(PresenceTest, ByeIsSaidTwiceAndThenItIsOver) {
  start();
  run_until(bench.instant + 3s);
  presence.stop(bench.now());
  EXPECT_THAT(bench.come().of_kind(wire::Kind::bye), SizeIs(1));
  EXPECT_FALSE(presence.stopped());
  EXPECT_EQ(presence.deadline(), bench.instant + 100ms);
  EXPECT_THAT(run_until(bench.instant + 100ms).of_kind(wire::Kind::bye), SizeIs(1));
  EXPECT_TRUE(presence.stopped());
  EXPECT_FALSE(presence.deadline());
}

// Names that double when they are written, all rooms that one may join, many addresses.
TEST_F(PresenceTest, ABeaconIsNeverTooLargeToBeRelayed) {
  fill_names('"');
  bench.card.ep = Epoch{kIntegerMax};
  bench.card.no = kIntegerMax - 10;
  bench.card.hd = Seq{kIntegerMax};
  presence.start(bench.now(), with_many_addresses());
  join_all_rooms();
  const auto sent = run_until(bench.instant + 10ms).of_kind(wire::Kind::here).at(0).datagram;
  EXPECT_LE(wire::decode_head(sent)->body.size(), kBeaconBytesMax);
  const auto said = message_in<wire::Here>(sent);
  EXPECT_EQ(said.at.size(), 2u);
  EXPECT_EQ(said.nm, bench.card.nm);
  EXPECT_EQ(said.rm.size(), wire::kRoomsMax);
}

TEST_F(PresenceTest, AddressesAreLeftOutBeforeNamesAndOnlyAsManyAsNeeded) {
  fill_names('n');
  presence.start(bench.now(), with_many_addresses());
  EXPECT_EQ(bench.card.at.size(), wire::kAddressesMax);
  join_all_rooms();
  const auto said = message_in<wire::Here>(run_until(bench.instant + 10ms).of_kind(wire::Kind::here).at(0).datagram);
  EXPECT_EQ(said.sn, bench.card.sn);
  EXPECT_EQ(said.ho, bench.card.ho);
  ASSERT_LT(said.at.size(), bench.card.at.size());
  EXPECT_TRUE(std::equal(said.at.begin(), said.at.end(), bench.card.at.begin()));
  auto with_one_more = said;
  with_one_more.at.push_back(bench.card.at[said.at.size()]);
  EXPECT_GT(wire::encode_body(with_one_more).size(), kBeaconBytesMax);
}

TEST_F(PresenceTest, ANewNickGoesByUnicastToThoseWhomNoBeaconReaches) {
  start();
  run_until(bench.instant + 3s);
  bench.acquaint(bob);  // never heard on a group channel
  const auto to_bob = [&](const std::vector<Transmit>& sent) {
    return std::count_if(sent.begin(), sent.end(),
                         [&](const Transmit& it) { return it.to == decltype(it.to)(bob.address); });
  };
  presence.rename(bench.now(), "robert");
  EXPECT_EQ(to_bob(run_until(bench.instant + 1s).of_kind(wire::Kind::here)), 1);
  EXPECT_EQ(to_bob(run_until(bench.instant + 60s).of_kind(wire::Kind::here)), 0);
}

TEST_F(PresenceTest, AnAddressThatDoesNotAnswerIsGreetedEverLessOften) {
  start();
  run_until(bench.instant + 3s);
  const auto begun = bench.instant;
  presence.greet(bench.now(), v4(9));
  std::vector<Duration> greeted;
  while (bench.instant < begun + 20min) {
    for (const auto& sent : run_until(*presence.deadline()).datagrams)
      if (!to_group(sent)) greeted.push_back(bench.instant - begun);
  }
  EXPECT_EQ(std::vector(greeted.begin(), greeted.begin() + 7), (std::vector<Duration>{0s, 1s, 3s, 7s, 15s, 31s, 63s}));
  EXPECT_EQ(greeted.back() - greeted.at(greeted.size() - 2), 5min);
}

TEST_F(PresenceTest, AGreetingWithoutAPortTriesThemAll) {
  start();
  run_until(bench.instant + 3s);
  presence.greet(bench.now(), v4(9, 0));
  EXPECT_THAT(run_until(bench.instant).of_kind(wire::Kind::here), SizeIs(16));
  presence.greet(bench.now(), v4(10, 47'480));
  EXPECT_THAT(run_until(bench.instant).of_kind(wire::Kind::here), SizeIs(1));
}

TEST_F(PresenceTest, ClaimedAddressesOfThirdPartiesAreNotTaken) {
  start();
  bob.card.at = {"10.0.0.9:53",     "192.168.7.7:47475", "127.0.0.1:47475", "10.0.0.255:47475",
                 "224.0.0.1:47475", "0.0.0.0:47475",     "nonsense",        "10.0.0.8:47476"};
  bob.card.at.resize(wire::kAddressesMax);
  bob.card.at.back() = "10.0.0.8:47476";
  receive(hello_by(bob), bob.address);
  const auto* peer = bench.roster.find(bob.card.id);
  ASSERT_NE(peer, nullptr);
  for (const auto& path : peer->paths)
    EXPECT_TRUE(path.address == bob.address || path.address == v4(8, 47'476)) << to_string(path.address);
}

TEST_F(PresenceTest, HostileNamesAreMadeHarmlessOnArrival) {
  start();
  bob.card.nm = "a\x1b[2Jb c";
  bob.card.ho = "desk\nfour";
  bob.card.rm = {"dev", "Not A Room"};
  receive(hello_by(bob), bob.address);
  const auto& card = bench.roster.find(bob.card.id)->card;
  EXPECT_EQ(card.nm.find('\x1b'), std::string::npos);
  EXPECT_EQ(card.nm.find(' '), std::string::npos);
  EXPECT_EQ(card.ho.find('\n'), std::string::npos);
  EXPECT_EQ(card.rm, std::vector<std::string>{"dev"});
}

TEST_F(PresenceTest, OurOwnIdFromElsewhereIsReportedOnceAndOnlyIfItIsSignedByUs) {
  start();
  Bench::Other twin{bench.self, bench.card, v4(50)};
  twin.card.ep = Epoch{bench.context.epoch.value + 1};
  auto forged = bench.datagram_by(bob, twin.card);
  receive(forged, v4(51));
  EXPECT_THAT(bench.come().all<event::Notice>(), IsEmpty());
  receive(bench.datagram_by(twin, twin.card), v4(50));
  EXPECT_THAT(bench.come().all<event::Notice>(), SizeIs(1));
  receive(bench.datagram_by(twin, twin.card), v4(50));
  EXPECT_THAT(bench.come().all<event::Notice>(), IsEmpty());
  EXPECT_EQ(bench.roster.live_count(), 0u);
}

TEST_F(PresenceTest, OurOwnLaterEpochToldByUnicastIsOneToGoAboveUntilItIsTooOften) {
  start();
  Bench::Other former{bench.self, bench.card, v4(7)};
  const auto told = [&](std::uint64_t epoch, const Bench::Other& by) {
    auto other = former;
    other.card.ep = Epoch{epoch};
    other.identity = by.identity;
    receive(bench.datagram_by(other, other.card), v4(7), false);
    return cards.take_past_epoch();
  };
  EXPECT_EQ(told(999, former), std::nullopt);
  EXPECT_EQ(told(9'000, bob), std::nullopt);  // not signed by us
  EXPECT_EQ(told(kIntegerMax, bob), std::nullopt);
  EXPECT_EQ(told(9'000, former), Epoch{9'000});
  bench.context.epoch = Epoch{9'001};
  presence.begin_epoch(bench.now());
  EXPECT_EQ(bench.card.ep, Epoch{9'001});
  EXPECT_EQ(told(9'000, former), std::nullopt);
  EXPECT_EQ(told(9'002, former), Epoch{9'002});
  EXPECT_EQ(told(9'003, former), Epoch{9'003});
  EXPECT_THAT(bench.come().all<event::Notice>(), IsEmpty());
  EXPECT_EQ(told(9'004, former), std::nullopt);
  EXPECT_THAT(bench.come().all<event::Notice>(), SizeIs(1));
}

TEST_F(PresenceTest, WhoForgotALaterEpochIsShownItByAFew) {
  start();
  std::vector<Bench::Other> others;
  for (std::uint8_t i = 0; i < 40; ++i) {
    others.push_back(bench.other("x" + std::to_string(i), static_cast<std::uint8_t>(20 + i)));
    bench.acquaint(others.back());
  }
  bench.come();
  std::size_t told = 0;
  for (auto& other : others) {
    const auto newest = wire::encode_body(other.card);
    other.card.ep = Epoch{499};
    const auto outdated = bench.datagram_by(other, other.card);
    receive(outdated, other.address);
    told += bench.come().of_kind(wire::Kind::here).size();
    receive(outdated, other.address, false);
    const auto came = bench.come().of_kind(wire::Kind::here);
    ASSERT_THAT(came, SizeIs(1));
    EXPECT_EQ(std::get<Address>(came[0].to), other.address);
    EXPECT_EQ(wire::decode_head(came[0].datagram)->body, newest);
    EXPECT_LE(came[0].datagram.size(), outdated.size());
  }
  EXPECT_GT(told, 0u);
  EXPECT_LT(told, 10u);  // three of 41 for each
}

TEST_F(PresenceTest, WhatIsShownToAnUnprovenSourceIsNotLargerThanWhatCame) {
  start();
  bob.card.ho = "a-name-that-makes-it-long";
  bench.acquaint(bob);
  bench.come();
  bob.card.ho.clear();
  bob.card.ep = Epoch{499};
  receive(bench.datagram_by(bob, bob.card), bob.address, false);
  EXPECT_THAT(bench.come().datagrams, IsEmpty());
  bench.gate.prove(bench.instant, bob.address);
  receive(bench.datagram_by(bob, bob.card), bob.address, false);
  EXPECT_THAT(bench.come().datagrams, SizeIs(1));
}

TEST_F(PresenceTest, AFloodOfIdentitiesFromOneSourceIsLimited) {
  start();
  for (int i = 0; i < 500; ++i) {
    auto other = bench.other("x" + std::to_string(i), 7);
    receive(bench.datagram_by(other, other.card), v4(7));
  }
  EXPECT_LE(bench.roster.live_count(), bench.config.identities_burst);
  EXPECT_GT(bench.counters[Count::dropped_too_fast], 400u);
}

}  // namespace earshot::core
