#include "core/direct.h"

#include <gtest/gtest.h>

#include "core_direct_wire.h"
#include "earshot/wire/limits.h"

namespace earshot::core {

namespace {

struct AliceAndBob {
  explicit AliceAndBob(std::uint64_t seed = 1, const Config& config = {})
      : wire(seed), alice(&wire.add(1, config)), bob(&wire.add(2, config)) {
    wire.acquaint();
  }
  // Both have a session, and nothing is under way.
  void meet() {
    wire.say(*alice, *bob, "hello");
    wire.run_for(1s);
    ASSERT_EQ(bob->heard, std::vector<std::string>{"hello"});
    bob->heard.clear();
    alice->states.clear();
    wire.log.clear();
  }
  Wire wire;
  Side* alice;
  Side* bob;
};

std::size_t largest_to(const Wire& wire, const Address& to) {
  std::size_t largest = 0;
  for (const auto& sent : wire.log)
    if (sent.to == to) largest = std::max(largest, sent.datagram.size());
  return largest;
}

}  // namespace

TEST(Direct, TheFirstMessageTakesAHandshakeAndTwoPackets) {
  AliceAndBob pair;
  pair.wire.say(*pair.alice, *pair.bob, "psst");
  pair.wire.run_for(1s);
  EXPECT_EQ(pair.bob->heard, std::vector<std::string>{"psst"});
  EXPECT_EQ(pair.alice->times(DeliveryState::delivered), 1u);
  EXPECT_EQ(pair.wire.sent(wire::Kind::hs1), 1u);
  EXPECT_EQ(pair.wire.sent(wire::Kind::hs2), 1u);
  EXPECT_EQ(pair.wire.sent(wire::Kind::d), 2u);
}

TEST(Direct, EveryFurtherMessageTakesOnePacketAndOneAnswer) {
  AliceAndBob pair;
  pair.meet();
  for (std::size_t i = 1; i <= 10; ++i) {
    pair.wire.say(*pair.alice, *pair.bob, "again");
    pair.wire.run_for(100ms);
    EXPECT_EQ(pair.wire.sent(wire::Kind::d), 2 * i);
    EXPECT_EQ(pair.alice->times(DeliveryState::delivered), i);
  }
}

TEST(Direct, WhatIsGivenUpNeverArrivesAndWhatIsWrittenLaterDoes) {
  AliceAndBob pair;
  pair.meet();
  pair.wire.cut = [](const auto&) { return true; };
  const auto id = pair.wire.say(*pair.alice, *pair.bob, "given up");
  pair.wire.run_for(100ms);
  pair.alice->direct.abandon(pair.wire.now(), pair.bob->id());
  pair.wire.drain(*pair.alice);
  EXPECT_EQ(pair.alice->times(DeliveryState::failed), 1u);
  EXPECT_EQ(pair.alice->states.back().reason, "withdrawn");
  EXPECT_EQ(std::get<record::Abandoned>(pair.alice->disk.back().second).id, id);
  pair.wire.cut = {};
  pair.wire.say(*pair.alice, *pair.bob, "kept");
  pair.wire.run_for(5s);
  EXPECT_EQ(pair.bob->heard, std::vector<std::string>{"kept"});
  EXPECT_EQ(pair.alice->times(DeliveryState::delivered), 1u);
}

TEST(Direct, ABlockEndsTheSessionAndTheNextOneComesWithItsEnd) {
  AliceAndBob pair;
  pair.meet();
  pair.alice->bench.roster.set_blocked(pair.bob->id(), true);
  pair.alice->direct.block_changed(pair.wire.now(), pair.bob->id());
  pair.wire.drain(*pair.alice);
  pair.wire.run_for(1s);
  const auto sent = pair.wire.log.size();
  pair.wire.say(*pair.bob, *pair.alice, "let me in");
  pair.wire.run_for(20s);
  for (auto it = pair.wire.log.begin() + static_cast<std::ptrdiff_t>(sent); it != pair.wire.log.end(); ++it)
    EXPECT_NE(it->from, pair.alice->host) << "an answer to somebody who is blocked";
  EXPECT_GT(pair.alice->count(Count::dropped_blocked), 0u);
  pair.alice->bench.roster.set_blocked(pair.bob->id(), false);
  pair.alice->direct.block_changed(pair.wire.now(), pair.bob->id());
  pair.wire.drain(*pair.alice);
  pair.wire.run_for(10s);
  EXPECT_EQ(pair.alice->heard, std::vector<std::string>{"let me in"});
}

TEST(Direct, AMessageIsShownWithItsAuthorTextTimeAndConversation) {
  AliceAndBob pair;
  const auto when = pair.wire.now().wall;
  const auto id = pair.alice->direct.send(pair.wire.now(), pair.bob->id(), "waves", "m-0123456789abcdef", true);
  ASSERT_TRUE(id);
  pair.wire.drain(*pair.alice);
  pair.wire.run_for(1s);
  ASSERT_EQ(pair.bob->disk.size(), 1u);
  const auto& record = std::get<record::Direct>(pair.bob->disk[0].second);
  EXPECT_EQ(record.peer, pair.alice->id());
  EXPECT_FALSE(record.outgoing);
  EXPECT_EQ(record.id, *id);
  EXPECT_EQ(record.sent_ms, when.ms);
  EXPECT_EQ(record.text, "waves");
  EXPECT_EQ(record.reply_to, "m-0123456789abcdef");
  EXPECT_TRUE(record.action);
}

TEST(Direct, NothingIsDeliveredBeforeItIsStored) {
  AliceAndBob pair;
  pair.meet();
  pair.wire.commit.reset();
  pair.wire.say(*pair.alice, *pair.bob, "on disk?");
  pair.wire.run_for(3s);
  EXPECT_TRUE(pair.bob->heard.empty());
  EXPECT_EQ(pair.alice->times(DeliveryState::delivered), 0u);
  pair.wire.confirm(*pair.bob, pair.bob->disk.back().first);
  pair.wire.run_for(10ms);
  EXPECT_EQ(pair.bob->heard, std::vector<std::string>{"on disk?"});
  EXPECT_EQ(pair.alice->times(DeliveryState::delivered), 1u);
}

TEST(Direct, TheNewsThatItIsStoredIsAskedForWhenItWasLost) {
  AliceAndBob pair;
  pair.meet();
  pair.wire.commit = 20ms;  // later than an acknowledgement may wait: two answers, and the second is lost
  std::size_t answers = 0;
  pair.wire.cut = [&](const Wire::Sent& sent) { return sent.from == 2 && ++answers == 2; };
  pair.wire.say(*pair.alice, *pair.bob, "slow disk");
  pair.wire.run_for(200ms);
  EXPECT_EQ(pair.alice->times(DeliveryState::delivered), 1u);
}

TEST(Direct, ADiskThatNeverAnswersIsAskedLessAndLess) {
  AliceAndBob pair;
  pair.meet();
  pair.wire.commit.reset();
  pair.wire.say(*pair.alice, *pair.bob, "full disk");
  pair.wire.run_for(60s);
  EXPECT_LE(pair.wire.log.size(), 50u);
}

TEST(Direct, WaitingMessagesShareTheirPackets) {
  AliceAndBob pair;
  const auto said = lines(100);
  for (const auto& line : said) pair.wire.say(*pair.alice, *pair.bob, line);  // the handshake is still under way
  pair.wire.run_for(1s);
  EXPECT_EQ(pair.bob->heard, said);
  std::size_t packets = 0;
  for (const auto& sent : pair.wire.log) packets += sent.from == 1 && sent.kind == wire::Kind::d;
  EXPECT_LE(packets, 6u);
}

TEST(Direct, ATextOfSixtyFourKibibytesArrivesAndOneByteMoreIsRefused) {
  AliceAndBob pair;
  std::string text;
  while (text.size() < wire::kTextBytesMax) text += "na\xc3\xafve ";
  text.resize(wire::kTextBytesMax - 1);
  while (!text.empty() && (text.back() & 0x80) != 0) text.pop_back();
  text.resize(wire::kTextBytesMax, 'x');
  pair.wire.say(*pair.alice, *pair.bob, text);
  pair.wire.run_for(2s);
  ASSERT_EQ(pair.bob->heard.size(), 1u);
  EXPECT_EQ(pair.bob->heard[0], text);
  EXPECT_EQ(pair.alice->times(DeliveryState::delivered), 1u);

  const auto refused = pair.alice->direct.send(pair.wire.now(), pair.bob->id(), text + "y", "", false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.reason().code, ErrorCode::text_too_long);
}

TEST(Direct, AnOutboxHoldsAThousandMessagesAndRefusesTheNext) {
  AliceAndBob pair;
  pair.wire.cut = [](const Wire::Sent&) { return true; };
  for (const auto& line : lines(1'000)) pair.wire.say(*pair.alice, *pair.bob, line);
  const auto refused = pair.alice->direct.send(pair.wire.now(), pair.bob->id(), "one more", "", false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.reason().code, ErrorCode::busy);
}

TEST(Direct, WithAThirdOfAllPacketsLostDoubledAndReorderedEverythingArrivesOnceAndInOrder) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    AliceAndBob pair(seed);
    pair.wire.loss = 0.3;
    pair.wire.duplicates = 0.3;
    pair.wire.jitter = 2ms;
    pair.wire.commit = 1ms;
    const auto there = lines(100, "there "), back = lines(100, "back ");
    for (std::size_t i = 0; i < there.size(); ++i) {
      pair.wire.say(*pair.alice, *pair.bob, there[i]);
      pair.wire.say(*pair.bob, *pair.alice, back[i]);
      pair.wire.run_for(pair.wire.random.between(0us, 5ms));
    }
    pair.wire.run_for(30s);
    ASSERT_EQ(pair.bob->heard, there) << "seed " << seed;
    ASSERT_EQ(pair.alice->heard, back) << "seed " << seed;
    ASSERT_EQ(pair.alice->times(DeliveryState::delivered), 100u) << "seed " << seed;
    ASSERT_EQ(pair.bob->times(DeliveryState::delivered), 100u) << "seed " << seed;
  }
}

TEST(Direct, AReceiverThatRestartsInTheMiddleLosesNothing) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    AliceAndBob pair(seed);
    pair.wire.jitter = 1ms;
    pair.wire.loss = 0.1;
    const auto said = lines(200);
    std::vector<std::string> stored;
    for (std::size_t i = 0; i < said.size(); ++i) {
      pair.wire.say(*pair.alice, *pair.bob, said[i]);
      pair.wire.run_for(500us);
      if (i != 100) continue;
      stored = pair.bob->heard;
      pair.bob = &pair.wire.restart(2);
    }
    pair.wire.run_for(10s);
    // What was stored and not yet confirmed comes again, with the same id: the disk knows it.
    auto all = stored;
    const auto again = std::find(all.begin(), all.end(), pair.bob->heard.front());
    all.erase(again, all.end());
    all.insert(all.end(), pair.bob->heard.begin(), pair.bob->heard.end());
    ASSERT_EQ(all, said) << "seed " << seed;
    ASSERT_EQ(pair.alice->times(DeliveryState::delivered), 200u) << "seed " << seed;
  }
}

