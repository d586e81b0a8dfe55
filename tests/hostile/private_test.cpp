// A private network: those who have no passphrase, those who recorded what was sent, and members who cheat.
#include <functional>

#include "core/envelopes.h"
#include "earshot/base/encoding.h"
#include "hostile/sessions.h"

namespace earshot::hostile {
namespace {

using testing::IsEmpty;
using Keys = std::shared_ptr<const crypto::NetworkKeys>;

class HostilePrivate : public testing::Test {
 protected:
  static sim::LanOptions options(const Keys& keys) {
    sim::LanOptions options;
    options.config.network = "home";
    options.config.keys = keys;
    return options;
  }
  // As a member would send it.
  Bytes enveloped(BytesView inside) { return core::Envelopes(keys, *stage.seal, stage.lan.chance()).close(inside); }
  Bytes ping_inside(std::size_t pad_to = wire::kHeadBytesMax) {
    return stage.asked(wire::Ping{.fr = mallory.id, .nn = {7}}, {}, pad_to);
  }
  // With another head than it was sealed with.
  static Bytes with_head(const Bytes& envelope, const std::function<void(wire::Head&)>& change) {
    auto split = *wire::decode_head(envelope);
    change(split.head);
    return wire::encode_datagram(split.head, split.body);
  }
  std::size_t answers_to(const Bytes& datagram) {
    const auto from = stage.somewhere();
    for (const auto channel : {Channel::unicast, Channel::group}) stage.sends(from, stage.ann, datagram, channel);
    stage.run(50ms);
    return stage.heard_at(from).size();
  }
  std::uint64_t counted(const std::string& reason) { return stage.counted(stage.ann, reason); }

  const Keys keys = keys_of("right"), other_keys = keys_of("wright");
  Stage stage{options(keys)};
  Identity mallory = stage.stranger();
};

TEST_F(HostilePrivate, AMembersEnvelopeIsAnswered) { EXPECT_EQ(answers_to(enveloped(ping_inside())), 1u); }

TEST_F(HostilePrivate, AnEnvelopeOfAnotherPassphraseIsOfAnotherNetwork) {
  const core::Envelopes others(other_keys, *stage.seal, stage.lan.chance());
  const auto foreign = others.close(ping_inside());
  const auto other = counted("other_network"), unopened = counted("unopened");
  EXPECT_EQ(answers_to(foreign), 0u);
  EXPECT_EQ(counted("other_network"), other + 2);
  const auto with_our_tag = with_head(foreign, [&](wire::Head& head) { head.network = keys->tag; });
  EXPECT_EQ(answers_to(with_our_tag), 0u);
  EXPECT_EQ(counted("unopened"), unopened + 2);
}

TEST_F(HostilePrivate, AnEnvelopesHeadIsBoundToIt) {
  const auto good = enveloped(ping_inside());
  const auto split = *wire::decode_head(good);
  for (const auto& altered : {with_head(good, [](wire::Head& head) { (*head.nonce)[0] ^= 1; }),
                              with_head(good, [](wire::Head& head) { head.index = 7; }),
                              wire::encode_datagram(split.head, split.body, good.size() + 1)})
    EXPECT_EQ(answers_to(altered), 0u);
  EXPECT_EQ(answers_to(good), 1u);
}

TEST_F(HostilePrivate, NoBitOfAnEnvelopeCanBeChanged) {
  const auto good = enveloped(ping_inside(300));
  const auto from = stage.somewhere();
  for (std::size_t bit = (good.find('\n') + 1) * 8; bit < good.size() * 8; ++bit) {
    auto altered = good;
    altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << bit % 8));
    stage.sends(from, stage.ann, altered);
  }
  EXPECT_THAT(stage.heard_at(from), IsEmpty());
}

TEST_F(HostilePrivate, WhatIsNeverInAnEnvelopeIsNotTakenFromOne) {
  const auto ping = ping_inside();
  auto tagged = *wire::decode_head(ping);
  tagged.head.network = keys->tag;
  const wire::Head packet{.kind = wire::Kind::d, .receiver = 1, .packet = 1};
  for (const auto& inside : {enveloped(ping_inside(0)), wire::encode_datagram(tagged.head, tagged.body),
                             wire::encode_datagram(packet, "sealed?"), Bytes("no head"), Bytes()})
    EXPECT_EQ(answers_to(enveloped(inside)), 0u);
}

