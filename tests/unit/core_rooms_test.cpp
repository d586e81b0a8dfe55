#include "core/rooms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core_rooms_bench.h"
#include "earshot/core/ids.h"

namespace earshot::core {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;
using Ranges = std::vector<wire::Range>;

// --- sending ---

class Sending : public RoomsBench {};

TEST_F(Sending, UpToFourNearPeersGetAUnicastEach) {
  const auto peers = near_peers(4);
  says("hi");
  const auto posts = look().of_kind(wire::Kind::post);
  ASSERT_THAT(posts, SizeIs(4));
  for (std::size_t i = 0; i < 4; ++i) EXPECT_FALSE(to_group(posts[i]));
}

TEST_F(Sending, FiveNearPeersGetOneBroadcastOnTheirInterface) {
  const auto peers = near_peers(5);
  says("hi");
  const auto posts = look().of_kind(wire::Kind::post);
  ASSERT_THAT(posts, SizeIs(1));
  EXPECT_EQ(std::get<Group>(posts[0].to), (Group{.every_channel = false, .only = InterfaceIndex{2}}));
}

TEST_F(Sending, APeerOnTwoInterfacesGetsOneCopy) {
  const auto bob = near_peer("bob", 7);
  bench.roster.heard_on_group(bob.id(), bench.instant, {3}, 1);
  says("hi");
  EXPECT_THAT(look().of_kind(wire::Kind::post), SizeIs(1));
}

TEST_F(Sending, TwoInterfacesOnOneSegmentDoNotDoubleTheBroadcast) {
  for (const auto& peer : near_peers(5)) bench.roster.heard_on_group(peer.id(), bench.instant, {3}, 1);
  says("hi");
  EXPECT_THAT(look().of_kind(wire::Kind::post), SizeIs(1));
}

TEST_F(Sending, AFarPeerGetsAUnicastBesideTheBroadcast) {
  const auto peers = near_peers(5);
  const auto far = far_peer("far", 99);
  says("hi");
  const auto posts = look().of_kind(wire::Kind::post);
  ASSERT_THAT(posts, SizeIs(2));
  EXPECT_TRUE(to_group(posts[0]));
  EXPECT_EQ(address_of(posts[1]), far.peer.address);
}

TEST_F(Sending, WhenNobodyIsNearSomebodyMayStillBeListening) {
  says("hi");
  const auto posts = look().of_kind(wire::Kind::post);
  ASSERT_THAT(posts, SizeIs(1));
  EXPECT_EQ(std::get<Group>(posts[0].to), Group{});
}

TEST_F(Sending, EntriesAreNumberedChainedSignedAndKept) {
  const auto bob = near_peer("bob", 7);
  says("one");
  says("two");
  const auto came = look();
  const auto posts = came.of_kind(wire::Kind::post);
  ASSERT_THAT(posts, SizeIs(2));
  const auto one = message_in<wire::Post>(posts[0].datagram), two = message_in<wire::Post>(posts[1].datagram);
  EXPECT_EQ(one.sq, Seq{1});
  EXPECT_EQ(two.sq, Seq{2});
  EXPECT_EQ(one.pv, wire::EntryHash{});
  EXPECT_EQ(two.pv, crypto::hash16(wire::encode_body(one)));
  EXPECT_GT(two.ts, one.ts);  // in the same millisecond
  EXPECT_EQ(rooms.own_head(), Seq{2});
  ASSERT_THAT(came.records, SizeIs(2));
  const auto& kept = std::get<record::Entry>(came.records[1].record);
  EXPECT_EQ(kept.seq, Seq{2});
  EXPECT_TRUE(is_signed_by(bench.context, bench.self.id, wire::Kind::post, kept.body, kept.signature));
}

TEST_F(Sending, TheClockFollowsWhatItHasSeenButNotAMinuteAhead) {
  auto bob = near_peer("bob", 7);
  const auto stamp_of_next = [&] {
    says("x");
    return sent<wire::Post>(wire::Kind::post).at(0).ts;
  };
  const auto wall = bench.now().wall.ms;
  EXPECT_EQ(stamp_of_next(), wall);
  auto post = bob.write("from the near future");
  post.ts = wall + 60'000;
  keeps(bob, post);
  EXPECT_EQ((look(), stamp_of_next()), wall + 60'001);
  auto other = near_peer("ann", 8);
  post = other.write("from the far future");
  post.ts = wall + 60'003;
  keeps(other, post);
  EXPECT_EQ((look(), stamp_of_next()), wall + 60'002);
}

TEST_F(Sending, ALongTextGoesInPartsThatFitTheirDatagrams) {
  const auto bob = near_peer("bob", 7);
  const std::string text(3'000, '"');  // each takes two bytes
  const auto id = says(text);
  const auto came = look();
  const auto posts = came.of_kind(wire::Kind::post);
  std::string together;
  std::uint64_t number = 0;
  for (const auto& post : posts) {
    EXPECT_LE(post.datagram.size(), wire::kDatagramBytesMax);
    const auto part = message_in<wire::Post>(post.datagram);
    EXPECT_EQ(part.pt, (std::pair<std::uint64_t, std::uint64_t>{++number, posts.size()}));
    together += part.tx;
  }
  EXPECT_EQ(together, text);
  EXPECT_EQ(id, room_message_id(bench.self.id, bench.context.epoch, Seq{1}));
  ASSERT_THAT(came.all<event::Message>(), SizeIs(1));
  EXPECT_EQ(came.all<event::Message>()[0].text, text);
}

TEST_F(Sending, TheLargestPossiblePostFits) {
  const auto bob = near_peer("bob", 7);
  bench.context.epoch = Epoch{kIntegerMax};
  bench.context.tag = wire::NetTag{};
  const Moment late{bench.instant, Wall{kIntegerMax}};
  ASSERT_TRUE(rooms.post(late, {std::string(wire::kRoomBytesMax, 'r')}, std::string(1'700, 'x'), "m-0123456789abcdef",
                         true, {}));
  for (const auto& post : look().of_kind(wire::Kind::post)) EXPECT_LE(post.datagram.size(), wire::kDatagramBytesMax);
}

TEST_F(Sending, SixteenPartsGoAndOneByteMoreIsTooLong) {
  bench.config.post_text_bytes = 10;
  ASSERT_TRUE(rooms.post(bench.now(), {"lobby"}, std::string(160, 'x'), {}, false, {}));
  EXPECT_THAT(look().of_kind(wire::Kind::post), SizeIs(16));
  const auto refused = rooms.post(bench.now(), {"lobby"}, std::string(161, 'x'), {}, false, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.reason().code, ErrorCode::text_too_long);
  EXPECT_THAT(look().datagrams, IsEmpty());
}

TEST_F(Sending, TheNewestGoesAgainWhenAllShouldHaveAnsweredAndIsThenOnlyNamed) {
  const auto peers = near_peers(5);
  const auto begun = bench.instant;
  const auto kinds_at = [&](Duration after, wire::Kind kind) {
    run_to(begun + after - 1us);
    auto before = look().datagrams;
    std::erase_if(before, [](const Transmit& it) { return !to_group(it); });  // reminders are another matter
    EXPECT_THAT(before, IsEmpty());
    run_to(begun + after);
    return look().of_kind(kind);
  };
  says("hi");
  look();
  EXPECT_THAT(kinds_at(5 * 2ms + 5ms, wire::Kind::post), SizeIs(1));  // five peers
  EXPECT_THAT(kinds_at(260ms, wire::Kind::head), SizeIs(1));
  run_to(begun + 60s);
  EXPECT_THAT(look().of_kind(wire::Kind::head), IsEmpty());
}

TEST_F(Sending, WhatIsNoLongerTheNewestIsNotRepeated) {
  says("one");
  pass(59ms);
  says("two");
  look();
  pass(59ms);
  EXPECT_THAT(look().datagrams, IsEmpty());
  pass(1ms);
  const auto copies = sent<wire::Post>(wire::Kind::post);
  ASSERT_THAT(copies, SizeIs(1));
  EXPECT_EQ(copies[0].tx, "two");
}

TEST_F(Sending, WhoHasTheNewestNeedsNoCopy) {
  const auto peers = near_peers(2);
  says("hi");
  acknowledges(peers[0], 1, 1);
  acknowledges(peers[1], 1, 1);
  look();
  pass(5s);
  EXPECT_THAT(look().datagrams, IsEmpty());
}

TEST_F(Sending, ANewEpochBeginsANewLogAndTheOldOneCanStillBeCompleted) {
  const auto bob = near_peer("bob", 7);
  bench.gate.prove(bench.instant, bob.peer.address);
  const auto former = bench.context.epoch;
  says("before");
  bench.context.epoch = Epoch{5'000};
  rooms.begin_log();
  look();
  pass(10s);
  EXPECT_THAT(look().datagrams, IsEmpty());  // nobody owes for what is over
  EXPECT_EQ(rooms.own_head(), Seq{});
  const auto id = says("after");
  const auto post = sent<wire::Post>(wire::Kind::post).at(0);
  EXPECT_EQ(post.ep, Epoch{5'000});
  EXPECT_EQ(post.sq, Seq{1});
  EXPECT_EQ(post.pv, wire::EntryHash{});
  acknowledges(bob, 1, 1);
  EXPECT_EQ(look().all<event::State>().at(0).id, id);
  answers(bob, wire::Want{.fr = bob.id(), .au = bench.self.id, .ep = former, .rg = {{1, 1}}});
  EXPECT_EQ(sent<wire::Post>(wire::Kind::post).at(0).tx, "before");
}

// --- receiving ---

class Receiving : public RoomsBench {
 protected:
  Writer bob = near_peer("bob", 7);
};

TEST_F(Receiving, NothingIsAcknowledgedOrShownBeforeItIsDurable) {
  hears(bob, bob.write("hi"));
  const auto before = look();
  EXPECT_THAT(before.records, SizeIs(1));
  EXPECT_THAT(before.datagrams, IsEmpty());
  EXPECT_THAT(before.events, IsEmpty());
  disk_confirms();
  const auto after = look();
  EXPECT_THAT(after.of_kind(wire::Kind::ack), SizeIs(1));
  ASSERT_THAT(after.all<event::Message>(), SizeIs(1));
  const auto message = after.all<event::Message>()[0];
  EXPECT_EQ(message.text, "hi");
  EXPECT_EQ(message.from.nick, "bob");
  EXPECT_EQ(message.id, room_message_id(bob.id(), bob.peer.card.ep, Seq{1}));
  EXPECT_FALSE(message.replay);
}

TEST_F(Receiving, AConfirmationOfTheFirstRecordOnlyCountsForTheFirst) {
  hears(bob, bob.write("one"));
  const auto first = newest_ticket;
  hears(bob, bob.write("two"));
  rooms.stored(bench.now(), first);
  const auto said = acks();
  ASSERT_THAT(said, SizeIs(1));
  EXPECT_EQ(said[0].hd, Seq{1});
}

TEST_F(Receiving, TheSameAgainIsNeitherShownNorKeptAgain) {
  const auto post = bob.write("hi");
  keeps(bob, post);
  look();
  keeps(bob, post);
  const auto again = look();
  EXPECT_THAT(again.records, IsEmpty());
  EXPECT_THAT(again.events, IsEmpty());
  EXPECT_THAT(again.datagrams, IsEmpty());  // a broadcast was meant for others
}

TEST_F(Receiving, TheSameByUnicastMeansThatOurAnswerWasLost) {
  const auto post = bob.write("hi");
  keeps(bob, post);
  look();
  hears(bob, post, false);
  pass(0ms);
  EXPECT_THAT(acks(), SizeIs(1));
}

TEST_F(Receiving, TheHeadOfWhatWeHaveByUnicastMeansTheSame) {
  keeps(bob, bob.write("one"));
  keeps(bob, bob.write("two"));
  look();
  const auto hears_head = [&](const Writer& by, std::uint64_t head, bool on_group) {
    receive<wire::LogHead>(bench.datagram_by(by.peer, wire::LogHead{bob.id(), bob.peer.card.ep, Seq{head}}),
                           bob.peer.address, on_group);
    pass(10ms);
    return acks();
  };
  EXPECT_THAT(hears_head(bob, 2, true), IsEmpty());   // meant for others
  EXPECT_THAT(hears_head(bob, 1, false), IsEmpty());  // of earlier
  EXPECT_THAT(hears_head(near_peer("eve", 66), 2, false), IsEmpty());
  EXPECT_THAT(hears_head(bob, 2, false), SizeIs(1));
}

TEST_F(Receiving, ALaterEntryWaitsForTheGapBeforeIt) {
  const auto one = bob.write("one"), two = bob.write("two"), three = bob.write("three");
  keeps(bob, one);
  keeps(bob, three);
  EXPECT_THAT(shown(), ElementsAre("one"));
  keeps(bob, two);
  EXPECT_THAT(shown(), ElementsAre("two", "three"));
}

TEST_F(Receiving, AGapIsWaitedForTenSecondsAndNotLonger) {
  bench.config.want_tries = 100;  // hope does not end before patience does
  const auto one = bob.write("one"), two = bob.write("two"), three = bob.write("three");
  keeps(bob, one);
  keeps(bob, three);
  look();
  const auto noticed = bench.instant;
  run_to(noticed + 10s - 1us);
  EXPECT_THAT(shown(), IsEmpty());
  run_to(noticed + 10s);
  const auto came = look();
  ASSERT_THAT(came.all<event::Notice>(), SizeIs(1));
  EXPECT_EQ(came.all<event::Notice>()[0].code, "gap");
  ASSERT_THAT(came.all<event::Message>(), SizeIs(1));
  EXPECT_EQ(came.all<event::Message>()[0].text, "three");
  keeps(bob, two);
  EXPECT_THAT(shown(), ElementsAre("two (late)"));
}

TEST_F(Receiving, OnlyTheLobbyAndJoinedRoomsAreShownButAllIsAcknowledged) {
  keeps(bob, bob.write("psst", "secret"));
  const auto came = look();
  EXPECT_THAT(came.events, IsEmpty());
  EXPECT_THAT(came.of_kind(wire::Kind::ack), SizeIs(1));
  EXPECT_TRUE(rooms.is_heard_of({"secret"}));
  rooms.join({"secret"});
  keeps(bob, bob.write("hi", "secret"));
  EXPECT_THAT(shown(), ElementsAre("hi"));
  rooms.leave({"secret"});
  keeps(bob, bob.write("gone?", "secret"));
  EXPECT_THAT(shown(), IsEmpty());
}

TEST_F(Receiving, RoomsAreHeardOfFromPostsAndFromLivePeers) {
  EXPECT_TRUE(rooms.is_heard_of({"lobby"}));
  EXPECT_FALSE(rooms.is_heard_of({"games"}));
  bob.peer.card.rm = {"games"};
  ++bob.peer.card.no;
  bench.acquaint(bob.peer);
  EXPECT_TRUE(rooms.is_heard_of({"games"}));
  leaves(bob);
  EXPECT_FALSE(rooms.is_heard_of({"games"}));
}

TEST_F(Receiving, TenThousandInventedRoomsAreNotAllRemembered) {
  std::size_t heard_of = 0;
  for (int i = 0; i < 1'100; ++i) keeps(bob, bob.write("x", "r" + std::to_string(i)));
  for (int i = 0; i < 1'100; ++i) heard_of += rooms.is_heard_of({"r" + std::to_string(i)}) ? 1 : 0;
  EXPECT_EQ(heard_of, 1'024u);
}

TEST_F(Receiving, PartsAreShownTogetherWhenAllAreThere) {
  bob.write_parts({"one ", "two ", "three"});
  keeps(bob, bob.posts[0]);
  keeps(bob, bob.posts[2]);
  EXPECT_THAT(shown(), IsEmpty());
  keeps(bob, bob.posts[1]);
  const auto messages = look().all<event::Message>();
  ASSERT_THAT(messages, SizeIs(1));
  EXPECT_EQ(messages[0].text, "one two three");
  EXPECT_EQ(messages[0].id, room_message_id(bob.id(), bob.peer.card.ep, Seq{1}));
}

TEST_F(Receiving, NothingOfAMessageWithoutOneOfItsPartsIsShownUntilThePartComesLate) {
  bob.write("before");
  bob.write_parts({"one ", "two"});
  const auto after = bob.write("after");
  keeps(bob, bob.posts[0]);
  keeps(bob, bob.posts[2]);
  keeps(bob, after);
  look();
  pass(10s);
  EXPECT_THAT(shown(), ElementsAre("after"));
  keeps(bob, bob.posts[1]);
  EXPECT_THAT(shown(), ElementsAre("one two (late)"));
}

TEST_F(Receiving, PartsThatDoNotClaimTheSameMessageMakeNone) {
  bob.write_parts({"a", "b"});
  bob.posts[1].pt = {2, 3};
  keeps(bob, bob.posts[0]);
  keeps(bob, bob.posts[1]);
  auto third = bob.write("c");
  third.pt = {16, 16};  // of a message that would begin before the log does
  keeps(bob, third);
  EXPECT_THAT(shown(), IsEmpty());
}

TEST_F(Receiving, AStampACenturyAheadIsShownAsItIs) {
  auto post = bob.write("hello from 2123");
  post.ts = 4'828'000'000'000;
  keeps(bob, post);
  EXPECT_THAT(shown(), ElementsAre("hello from 2123"));
}

// --- where a log begins ---

class Beginning : public RoomsBench {
 protected:
  // Bob has written `count` entries before we came.
  void bob_has_written(std::uint64_t count) { bob.before = count; }
  // Bob after a restart of which we have heard nothing yet.
  Writer restarted() const {
    auto again = bob;
    again.posts.clear();
    again.peer.card.ep = Epoch{501};
    return again;
  }
  Writer bob = near_peer("bob", 7);
};

TEST_F(Beginning, WhatABeaconTellsOfIsNotAskedFor) {
  rooms.head_known(bench.now(), bob.id(), bob.peer.card.ep, Seq{40});
  pass(5s);
  EXPECT_THAT(look().datagrams, IsEmpty());
  bob_has_written(40);
  keeps(bob, bob.write("41"));
  EXPECT_THAT(shown(), ElementsAre("41"));
}

TEST_F(Beginning, TheFirstEntryHeardIsTheFirstOne) {
  bob_has_written(40);
  keeps(bob, bob.write("41"));
  const auto came = look();
  const auto ack = message_in<wire::Ack>(came.of_kind(wire::Kind::ack).at(0).datagram);
  EXPECT_EQ(ack.lo, Seq{41});
  EXPECT_EQ(ack.hd, Seq{41});
  pass(5s);
  EXPECT_THAT(questions(), IsEmpty());
}

TEST_F(Beginning, AnAuthenticEntryFromBeforeIsKeptAndShownLate) {
  rooms.head_known(bench.now(), bob.id(), bob.peer.card.ep, Seq{40});
  bob_has_written(39);
  keeps(bob, bob.write("40"));
  const auto came = look();
  EXPECT_EQ(message_in<wire::Ack>(came.of_kind(wire::Kind::ack).at(0).datagram).lo, Seq{40});
  EXPECT_TRUE(came.all<event::Message>().at(0).replay);
}

TEST_F(Beginning, WhatABeaconTellsOfLaterIsAskedFor) {
  rooms.head_known(bench.now(), bob.id(), bob.peer.card.ep, Seq{40});
  rooms.head_known(bench.now(), bob.id(), bob.peer.card.ep, Seq{42});
  pass(7ms);  // 3 ms and at most 4 ms
  const auto asked = questions();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].rg, (Ranges{{41, 42}}));
}

TEST_F(Beginning, ANewEpochIsANewLogAndTheOldOneCanStillBeCompleted) {
  const auto one = bob.write("old one"), two = bob.write("old two"), three = bob.write("old three");
  keeps(bob, one);
  keeps(bob, three);
  auto again = restarted();
  keeps(again, again.write("new one"));
  EXPECT_THAT(shown(), ElementsAre("old one", "new one"));
  keeps(bob, two);
  EXPECT_THAT(shown(), ElementsAre("old two", "old three"));
}

TEST_F(Beginning, ARestartedAuthorIsReadFromTheFirstEntryThoughTheSecondComesFirst) {
  auto again = restarted();
  const auto one = again.write("one"), two = again.write("two");
  keeps(again, two);
  EXPECT_THAT(shown(), IsEmpty());
  keeps(again, one);
  EXPECT_THAT(shown(), ElementsAre("one", "two"));
}

TEST_F(Beginning, ARestartedAuthorWhoseBeaconWasMissedIsAskedForIt) {
  auto again = restarted();
  again.write("lost");
  keeps(again, again.write("heard"));
  EXPECT_THAT(rooms.take_strangers(), ElementsAre(std::pair(bob.id(), bob.peer.address)));
  pass(7ms);
  const auto came = look().datagrams;
  ASSERT_THAT(came, SizeIs(2));
  EXPECT_EQ(message_in<wire::Ack>(came[0].datagram).mi, (Ranges{{1, 1}}));
  EXPECT_EQ(message_in<wire::Want>(came[1].datagram).rg, (Ranges{{1, 1}}));
  for (const auto& transmit : came) EXPECT_EQ(address_of(transmit), bob.peer.address);
}

TEST_F(Beginning, WhatARestartedAuthorHasSaidMeanwhileIsAskedForUnlessItIsTooMuch) {
  rooms.head_known(bench.now(), bob.id(), bob.peer.card.ep, Seq{});
  const auto limit = bench.config.far_ahead;
  rooms.head_known(bench.now(), bob.id(), Epoch{501}, Seq{limit + 1});
  pass(7ms);
  EXPECT_THAT(questions(), IsEmpty());
  rooms.head_known(bench.now(), bob.id(), Epoch{502}, Seq{limit});
  pass(7ms);
  const auto asked = questions();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].rg, (Ranges{{1, limit}}));
}

TEST_F(Beginning, AnEpochBeforeTheOneOfTheBeaconIsOld) {
  auto former = bob;
  former.peer.card.ep = Epoch{499};
  keeps(former, former.write("sent again an hour later"));
  EXPECT_THAT(look().records, IsEmpty());
  EXPECT_EQ(counted(Count::dropped_stale), 1u);
}

// --- strangers ---

class Strangers : public RoomsBench {
 protected:
  Writer eve = stranger("eve", 66);
  // Her beacon arrives.
  void is_known_now() {
    bench.acquaint(eve.peer);
    rooms.peer_changed(bench.now(), {PeerChange::What::appeared, eve.id()});
  }
};

TEST_F(Strangers, TheMessageWaitsForTheNameOfItsAuthor) {
  keeps(eve, eve.write("hi"));
  EXPECT_THAT(acks(), SizeIs(1));
  ASSERT_THAT(rooms.take_strangers(), ElementsAre(std::pair(eve.id(), eve.peer.address)));
  EXPECT_THAT(rooms.take_strangers(), IsEmpty());
  pass(2s - 1us);
  EXPECT_THAT(shown(), IsEmpty());
  is_known_now();
  EXPECT_EQ(look().all<event::Message>().at(0).from.nick, "eve");
}

TEST_F(Strangers, AfterTwoSecondsItIsShownAsItIs) {
  keeps(eve, eve.write("hi"));
  look();
  pass(2s);
  EXPECT_THAT(shown(), ElementsAre("hi"));
}

TEST_F(Strangers, WhatOvertakesTheFirstEntryDoesNotMakeItLate) {
  const auto one = eve.write("one"), two = eve.write("two");
  keeps(eve, two);
  keeps(eve, one);
  is_known_now();
  EXPECT_THAT(shown(), ElementsAre("one", "two"));
}

TEST_F(Strangers, TheirSignaturesAreCheckedFiftyTimesASecondAndSource) {
  for (int i = 0; i < 51; ++i) hears(eve, eve.write("x"));
  EXPECT_THAT(look().records, SizeIs(50));
  EXPECT_EQ(counted(Count::dropped_too_fast), 1u);
}

TEST_F(Strangers, WhatTheirAddressMayNotGetYetFollowsWhenTheyAreKnown) {
  hears(eve, eve.write("x"));
  // The question for her beacon went there: what her message allowed is used up.
  EXPECT_TRUE(bench.gate.allow_sending(bench.instant, eve.peer.address, 180));
  disk_confirms();
  EXPECT_THAT(acks(), IsEmpty());
  constexpr std::size_t kBeaconBytes = 350;
  bench.gate.came_from(bench.instant, eve.peer.address, kBeaconBytes);
  is_known_now();
  pass(100ms);
  EXPECT_THAT(acks(), SizeIs(1));
}

TEST_F(Strangers, WhoIsKnownButNotProvenGetsNoMoreThanItSentEither) {
  is_known_now();
  hears(eve, eve.write("x"));
  while (bench.gate.allow_sending(bench.instant, eve.peer.address, 100)) continue;  // all of it is used up
  disk_confirms();
  pass(100ms);
  EXPECT_THAT(acks(), IsEmpty());
}

// --- hostile ---

class Hostile : public RoomsBench {
 protected:
  Writer bob = near_peer("bob", 7);
  Writer eve = near_peer("eve", 66);
};

TEST_F(Hostile, APostThatItsAuthorDidNotSignIsDropped) {
  auto post = bob.write("send me money");
  receive<wire::Post>(bench.datagram_by(eve.peer, post), bob.peer.address, true);
  disk_confirms();
  const auto came = look();
  EXPECT_THAT(came.records, IsEmpty());
  EXPECT_THAT(came.datagrams, IsEmpty());
  EXPECT_EQ(counted(Count::dropped_bad_signature), 1u);
}

TEST_F(Hostile, OurOwnPostFromElsewhereIsDropped) {
  says("hi");
  const auto mine = look().of_kind(wire::Kind::post).at(0).datagram;
  receive<wire::Post>(mine, eve.peer.address, true);
  EXPECT_EQ(counted(Count::dropped_own), 1u);
}

TEST_F(Hostile, TwoBodiesForOnePlaceAreToldOnceAndTheLowerHashIsKept) {
  const auto one = bob.write("one");
  auto other = one;
  other.tx = "uno";
  const bool other_is_lower = crypto::hash16(wire::encode_body(other)) < crypto::hash16(wire::encode_body(one));
  keeps(bob, one);
  look();
  keeps(bob, other);
  const auto came = look();
  ASSERT_THAT(came.all<event::Notice>(), SizeIs(1));
  EXPECT_EQ(came.all<event::Notice>()[0].code, "fork");
  EXPECT_THAT(came.all<event::Message>(), IsEmpty());
  EXPECT_THAT(came.records, SizeIs(other_is_lower ? 1 : 0));
  keeps(bob, other_is_lower ? one : other);
  EXPECT_THAT(look().all<event::Notice>(), IsEmpty());
  EXPECT_EQ(counted(Count::forks_seen), 2u);
}

// A place that was shown as a message of its own is called the beginning of a longer one.
TEST_F(Hostile, APlaceThatGetsAnotherBodyBelongsToNoSecondMessage) {
  const auto one = bob.write("one");
  auto two = bob.write("two");
  two.pt = {2, 2};
  auto other = one;
  other.pt = {1, 2};
  for (int i = 0; crypto::hash16(wire::encode_body(other)) > crypto::hash16(wire::encode_body(one)); ++i)
    other.tx = std::to_string(i);
  keeps(bob, one);
  EXPECT_THAT(look().all<event::Message>(), SizeIs(1));
  keeps(bob, other);
  keeps(bob, two);
  EXPECT_THAT(look().all<event::Message>(), IsEmpty());
}

TEST_F(Hostile, EverybodyKeepsTheSameSideOfAFork) {
  for (const bool swapped : {false, true}) {
    auto ann = near_peer(swapped ? "ann" : "amy", swapped ? 11 : 12);
    auto one = ann.write("one"), other = one;
    other.tx = "uno";
    if (swapped) std::swap(one, other);
    keeps(ann, one);
    keeps(ann, other);
    bench.gate.prove(bench.instant, eve.peer.address);
    look();
    answers(eve, wire::Want{.fr = eve.id(), .au = ann.id(), .ep = ann.peer.card.ep, .rg = {{1, 1}}});
    pass(10ms);
    const auto kept = sent<wire::Post>(wire::Kind::post).at(0);
    EXPECT_EQ(crypto::hash16(wire::encode_body(kept)),
              std::min(crypto::hash16(wire::encode_body(one)), crypto::hash16(wire::encode_body(other))));
  }
}

TEST_F(Hostile, AWrongNameForTheEntryBeforeIsAForkToo) {
  keeps(bob, bob.write("one"));
  auto two = bob.write("two");
  two.pv[0] ^= 1;
  keeps(bob, two);
  const auto came = look();
  EXPECT_THAT(came.all<event::Notice>(), SizeIs(1));
  EXPECT_THAT(came.all<event::Message>(), SizeIs(2));  // both are his words
}

TEST_F(Hostile, ANumberAtTheLimitIsTakenAndOneBeyondTriggersOneQuestionASecond) {
  keeps(bob, bob.write("one"));
  look();
  auto far = bob.posts[0];
  far.sq = Seq{1 + bench.config.far_ahead + 1};
  hears(bob, far);
  hears(bob, far);
  auto came = look();
  EXPECT_THAT(came.records, IsEmpty());
  ASSERT_THAT(came.of_kind(wire::Kind::want), SizeIs(1));
  EXPECT_EQ(message_in<wire::Want>(came.of_kind(wire::Kind::want)[0].datagram).rg, (Ranges{{2, 65}}));
  EXPECT_EQ(counted(Count::dropped_far_ahead), 2u);
  pass(1s);
  hears(bob, far);
  EXPECT_THAT(questions(), SizeIs(1));
  far.sq = Seq{1 + bench.config.far_ahead};
  hears(bob, far);
  EXPECT_THAT(look().records, SizeIs(1));
}

TEST_F(Hostile, TheLargestNumberOfAllIsFarAhead) {
  keeps(bob, bob.write("one"));
  auto far = bob.posts[0];
  far.sq = Seq{kIntegerMax};
  hears(bob, far);
  EXPECT_EQ(counted(Count::dropped_far_ahead), 1u);
}

TEST_F(Hostile, AHeadFarAwayIsAskedForInPieces) {
  keeps(bob, bob.write("one"));
  look();
  answers(bob, wire::LogHead{bob.id(), bob.peer.card.ep, Seq{kIntegerMax}});
  pass(10ms);
  const auto asked = questions();
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].rg, (Ranges{{2, 1 + bench.config.far_ahead}}));
}

TEST_F(Hostile, AForgedHeadChangesNothing) {
  keeps(bob, bob.write("one"));
  look();
  receive<wire::LogHead>(bench.datagram_by(eve.peer, wire::LogHead{bob.id(), bob.peer.card.ep, Seq{9}}),
                         bob.peer.address, true);
  pass(5s);
  EXPECT_THAT(look().datagrams, IsEmpty());
  EXPECT_EQ(counted(Count::dropped_bad_signature), 1u);
}

TEST_F(Hostile, EpochsWithoutEndLeaveABoundedNumberOfLogs) {
  for (std::uint64_t epoch = 500; epoch < 500 + 2 * kLogsPerAuthorMax; ++epoch) {
    bob.posts.clear();
    bob.peer.card.ep = Epoch{epoch};
    keeps(bob, bob.write("x"));
  }
  bob.posts.clear();
  bob.peer.card.ep = Epoch{500 + kLogsPerAuthorMax - 1};
  look();
  keeps(bob, bob.write("y"));
  EXPECT_THAT(look().records, IsEmpty());
}

}  // namespace earshot::core