// Bob restarts in the middle of a talk, and is written to.
std::vector<std::string> heard_by_restarted_bob(bool with_beacon, Duration within) {
  AliceAndBob pair;
  pair.meet();
  pair.bob = &pair.wire.restart(2, with_beacon);
  pair.wire.say(*pair.alice, *pair.bob, "still there?");
  pair.wire.run_for(within);
  return pair.bob->heard;
}

TEST(Direct, ARestartIsNoticedWithoutABeaconWithinASecond) {
  EXPECT_EQ(heard_by_restarted_bob(false, 1s), std::vector<std::string>{"still there?"});
}

TEST(Direct, ABeaconOfTheRestartedPeerBringsAHandshakeAtOnce) {
  EXPECT_EQ(heard_by_restarted_bob(true, 5ms), std::vector<std::string>{"still there?"});
}

TEST(Direct, ASenderThatRestartsIsHeardFromTheBeginningOfItsNewStream) {
  AliceAndBob pair;
  pair.meet();
  pair.alice = &pair.wire.restart(1);
  const auto said = lines(5);
  for (const auto& line : said) pair.wire.say(*pair.alice, *pair.bob, line);
  pair.wire.run_for(1s);
  EXPECT_EQ(pair.bob->heard, said);
  EXPECT_EQ(pair.alice->times(DeliveryState::delivered), 5u);
}

