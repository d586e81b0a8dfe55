// Who gets a session with whom? First messages with lies in them, with stolen keys, relayed and altered.
#include "hostile/sessions.h"
#include "hostile/twisted_seal.h"

namespace earshot::hostile {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

// How many hs2 come back for it.
std::size_t answers_to(Stage& stage, const Bytes& hs1) {
  const auto from = stage.somewhere();
  stage.sends(from, stage.ann, hs1);
  stage.run(50ms);
  return stage.heard_at(from, wire::Kind::hs2).size();
}

std::size_t answers_to(Stage& stage, const Identity& as, const Lies& lies) {
  return answers_to(stage, Call(stage, as, stage.ann.id(), lies).hs1());
}

PeerId negative(PeerId id) {  // -P = (-x, y)
  id.bytes[31] ^= 0x80;
  return id;
}

sim::LanOptions without_limits() {
  sim::LanOptions options;
  options.config.handshakes_per_second = options.config.handshakes_burst = 1e6;
  options.config.handshakes_calm = 1'000'000;
  return options;
}

TEST(HostileHandshake, WithNothingUntrueInItIsAnswered) {
  Stage stage;
  EXPECT_EQ(answers_to(stage, stage.stranger(), {}), 1u);
}

TEST(HostileHandshake, OfAnotherNetworkOrForSomebodyElseIsNotAnswered) {
  Stage stage;
  const auto mallory = stage.stranger();
  EXPECT_EQ(answers_to(stage, mallory, {.network = NetId{{1, 2, 3}}}), 0u);
  EXPECT_EQ(answers_to(stage, mallory, {.meant_for = stage.seal->dh_public(stage.bob.id())}), 0u);
}

TEST(HostileHandshake, OfAnotherVersionIsNotAnswered) {
  Stage stage;
  const auto mallory = stage.stranger();
  EXPECT_EQ(answers_to(stage, mallory, {.vs_min = 2, .vs_max = 3}), 0u);
  EXPECT_EQ(answers_to(stage, mallory, {.vs_min = 0, .vs_max = 0}), 0u);
  EXPECT_EQ(answers_to(stage, mallory, {.vs_min = 1, .vs_max = 2}), 1u);
}

TEST(HostileHandshake, InTheNameOfAnotherKeyIsNotAnswered) {
  Stage stage;
  const auto mallory = stage.stranger();
  EXPECT_EQ(answers_to(stage, mallory, {.id = stage.bob.id()}), 0u);
  EXPECT_EQ(answers_to(stage, mallory, {.id = stage.ann.id()}), 0u);
  EXPECT_EQ(answers_to(stage, mallory, {.id = PeerId{}}), 0u);
  stage.expect_honest_talk();
}

TEST(HostileHandshake, InOnesOwnNameIsNotAnsweredEvenWithTheOwnKey) {
  Stage stage;
  EXPECT_EQ(answers_to(stage, stage.ann.identity(), {}), 0u);
}

// P and -P have one X25519 key. Whoever has it may be either, but one is not taken for the other.
TEST(HostileHandshake, TheNegativeOfAnIdIsSomebodyElse) {
  Stage stage;
  const auto mallory = stage.stranger();
  const auto other = negative(mallory.id);
  stage.lan.invite(other);
  const auto here = stage.somewhere(), there = stage.somewhere();
  stage.introduce(mallory, here);
  auto first = session(stage, mallory, stage.ann, here);
  auto second = session(stage, mallory, stage.ann, there, {.id = other, .index = 8});
  stage.sends(there, stage.ann, second.seals(text_frames(1, "who am I?")));
  stage.run(1s);
  EXPECT_THAT(stage.ann.heard_from(stage.bob), IsEmpty());
  EXPECT_THAT(stage.ann.sees().heard_from(mallory.id), IsEmpty());
  EXPECT_THAT(stage.ann.sees().heard_from(other), ElementsAre("who am I?"));
  EXPECT_TRUE(answers(stage, first, stage.ann, here)) << "its session is still its own";
}

// A Diffie-Hellman result that everybody knows: all zero.
TEST(HostileHandshake, WithAKeyOfLowOrderIsNotAnswered) {
  Stage stage;
  const auto mallory = stage.stranger();
  const auto anns_key = stage.seal->dh_public(stage.ann.id()).value();
  for (const std::uint8_t u : {std::uint8_t{0}, std::uint8_t{1}}) {
    TwistedSeal seal;
    Lies lies{.seal = &seal};
    lies.ephemeral_secret = crypto::DhSecret{u, 1, 2, 3};
    seal.pretend(*lies.ephemeral_secret, {u});
    seal.agree(*lies.ephemeral_secret, anns_key, {});
    EXPECT_EQ(answers_to(stage, mallory, lies), 0u) << "ephemeral " << int{u};
    lies.static_secret = std::exchange(lies.ephemeral_secret, std::nullopt);
    seal.agree(*lies.static_secret, anns_key, {});
    EXPECT_EQ(answers_to(stage, mallory, lies), 0u) << "static " << int{u};
  }
}

TEST(HostileHandshake, WithAnyBitOfItFlippedIsNotAnswered) {
  Stage stage(without_limits());
  const auto mallory = stage.stranger();
  const Call call(stage, mallory, stage.ann.id());
  const auto from = stage.somewhere();
  auto message = call.message();
  for (std::size_t bit = 0; bit < message.size() * 8; ++bit) {
    message[bit / 8] = static_cast<char>(message[bit / 8] ^ (1 << bit % 8));
    stage.sends(from, stage.ann, Call::as_datagram(message, 7));
    message[bit / 8] = static_cast<char>(message[bit / 8] ^ (1 << bit % 8));
  }
  EXPECT_THAT(stage.heard_at(from), IsEmpty());
  EXPECT_EQ(answers_to(stage, call.hs1()), 1u) << "as it was, it is good";
}

TEST(HostileHandshake, CutAnywhereIsNotAnswered) {
  Stage stage(without_limits());
  const Call call(stage, stage.stranger(), stage.ann.id());
  const auto from = stage.somewhere();
  const auto whole = call.hs1();
  for (std::size_t size = 0; size < whole.size(); ++size) stage.sends(from, stage.ann, whole.substr(0, size));
  // What is cut off may be put in front as padding.
  for (std::size_t size = 1; size < call.message().size(); ++size)
    stage.sends(from, stage.ann, Call::as_datagram(call.message().substr(0, size), 7));
  EXPECT_THAT(stage.heard_at(from), IsEmpty());
  EXPECT_EQ(answers_to(stage, whole), 1u);
}

// The answer is never longer than the question, so a shorter question has none.
TEST(HostileHandshake, ShorterThanItsAnswerIsNotAnswered) {
  Stage stage;
  const Call call(stage, stage.stranger(), stage.ann.id(), {.payload_bytes = 100});
  const wire::Head head{.kind = wire::Kind::hs1, .index = 7};
  EXPECT_EQ(answers_to(stage, wire::encode_datagram(head, call.message(), 300)), 0u);
  EXPECT_EQ(answers_to(stage, wire::encode_datagram(head, call.message(), 301)), 1u);
}

TEST(HostileHandshake, AnAnswerWithAnyBitFlippedIsNoneAndTheTrueOneStillCounts) {
  Stage stage(without_limits());
  const auto mallory = stage.stranger();
  const auto from = stage.somewhere();
  stage.introduce(mallory, from);
  stage.ann.tells("mallory", "for you alone");
  stage.run(1ms);
  const auto questions = stage.heard_at(from, wire::Kind::hs1);
  ASSERT_FALSE(questions.empty());
  const auto answer = answer_to(stage, questions[0], mallory, 9);
  ASSERT_TRUE(answer);
  auto& [half, hs2] = *answer;
  const auto head = hs2.find('\n') + 1;
  for (std::size_t bit = head * 8; bit < hs2.size() * 8; ++bit) {
    auto altered = hs2;
    altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << bit % 8));
    stage.sends(from, stage.ann, altered);
  }
  EXPECT_THAT(stage.heard_at(from, wire::Kind::d), IsEmpty());
  stage.sends(from, stage.ann, hs2);
  const auto packets = stage.heard_at(from, wire::Kind::d);
  ASSERT_FALSE(packets.empty());
  const auto frames = half.opens(packets[0]);
  ASSERT_TRUE(frames);
  EXPECT_EQ(frames->m.at(0).tx, "for you alone");
}

