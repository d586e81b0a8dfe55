// Acknowledgements that are none, and questions that are meant to cost.
#include "hostile/attacker.h"

namespace earshot::hostile {
namespace {

using testing::IsEmpty;

class HostileRepair : public testing::Test {
 protected:
  void SetUp() override {
    stage.introduce(mallory, here);
    stage.run(1s);
    stage.ann.says("lobby", "who has this?");
    epoch = stage.beacon_of(stage.ann).ep;
  }
  wire::Ack ack(std::uint64_t first, std::uint64_t last) const {
    return {.fr = mallory.id, .au = stage.ann.id(), .ep = epoch, .lo = {first}, .hd = {last}};
  }
  void sends(const wire::Ack& ack) { stage.sends(here, stage.ann, stage.said(mallory, ack)); }
  std::uint64_t counted(const std::string& reason) { return stage.counted(stage.ann, reason); }
  Of have_it() const { return stage.ann.of("who has this?"); }
  wire::Want want(std::vector<wire::Range> ranges) const {
    return {.fr = mallory.id, .au = stage.ann.id(), .ep = epoch, .rg = std::move(ranges)};
  }
  std::size_t group_datagrams() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(stage.lan.tapped(), [&](const auto& it) { return it.by != sim::Sent::By::unicast; }));
  }

  Stage stage;
  Identity mallory = stage.stranger();
  Address here = stage.somewhere();
  Epoch epoch;
};

TEST_F(HostileRepair, WhoHasNotSignedItHasNotStoredIt) {
  auto forged = ack(1, 1);
  forged.fr = stage.bob.id();
  stage.lan.block(stage.ann, stage.bob, sim::Blocked::both);
  stage.ann.says("lobby", "bob does not have this");
  forged.hd = Seq{2};
  const auto bad = counted("bad_signature");
  sends(forged);
  stage.sends(stage.bob.address(), stage.ann, stage.said(mallory, forged));
  EXPECT_EQ(counted("bad_signature"), bad + 2);
  stage.run(1s);
  EXPECT_FALSE(stage.ann.has_delivered("bob does not have this", stage.bob));
}

TEST_F(HostileRepair, WhatWasNotSentCannotBeAcknowledged) {
  const auto far = counted("far_ahead");
  sends(ack(1, 2));
  sends(ack(1, kIntegerMax));
  sends(ack(kIntegerMax, kIntegerMax));
  EXPECT_EQ(counted("far_ahead"), far + 3);
  stage.ann.says("lobby", "the next one");
  EXPECT_EQ(stage.ann.of("the next one").delivered, 0u) << "not acknowledged before it was written";
}

TEST_F(HostileRepair, WhatIsSaidForAnotherLogOrAnotherLifeOrTheWrongWayRoundIsNothing) {
  const auto before = have_it();
  auto for_bob = ack(1, 1);
  for_bob.au = stage.bob.id();
  auto of_the_past = ack(1, 1);
  --of_the_past.ep.value;
  auto inverted = ack(1, 1);
  inverted.lo = Seq{2};
  const auto unsolicited = counted("unsolicited"), stale = counted("stale");
  sends(for_bob);
  sends(of_the_past);
  sends(inverted);
  EXPECT_EQ(counted("unsolicited"), unsolicited + 1);
  EXPECT_EQ(counted("stale"), stale + 2);
  // The same by a range that ends before it begins.
  const auto body = wire::encode_body(ack(1, 1));
  const auto with_range = body.substr(0, body.size() - 1) + ",\"mi\":[[1,0]]}";
  const auto bad = counted("undecodable_bad_field");
  stage.sends(here, stage.ann, stage.said_as(mallory, wire::Kind::ack, with_range));
  EXPECT_EQ(counted("undecodable_bad_field"), bad + 1);
  EXPECT_EQ(have_it(), before);
}

TEST_F(HostileRepair, TakingItBackAgainAndAgainBringsNothingNew) {
  sends(ack(1, 1));
  stage.run(1s);
  const auto now = have_it();
  stage.heard_at(here);
  const auto states = stage.ann.sees().states().size();
  for (int i = 0; i < 200; ++i) {
    auto lacking = ack(1, 1);
    lacking.mi = {{1, 1}};
    sends(i % 2 == 0 ? lacking : ack(1, 1));
    stage.run(10ms);
  }
  EXPECT_EQ(have_it(), now);
  EXPECT_EQ(stage.ann.sees().states().size(), states);
  EXPECT_THAT(stage.heard_at(here, wire::Kind::post), IsEmpty()) << "what is played back asks for nothing";
}

TEST_F(HostileRepair, AQuestionFromAForgedSourceCostsItsOwnerOneSmallDatagram) {
  const auto victim = stage.somewhere();
  stage.run(10s);
  const auto to_all = group_datagrams();
  const auto question = stage.asked(want({{1, 1}}));
  for (int i = 0; i < 100; ++i) stage.sends(victim, stage.ann, question);
  const auto heard = stage.heard_at(victim);
  EXPECT_EQ(heard.size(), 100u);
  for (const auto& it : heard) {
    EXPECT_EQ(wire::decode_head(it)->head.kind, wire::Kind::ck);
    EXPECT_LT(it.size(), question.size());
  }
  EXPECT_EQ(group_datagrams(), to_all);
}

TEST_F(HostileRepair, AnAnswerThatNobodyAskedForIsNone) {
  const auto unsolicited = counted("unsolicited");
  for (const auto& id : {mallory.id, stage.bob.id()}) {
    const wire::None none{.fr = stage.bob.id(), .au = id, .ep = {1'000}, .lo = {kIntegerMax}};
    stage.sends(here, stage.ann, stage.asked(none));
  }
  wire::Page page{.fr = mallory.id, .nn = {1}};
  stage.sends(here, stage.ann, stage.asked(page));
  EXPECT_EQ(counted("unsolicited"), unsolicited + 3);
}

TEST_F(HostileRepair, WhoAsksForAllEntriesInEveryTickGetsHisShareAndNoMore) {
  stage.ann.says_lines(100);
  stage.run(10s);
  const auto token = stage.token_at(here, stage.ann);
  stage.heard_at(here);
  for (int i = 0; i < 100; ++i) {
    stage.sends(here, stage.ann, stage.asked(want({{1, kIntegerMax}}), token));
    stage.run(10ms);
  }
  EXPECT_LE(stage.heard_at(here).size(), 32u * 101);
  stage.expect_honest_talk();
}

TEST_F(HostileRepair, WhoAsksForAllHistoryInEveryTickGetsHisShareAndNoMore) {
  const auto token = stage.token_at(here, stage.ann);
  stage.heard_at(here);
  std::uint32_t count = 0;
  for (int i = 0; i < 100; ++i) {
    for (int k = 0; k < 20; ++k) {
      wire::Pull pull{.fr = mallory.id, .nn = {1, static_cast<std::uint8_t>(++count)}};
      pull.until.bytes.fill(0xff);
      if (k % 2 == 0) pull.dg = wire::Digest{1};
      stage.sends(here, stage.ann, stage.asked(pull, token));
    }
    stage.run(10ms);
  }
  EXPECT_LE(stage.heard_at(here, wire::Kind::page).size(), 400u + 400);
  stage.expect_honest_talk();
}

}  // namespace
}  // namespace earshot::hostile