TEST(Direct, ASenderWhoForgotALaterStreamIsToldAndGoesOnAboveIt) {
  AliceAndBob pair;
  pair.meet();
  pair.alice = &pair.wire.restart(1);
  pair.alice->bench.context.epoch = Epoch{7};  // its clock went back, and its disk is empty
  auto said = lines(5);
  for (const auto& line : said) pair.wire.say(*pair.alice, *pair.bob, line);
  pair.wire.run_for(1s);
  EXPECT_EQ(pair.bob->heard, said);
  EXPECT_EQ(pair.alice->times(DeliveryState::delivered), 5u);
  pair.wire.log.clear();
  pair.wire.run_for(60s);
  EXPECT_TRUE(pair.wire.log.empty());
  said.push_back("and on");
  pair.wire.say(*pair.alice, *pair.bob, said.back());
  pair.wire.run_for(1s);
  EXPECT_EQ(pair.bob->heard, said);
  // The disk learns of each message under the numbers that it was written with.
  std::vector<std::pair<std::uint64_t, std::uint64_t>> written, delivered;
  for (const auto& [ticket, record] : pair.alice->disk) {
    if (const auto* it = std::get_if<record::Direct>(&record)) written.emplace_back(it->stream, it->first);
    if (const auto* it = std::get_if<record::Delivered>(&record)) delivered.emplace_back(it->stream, it->first);
  }
  ASSERT_EQ(written.size(), 6u);
  ASSERT_FALSE(delivered.empty());
  EXPECT_EQ(written[4].first, 7u);
  EXPECT_NE(std::find(delivered.begin(), delivered.end(), written[4]), delivered.end());
  EXPECT_EQ(delivered.back(), written[5]);
}