// Mallory is asked, and bob's name is in the answer: no.
TEST(HostileHandshake, AnAnswerInAnotherNameThanWasAskedIsNone) {
  Stage stage;
  const auto mallory = stage.stranger();
  const auto from = stage.somewhere();
  stage.introduce(mallory, from);
  stage.ann.tells("mallory", "for you alone");
  stage.run(1ms);
  const auto question = stage.heard_at(from, wire::Kind::hs1).at(0);
  for (const auto& id : {stage.bob.id(), stage.ann.id(), negative(mallory.id)})
    stage.sends(from, stage.ann, answer_to(stage, question, mallory, 9, id)->second);
  stage.run(50ms);
  EXPECT_THAT(stage.heard_at(from, wire::Kind::d), IsEmpty());
}

// Whoever has ann's key can make an hs1 as if from bob for her ("ss" needs either key). It must not end in a session.
TEST(HostileHandshake, WhoHasStolenAKeyIsNobodyElseForItsOwner) {
  Stage stage;
  stage.expect_honest_talk();
  const auto anns = stage.seal->dh_secret(stage.ann.identity().seed);
  const auto bobs_key = stage.seal->dh_public(stage.bob.id()).value();
  const crypto::DhSecret unknown{9, 9, 9};
  TwistedSeal seal;
  seal.pretend(unknown, bobs_key);
  seal.agree(unknown, stage.seal->dh_public(stage.ann.id()).value(), stage.seal->dh(anns, bobs_key).value());
  const Call call(stage, stage.bob.identity(), stage.ann.id(), {.seal = &seal, .static_secret = unknown});
  const auto from = stage.somewhere();
  stage.sends(from, stage.ann, call.hs1());
  const auto heard = stage.heard_at(from, wire::Kind::hs2);
  ASSERT_EQ(heard.size(), 1u) << "the forgery as such is good";
  EXPECT_FALSE(call.takes(heard[0])) << "without bob's key there are no keys of the session";
  const auto index = *wire::decode_head(heard[0])->head.index;
  const Half guess(*stage.seal, {.send = {}, .receive = {}}, 7, index);
  const auto before = stage.counted(stage.ann, "unopened");
  stage.sends(from, stage.ann, guess.seals_as(0, "{\"cl\":1}"));
  EXPECT_EQ(stage.counted(stage.ann, "unopened"), before + 1);
  stage.run(10s);
  stage.expect_honest_talk();
}

TEST(HostileHandshake, WhoHasStolenAKeyIsItsOwnerForEverybodyElse) {
  Stage stage;
  stage.lan.invite(stage.ann.id());
  const auto from = stage.somewhere();
  auto half = session(stage, stage.ann.identity(), stage.bob, from);
  stage.sends(from, stage.bob, half.seals(text_frames(1, "not ann")));
  stage.run(1s);
  EXPECT_THAT(stage.bob.heard_from(stage.ann), ElementsAre("not ann")) << "nobody can tell";
}

// Bob asks mallory, who hands the question on to ann: as it is, and opened and sealed again.
TEST(HostileHandshake, RelayedToAThirdOneIsNotAnswered) {
  Stage stage;
  const auto mallory = stage.stranger();
  const auto from = stage.somewhere();
  stage.introduce(mallory, from);
  stage.bob.tells("mallory", "for mallory");
  stage.run(1ms);
  const auto question = stage.heard_at(from, wire::Kind::hs1).at(0);
  EXPECT_EQ(answers_to(stage, question), 0u);
  EXPECT_EQ(answers_to(stage, mallory, {.id = stage.bob.id()}), 0u);
}

}  // namespace
}  // namespace earshot::hostile
