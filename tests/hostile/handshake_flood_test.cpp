// Handshakes again and again: played back, in heaps, crossing each other, with tokens that are somebody else's, with
// indexes that somebody has changed on the way.
#include "hostile/sessions.h"
#include "support/seeds.h"

namespace earshot::hostile {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Everything of a kind that one of the two hosts has sent to the other.
std::vector<Bytes> recorded(const Stage& stage, const SimHost& from, wire::Kind kind) {
  std::vector<Bytes> found;
  for (const auto& sent : stage.lan.tapped())
    if (sent.from == from.number() && stage.is_host(sent.to) && wire::decode_head(*sent.bytes)->head.kind == kind)
      found.push_back(*sent.bytes);
  return found;
}

void restart(SimHost& host) {
  host.crash();
  host.restart();
}

TEST(HostileReplay, OfAWholeHandshakeChangesNothing) {
  Stage stage;
  stage.bob.tells("ann", "once");
  stage.run(1s);
  const auto from = stage.somewhere();
  const auto questions = recorded(stage, stage.bob, wire::Kind::hs1);
  const auto answers = recorded(stage, stage.ann, wire::Kind::hs2);
  const auto packets = recorded(stage, stage.bob, wire::Kind::d);
  ASSERT_FALSE(questions.empty() || answers.empty() || packets.empty());
  const auto unsolicited = stage.counted(stage.bob, "unsolicited");
  const auto replayed = stage.counted(stage.ann, "replayed");
  for (const auto& it : questions) stage.sends(from, stage.ann, it);
  for (const auto& it : answers) stage.sends(from, stage.bob, it);
  for (const auto& it : packets) stage.sends(from, stage.ann, it);
  stage.run(10s);
  EXPECT_EQ(stage.counted(stage.bob, "unsolicited"), unsolicited + answers.size());
  EXPECT_EQ(stage.counted(stage.ann, "replayed"), replayed + packets.size());
  EXPECT_EQ(stage.heard_at(from).size(), 1u) << "a tentative session, which nobody can confirm";
  EXPECT_THAT(stage.ann.heard_from(stage.bob), ElementsAre("once"));
  const auto handshakes = recorded(stage, stage.bob, wire::Kind::hs1).size();
  stage.expect_honest_talk();
  EXPECT_EQ(recorded(stage, stage.bob, wire::Kind::hs1).size(), handshakes) << "the session is the old one";
}

// From an address that is proven and from one that is not; with one recording and with two in turn; a slow network.
TEST(HostileReplay, TwentyTimesASecondKeepsNobodyFromASession) {
  for (const auto seed : sim::seeds(8)) {
    Stage stage({.seed = seed, .link = {.delay = 5ms, .jitter = 1ms}});
    const auto proven = stage.somewhere(), unproven = stage.somewhere();
    for (int i = 0; i < 2; ++i) {
      stage.bob.tells("ann", "to be recorded");
      stage.run(1s);
      restart(stage.ann);
      stage.run(5s);
    }
    const auto recordings = recorded(stage, stage.bob, wire::Kind::hs1);
    ASSERT_GE(recordings.size(), 2u);
    stage.token_at(proven, stage.ann);
    const auto replay = [&](std::size_t i) {
      stage.sends(seed % 2 == 0 ? proven : unproven, stage.ann, seed % 4 < 2 ? recordings[0] : recordings[i % 2]);
      stage.run(50ms);
    };
    for (std::size_t i = 0; i < 20; ++i) replay(i);
    stage.bob.tells("ann", "through all that");
    for (std::size_t i = 0; i < 40; ++i) replay(i);
    EXPECT_TRUE(stage.bob.has_delivered("through all that", stage.ann)) << "two seconds were not enough";
  }
}

TEST(HostileFlood, OfTenThousandHalfOpenHandshakesLeavesRoomForOthers) {
  Stage stage;
  std::vector<std::pair<Address, Call>> calls;
  std::vector<std::pair<Address, Half>> halves;
  const auto take_answers = [&] {
    for (const auto& [from, call] : calls)
      for (const auto& it : stage.heard_at(from, wire::Kind::hs2))
        if (auto half = call.takes(it)) halves.emplace_back(from, *half);
    calls.clear();
  };
  for (int second = 0; second < 5; ++second) {
    for (std::uint32_t i = 0; i < 2'000; ++i) {
      const auto from = stage.somewhere();
      // The first ones of a second will be looked at. The others only look like one.
      if (i < 60) {
        calls.emplace_back(from, Call(stage, stage.stranger(), stage.ann.id(), {.index = i}));
        stage.sends(from, stage.ann, calls.back().second.hs1());
      } else {
        stage.sends(from, stage.ann, Call::as_datagram(Bytes(288, static_cast<char>(i)), i));
      }
    }
    take_answers();
    stage.run(second < 4 ? 1s : 0s);
  }
  EXPECT_LE(halves.size(), 5u * 51) << "beyond, they are asked for a token before any cryptography";
  EXPECT_GE(halves.size(), 200u);
  std::size_t confirmed = 0;
  for (auto& [from, half] : halves) confirmed += answers(stage, half, stage.ann, from) ? 1 : 0;
  EXPECT_LE(confirmed, 64u) << "tentative sessions have a limit";
  EXPECT_GT(confirmed, 0u);
  stage.expect_honest_talk();
}

// From one source, however good it is.
TEST(HostileFlood, FromOneSourceIsLookedAtTwentyTimesASecond) {
  Stage stage;
  const auto mallory = stage.stranger();
  const auto from = stage.somewhere();
  stage.token_at(from, stage.ann);
  for (int i = 0; i < 1'000; ++i) {
    stage.sends(from, stage.ann, Call(stage, mallory, stage.ann.id(), {.index = 7}).hs1());
    if (i % 100 == 99) stage.run(100ms);
  }
  EXPECT_LE(stage.heard_at(from, wire::Kind::hs2).size(), 5u + 20);
  stage.expect_honest_talk();
}

class Tokens : public testing::Test {
 protected:
  static sim::LanOptions under_load() {
    sim::LanOptions options;
    options.config.handshakes_calm = 0;
    return options;
  }
  std::vector<wire::Kind> kinds_for(const Address& from, const Bytes& hs1) {
    stage.heard_at(from);
    stage.sends(from, stage.ann, hs1);
    std::vector<wire::Kind> kinds;
    for (const auto& it : stage.heard_at(from)) kinds.push_back(wire::decode_head(it)->head.kind);
    return kinds;
  }
  Call call(std::uint32_t index) { return {stage, mallory, stage.ann.id(), {.index = index}}; }
  wire::Token token_for(const Address& from) {
    stage.sends(from, stage.ann, call(1).hs1());
    return *wire::decode_head(stage.heard_at(from).at(0))->head.token;
  }