TEST(Direct, WhatArrivedInTheForgottenStreamDoesNotCountInTheNewOne) {
  AliceAndBob pair;
  pair.meet();
  pair.alice = &pair.wire.restart(1);
  pair.alice->bench.context.epoch = Epoch{7};
  const auto said = lines(100);
  for (const auto& line : said) pair.wire.say(*pair.alice, *pair.bob, line);  // several packets behind the handshake
  // The first answer moves the stream. All of its packets so far are acknowledged, and the next as many are lost.
  std::size_t packets = 0, first = 0;
  pair.wire.cut = [&](const Wire::Sent& sent) {
    if (sent.from != 1 || sent.kind != wire::Kind::d) {
      if (packets > 0 && first == 0) first = packets;
      return false;
    }
    ++packets;
    return first > 0 && packets > first && packets <= 2 * first;
  };
  pair.wire.run_for(5s);
  ASSERT_GE(first, 3u);
  EXPECT_EQ(pair.bob->heard, said);
  EXPECT_EQ(pair.alice->times(DeliveryState::delivered), 100u);
}

TEST(Direct, TheOldestClockOfAllStillGetsEverythingAcrossABadNetworkOnceAndInOrder) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    AliceAndBob pair(seed);
    pair.meet();
    pair.wire.loss = 0.3;
    pair.wire.duplicates = 0.3;
    pair.wire.jitter = 2ms;
    for (const auto& line : lines(20, "before ")) pair.wire.say(*pair.alice, *pair.bob, line);
    pair.wire.run_for(pair.wire.random.between(0us, 50ms));
    const auto heard_before = pair.bob->heard.size();
    pair.alice = &pair.wire.restart(1);
    pair.alice->bench.context.epoch = Epoch{7};
    const auto said = lines(50);
    for (const auto& line : said) {
      pair.wire.say(*pair.alice, *pair.bob, line);
      pair.wire.run_for(pair.wire.random.between(0us, 5ms));
    }
    pair.wire.run_for(30s);
    auto heard = pair.bob->heard;
    heard.erase(heard.begin(), std::find(heard.begin(), heard.end(), said.front()));
    ASSERT_EQ(heard, said) << "seed " << seed << ", before: " << heard_before;
    ASSERT_EQ(pair.alice->times(DeliveryState::delivered), 50u) << "seed " << seed;
  }
}

