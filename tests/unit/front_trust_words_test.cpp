#include "front/trust_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "earshot/core/key_text.h"
#include "front/qr.h"
#include "front/troubles.h"
#include "front_stage.h"

namespace earshot::front {
namespace {

using testing::HasSubstr;
using testing::Not;

PeerView bob_as(Trust trust) {
  PeerView bob = make_peer("bob", 2);
  bob.trust = trust;
  if (trust == Trust::verified) bob.verified = kStageWall;
  return bob;
}

TEST(TrustWords, EachTrustHasItsWordAndIsNeverColourAlone) {
  EXPECT_EQ(trust_word(bob_as(Trust::fresh)), "new to you");
  EXPECT_EQ(trust_word(bob_as(Trust::seen)), "");
  EXPECT_EQ(trust_word(bob_as(Trust::verified)), "verified");
  EXPECT_EQ(trust_word(bob_as(Trust::changed)), "KEY CHANGED");
  EXPECT_EQ(trust_word(bob_as(Trust::blocked)), "blocked");
  EXPECT_EQ(trust_sentence(bob_as(Trust::verified)), "verified on 22 November 2025");
}

TEST(TrustWords, AMistakeInACodeIsFoundByItsGroup) {
  const PeerView bob = make_peer("bob", 2);
  const std::string code = code_of(bob.id);
  std::string slip = code;
  slip[9] = slip[9] == 'z' ? 'y' : 'z';
  EXPECT_EQ(mistyped_in_words(slip, bob), "It differs in group 3 of 13: read it again.");
  slip[0] = slip[0] == 'z' ? 'y' : 'z';
  EXPECT_EQ(mistyped_in_words(slip, bob), "It differs in groups 1 and 3 of 13: read them again.");
  EXPECT_EQ(mistyped_in_words(code_of(make_peer("eve", 77).id), bob), "It is another code altogether.");
  EXPECT_EQ(mistyped_in_words(code.substr(0, 50), bob), "A code has 52 letters and digits in 13 groups; this has 50.");
  slip = code;
  slip[12] = '?';
  EXPECT_EQ(mistyped_in_words(slip, bob), "\"?\" in group 4 can be in no code.");
}

TEST(TrustWords, AChangedKeyIsSaidWithTheDayAndWhatToDo) {
  PeerView newcomer = make_peer("bob", 3);
  newcomer.trust = Trust::changed;
  command::Send send;
  send.to = {"bob"};
  const Refusal refusal{ErrorCode::key_changed, "bob", {bob_as(Trust::verified), newcomer}};
  EXPECT_EQ(error_line(in_words(refusal, send)),
            "earshot: bob's key is not the one you verified on 22 November 2025. Nothing was sent. If bob has a new "
            "computer, compare codes: earshot verify " +
                newcomer.ref);
  EXPECT_THAT(error_line(in_words(refusal, send, {.in_chat = true})), HasSubstr("/verify " + newcomer.ref));
}

TEST(TrustWords, RefusalsOfTrustSayHowToGoOn) {
  command::Send send;
  send.to = {"bob"};
  const PeerView bob = bob_as(Trust::blocked);
  EXPECT_EQ(error_line(in_words(Refusal{ErrorCode::blocked_here, "bob", {bob}}, send)),
            "earshot: you have blocked " + bob.ref + ". Nothing was sent. To end that: earshot unblock " + bob.ref);
  EXPECT_THAT(error_line(in_words(Refusal{ErrorCode::not_verified, "bob", {bob}}, send)),
              HasSubstr("is not verified. Nothing was sent."));
  EXPECT_THAT(error_line(in_words(Refusal{ErrorCode::ambiguous, "boss", {bob}}, command::Alias{"eve", "boss"})),
              HasSubstr("is \"boss\" for you already"));
}

TEST(TrustWords, ABlockSaysThatRoomsCanStillBeRead) {
  const auto told = trust_told({event::Peer::What::blocked, bob_as(Trust::blocked), {}});
  ASSERT_TRUE(told);
  EXPECT_THAT(*told, HasSubstr("What you write in rooms can still be read there."));
  EXPECT_FALSE(trust_told({event::Peer::What::here, bob_as(Trust::seen), {}}));
}

TEST(TrustWords, ABrokenPromiseIsLoud) {
  event::Words words{event::Words::What::failed, bob_as(Trust::seen), {}, "commitment"};
  EXPECT_THAT(words_told(words, true), HasSubstr("Somebody may stand between you"));
  words.reason = "gone";
  EXPECT_THAT(words_told(words, true), Not(HasSubstr("stand between")));
}

TEST(Qr, IsSquareWithLightAllAround) {
  const auto lines = qr_lines(core::key_text(make_peer("bob", 2).id));
  ASSERT_GT(lines.size(), 10u);
  std::string light;
  for (std::size_t i = 0; i < lines.size() * 2; ++i) light += "\u2588";
  EXPECT_THAT(light, HasSubstr(lines.front()));
  for (const auto& line : lines) {
    EXPECT_EQ(line.substr(0, 6), "\u2588\u2588");
    EXPECT_EQ(line.substr(line.size() - 6), "\u2588\u2588");
  }
}

}  // namespace
}  // namespace earshot::front
