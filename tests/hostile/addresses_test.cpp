// Whose address is it? A forged one must not be taken for proven by way of a session: what is proven can be made to get
// pages and repairs, which are many times larger than the questions for them.
#include "hostile/sessions.h"

namespace earshot::hostile {
namespace {

using testing::IsEmpty;

class Victim : public testing::Test {
 protected:
  void SetUp() override {
    stage.introduce(mallory, here);
    stage.ann.says("lobby", "something that can be asked for");
    stage.run(1s);
  }
  // The attacker asks in the victim's name. Were its address proven, it would get a page and an entry each time.
  void expect_no_lever() {
    for (int i = 0; i < 20; ++i) {
      wire::Pull pull{.fr = mallory.id, .nn = {1, static_cast<std::uint8_t>(i)}};
      pull.until.bytes.fill(0xff);
      stage.sends(victim, stage.ann, stage.asked(pull));
      const auto epoch = stage.beacon_of(stage.ann).ep;
      const wire::Want want{.fr = mallory.id, .au = stage.ann.id(), .ep = epoch, .rg = {{1, 1}}};
      stage.sends(victim, stage.ann, stage.asked(want));
      stage.run(50ms);
    }
    EXPECT_EQ(stage.heard_at(victim, wire::Kind::page).size(), 0u);
    stage.expect_honest_talk();
  }
  Half half_of(const Call& call, const Address& at) {
    for (const auto& it : stage.heard_at(at, wire::Kind::hs2))
      if (auto half = call.takes(it)) return *half;
    ADD_FAILURE() << "no hs2";
    return {};
  }
  void expect_no_texts(const Half& half) {
    for (const auto& it : stage.heard_at(victim, wire::Kind::d)) {
      const auto frames = half.opens(it);
      EXPECT_TRUE(frames && frames->m.empty()) << "a text went to an address that nobody has proven";
    }
  }
  static wire::Frames nothing() { return {}; }

  Stage stage;
  Identity mallory = stage.stranger();
  Address here = stage.somewhere(), victim = stage.somewhere();
};

TEST_F(Victim, IsNotProvenByAQuestionThatCameFromElsewhereAsWell) {
  const Call call(stage, mallory, stage.ann.id());
  stage.sends(here, stage.ann, call.hs1());
  stage.run(30ms);
  stage.sends(victim, stage.ann, call.hs1());
  auto half = half_of(call, here);
  for (int i = 0; i < 3; ++i) stage.sends(victim, stage.ann, half.seals(nothing()));
  expect_no_lever();
}

TEST_F(Victim, IsNotProvenByHavingAskedFirst) {
  const Call call(stage, mallory, stage.ann.id());
  stage.sends(victim, stage.ann, call.hs1());
  stage.run(30ms);
  stage.sends(here, stage.ann, call.hs1());
  auto half = half_of(call, here);
  stage.sends(here, stage.ann, half.seals(nothing()));
  for (int i = 0; i < 3; ++i) stage.sends(victim, stage.ann, half.seals(nothing()));
  expect_no_lever();
}

TEST_F(Victim, IsNotProvenWhenSomebodyElseConfirmsWhatItHasAsked) {
  const Call call(stage, mallory, stage.ann.id());
  stage.sends(victim, stage.ann, call.hs1());
  stage.run(30ms);
  stage.sends(here, stage.ann, call.hs1());
  auto half = half_of(call, here);
  stage.sends(stage.somewhere(), stage.ann, half.seals(nothing()));
  for (int i = 0; i < 3; ++i) stage.sends(victim, stage.ann, half.seals(text_frames(i + 1, "no answer, please")));
  expect_no_lever();
}

// Ann asks at every address that is claimed, with the same bytes; one of them is the attacker's.
TEST_F(Victim, IsNotProvenByAnAnswerToWhatOthersWereAskedToo) {
  auto card = stage.card(mallory, 2);
  card.at = {to_string(victim)};
  stage.sends(here, stage.ann, stage.said(mallory, card), Channel::group);
  stage.ann.tells("mallory", "are you there?");
  stage.run(150ms);
  const auto questions = stage.heard_at(here, wire::Kind::hs1);
  ASSERT_FALSE(questions.empty());
  ASSERT_FALSE(stage.heard_at(victim, wire::Kind::hs1).empty());
  auto [half, hs2] = *answer_to(stage, questions[0], mallory, 9);
  stage.sends(victim, stage.ann, hs2);
  for (int i = 0; i < 3; ++i) stage.sends(victim, stage.ann, half.seals(nothing()));
  expect_no_texts(half);
  expect_no_lever();
}

TEST_F(Victim, IsNotProvenByAnAnswerFromElsewhere) {
  auto card = stage.card(mallory, 2);
  card.at = {to_string(victim)};
  stage.sends(here, stage.ann, stage.said(mallory, card), Channel::group);
  stage.ann.tells("mallory", "are you there?");
  stage.run(150ms);
  auto [half, hs2] = *answer_to(stage, stage.heard_at(here, wire::Kind::hs1).at(0), mallory, 9);
  stage.sends(stage.somewhere(), stage.ann, hs2);
  for (int i = 0; i < 3; ++i) stage.sends(victim, stage.ann, half.seals(nothing()));
  expect_no_texts(half);
  expect_no_lever();
}

// A session that moves: the victim is asked whether it is there, which costs no more than what was sent in its name.
TEST_F(Victim, GetsNothingOfASessionThatIsSaidToMoveThere) {
  auto half = session(stage, mallory, stage.ann, here);
  for (std::uint64_t i = 1; i <= 20; ++i) {
    auto frames = text_frames(i, "text");
    frames.pc = wire::Nonce{3};
    stage.sends(victim, stage.ann, half.seals(frames));
    stage.run(20ms);
  }
  expect_no_lever();
  EXPECT_TRUE(answers(stage, half, stage.ann, here)) << "it is still where it was";
}

TEST_F(Victim, IsNotDrawnIntoASessionByAnOldPacket) {
  auto half = session(stage, mallory, stage.ann, here);
  const auto old = half.seals(nothing());
  stage.sends(here, stage.ann, half.seals(nothing()));
  stage.run(1s);
  stage.sends(victim, stage.ann, old);
  EXPECT_THAT(stage.heard_at(victim), IsEmpty());
}

TEST_F(Victim, IsNotPushedInByTheAnswerToAnotherAddressesChallenge) {
  auto half = session(stage, mallory, stage.ann, here);
  const auto there = stage.somewhere();
  auto frames =
      text_frames(1, "a packet large enough that the challenge to where it came from may be sent at once, too");
  stage.sends(there, stage.ann, half.seals(frames));
  std::optional<wire::Nonce> nonce;
  for (const auto& it : stage.heard_at(there, wire::Kind::d)) nonce = half.opens(it)->pc;
  ASSERT_TRUE(nonce);
  frames = {.pr = nonce};
  stage.accounts.proves(there);  // where the nonce was heard
  stage.sends(victim, stage.ann, half.seals(frames));
  stage.run(1s);
  stage.heard_at(victim);
  EXPECT_TRUE(answers(stage, half, stage.ann, there)) << "what was challenged is what is proven";
  expect_no_lever();
}

}  // namespace
}  // namespace earshot::hostile
