#include <gtest/gtest.h>

#include <map>

#include "earshot/base/encoding.h"
#include "earshot/crypto/identity.h"
#include "earshot/crypto/seal.h"
#include "earshot/crypto/system_random.h"

// Points are written as they travel: y in little endian, the sign of x in the top bit. Field: p = 2^255 - 19.

namespace earshot::crypto {
namespace {

template <std::size_t N>
std::array<std::uint8_t, N> bytes(std::string_view digits) {
  return *to_array<N>(*from_hex(digits));
}
PeerId point(std::string_view digits) { return PeerId{bytes<32>(digits)}; }

constexpr std::string_view kP = "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";

// a + b and a - b of little-endian numbers; what leaves the last byte is lost.
template <std::size_t N>
std::array<std::uint8_t, N> sum(std::array<std::uint8_t, N> a, const std::array<std::uint8_t, N>& b) {
  unsigned carry = 0;
  for (std::size_t i = 0; i < N; ++i, carry >>= 8) a[i] = static_cast<std::uint8_t>(carry += a[i] + unsigned{b[i]});
  return a;
}
template <std::size_t N>
std::array<std::uint8_t, N> difference(const std::array<std::uint8_t, N>& a, std::array<std::uint8_t, N> b) {
  for (auto& byte : b) byte = static_cast<std::uint8_t>(~byte);
  std::array<std::uint8_t, N> one{1};
  return sum(sum(a, b), one);
}

PeerId negative(PeerId id) {  // -P = (-x, y)
  id.bytes[31] ^= 0x80;
  return id;
}
PeerId plus_t2(PeerId id) {  // P + (0, -1) = (-x, -y)
  const std::uint8_t sign = id.bytes[31] & 0x80;
  id.bytes[31] ^= sign;
  id.bytes = difference(bytes<32>(kP), id.bytes);
  id.bytes[31] |= static_cast<std::uint8_t>(sign ^ 0x80);
  return id;
}

class SodiumSealTest : public testing::Test {
 protected:
  const std::unique_ptr<Seal> seal_ = make_sodium_seal();
  const Identity ann_ = make_identity(*seal_, Seed{1});
  const Identity bob_ = make_identity(*seal_, Seed{2});
};

TEST_F(SodiumSealTest, SignsAsRfc8032SaysInItsTest2) {
  const Identity signer =
      make_identity(*seal_, bytes<32>("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  EXPECT_EQ(hex(view(signer.id.bytes)), "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const Signature signature = seal_->sign(signer.seed, signer.id, "\x72");
  EXPECT_EQ(hex(view(signature)),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  EXPECT_TRUE(seal_->verify(signer.id, "\x72", signature));
}

TEST_F(SodiumSealTest, RefusesAnotherSignerAnotherMessageAndEveryFlippedBit) {
  const Signature signature = seal_->sign(ann_.seed, ann_.id, "hello");
  EXPECT_TRUE(seal_->verify(ann_.id, "hello", signature));
  EXPECT_FALSE(seal_->verify(bob_.id, "hello", signature));
  EXPECT_FALSE(seal_->verify(ann_.id, "hellO", signature));
  EXPECT_FALSE(seal_->verify(ann_.id, "", signature));
  for (std::size_t bit = 0; bit < 8 * signature.size(); ++bit) {
    Signature altered = signature;
    altered[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    EXPECT_FALSE(seal_->verify(ann_.id, "hello", altered)) << "bit " << bit;
  }
}

TEST_F(SodiumSealTest, RefusesTheSecondSpellingOfASignature) {
  // S and S + L satisfy the same equation; only S < L may pass, or a stranger could re-spell what somebody signed.
  const auto group_order = bytes<32>("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  Signature signature = seal_->sign(ann_.seed, ann_.id, "hello");
  std::array<std::uint8_t, 32> s;
  std::copy(signature.begin() + 32, signature.end(), s.begin());
  s = sum(s, group_order);
  std::copy(s.begin(), s.end(), signature.begin() + 32);
  EXPECT_FALSE(seal_->verify(ann_.id, "hello", signature));
}

TEST_F(SodiumSealTest, AgreesOnAKeyAsRfc7748SaysInSection61) {
  const auto alice = bytes<32>("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
  const auto bob = bytes<32>("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
  EXPECT_EQ(hex(view(seal_->dh_public(alice))), "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  EXPECT_EQ(hex(view(seal_->dh_public(bob))), "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
  const auto shared = seal_->dh(alice, seal_->dh_public(bob));
  ASSERT_TRUE(shared);
  EXPECT_EQ(hex(view(*shared)), "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
}

TEST_F(SodiumSealTest, TheKeyOfAnIdFitsTheKeyOfItsSeed) {
  EXPECT_EQ(seal_->dh_public(ann_.id), seal_->dh_public(seal_->dh_secret(ann_.seed)));
  const auto at_ann = seal_->dh(seal_->dh_secret(ann_.seed), *seal_->dh_public(bob_.id));
  const auto at_bob = seal_->dh(seal_->dh_secret(bob_.seed), *seal_->dh_public(ann_.id));
  ASSERT_TRUE(at_ann);
  EXPECT_EQ(at_ann, at_bob);
}

// Who is told apart only by the X25519 key could be replaced by the negative of an id.
TEST_F(SodiumSealTest, AnIdAndItsNegativeHaveTheSameKey) {
  EXPECT_EQ(seal_->dh_public(ann_.id), seal_->dh_public(negative(ann_.id)));
}

TEST_F(SodiumSealTest, RefusesTheIdentityPoint) {
  EXPECT_FALSE(seal_->dh_public(point("0100000000000000000000000000000000000000000000000000000000000000")));
}

TEST_F(SodiumSealTest, RefusesPointsOfLowOrder) {
  const std::map<std::string_view, std::string_view> points = {
      {"order 2", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
      {"order 4, x even", "0000000000000000000000000000000000000000000000000000000000000000"},
      {"order 4, x odd", "0000000000000000000000000000000000000000000000000000000000000080"},
      {"order 8, first", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"},
      {"order 8, second", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"},
      {"order 8, third", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"},
      {"order 8, fourth", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"},
  };
  for (const auto& [name, digits] : points) {
    EXPECT_FALSE(seal_->dh_public(point(digits))) << name;
    EXPECT_FALSE(seal_->verify(point(digits), "hello", Signature{})) << name;
  }
}

// libsodium before Debian's 1.0.18-1+deb12u1 has a wrong subgroup check (CVE-2025-69277): if this fails, update it.
TEST_F(SodiumSealTest, RefusesAPointOfMixedOrder) {
  ASSERT_EQ(plus_t2(plus_t2(ann_.id)), ann_.id);
  for (const Identity& identity : {ann_, bob_}) {
    ASSERT_TRUE(seal_->dh_public(identity.id));
    EXPECT_FALSE(seal_->dh_public(plus_t2(identity.id))) << "libsodium older than 1.0.18-1+deb12u1?";
  }
}

TEST_F(SodiumSealTest, RefusesEncodingsThatAreNotCanonical) {
  // Only y = 0 … 18 can be spelled a second time, as y + p. None of these is in the main subgroup under its first
  // spelling either, so that the check of the order covers them; this test holds that fact.
  for (std::uint8_t y = 0; y <= 18; ++y) {
    for (const std::uint8_t sign : std::array<std::uint8_t, 2>{0x00, 0x80}) {
      PeerId canonical{{y}};
      canonical.bytes[31] |= sign;
      PeerId respelled{sum(bytes<32>(kP), std::array<std::uint8_t, 32>{y})};
      respelled.bytes[31] |= sign;
      EXPECT_FALSE(seal_->dh_public(respelled)) << "y = p + " << int{y};
      EXPECT_FALSE(seal_->dh_public(canonical)) << "y = " << int{y};
    }
  }
}

TEST_F(SodiumSealTest, RefusesWhatIsNotOnTheCurve) {
  EXPECT_FALSE(seal_->dh_public(point("0200000000000000000000000000000000000000000000000000000000000000")));
}

TEST_F(SodiumSealTest, RefusesToAgreeOnZero) {
  EXPECT_FALSE(seal_->dh(DhSecret{7}, DhPublic{}));
  EXPECT_FALSE(seal_->dh(DhSecret{7}, DhPublic{1}));
}

TEST_F(SodiumSealTest, OpensOnlyWhatWasSealedWithTheSameKeyCounterAndHead) {
  const Bytes sealed = seal_->aead_seal(Key{1}, 5, "head", "body");
  EXPECT_EQ(sealed.size(), 4u + 16u);
  EXPECT_EQ(seal_->aead_open(Key{1}, 5, "head", sealed), "body");
  EXPECT_FALSE(seal_->aead_open(Key{2}, 5, "head", sealed));
  EXPECT_FALSE(seal_->aead_open(Key{1}, 6, "head", sealed));
  EXPECT_FALSE(seal_->aead_open(Key{1}, 5, "heaD", sealed));
  for (std::size_t size = 0; size < sealed.size(); ++size)
    EXPECT_FALSE(seal_->aead_open(Key{1}, 5, "head", BytesView{sealed}.substr(0, size))) << size << " bytes";
}

TEST_F(SodiumSealTest, UsesAllBitsOfTheCounter) {
  const std::uint64_t far = std::uint64_t{1} << 56;
  const Bytes sealed = seal_->aead_seal(Key{1}, far, "", "body");
  EXPECT_EQ(seal_->aead_open(Key{1}, far, "", sealed), "body");
  EXPECT_FALSE(seal_->aead_open(Key{1}, 0, "", sealed));
}

TEST_F(SodiumSealTest, SealsTheEmptyBody) {
  const Bytes sealed = seal_->aead_seal(Key{1}, 0, "", "");
  EXPECT_EQ(sealed.size(), 16u);
  EXPECT_EQ(seal_->aead_open(Key{1}, 0, "", sealed), "");
}

TEST_F(SodiumSealTest, MakesADifferentIdentityEachTime) {
  const auto random = make_system_random();
  const Identity first = make_identity(*seal_, *random);
  const Identity second = make_identity(*seal_, *random);
  EXPECT_NE(first.id, second.id);
  EXPECT_EQ(make_identity(*seal_, first.seed).id, first.id);
}

}  // namespace
}  // namespace earshot::crypto