TEST(Direct, AMessageToSomebodyWhoIsGoneWaitsUntilTheyAppear) {
  AliceAndBob pair;
  pair.alice->bench.roster.set_live(pair.bob->id(), false);
  pair.wire.drain(*pair.alice);
  pair.wire.say(*pair.alice, *pair.bob, "when you are back");
  pair.wire.run_for(10s);
  EXPECT_TRUE(pair.wire.log.empty());
  EXPECT_TRUE(pair.alice->states.empty());
  pair.wire.learn(*pair.alice, *pair.bob);
  pair.wire.run_for(10ms);
  EXPECT_EQ(pair.bob->heard, std::vector<std::string>{"when you are back"});
  EXPECT_EQ(pair.alice->times(DeliveryState::sent), 1u);
  EXPECT_EQ(pair.alice->times(DeliveryState::delivered), 1u);
}

TEST(Direct, SomebodyWhoIsGoneGetsNoProbes) {
  AliceAndBob pair;
  pair.meet();
  pair.wire.cut = [](const Wire::Sent&) { return true; };
  pair.wire.say(*pair.alice, *pair.bob, "anybody?");
  pair.wire.run_for(1s);
  pair.alice->bench.roster.set_live(pair.bob->id(), false);
  pair.wire.drain(*pair.alice);
  pair.wire.log.clear();
  pair.wire.run_for(60s);
  EXPECT_TRUE(pair.wire.log.empty());
  pair.wire.cut = {};
  pair.wire.learn(*pair.alice, *pair.bob);
  pair.wire.run_for(1s);
  EXPECT_EQ(pair.bob->heard, std::vector<std::string>{"anybody?"});
}

TEST(Direct, ABurstSurvivesNewKeysInItsMiddle) {
  Config config;
  config.rekey_packets = 20;
  AliceAndBob pair(3, config);
  pair.wire.loss = 0.1;
  pair.wire.jitter = 500us;
  const auto said = lines(500);
  for (const auto& line : said) {
    pair.wire.say(*pair.alice, *pair.bob, line);
    pair.wire.run_for(300us);
  }
  pair.wire.run_for(10s);
  EXPECT_EQ(pair.bob->heard, said);
  EXPECT_EQ(pair.alice->times(DeliveryState::delivered), 500u);
  EXPECT_GE(pair.wire.sent(wire::Kind::hs2), 4u);
}

TEST(Direct, AnAnswerFromElsewhereProvesNoAddressAndMessagesWaitForOneThatDoes) {
  AliceAndBob pair;
  pair.wire.cut = [&](const Wire::Sent& sent) { return sent.from == 2; };  // the way back is somebody else's
  for (const auto& line : lines(100)) pair.wire.say(*pair.alice, *pair.bob, line);
  pair.wire.run_for(1ms);
  const auto answer = pair.wire.log.back();
  ASSERT_EQ(answer.kind, wire::Kind::hs2);
  pair.wire.log.clear();
  pair.wire.give(*pair.alice, v4(66), answer.datagram);
  pair.wire.run_for(50ms);
  const auto is_proven = [&](const Address& address) {
    return pair.alice->bench.gate.is_proven(pair.wire.instant, address);
  };
  ASSERT_FALSE(pair.wire.log.empty());
  EXPECT_EQ(pair.wire.log.front().to, pair.bob->address);
  EXPECT_LT(largest_to(pair.wire, pair.bob->address), 300u);  // a question, no text
  EXPECT_FALSE(is_proven(pair.bob->address));
  EXPECT_FALSE(is_proven(v4(66)));
  EXPECT_FALSE(pair.alice->bench.roster.find(pair.bob->id())->paths.front().heard);
  EXPECT_TRUE(pair.bob->heard.empty());
  pair.wire.cut = {};
  pair.wire.run_for(1s);
  EXPECT_TRUE(is_proven(pair.bob->address));
  EXPECT_EQ(pair.bob->heard, lines(100));
}

