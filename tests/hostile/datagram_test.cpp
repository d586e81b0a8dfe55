// Bad datagrams at a node that is talking: each is counted, none is answered. And signatures that are almost good.
#include <fstream>

#include <nlohmann/json.hpp>

#include "earshot/base/encoding.h"
#include "hostile/attacker.h"

namespace earshot::hostile {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(HostileDatagram, EachOfThePublishedBadOnesIsCountedAndNoneIsAnswered) {
  Stage stage;
  std::ifstream file(EARSHOT_VECTORS "/refused.json");
  const auto vectors = nlohmann::json::parse(file);
  const auto from = stage.somewhere();
  std::uint64_t refused = 0;
  const auto before = stage.counted(stage.ann, "undecodable");
  for (const auto& it : vectors.at("datagrams")) {
    if (it.at("verdict") == "accepted") continue;
    const auto bytes = from_hex(it.at("datagram_hex").get<std::string>()).value();
    const auto reason = "undecodable_" + it.at("verdict").get<std::string>();
    const auto by_reason = stage.counted(stage.ann, reason);
    stage.sends(from, stage.ann, bytes);
    EXPECT_EQ(stage.counted(stage.ann, reason), by_reason + 1) << it.at("name");
    EXPECT_EQ(stage.counted(stage.ann, "undecodable"), before + ++refused) << it.at("name");
  }
  EXPECT_GT(refused, 50u);
  stage.run(1s);
  EXPECT_THAT(stage.heard_at(from), IsEmpty());
  stage.expect_honest_talk();
}

class HostileSignature : public testing::Test {
 protected:
  static sim::LanOptions patient() {
    sim::LanOptions options;
    options.config.bad_signatures_per_second = 1e9;  // else most are not looked at, and prove nothing
    return options;
  }
  void SetUp() override { stage.introduce(mallory, here); }
  Bytes with(const crypto::Signature& signature, BytesView text, wire::Kind kind = wire::Kind::post) const {
    return wire::encode_datagram({.kind = kind, .signature = signature}, text);
  }
  crypto::Signature signature_of(BytesView text, wire::Kind kind = wire::Kind::post) const {
    return stage.seal->sign(mallory.seed, mallory.id, core::signature_input(stage.network, kind, text));
  }
  // How many of it are refused for their signature.
  std::uint64_t refuses(const Bytes& datagram) {
    const auto bad = stage.counted(stage.ann, "bad_signature");
    stage.sends(here, stage.ann, datagram, Channel::group);
    return stage.counted(stage.ann, "bad_signature") - bad;
  }
  std::vector<std::string> heard() {
    stage.run(1s);
    return stage.ann.sees().heard_from(mallory.id);
  }