TEST_F(HostilePrivate, NothingIsTakenWithoutAnEnvelope) {
  const auto card = stage.card(mallory);
  auto hello = card;
  hello.q = 1;
  wire::Pull pull{.fr = mallory.id, .nn = {1}};
  pull.until.bytes.fill(0xff);
  std::vector<Bytes> bare{
      stage.said(mallory, hello, 1'200),
      ping_inside(),
      stage.asked(pull),
      stage.asked(wire::Want{.fr = mallory.id, .au = stage.ann.id(), .ep = {1}, .rg = {{1, 1}}}),
      stage.said(mallory, wire::Post{.au = mallory.id, .ep = {1}, .sq = {1}, .rm = "lobby", .tx = "hi"}),
      Call(stage, mallory, stage.ann.id(), {.psk = keys->psk}).hs1()};
  for (const auto& it : bare) {
    EXPECT_EQ(answers_to(it), 0u);
    EXPECT_EQ(answers_to(with_head(it, [&](wire::Head& head) { head.network = keys->tag; })), 0u);
  }
  stage.run(5s);
  EXPECT_FALSE(stage.ann.sees().lists(mallory.id));
  EXPECT_THAT(stage.ann.heard(), IsEmpty());
  stage.expect_honest_talk();
}

TEST_F(HostilePrivate, WhoHasTheEnvelopesKeyAndNotTheOneOfHandshakesGetsNoSession) {
  const Call call(stage, mallory, stage.ann.id(), {.psk = other_keys->psk});
  const auto from = stage.somewhere();
  stage.sends(from, stage.ann, enveloped(call.hs1()));
  const core::Envelopes envelopes(keys, *stage.seal, stage.lan.chance());
  const auto heard = stage.heard_at(from);
  ASSERT_EQ(heard.size(), 1u);
  const auto hs2 = envelopes.open(*wire::decode_head(heard[0]), heard[0]);
  ASSERT_TRUE(hs2);
  EXPECT_FALSE(call.takes(*hs2));
}

TEST_F(HostilePrivate, WhatIsSentAgainAtOnceChangesNothing) {
  stage.expect_honest_talk();
  const auto heard = std::pair(stage.ann.heard(), stage.bob.heard());
  const auto from = stage.somewhere();
  const auto recorded = stage.lan.tapped().size();
  for (std::size_t i = 0; i < recorded; ++i)
    for (auto* host : {&stage.ann, &stage.bob})
      stage.sends(from, *host, *stage.lan.tapped()[i].bytes, i % 2 == 0 ? Channel::group : Channel::unicast);
  stage.run(10s);
  EXPECT_EQ(std::pair(stage.ann.heard(), stage.bob.heard()), heard);
  EXPECT_LT(stage.heard_at(from).size(), recorded);
  stage.expect_honest_talk();
}

TEST_F(HostilePrivate, AnHourOfItSentAgainChangesNothing) {
  for (int i = 0; i < 12; ++i) {
    stage.expect_honest_talk();
    stage.run(i == 6 ? 40min : 2min);
  }
  const auto recorded = stage.lan.tapped().size();
  stage.run(60min);
  const auto heard = std::pair(stage.ann.heard(), stage.bob.heard());
  const auto before = std::pair(stage.ann.sees().here(), stage.bob.sees().here());
  const auto from = stage.somewhere();
  for (std::size_t i = 0; i < recorded; ++i)
    for (auto* host : {&stage.ann, &stage.bob})
      stage.sends(i % 3 == 0 ? stage.bob.address() : from, *host, *stage.lan.tapped()[i].bytes,
                  i % 2 == 0 ? Channel::group : Channel::unicast);
  stage.run(10s);
  EXPECT_EQ(std::pair(stage.ann.heard(), stage.bob.heard()), heard);
  EXPECT_EQ(std::pair(stage.ann.sees().here().size(), stage.bob.sees().here().size()),
            std::pair(before.first.size(), before.second.size()));
  EXPECT_EQ(stage.ann.sees().times(stage.bob.id(), event::Peer::What::gone), 0u);
  stage.expect_honest_talk();
}

}  // namespace
}  // namespace earshot::hostile