TEST(Direct, AnAddressThatOnlyRelayedTheHandshakeGetsNoMessages) {
  AliceAndBob pair;
  pair.bob->bench.roster.claim(pair.alice->id(), {});
  pair.wire.cut = [](const Wire::Sent&) { return true; };
  pair.wire.say(*pair.alice, *pair.bob, "hello");
  pair.wire.give(*pair.bob, v4(66), pair.wire.log.back().datagram);
  ASSERT_EQ(pair.wire.log.back().kind, wire::Kind::hs2);
  pair.wire.cut = [](const Wire::Sent& sent) { return sent.from == 2; };
  pair.wire.give(*pair.alice, pair.bob->address, pair.wire.log.back().datagram);
  pair.wire.log.clear();
  pair.wire.run_for(1ms);
  ASSERT_EQ(pair.bob->heard, std::vector<std::string>{"hello"});
  const auto said = lines(20, std::string(300, 'x'));
  for (const auto& line : said) pair.wire.say(*pair.bob, *pair.alice, line);
  EXPECT_FALSE(pair.bob->bench.gate.is_proven(pair.wire.instant, v4(66)));
  EXPECT_LT(largest_to(pair.wire, v4(66)), 300u);
  pair.wire.cut = {};
  pair.wire.run_for(1s);
  EXPECT_EQ(pair.alice->heard, said);
}

TEST(Direct, AHandshakeIsTriedInGrowingStepsForAMinuteAndAHalf) {
  AliceAndBob pair;
  pair.wire.cut = [](const Wire::Sent&) { return true; };
  const auto begun = pair.wire.instant;
  pair.wire.say(*pair.alice, *pair.bob, "anybody?");
  pair.wire.run_for(10min);
  std::vector<Duration> pauses;
  auto last = begun;
  for (const auto& sent : pair.wire.log) pauses.push_back(sent.when - std::exchange(last, sent.when));
  ASSERT_GE(pauses.size(), 7u);
  pauses.resize(7);
  EXPECT_EQ(pauses, (std::vector<Duration>{0ms, 100ms, 200ms, 400ms, 800ms, 1600ms, 1600ms}));
  EXPECT_LE(last - begun, 90s);
  EXPECT_GT(last - begun, 88s);
}

TEST(Direct, AnAnswerToAnEarlierQuestionMeasuresNothing) {
  AliceAndBob pair;
  pair.wire.cut = [](const Wire::Sent& sent) { return sent.from == 2; };
  pair.wire.say(*pair.alice, *pair.bob, "hello");
  pair.wire.run_for(90ms);
  const auto answer = pair.wire.log.back();
  ASSERT_EQ(answer.kind, wire::Kind::hs2);
  pair.alice->direct.network_changed(pair.wire.now());
  pair.wire.drain(*pair.alice);
  pair.wire.log.clear();
  pair.wire.give(*pair.alice, pair.bob->address, answer.datagram);  // 90 ms old, and just after the second question
  pair.wire.run_for(100ms);
  const auto is_packet = [](const Wire::Sent& sent) { return sent.from == 1 && sent.kind == wire::Kind::d; };
  EXPECT_EQ(std::count_if(pair.wire.log.begin(), pair.wire.log.end(), is_packet),
            1);  // no probe after a few round trips that nobody has measured
}

