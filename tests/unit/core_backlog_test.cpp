#include "core/backlog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core_rooms_bench.h"

namespace earshot::core {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Ranges = std::vector<wire::Range>;

// A relay shows the newest entries of logs, and has what is below.
class BacklogTest : public RoomsBench {
 protected:
  BacklogTest() = default;
  explicit BacklogTest(const Config& config) : RoomsBench(config) {}

  wire::Page::Line line_of(const Writer& author, const wire::Post& post) const {
    const auto datagram = bench.datagram_by(author.peer, post);
    const auto split = wire::decode_head(datagram);
    return {wire::Kind::post, *split->head.signature, Bytes(split->body)};
  }
  bool shows(const Writer& author, const wire::Post& post) {
    const bool is_news =
        rooms.receive_relayed(bench.now(), relay.id(), relay.peer.address, line_of(author, post), post);
    drain();
    disk_confirms();
    return is_news;
  }
  bool shows_end(const Writer& author) { return shows(author, author.posts.back()); }
  // Answers all questions that have come, as repair does: the newest first. Returns how many entries were asked for.
  std::size_t serves(const Writer& author) {
    std::size_t served = 0;
    for (const auto& want : wants_to_relay())
      for (const auto& range : want.rg)
        for (auto place = range.last; place >= range.first && place > author.before; --place, ++served)
          receive<wire::Post>(bench.datagram_by(author.peer, author.posts.at(place - author.before - 1)),
                              relay.peer.address);
    disk_confirms();
    return served;
  }
  void serves_all(const Writer& author) {
    do pass(10ms);  // the pause before the first question about a gap
    while (serves(author) > 0);
  }
  std::vector<wire::Want> wants_to_relay() {
    std::vector<wire::Want> wants;
    for (const auto& transmit : look_at_datagrams(wire::Kind::want))
      if (address_of(transmit) == relay.peer.address) wants.push_back(message_in<wire::Want>(transmit.datagram));
    return wants;
  }
  // Leaves the events for later.
  std::vector<Transmit> look_at_datagrams(wire::Kind kind) {
    drain();
    const auto found = seen.of_kind(kind);
    seen.datagrams.clear();
    return found;
  }
  std::vector<std::string> history() {
    pass(3s);
    return shown();
  }
  std::size_t logs_held() const {
    std::size_t count = 0;
    PeerId last;
    last.bytes.fill(0xff);
    rooms.digests().each({}, last, [&](const DigestKey&) { return ++count > 0; });
    return count;
  }
  bool is_complete() const { return rooms.digests().all() == rooms.complete_digests().all(); }
  static void writes(Writer& author, std::size_t count) {
    for (std::size_t i = 1; i <= count; ++i) author.write(std::to_string(i));
  }