  Stage stage{patient()};
  Identity mallory = stage.stranger();
  Address here = stage.somewhere();
  const Bytes body = wire::encode_body(
      wire::Post{.au = mallory.id, .ep = {1'000}, .sq = {1}, .ts = 1'760'000'000'000, .rm = "lobby", .tx = "signed"});
};

TEST_F(HostileSignature, NoBitOfItCanBeChanged) {
  for (std::size_t bit = 0; bit < 512; ++bit) {
    auto signature = signature_of(body);
    signature[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    stage.sends(here, stage.ann, with(signature, body), Channel::group);
  }
  EXPECT_EQ(stage.counted(stage.ann, "bad_signature"), 512u);
  EXPECT_THAT(heard(), IsEmpty());
  EXPECT_EQ(refuses(with(signature_of(body), body)), 0u);
  EXPECT_THAT(heard(), ElementsAre("signed"));
}

TEST_F(HostileSignature, NoBitOfTheBodyCanBeChanged) {
  const auto signature = signature_of(body);
  for (std::size_t bit = 0; bit < body.size() * 8; ++bit) {
    auto altered = body;
    altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << bit % 8));
    stage.sends(here, stage.ann, with(signature, altered), Channel::group);
  }
  EXPECT_THAT(heard(), IsEmpty());
}

TEST_F(HostileSignature, ASpellingThatMeansTheSameIsNotTheSame) {
  auto spelled = body;
  spelled.insert(1, " ");
  EXPECT_EQ(refuses(with(signature_of(body), spelled)), 1u);
  EXPECT_EQ(refuses(with(signature_of(body), body + " ")), 1u);
}

// S + L is the same number to whoever calculates with it.
TEST_F(HostileSignature, TheSecondSpellingOfItIsRefused) {
  const auto order =
      to_array<32>(*from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")).value();
  auto signature = signature_of(body);
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i, carry >>= 8)
    signature[32 + i] = static_cast<std::uint8_t>(carry += signature[32 + i] + unsigned{order[i]});
  EXPECT_EQ(refuses(with(signature, body)), 1u);
}

TEST_F(HostileSignature, ForAnotherKindOrNetworkOrByAnotherIsRefused) {
  EXPECT_EQ(refuses(with(signature_of(body, wire::Kind::head), body)), 1u);
  const NetId other{{1, 2, 3}};
  EXPECT_EQ(
      refuses(
          with(stage.seal->sign(mallory.seed, mallory.id, core::signature_input(other, wire::Kind::post, body)), body)),
      1u);
  const auto eve = stage.stranger();
  EXPECT_EQ(
      refuses(
          with(stage.seal->sign(eve.seed, eve.id, core::signature_input(stage.network, wire::Kind::post, body)), body)),
      1u);
  EXPECT_THAT(heard(), IsEmpty());
}

// Points with which a signature may fit many texts, or a session be had with several people's key.
TEST_F(HostileSignature, OfAKeyThatIsNoGoodPointIsRefused) {
  for (const char* point : {"0100000000000000000000000000000000000000000000000000000000000000",     // the neutral one
                            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",     // of order 2
                            "0000000000000000000000000000000000000000000000000000000000000000",     // of order 4
                            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",     // of order 8
                            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {  // p + 1
    wire::Here card = stage.card(mallory);
    card.id = PeerId{to_array<32>(*from_hex(point)).value()};
    const auto text = wire::encode_body(card);
    // R = the key and S = 0 verifies under a key of small order where nobody looks at that.
    crypto::Signature signature{};
    std::copy(card.id.bytes.begin(), card.id.bytes.end(), signature.begin());
    EXPECT_EQ(refuses(with(signature, text, wire::Kind::here)), 1u) << point;
    EXPECT_FALSE(stage.ann.sees().lists(card.id));
  }
}

TEST_F(HostileSignature, OfAKeyOfMixedOrderIsRefused) {
  auto mixed = mallory;  // P + (0, -1) = (-x, -y)
  const auto p = to_array<32>(*from_hex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")).value();
  const std::uint8_t sign = mixed.id.bytes[31] & 0x80;
  mixed.id.bytes[31] ^= sign;
  int borrow = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    const int digit = int{p[i]} - int{mixed.id.bytes[i]} - borrow;
    borrow = digit < 0 ? 1 : 0;
    mixed.id.bytes[i] = static_cast<std::uint8_t>(digit + 256 * borrow);
  }
  mixed.id.bytes[31] |= static_cast<std::uint8_t>(sign ^ 0x80);
  auto card = stage.card(mixed);
  card.id = mixed.id;
  // With the seed of P this verifies for half of all texts, without a look at the key's order.
  for (std::uint64_t number = 1; number < 8; ++number) {
    card.no = number;
    EXPECT_EQ(refuses(stage.said(mixed, card)), 1u);
  }
  EXPECT_FALSE(stage.ann.sees().lists(mixed.id));
}

// While bad ones come in heaps from one source, it is not looked at; others are.
TEST(HostileSignatures, InHeapsCostTheirSourceItsHearingAndNobodyElse) {
  Stage stage;
  const auto mallory = stage.stranger();
  const auto here = stage.somewhere();
  stage.introduce(mallory, here);
  const wire::Post post{
      .au = stage.bob.id(), .ep = stage.beacon_of(stage.bob).ep, .sq = {1}, .rm = "lobby", .tx = "no"};
  const auto forged = stage.said(mallory, post);
  for (int i = 0; i < 2'000; ++i) stage.sends(here, stage.ann, forged, Channel::group);
  EXPECT_LE(stage.counted(stage.ann, "bad_signature"), 201u);
  EXPECT_GE(stage.counted(stage.ann, "ignored_source"), 1'790u);
  stage.expect_honest_talk();
}

}  // namespace
}  // namespace earshot::hostile