TEST(Direct, APeerThatMovesIsChallengedAndThenFollowed) {
  AliceAndBob pair;
  pair.meet();
  pair.bob->address = v4(77);
  pair.wire.say(*pair.bob, *pair.alice, "I moved");
  pair.wire.run_for(100ms);
  EXPECT_EQ(pair.alice->heard, std::vector<std::string>{"I moved"});
  EXPECT_EQ(pair.bob->times(DeliveryState::delivered), 1u);
  EXPECT_EQ(pair.alice->bench.roster.address(pair.bob->id()), v4(77));
  pair.wire.log.clear();
  pair.wire.say(*pair.alice, *pair.bob, "found you");
  pair.wire.run_for(10ms);
  EXPECT_EQ(pair.bob->heard, std::vector<std::string>{"found you"});
  EXPECT_EQ(pair.wire.log.front().to, v4(77));
}

TEST(Direct, PacketsCarriedToAnotherAddressDrawNothingButOneChallengeThere) {
  AliceAndBob pair;
  pair.meet();
  pair.wire.cut = [](const Wire::Sent& sent) { return sent.from == 1; };
  pair.wire.say(*pair.alice, *pair.bob, "caught");
  const auto caught = pair.wire.log.back();
  ASSERT_EQ(caught.kind, wire::Kind::d);
  pair.wire.log.clear();
  pair.wire.give(*pair.bob, v4(66), caught.datagram);  // somebody on the way sends it from elsewhere
  pair.wire.run_for(90ms);
  std::size_t bytes = 0;
  for (const auto& sent : pair.wire.log)
    if (sent.to == v4(66)) bytes += sent.datagram.size();
  EXPECT_GT(bytes, 0u);
  EXPECT_LE(bytes, caught.datagram.size());
  EXPECT_EQ(pair.bob->bench.roster.address(pair.alice->id()), pair.alice->address);
  EXPECT_FALSE(pair.bob->bench.gate.is_proven(pair.wire.instant, v4(66)));
}

TEST(Direct, PacketsPlayedBackOrReflectedChangeNothing) {
  AliceAndBob pair;
  pair.meet();
  pair.wire.say(*pair.alice, *pair.bob, "once");
  pair.wire.run_for(100ms);
  const auto before = pair.wire.log;
  for (const auto& sent : before) {
    pair.wire.give(*pair.alice, v4(66), sent.datagram);
    pair.wire.give(*pair.bob, v4(66), sent.datagram);
  }
  EXPECT_EQ(pair.wire.log.size(), before.size());
  EXPECT_EQ(pair.bob->heard, std::vector<std::string>{"once"});
  EXPECT_EQ(pair.bob->count(Count::dropped_replayed), 1u);
}

TEST(Direct, AfterANetworkChangeALostPeerIsFoundAtItsNewAddress) {
  AliceAndBob pair;
  pair.meet();
  pair.bob->address = v4(78);
  pair.alice->bench.roster.claim(pair.bob->id(), {v4(78)});
  pair.alice->direct.network_changed(pair.wire.now());
  pair.wire.drain(*pair.alice);
  pair.wire.run_for(10ms);
  EXPECT_EQ(pair.alice->bench.roster.address(pair.bob->id()), v4(78));
  pair.wire.say(*pair.alice, *pair.bob, "there you are");
  pair.wire.run_for(10ms);
  EXPECT_EQ(pair.bob->heard, std::vector<std::string>{"there you are"});
}

TEST(Direct, PartnersAreThoseOfTheLastFiveMinutes) {
  AliceAndBob pair;
  pair.wire.say(*pair.alice, *pair.bob, "hello");
  const auto said = pair.wire.instant;
  EXPECT_EQ(pair.alice->direct.partners(said + 5min - 1us), std::vector<PeerId>{pair.bob->id()});
  EXPECT_TRUE(pair.alice->direct.partners(said + 5min).empty());
  pair.wire.run_for(1s);
  EXPECT_EQ(pair.bob->direct.partners(pair.wire.instant), std::vector<PeerId>{pair.alice->id()});
}

