// A member with a good key, who writes what should not be written.
#include "earshot/base/encoding.h"
#include "earshot/core/ids.h"
#include "earshot/crypto/hash.h"
#include "hostile/attacker.h"

namespace earshot::hostile {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class HostileLog : public testing::Test {
 protected:
  void SetUp() override { stage.introduce(mallory, here); }

  wire::Post post(std::uint64_t place, const std::string& text) const {
    wire::Post post{.au = mallory.id, .ep = {1'000}, .sq = {place}, .ts = 1'760'000'000'000, .rm = "lobby", .tx = text};
    return post;
  }
  // Ann has it from mallory.
  void says(const wire::Post& post) { stage.sends(here, stage.ann, stage.said(mallory, post), Channel::group); }
  // In the place of the next entry, with the right hash of the one before.
  void says_next(wire::Post entry) {
    entry.sq = Seq{++places};
    entry.pv = previous;
    previous = crypto::hash16(wire::encode_body(entry));
    says(entry);
  }
  std::vector<std::string> heard() const { return stage.ann.sees().heard_from(mallory.id); }
  std::uint64_t counted(const std::string& reason) { return stage.counted(stage.ann, reason); }
  std::size_t wants(const Address& at) { return stage.heard_at(at, wire::Kind::want).size(); }

  Stage stage;
  Identity mallory = stage.stranger();
  Address here = stage.somewhere();
  std::uint64_t places = 0;
  wire::EntryHash previous{};
};

TEST_F(HostileLog, NobodyWritesInAnothersName) {
  auto forged = post(1, "not bob");
  forged.au = stage.bob.id();
  forged.ep = stage.beacon_of(stage.bob).ep;
  const auto bad = counted("bad_signature");
  says(forged);
  forged.au = stage.stranger().id;
  says(forged);
  EXPECT_EQ(counted("bad_signature"), bad + 2);
  forged.au = stage.ann.id();
  forged.ep = stage.beacon_of(stage.ann).ep;
  says(forged);
  stage.run(10s);
  EXPECT_THAT(stage.ann.heard(), IsEmpty());
  stage.expect_honest_talk();
}

TEST_F(HostileLog, APlaceThatIsNoneIsRefused) {
  says(post(0, "nowhere"));
  stage.run(1s);
  EXPECT_THAT(heard(), IsEmpty());
  EXPECT_EQ(counted("undecodable_bad_field"), 1u);
}

TEST_F(HostileLog, ALogThatBeginsAtItsVeryEndIsOneOfOneEntry) {
  const auto eve = stage.stranger();  // of whom nothing is known yet, so her log begins with what comes first
  const auto there = stage.somewhere();
  auto last = post(kIntegerMax, "the last word");
  last.au = eve.id;
  for (const auto* text : {"the last word", "the last word, once more"}) {
    last.tx = text;
    stage.sends(there, stage.ann, stage.said(eve, last), Channel::group);
    stage.run(5s);
  }
  EXPECT_THAT(stage.ann.sees().heard_from(eve.id), ElementsAre("the last word"));
  EXPECT_EQ(wants(there), 0u);
  stage.expect_honest_talk();
}

TEST_F(HostileLog, AGapOfATrillionPlacesIsOneQuestionASecond) {
  says_next(post(1, "one"));
  stage.run(1s);
  stage.heard_at(here);
  const auto far = counted("far_ahead");
  for (int i = 0; i < 500; ++i) {
    says(post((std::uint64_t{1} << 40) + static_cast<std::uint64_t>(i), "far ahead"));
    stage.run(10ms);
  }
  EXPECT_EQ(counted("far_ahead"), far + 500);
  EXPECT_LE(wants(here), 6u);
  says_next(post(2, "two"));
  stage.run(1s);
  EXPECT_THAT(heard(), ElementsAre("one", "two"));
}

TEST_F(HostileLog, GapsAsWideAsTheyMayBeAreAskedForInBoundedPieces) {
  says_next(post(1, "one"));
  for (std::uint64_t place = 1'000; place <= 200'000; place += 1'000) {
    says(post(place, "skips"));
    stage.run(10ms);
  }
  stage.heard_at(here);
  stage.run(10s);
  EXPECT_LE(stage.heard_at(here).size(), 200u);
  stage.expect_honest_talk();
}

TEST_F(HostileLog, ANumberOfEntriesThatNobodyCanHaveIsAskedForInPieces) {
  says_next(post(1, "one"));
  for (int i = 0; i < 100; ++i) {
    const wire::LogHead head{
        .id = mallory.id, .ep = {1'000}, .hd = {1'000'000'000'000'000 + static_cast<std::uint64_t>(i)}};
    stage.sends(here, stage.ann, stage.said(mallory, head), Channel::group);
    auto card = stage.card(mallory, 2 + static_cast<std::uint64_t>(i));
    card.hd = Seq{kIntegerMax};
    stage.sends(here, stage.ann, stage.said(mallory, card), Channel::group);
  }
  stage.run(10s);
  EXPECT_LE(wants(here), 40u);
  says_next(post(2, "two"));
  stage.run(1s);
  EXPECT_THAT(heard(), ElementsAre("one", "two"));
  stage.expect_honest_talk();
}

TEST_F(HostileLog, TwoEntriesForOnePlaceAreToldAndEverybodyKeepsTheSame) {
  says_next(post(1, "heads"));
  says_next(post(2, "I said heads"));
  auto tails = post(1, "tails");
  stage.sends(here, stage.bob, stage.said(mallory, tails), Channel::group);
  stage.run(1s);
  says(tails);
  stage.sends(here, stage.bob, stage.said(mallory, post(1, "heads")), Channel::group);
  stage.run(1s);
  for (auto* host : {&stage.ann, &stage.bob}) EXPECT_EQ(stage.told(*host, "fork"), 1u) << host->nick();
  EXPECT_THAT(heard(), ElementsAre("heads", "I said heads"));
  const auto kept_by = [&](SimHost& host) {
    const auto from = stage.somewhere();
    const auto token = stage.token_at(from, host);
    const wire::Want want{.fr = mallory.id, .au = mallory.id, .ep = {1'000}, .rg = {{1, 1}}};
    stage.sends(from, host, stage.asked(want, token));
    stage.run(100ms);
    const auto heard = stage.heard_at(from, wire::Kind::post);
    return heard.empty() ? Bytes("nothing") : heard[0];
  };
  EXPECT_EQ(kept_by(stage.ann), kept_by(stage.bob));
}

TEST_F(HostileLog, AnEntryThatNamesAnotherBeforeItIsAForkToo) {
  says_next(post(1, "one"));
  previous = {1, 2, 3};
  says_next(post(2, "two"));
  stage.run(1s);
  EXPECT_EQ(stage.told(stage.ann, "fork"), 1u);
  EXPECT_THAT(heard(), ElementsAre("one", "two"));
}

// The hash in the entry behind proves a body without its signature: only that very body.
TEST_F(HostileLog, ABodyThatTheEntryBehindDoesNotNameNeedsItsSignature) {
  says_next(post(1, "one"));
  auto hidden = post(2, "as it was written");
  hidden.pv = previous;
  auto behind = post(3, "three");
  behind.pv = crypto::hash16(wire::encode_body(hidden));
  says(behind);
  auto altered = hidden;
  altered.tx = "as somebody else wants it";
  const auto unsigned_one = [&](const wire::Post& it) {
    const wire::Head head{.kind = wire::Kind::post, .signature = wire::Signature{}};
    return wire::encode_datagram(head, wire::encode_body(it));
  };
  const auto from = stage.somewhere();
  stage.sends(from, stage.ann, unsigned_one(altered));
  stage.run(50ms);
  EXPECT_THAT(heard(), ElementsAre("one"));
  // The true body is proved. But with a signature that is none it is not handed on.
  stage.sends(from, stage.ann, unsigned_one(hidden));
  stage.run(50ms);
  EXPECT_THAT(heard(), ElementsAre("one", "as it was written", "three"));
  const auto asker = stage.somewhere();
  const auto token = stage.token_at(asker, stage.ann);
  const wire::Want want{.fr = mallory.id, .au = mallory.id, .ep = {1'000}, .rg = {{1, 3}}};
  stage.sends(asker, stage.ann, stage.asked(want, token));
  stage.run(100ms);
  EXPECT_THAT(stage.heard_at(asker, wire::Kind::post), SizeIs(2));
}

TEST_F(HostileLog, AnEpochThatIsPastIsNotReadAndTheLastOneThereIsEndsOnlyItsAuthor) {
  says_next(post(1, "now"));
  auto past = post(1, "long ago");
  past.ep = Epoch{999};
  says(past);
  stage.run(1s);
  EXPECT_THAT(heard(), ElementsAre("now"));
  auto last = post(1, "the last start of all");
  last.ep = Epoch{kIntegerMax};
  says(last);
  stage.introduce(mallory, here, 1, kIntegerMax);
  stage.run(5s);
  EXPECT_THAT(heard(), ElementsAre("now", "the last start of all"));
  says_next(post(2, "in the old one"));
  stage.run(5s);
  stage.expect_honest_talk();
  EXPECT_LT(stage.beacon_of(stage.ann).ep.value, std::uint64_t{2'000'000'000'000});
}

TEST_F(HostileLog, AStampACenturyAheadSetsNobodysClock) {
  auto future = post(1, "from the future");
  future.ts += std::uint64_t{100} * 365 * 24 * 3'600 * 1'000;
  says_next(future);
  future.ts = kIntegerMax;
  says_next(future);
  stage.run(1s);
  EXPECT_THAT(heard(), SizeIs(2));
  stage.ann.says("lobby", "what time is it?");
  stage.run(1s);
  const auto& messages = stage.bob.sees().messages();
  ASSERT_FALSE(messages.empty());
  EXPECT_EQ(messages.back().text, "what time is it?");
  EXPECT_LT(messages.back().sent.ms, std::uint64_t{1'760'000'000'000 + 24 * 3'600 * 1'000});
}

TEST_F(HostileLog, ThousandsOfRoomsAreNobodysRooms) {
  for (int i = 0; i < 3'000; ++i) {
    auto entry = post(1, "come here");
    entry.rm = "room" + std::to_string(i);
    says_next(entry);
  }
  auto card = stage.card(mallory, 2);
  for (int i = 0; i < 16; ++i) card.rm.push_back("den" + std::to_string(i));
  stage.sends(here, stage.ann, stage.said(mallory, card), Channel::group);
  stage.run(5s);
  EXPECT_THAT(heard(), IsEmpty()) << "nobody has joined them";
  stage.expect_honest_talk();
}

// Answers to each other and to themselves are answers to nothing that one would have to follow.
TEST_F(HostileLog, AnswersInACircleAreShownAsTheyCome) {
  const auto id_of = [&](std::uint64_t place) {
    return to_string(core::room_message_id(mallory.id, Epoch{1'000}, Seq{place}));
  };
  for (const auto& [text, to] : {std::pair("one", id_of(2)), std::pair("two", id_of(1)), std::pair("three", id_of(3)),
                                 std::pair("four", std::string("no id at all"))}) {
    auto entry = post(1, text);
    entry.re = to;
    says_next(entry);
  }
  stage.run(1s);
  EXPECT_THAT(heard(), ElementsAre("one", "two", "three", "four"));
}

TEST_F(HostileLog, PartsWithoutEndMakeNoMessage) {
  for (std::uint64_t i = 0; i < 64; ++i) {
    auto entry = post(1, std::string(1'000, 'x'));
    entry.pt = {i % 15 + 1, 16};  // the last one never comes
    says_next(entry);
  }
  stage.run(15s);
  EXPECT_THAT(heard(), IsEmpty());
  stage.expect_honest_talk();
}

}  // namespace
}  // namespace earshot::hostile