  Stage stage{under_load()};
  Identity mallory = stage.stranger();
  Address here = stage.somewhere(), there = stage.somewhere();
};

TEST_F(Tokens, OfAnotherAddressAreNone) {
  const auto token = token_for(here);
  auto other_port = here;
  ++other_port.port;
  EXPECT_THAT(kinds_for(there, call(2).hs1(token)), ElementsAre(wire::Kind::ck));
  EXPECT_THAT(kinds_for(other_port, call(3).hs1(token)), ElementsAre(wire::Kind::ck));
  EXPECT_THAT(kinds_for(here, call(4).hs1(token)), ElementsAre(wire::Kind::hs2));
}

TEST_F(Tokens, AreGoodForMinutesAndNotLonger) {
  const auto token = token_for(here);
  stage.run(110s);
  EXPECT_THAT(kinds_for(here, call(2).hs1(token)), ElementsAre(wire::Kind::hs2));
  const auto late = token_for(there);
  stage.run(241s);
  stage.sends(stage.somewhere(), stage.ann, call(3).hs1());  // the secret is renewed when it is needed
  EXPECT_THAT(kinds_for(there, call(4).hs1(late)), ElementsAre(wire::Kind::ck));
}

TEST_F(Tokens, OfAnotherNodeAreNone) {
  stage.sends(here, stage.bob, Call(stage, mallory, stage.bob.id()).hs1());
  const auto token = *wire::decode_head(stage.heard_at(here).at(0))->head.token;
  EXPECT_THAT(kinds_for(here, call(2).hs1(token)), ElementsAre(wire::Kind::ck));
}

// Mallory asks and is asked at once, and answers though it should not, or insists though it should not.
TEST(HostileCrossing, OfTwoQuestionsEndsInOneTalk) {
  int smaller = 0, larger = 0;
  for (std::uint64_t seed = 1; smaller < 2 || larger < 2; ++seed) {
    Stage stage({.seed = seed});
    const auto mallory = stage.stranger();
    ++(mallory.id < stage.ann.id() ? smaller : larger);
    const auto from = stage.somewhere();
    stage.introduce(mallory, from);
    stage.ann.tells("mallory", "hello mallory");
    stage.run(1ms);
    const auto question = stage.heard_at(from, wire::Kind::hs1).at(0);
    const Call call(stage, mallory, stage.ann.id());
    stage.sends(from, stage.ann, call.hs1());
    std::vector<Half> halves;
    for (const auto& it : stage.heard_at(from, wire::Kind::hs2))
      if (const auto half = call.takes(it)) halves.push_back(*half);
    EXPECT_EQ(halves.size(), mallory.id < stage.ann.id() ? 1u : 0u) << "the smaller one's question counts";
    const auto [own, hs2] = *answer_to(stage, question, mallory, 9);
    stage.sends(from, stage.ann, hs2);
    halves.push_back(own);
    for (std::size_t i = 0; i < halves.size(); ++i)
      stage.sends(from, stage.ann, halves[i].seals(text_frames(1, "hello ann")));
    stage.run(1s);
    EXPECT_THAT(stage.ann.sees().heard_from(mallory.id), ElementsAre("hello ann"));
    std::size_t times = 0;
    for (const auto& it : stage.heard_at(from, wire::Kind::d))
      for (const auto& half : halves)
        if (const auto frames = half.opens(it)) times += frames->m.empty() ? 0 : 1;
    EXPECT_GE(times, 1u);
    stage.expect_honest_talk();
  }
}

// Somebody between the two changes the indexes, which nothing protects: then there is no session.
class Indexes : public testing::TestWithParam<bool> {};

TEST_P(Indexes, ThatWereChangedOnTheWayLeadNowhere) {
  const bool in_the_question = GetParam();
  Stage stage;
  stage.lan.block(stage.bob, stage.ann, sim::Blocked::unicast);
  stage.lan.block(stage.ann, stage.bob, sim::Blocked::unicast);
  stage.bob.tells("ann", "unharmed");
  stage.run(1ms);
  const auto altered = [](const Bytes& datagram) {
    auto split = *wire::decode_head(datagram);
    ++*split.head.index;
    return wire::encode_datagram(split.head, split.body, datagram.size());
  };
  const auto question = recorded(stage, stage.bob, wire::Kind::hs1).at(0);
  stage.sends(stage.bob.address(), stage.ann, in_the_question ? altered(question) : question);
  const auto answer = recorded(stage, stage.ann, wire::Kind::hs2).at(0);
  stage.sends(stage.ann.address(), stage.bob, in_the_question ? answer : altered(answer));
  stage.run(1ms);
  const auto unopened = stage.counted(stage.ann, "unopened");
  const auto packets = recorded(stage, stage.bob, wire::Kind::d);
  for (const auto& it : packets) stage.sends(stage.bob.address(), stage.ann, it);
  EXPECT_EQ(packets.empty(), in_the_question);
  EXPECT_EQ(stage.counted(stage.ann, "unopened"), unopened + packets.size());
  stage.run(500ms);
  EXPECT_THAT(stage.ann.heard_from(stage.bob), IsEmpty());
  stage.lan.heal();
  EXPECT_TRUE(stage.lan.run_until([&] { return stage.bob.has_delivered("unharmed", stage.ann); }, 10s));
}

INSTANTIATE_TEST_SUITE_P(Hostile, Indexes, testing::Bool());

}  // namespace
}  // namespace earshot::hostile