TEST(Direct, KeysAreRenewedAtTheExactPacketAndAtTheExactTime) {
  Config config;
  config.rekey_packets = 10;
  AliceAndBob pair(1, config);
  for (std::size_t packets = 1; packets <= 9; ++packets) {
    pair.wire.say(*pair.alice, *pair.bob, "packet");
    pair.wire.run_for(50ms);
    ASSERT_EQ(pair.wire.sent(wire::Kind::hs1), 1u) << packets;
  }
  pair.wire.say(*pair.alice, *pair.bob, "the tenth");
  EXPECT_EQ(pair.wire.sent(wire::Kind::hs1), 2u);
  pair.wire.run_for(1s);
  EXPECT_EQ(pair.bob->heard.size(), 10u);
}

TEST(Direct, KeysInUseForHalfAnHourAreRenewedWithTheNextMessage) {
  for (const bool is_late : {false, true}) {
    Config config;
    config.rekey_idle = 24h;
    AliceAndBob pair(1, config);
    pair.wire.say(*pair.alice, *pair.bob, "first");
    pair.wire.run_for(200us);  // hs1 there, hs2 back: this is when the session begins
    ASSERT_EQ(pair.wire.sent(wire::Kind::d), 1u);
    pair.wire.run_for(30min - (is_late ? 0us : 1us));
    pair.wire.say(*pair.alice, *pair.bob, "second");
    EXPECT_EQ(pair.wire.sent(wire::Kind::hs1), is_late ? 2u : 1u);
    pair.wire.run_for(1s);
    EXPECT_EQ(pair.bob->heard.size(), 2u);
  }
}

TEST(Direct, AfterTenIdleMinutesTheNextMessageBringsNewKeys) {
  for (const bool is_late : {false, true}) {
    AliceAndBob pair;
    pair.wire.say(*pair.alice, *pair.bob, "first");
    pair.wire.run_for(400us);  // the answer to the message is the last that came
    ASSERT_EQ(pair.alice->times(DeliveryState::delivered), 1u);
    pair.wire.run_for(10min - (is_late ? 0us : 1us));
    pair.wire.say(*pair.alice, *pair.bob, "second");
    EXPECT_EQ(pair.wire.sent(wire::Kind::hs1), is_late ? 2u : 1u);
    pair.wire.run_for(1s);
    EXPECT_EQ(pair.bob->heard.size(), 2u);
  }
}

TEST(Direct, AtMostThirtyTwoPacketsAreUnderWay) {
  AliceAndBob pair;
  pair.meet();
  pair.wire.cut = [](const Wire::Sent&) { return true; };
  for (int i = 0; i < 100; ++i) pair.wire.say(*pair.alice, *pair.bob, std::string(800, 'x'));
  EXPECT_EQ(pair.wire.log.size(), 32u);
}

TEST(Direct, UnfinishedTextsAreBoundedAndTheLargestHeapBeginsAgain) {
  Wire wire;
  auto& bob = wire.add(1);
  for (std::uint8_t host = 2; host <= 6; ++host) wire.add(host);
  wire.acquaint();
  // Without the second message nothing after it can be shown; five times a megabyte is more than bob keeps.
  wire.cut = [](const Wire::Sent& sent) { return sent.datagram.find("\"i\":2,") != Bytes::npos; };
  const auto said = lines(1'000, std::string(840, 'x'));
  for (const auto& line : said)
    for (std::uint8_t host = 2; host <= 6; ++host) wire.say(wire.at(host), bob, line);
  wire.run_for(1s);
  EXPECT_GE(bob.count(Count::dropped_full), 1u);
  EXPECT_EQ(bob.heard.size(), 5u);
  wire.cut = {};
  for (std::uint8_t host = 2; host <= 6; ++host) wire.learn(wire.at(host), bob);  // the next beacon
  wire.run_for(5s);
  EXPECT_EQ(bob.heard.size(), 5'000u);
}

}  // namespace earshot::core
