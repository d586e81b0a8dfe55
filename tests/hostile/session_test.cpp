// A session with an attacker who has its keys: numbers, repeats, reflections, endings.
#include "hostile/sessions.h"

namespace earshot::hostile {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class HostileSession : public testing::Test {
 protected:
  void SetUp() override {
    stage.introduce(mallory, here);
    half = session(stage, mallory, stage.ann, here);
  }
  std::uint64_t counted(const std::string& reason) { return stage.counted(stage.ann, reason); }
  void sends(const Bytes& datagram) { stage.sends(here, stage.ann, datagram); }
  // Whether the packet of this number is taken.
  bool is_taken(std::uint64_t number) {
    const auto before = counted("replayed");
    sends(half.seals_as(number, "{}"));
    return counted("replayed") == before;
  }
  std::vector<std::string> heard() const { return stage.ann.sees().heard_from(mallory.id); }

  Stage stage;
  Identity mallory = stage.stranger();
  Address here = stage.somewhere();
  Half half;
};

TEST_F(HostileSession, APacketCountsOnceHoweverOftenItComes) {
  const auto packet = half.seals(text_frames(1, "once"));
  const auto replayed = counted("replayed");
  for (int i = 0; i < 10; ++i) sends(packet);
  stage.sends(stage.somewhere(), stage.ann, packet);
  stage.run(1s);
  EXPECT_THAT(heard(), ElementsAre("once"));
  EXPECT_EQ(counted("replayed"), replayed + 10);
}

TEST_F(HostileSession, ATextCountsOnceInHoweverManyPacketsItComes) {
  for (int i = 0; i < 10; ++i) sends(half.seals(text_frames(1, "once")));
  stage.run(1s);
  EXPECT_THAT(heard(), ElementsAre("once"));
}

TEST_F(HostileSession, TheWindowEndsTwoThousandFortyEightBelowTheNewest) {
  EXPECT_TRUE(is_taken(10'000));
  EXPECT_TRUE(is_taken(10'001 - 2'047));
  EXPECT_TRUE(is_taken(10'001 - 2'048));
  EXPECT_FALSE(is_taken(10'001 - 2'049));
  EXPECT_FALSE(is_taken(10'001 - 2'047));
  EXPECT_FALSE(is_taken(10'001 - 2'048));
  EXPECT_FALSE(is_taken(0));
  EXPECT_TRUE(is_taken(10'001));
  EXPECT_FALSE(is_taken(10'001 - 2'048)) << "the window has moved on";
}

TEST_F(HostileSession, TheLargestNumberHarmsNobodyButItsSender) {
  sends(half.seals_as(kIntegerMax, "{\"pc\":\"AAAAAAAAAAA\"}"));
  stage.run(1s);
  EXPECT_FALSE(is_taken(half.next));
  EXPECT_FALSE(is_taken(kIntegerMax));
  EXPECT_TRUE(is_taken(kIntegerMax - 1));
  stage.expect_honest_talk();
  half = session(stage, mallory, stage.ann, here, {.index = 8});
  EXPECT_TRUE(answers(stage, half, stage.ann, here)) << "a new session begins at 0";
}

TEST_F(HostileSession, ANumberThatIsNotItsOwnOpensNothing) {
  const auto packet = half.seals_as(100, "{}");
  auto split = *wire::decode_head(packet);
  split.head.packet = 101;
  const auto unopened = counted("unopened");
  sends(wire::encode_datagram(split.head, split.body));
  sends(wire::encode_datagram(split.head, split.body, packet.size() + 3));
  split.head.packet = 100;
  sends(wire::encode_datagram(split.head, split.body, packet.size() + 3));  // the head is bound as it was
  EXPECT_EQ(counted("unopened"), unopened + 3);
  EXPECT_TRUE(is_taken(100)) << "what did not open has not moved the window";
}

TEST_F(HostileSession, NoBitOfAPacketCanBeChanged) {
  const auto packet = half.seals(text_frames(1, "as it was"));
  const auto begin = packet.find('\n') + 1;
  for (std::size_t bit = begin * 8; bit < packet.size() * 8; ++bit) {
    auto altered = packet;
    altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << bit % 8));
    sends(altered);
  }
  stage.run(1s);
  EXPECT_THAT(heard(), IsEmpty());
  sends(packet);
  stage.run(1s);
  EXPECT_THAT(heard(), ElementsAre("as it was"));
}

// Ann's index is known from her question: taking the same one, mallory sends her packets back as they are.
TEST_F(HostileSession, OnesOwnPacketsAreNotTakenForTheOthers) {
  const auto carol = stage.stranger();
  const auto there = stage.somewhere();
  auto card = stage.card(carol);
  card.nm = "carol";
  stage.sends(there, stage.ann, stage.said(carol, card), Channel::group);
  stage.ann.tells("carol", "come back as carol's");
  stage.run(1ms);
  const auto question = stage.heard_at(there, wire::Kind::hs1).at(0);
  const auto [own, hs2] = *answer_to(stage, question, carol, *wire::decode_head(question)->head.index);
  stage.sends(there, stage.ann, hs2);
  stage.run(1s);
  const auto packets = stage.heard_at(there, wire::Kind::d);
  ASSERT_FALSE(packets.empty());
  ASSERT_EQ(own.opens(packets[0])->m.at(0).tx, "come back as carol's");
  const auto unopened = counted("unopened");
  for (const auto& it : packets) stage.sends(there, stage.ann, it);
  stage.run(1s);
  EXPECT_EQ(counted("unopened"), unopened + packets.size());
  EXPECT_THAT(stage.ann.sees().heard_from(carol.id), IsEmpty());
}

TEST_F(HostileSession, TheRightKeysUnderAnothersIndexOpenNothing) {
  stage.bob.tells("ann", "a session");
  stage.run(1s);
  std::optional<std::uint32_t> index;
  for (const auto& sent : stage.lan.tapped()) {
    const auto head = wire::decode_head(*sent.bytes)->head;
    if (sent.from == stage.bob.number() && head.kind == wire::Kind::d) index = head.receiver;
  }
  ASSERT_TRUE(index);
  const auto unopened = counted("unopened");
  for (const auto other : {*index, *index + 1, 0u, 0xffffffffu}) {
    sends(half.seals_for(other, 100, wire::encode_frames(text_frames(1, "as bob"))));
    sends(half.seals_for(other, 101, "{\"cl\":1}"));
  }
  stage.run(1s);
  EXPECT_EQ(counted("unopened"), unopened + 8);
  EXPECT_THAT(stage.ann.heard_from(stage.bob), ElementsAre("a session"));
  stage.expect_honest_talk();
}

TEST_F(HostileSession, AReplacedOneBringsLateTextsForThreeMinutesAndNothingElse) {
  auto old = half;
  half = session(stage, mallory, stage.ann, here, {.index = 8});
  stage.heard_at(here);
  stage.sends(here, stage.ann, old.seals({.pc = wire::Nonce{5}}));
  sends(old.seals(text_frames(1, "late")));
  stage.run(1s);
  for (const auto& it : stage.heard_at(here, wire::Kind::d)) EXPECT_FALSE(old.opens(it)) << "it seals no more";
  EXPECT_THAT(heard(), ElementsAre("late"));
  sends(old.seals({.cl = true}));
  EXPECT_TRUE(answers(stage, half, stage.ann, here)) << "an ending of the old one does not end the new one";
  stage.run(181s);
  const auto unopened = counted("unopened");
  sends(old.seals(text_frames(2, "too late")));
  stage.run(1s);
  EXPECT_EQ(counted("unopened"), unopened + 1);
}

// Recorded, held back, and played when there is a new session of the same two.
TEST_F(HostileSession, AnEndingThatIsPlayedBackEndsNothing) {
  const auto ending = half.seals({.cl = true});
  sends(ending);
  EXPECT_FALSE(answers(stage, half, stage.ann, here)) << "it is ended";
  half = session(stage, mallory, stage.ann, here, {.index = 8});
  sends(ending);
  stage.sends(stage.somewhere(), stage.ann, ending);
  EXPECT_TRUE(answers(stage, half, stage.ann, here));
}

TEST_F(HostileSession, AnAcknowledgementOfWhatWasNotSentIsIgnoredAsAWhole) {
  const auto unsolicited = counted("unsolicited");
  for (const std::uint64_t last : {std::uint64_t{1'000}, kIntegerMax}) {
    wire::Frames frames;
    frames.a = {{0, last}};
    sends(half.seals(frames));
  }
  EXPECT_EQ(counted("unsolicited"), unsolicited + 2);
  EXPECT_TRUE(answers(stage, half, stage.ann, here));
}

TEST_F(HostileSession, NumbersOfStreamsAndTextsAtTheirEndsHarmNobodyButTheirSender) {
  for (const auto number : {std::uint64_t{1}, std::uint64_t{1'025}, std::uint64_t{1'026}, kIntegerMax - 1, kIntegerMax})
    for (const auto stream : {std::uint64_t{0}, std::uint64_t{5}, kIntegerMax - 1, kIntegerMax})
      for (const auto lowest : {std::uint64_t{0}, std::uint64_t{1}, number, kIntegerMax}) {
        auto frames = text_frames(number, "text", stream);
        frames.lo = lowest;
        frames.m[0].pt = {1, 128};
        frames.m[0].og = {kIntegerMax, kIntegerMax};
        frames.de = stream;
        frames.dl = number;
        sends(half.seals(frames));
      }
  stage.run(10s);
  EXPECT_THAT(heard(), IsEmpty()) << "nothing of it is whole";
  stage.expect_honest_talk();
}

// "You know a later stream of mine": everything moves above it, which can be done once and not for ever.
TEST_F(HostileSession, ALaterStreamOfOursThatSomebodyInventsKeepsNothingFromLeaving) {
  for (const auto stream : {std::uint64_t{1} << 52, kIntegerMax - 1, kIntegerMax}) {
    wire::Frames frames{.de = stream, .dl = 1};
    sends(half.seals(frames));
    stage.run(100ms);
  }
  stage.ann.tells("mallory", "still leaves");
  stage.run(1s);
  bool has_left = false;
  for (const auto& it : stage.heard_at(here, wire::Kind::d))
    if (const auto frames = half.opens(it))
      for (const auto& text : frames->m) has_left |= text.tx == "still leaves";
  EXPECT_TRUE(has_left);
  stage.expect_honest_talk();
}

// An epoch or stream of ours is never used again, so the next start takes one above all that we know of. What others
// say must not bring us to where there are no numbers left.
TEST_F(HostileSession, NobodyElseUsesUpTheNumbersOfOurStarts) {
  for (const auto stream : {kIntegerMax - 2, kIntegerMax - 1, std::uint64_t{1} << 52, (std::uint64_t{1} << 52) - 1}) {
    sends(half.seals({.de = stream, .dl = 1}));
    stage.run(100ms);
  }
  for (int start = 0; start < 3; ++start) {
    const auto before = stage.beacon_of(stage.ann).ep;
    stage.ann.crash();
    stage.run(1s);
    stage.ann.restart();
    stage.run(5s);
    EXPECT_GT(stage.beacon_of(stage.ann).ep, before);
    EXPECT_LT(stage.beacon_of(stage.ann).ep.value, kIntegerMax / 2 + 100);
    stage.ann.says("lobby", "start " + std::to_string(start));
    stage.run(1s);
    EXPECT_EQ(stage.bob.sees().heard_from(stage.ann.id()).size(), start + 1u);
  }
  EXPECT_EQ(stage.told(stage.bob, "fork"), 0u);
}

}  // namespace
}  // namespace earshot::hostile