  Writer relay = near_peer("relay", 7);
  Writer ann = stranger("ann", 8);
};

TEST_F(BacklogTest, BelowTheEndOfALogTheRelayIsAskedAtOnceForAStretch) {
  writes(ann, 100);
  EXPECT_TRUE(shows_end(ann));
  pass({});
  EXPECT_THAT(wants_to_relay(), ElementsAre(wire::Want{bench.self.id, ann.id(), ann.peer.card.ep, Ranges{{36, 99}}}));
}

TEST_F(BacklogTest, BeginsAsSoonAsTheLowestPlaceIsThereThatWasMissingWhenItWasCompared) {
  Writer bob = near_peer("bob", 9);
  writes(bob, 10);
  const auto arrives = [&](std::size_t place) {
    receive<wire::Post>(bench.datagram_by(bob.peer, bob.posts.at(place - 1)), bob.peer.address);
    disk_confirms();
  };
  rooms.head_known(bench.now(), bob.id(), bob.peer.card.ep, Seq{5});  // what was said before is not missed yet
  rooms.head_known(bench.now(), bob.id(), bob.peer.card.ep, Seq{10});
  shows_end(bob);
  for (const std::size_t place : {7, 8, 9}) arrives(place);
  look_at_datagrams(wire::Kind::want);
  arrives(6);
  pass(10ms);
  std::vector<Ranges> asked;
  for (const auto& transmit : look_at_datagrams(wire::Kind::want))
    asked.push_back(message_in<wire::Want>(transmit.datagram).rg);
  EXPECT_THAT(asked, ElementsAre(Ranges{{1, 5}}));
}

TEST_F(BacklogTest, AllOfItIsFetchedStoredAndShownAsHistoryInOrder) {
  writes(ann, 150);
  shows_end(ann);
  serves_all(ann);
  EXPECT_TRUE(is_complete());
  const auto came = (pass(3s), look());
  EXPECT_THAT(came.records, SizeIs(150));
  const auto messages = came.all<event::Message>();
  ASSERT_THAT(messages, SizeIs(150));
  for (std::size_t i = 0; i < 150; ++i) EXPECT_EQ(messages[i].text, std::to_string(i + 1));
  EXPECT_TRUE(std::ranges::all_of(messages, &event::Message::replay));
}

TEST_F(BacklogTest, WhatIsThereAlreadyIsNotShownAgain) {
  writes(ann, 20);
  shows_end(ann);
  serves_all(ann);
  EXPECT_THAT(history(), SizeIs(20));
  EXPECT_FALSE(shows_end(ann));
  for (const auto& post : ann.posts) receive<wire::Post>(bench.datagram_by(ann.peer, post), relay.peer.address);
  disk_confirms();
  EXPECT_THAT(history(), IsEmpty());
}

TEST_F(BacklogTest, NobodyIsToldThatWeHaveWhatAnAbsentAuthorSaid) {
  writes(ann, 5);
  shows_end(ann);
  serves_all(ann);
  pass(1min);
  EXPECT_THAT(look_at_datagrams(wire::Kind::ack), IsEmpty());
}

struct ShortBacklog : BacklogTest {
  ShortBacklog() : BacklogTest(few()) {}
  static Config few() {
    Config config;
    config.backlog_places = 10;
    return config;
  }
};

TEST_F(ShortBacklog, ItEndsAtTheLimit) {
  writes(ann, 100);
  shows_end(ann);
  serves_all(ann);
  EXPECT_EQ(history().front(), "91 (late)");
  EXPECT_TRUE(is_complete());
}

TEST_F(ShortBacklog, AMessageInPartsComesWhole) {
  writes(ann, 80);
  ann.write_parts({"a", "b", "c", "d"});
  for (int i = 0; i < 8; ++i) ann.write("z");
  // The tenth entry from the end is the third part.
  shows_end(ann);
  serves_all(ann);
  const auto shown_now = history();
  ASSERT_THAT(shown_now, SizeIs(9));
  EXPECT_EQ(shown_now.front(), "abcd (late)");
}

TEST_F(BacklogTest, ItEndsAtAnEntryThatIsADayOld) {
  const auto now = bench.now().wall.ms;
  writes(ann, 200);
  for (std::size_t i = 0; i < 200; ++i) ann.posts[i].ts = now - (200 - i) * 600'000;  // ten minutes between two
  for (std::size_t i = 1; i < 200; ++i) ann.posts[i].pv = crypto::hash16(wire::encode_body(ann.posts[i - 1]));
  shows_end(ann);
  serves_all(ann);
  const auto hours = history().size() / 6;
  EXPECT_GE(hours, 24u);
  EXPECT_LE(hours, 24u + 64 / 6 + 1) << "the stretch in which the day ended";
}

TEST_F(BacklogTest, AnOwnClockThatIsWrongHidesNothing) {
  writes(ann, 30);
  for (auto& post : ann.posts) post.ts -= std::uint64_t{10} * 365 * 86'400'000;  // to them it is ten years ago
  for (std::size_t i = 1; i < 30; ++i) ann.posts[i].pv = crypto::hash16(wire::encode_body(ann.posts[i - 1]));
  shows_end(ann);
  serves_all(ann);
  EXPECT_THAT(history(), SizeIs(30));
}

// --- proofs ---

TEST_F(BacklogTest, AnEntryThatALaterOneNamesNeedsNoGoodSignatureButIsNotHandedOnWithABadOne) {
  writes(ann, 3);
  shows_end(ann);
  pass({});
  look();
  auto unsigned_two = bench.datagram_by(ann.peer, ann.posts[1]);
  unsigned_two[40] = unsigned_two[40] == 'A' ? 'B' : 'A';
  ASSERT_TRUE(wire::decode_head(unsigned_two));
  receive<wire::Post>(unsigned_two, relay.peer.address);
  receive<wire::Post>(bench.datagram_by(ann.peer, ann.posts[0]), relay.peer.address);
  disk_confirms();
  EXPECT_EQ(counted(Count::dropped_bad_signature), 0u);
  EXPECT_THAT(history(), ElementsAre("1 (late)", "2 (late)", "3 (late)"));
  bench.gate.prove(bench.instant, relay.peer.address);
  answers(relay, wire::Want{relay.id(), ann.id(), ann.peer.card.ep, Ranges{{1, 3}}});
  const auto posts = look().of_kind(wire::Kind::post);
  ASSERT_THAT(posts, SizeIs(2));
  for (const auto& post : posts) EXPECT_NE(message_in<wire::Post>(post.datagram).sq, Seq{2});
}

TEST_F(BacklogTest, AForgedEndOpensNothing) {
  writes(ann, 10);
  auto line = line_of(ann, ann.posts.back());
  line.signature[3] ^= 1;
  EXPECT_FALSE(rooms.receive_relayed(bench.now(), relay.id(), relay.peer.address, line, ann.posts.back()));
  pass(1min);
  EXPECT_THAT(look().datagrams, IsEmpty());
  EXPECT_EQ(logs_held(), 0u);
  EXPECT_EQ(counted(Count::dropped_bad_signature), 1u);
}

TEST_F(BacklogTest, AnotherBodyInAPlaceOfTheBacklogNeedsItsOwnSignature) {
  writes(ann, 3);
  shows_end(ann);
  auto forged = ann.posts[1];
  forged.tx = "never said";
  auto datagram = bench.datagram_by(relay.peer, forged);  // signed by somebody else
  receive<wire::Post>(datagram, relay.peer.address);
  EXPECT_EQ(counted(Count::dropped_bad_signature), 1u);
  serves_all(ann);
  EXPECT_THAT(history(), ElementsAre("1 (late)", "2 (late)", "3 (late)"));
}

TEST_F(BacklogTest, AnAuthorWhoShowsTwoHistoriesIsTold) {
  writes(ann, 3);
  shows_end(ann);
  auto other = ann.posts[1];
  other.tx = "to others";
  receive<wire::Post>(bench.datagram_by(ann.peer, other), relay.peer.address);  // her own signature: it is believed
  serves_all(ann);
  shows(ann, ann.posts[1]);
  EXPECT_EQ(look().all<event::Notice>().size(), 1u);
  EXPECT_GE(counted(Count::forks_seen), 1u);
}

// Two who have different ends of a log compare it once, and then both have the same end.
TEST_F(BacklogTest, ARelayWithTheWrongSideOfAForkIsShownTheOther) {
  writes(ann, 1);
  const auto one = ann.posts[0];
  auto other = one;
  other.tx = "to others";
  const bool is_other_lower = crypto::hash16(wire::encode_body(other)) < crypto::hash16(wire::encode_body(one));
  const auto& kept = is_other_lower ? other : one;
  shows(ann, kept);
  look();
  EXPECT_FALSE(shows(ann, is_other_lower ? one : other)) << "no news";
  const auto sent = look().of_kind(wire::Kind::post);
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_EQ(address_of(sent[0]), relay.peer.address);
  EXPECT_EQ(message_in<wire::Post>(sent[0].datagram), kept);
  EXPECT_TRUE(is_complete());
}

TEST_F(BacklogTest, TheSideOfAForkThatTheRelayHasIsNewsIfItIsTheOneToKeep) {
  writes(ann, 1);
  auto one = ann.posts[0], other = one;
  other.tx = "to others";
  if (crypto::hash16(wire::encode_body(other)) > crypto::hash16(wire::encode_body(one))) std::swap(one, other);
  shows(ann, one);
  look();
  EXPECT_TRUE(shows(ann, other));
  EXPECT_THAT(look().of_kind(wire::Kind::post), IsEmpty());
  EXPECT_TRUE(is_complete());
}

// --- limits ---

TEST_F(BacklogTest, AnEndFarAheadOfWhatIsKnownFillsNoTable) {
  auto bob = near_peer("bob", 9);
  keeps(bob, bob.write("1"));
  auto far = bob.posts.back();
  far.sq = Seq{kIntegerMax};
  EXPECT_TRUE(shows(bob, far));
  EXPECT_FALSE(shows(bob, far)) << "nothing new the second time";
  std::uint64_t asked_up_to = 0;
  for (int i = 0; i < 200; ++i) {
    pass(100ms);
    for (const auto& want : questions())
      for (const auto& range : want.rg) asked_up_to = std::max(asked_up_to, range.last);
  }
  EXPECT_EQ(asked_up_to, 1 + bench.config.far_ahead);
}

TEST_F(BacklogTest, ALogWithoutAnEndHasItsLimitToo) {
  ann.before = 1'000'000'000'000;
  writes(ann, 2'000);
  shows_end(ann);
  serves_all(ann);
  EXPECT_THAT(history(), SizeIs(bench.config.backlog_places));
}

TEST_F(BacklogTest, ARelayThatPromisesAndNeverDeliversIsAskedForAWhileAndThenNoMore) {
  writes(ann, 100);
  shows_end(ann);
  pass(1min);
  const auto asked = look().of_kind(wire::Kind::want);
  EXPECT_GE(asked.size(), 9u);
  EXPECT_LE(asked.size(), 16u);
  pass(10min);
  EXPECT_THAT(look().datagrams, IsEmpty());
}

// All answers may have been lost: a later comparison asks again, but is no reason for one after the other.
TEST_F(BacklogTest, WhatNobodyAnsweredIsAskedForAgainAtTheNextComparison) {
  writes(ann, 100);
  shows_end(ann);
  pass(1min);
  wants_to_relay();
  EXPECT_FALSE(is_complete());
  EXPECT_FALSE(shows_end(ann)) << "no news";
  serves_all(ann);
  EXPECT_THAT(history(), SizeIs(100));
  EXPECT_TRUE(is_complete());
}

TEST_F(BacklogTest, WhatNobodyHasIsNotAskedForAgain) {
  writes(ann, 100);
  shows_end(ann);
  pass({});
  wants_to_relay();
  answers(relay, wire::None{relay.id(), ann.id(), ann.peer.card.ep, Seq{100}});
  pass(1min);
  EXPECT_TRUE(is_complete());
}

// Its address is an old one, perhaps: the relay is asked for as long as if the author were gone.
TEST_F(BacklogTest, AnAuthorWhoIsThereAndDoesNotAnswerCostsTheRelayNoTries) {
  Writer bob = near_peer("bob", 9);
  writes(bob, 10);
  shows_end(bob);
  pass(1min);
  EXPECT_THAT(wants_to_relay(), SizeIs(13));
}

TEST_F(BacklogTest, WhereTheRelayLacksItOthersAreAsked) {
  const auto third = near_peer("third", 10);
  writes(ann, 100);
  shows_end(ann);
  pass({});
  look();
  answers(relay, wire::None{relay.id(), ann.id(), ann.peer.card.ep, Seq{100}});
  pass(1min);
  const auto asked = look().of_kind(wire::Kind::want);
  EXPECT_TRUE(std::ranges::any_of(asked, [&](const auto& it) { return address_of(it) == third.peer.address; }));
}

TEST_F(BacklogTest, InventedAuthorsShareASmallTable) {
  for (int i = 0; i < 1'500; ++i) {
    auto invented = stranger("x", 99);
    invented.before = 1;
    shows(invented, invented.write("hi"));
    seen = {};
  }
  EXPECT_EQ(logs_held(), 1'024u);
}

TEST_F(BacklogTest, OnlySoMuchIsAskedForAtATime) {
  std::vector<Writer> authors;
  for (std::uint8_t i = 0; i < 20; ++i) {
    authors.push_back(stranger("x", i));
    writes(authors.back(), 200);
    shows_end(authors.back());
  }
  pass({});
  std::uint64_t places = 0;
  for (const auto& want : questions())
    for (const auto& range : want.rg) places += range.last - range.first + 1;
  EXPECT_EQ(places, 256u);
}

TEST_F(BacklogTest, WhatIsGivenUpMakesRoomForTheNext) {
  std::vector<Writer> authors;
  for (std::uint8_t i = 0; i < 5; ++i) {
    authors.push_back(stranger("x", i));
    writes(authors.back(), 200);
    shows_end(authors.back());
  }
  const auto asked = [&] {
    std::set<PeerId> ids;
    for (const auto& want : questions()) ids.insert(want.au);
    return ids.size();
  };
  pass({});
  EXPECT_EQ(asked(), 4u);
  pass(1min);  // nobody answers the four
  EXPECT_EQ(asked(), 5u);
}

struct SmallMemory : BacklogTest {
  SmallMemory() : BacklogTest(little()) {}
  static Config little() {
    Config config;
    config.log_entries_max = 100;
    return config;
  }
};

TEST_F(SmallMemory, ABacklogThrowsNothingOutOfMemory) {
  writes(ann, 90);
  shows_end(ann);
  serves_all(ann);
  auto carol = stranger("carol", 11);
  writes(carol, 90);
  shows_end(carol);
  serves_all(carol);
  EXPECT_LE(history().size(), 100u);
  EXPECT_EQ(logs_held(), 2u);
}

// --- who is there, and who was away ---

TEST_F(BacklogTest, WhatAnAuthorWhoIsThereSaidAMomentAgoIsNews) {
  auto bob = near_peer("bob", 9);
  keeps(bob, bob.write("one"));
  look();
  shows(bob, bob.write("two"));
  EXPECT_THAT(history(), ElementsAre("two"));
}

TEST_F(BacklogTest, WhatAnAuthorSaidWhoIsGoneIsHistory) {
  auto bob = near_peer("bob", 9);
  keeps(bob, bob.write("one"));
  leaves(bob);
  look();
  bob.write("two");
  shows(bob, bob.write("three"));
  serves_all(bob);
  EXPECT_THAT(history(), ElementsAre("two (late)", "three (late)"));
}

TEST_F(BacklogTest, WhatComesFromAnAuthorWhoWasAwayIsHistoryUntilItTellsHowFarItsLogGoes) {
  auto bob = near_peer("bob", 9);
  keeps(bob, bob.write("one"));
  leaves(bob);
  look();
  const auto two = bob.write("two");
  hears(bob, bob.write("three"), false);  // by this it is heard again
  for (const auto& change : bench.roster.take_changes()) rooms.peer_changed(bench.now(), change);
  disk_confirms();
  hears(bob, two, false);
  disk_confirms();
  rooms.head_told(bench.now(), bob.id(), bob.peer.card.ep, bob.head());
  keeps(bob, bob.write("four"));
  EXPECT_THAT(history(), ElementsAre("two (late)", "three (late)", "four"));
}

TEST_F(BacklogTest, OwnWordsOfAnEarlierLifeComeBackAsOwn) {
  Writer me{{bench.self, bench.card, v4(1)}};
  me.peer.card.ep = Epoch{bench.context.epoch.value - 1};
  writes(me, 3);
  shows_end(me);
  serves_all(me);
  const auto came = (pass(3s), look());
  const auto messages = came.all<event::Message>();
  ASSERT_THAT(messages, SizeIs(3));
  for (const auto& message : messages) EXPECT_TRUE(message.outgoing && message.replay);
  EXPECT_THAT(came.of_kind(wire::Kind::ack), IsEmpty());
  says("new");
  EXPECT_EQ(sent<wire::Post>(wire::Kind::post).at(0).sq, Seq{1}) << "no fork: the old log is not written to";
  EXPECT_FALSE(rooms.take_past_epoch());
}

TEST_F(BacklogTest, AnOwnLogOfALaterEpochTellsThatTheClockWentBack) {
  Writer me{{bench.self, bench.card, v4(1)}};
  me.peer.card.ep = Epoch{bench.context.epoch.value + 5};
  writes(me, 3);
  shows_end(me);
  EXPECT_EQ(rooms.take_past_epoch(), me.peer.card.ep);
}

TEST_F(BacklogTest, TheNameOfAnUnknownAuthorIsAskedForWhereItsLogWasShown) {
  writes(ann, 1);
  shows_end(ann);
  EXPECT_THAT(rooms.take_nameless(), ElementsAre(std::pair(ann.id(), relay.peer.address)));
  EXPECT_THAT(rooms.take_strangers(), IsEmpty());
}

TEST(PostBody, TheFullestOneFitsAPage) {
  Bench bench;
  wire::Post post{.au = bench.self.id, .ep = Epoch{kIntegerMax}, .sq = Seq{kIntegerMax}, .pv = {}, .ts = kIntegerMax};
  post.pt = {16, 16};
  post.me = true;
  EXPECT_LE(wire::encode_body(post).size(), 204u);  // kPostBytesAround
  wire::Page page{
      .fr = bench.self.id, .nn = {}, .more = true, .lines = {{wire::Kind::post, {}, "{" + std::string(989, ' ')}}};
  wire::Head head{.kind = wire::Kind::page};
  head.network = wire::NetTag{};
  EXPECT_LE(wire::encode_datagram(head, wire::encode_body(page)).size(), wire::kDatagramBytesMax);
}

}  // namespace earshot::core
