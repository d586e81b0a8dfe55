#include "support/transparent_seal.h"

#include <gtest/gtest.h>

#include <vector>

#include "earshot/crypto/identity.h"
#include "earshot/crypto/noise.h"
#include "support/seeded_random.h"

namespace earshot::crypto {
namespace {

class TransparentSealTest : public testing::Test {
 protected:
  const TransparentSeal seal_{};
  const Identity ann_ = make_identity(seal_, Seed{1});
  const Identity bob_ = make_identity(seal_, Seed{2});
};

TEST_F(TransparentSealTest, VerifiesWhatWasSignedAndNothingElse) {
  const Signature signature = seal_.sign(ann_.seed, ann_.id, "hello");
  EXPECT_TRUE(seal_.verify(ann_.id, "hello", signature));
  EXPECT_FALSE(seal_.verify(ann_.id, "hellO", signature));
  EXPECT_FALSE(seal_.verify(bob_.id, "hello", signature));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    Signature altered = signature;
    altered[i] ^= 1;
    EXPECT_FALSE(seal_.verify(ann_.id, "hello", altered)) << "byte " << i;
  }
}

TEST_F(TransparentSealTest, NeverPassesForTheRealOne) {
  const auto real = make_sodium_seal();
  const Identity ann = make_identity(*real, Seed{1});
  EXPECT_NE(ann.id, ann_.id);
  EXPECT_FALSE(real->verify(ann_.id, "hello", seal_.sign(ann_.seed, ann_.id, "hello")));
  EXPECT_FALSE(seal_.verify(ann.id, "hello", real->sign(ann.seed, ann.id, "hello")));
}

TEST_F(TransparentSealTest, BothSidesAgreeOnAKeyThatNobodyElseHas) {
  const auto at_ann = seal_.dh(seal_.dh_secret(ann_.seed), *seal_.dh_public(bob_.id));
  const auto at_bob = seal_.dh(seal_.dh_secret(bob_.seed), *seal_.dh_public(ann_.id));
  ASSERT_TRUE(at_ann);
  EXPECT_EQ(at_ann, at_bob);
  EXPECT_NE(at_ann, seal_.dh(DhSecret{3}, *seal_.dh_public(ann_.id)));
  EXPECT_EQ(seal_.dh_public(ann_.id), seal_.dh_public(seal_.dh_secret(ann_.seed)));
}

TEST_F(TransparentSealTest, HasAPointThatIsNoGood) {
  EXPECT_FALSE(seal_.dh_public(PeerId{}));
  EXPECT_FALSE(seal_.dh(DhSecret{3}, DhPublic{}));
}

TEST_F(TransparentSealTest, OpensOnlyWhatWasSealedWithTheSameKeyCounterAndHead) {
  const Bytes sealed = seal_.aead_seal(Key{1}, 5, "head", "body");
  EXPECT_EQ(sealed.substr(0, 4), "body") << "no secrecy";
  EXPECT_EQ(sealed.size(), 4u + 16u);
  EXPECT_EQ(seal_.aead_open(Key{1}, 5, "head", sealed), "body");
  EXPECT_FALSE(seal_.aead_open(Key{2}, 5, "head", sealed));
  EXPECT_FALSE(seal_.aead_open(Key{1}, 6, "head", sealed));
  EXPECT_FALSE(seal_.aead_open(Key{1}, 5, "heaD", sealed));
  EXPECT_FALSE(seal_.aead_open(Key{1}, 5, "headb", sealed.substr(1)));
  for (std::size_t size = 0; size < sealed.size(); ++size)
    EXPECT_FALSE(seal_.aead_open(Key{1}, 5, "head", BytesView{sealed}.substr(0, size))) << size << " bytes";
}

TEST_F(TransparentSealTest, StopsWhenAKeyAndCounterSealTwice) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  for (const std::uint64_t counter : {5u, 6u, 7u, 100u, 3u, 4u}) (void)seal_.aead_seal(Key{1}, counter, "", "x");
  for (const std::uint64_t counter : {3u, 4u, 5u, 6u, 7u, 100u})
    EXPECT_DEATH((void)seal_.aead_seal(Key{1}, counter, "", "y"), "used twice") << counter;
  for (const std::uint64_t counter : {2u, 8u, 99u, 101u}) (void)seal_.aead_seal(Key{1}, counter, "", "y");
  (void)seal_.aead_seal(Key{2}, 5, "", "another key");
}

TEST_F(TransparentSealTest, CarriesANoiseHandshake) {
  const NoiseSetup ann = {
      .static_secret = seal_.dh_secret(ann_.seed), .ephemeral_secret = {7}, .psk = Key{9}, .prologue = "office"};
  const NoiseSetup bob = {
      .static_secret = seal_.dh_secret(bob_.seed), .ephemeral_secret = {8}, .psk = Key{9}, .prologue = "office"};
  NoiseInitiator a(seal_, ann, *seal_.dh_public(bob_.id));
  NoiseResponder b(seal_, bob);
  const auto heard = b.read_first(a.write_first("hello").value());
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->remote_static, seal_.dh_public(ann_.id));
  const auto at_bob = b.write_second("hi");
  ASSERT_TRUE(at_bob);
  const auto at_ann = a.read_second(at_bob->message);
  ASSERT_TRUE(at_ann);
  EXPECT_EQ(at_ann->keys.send, at_bob->keys.receive);
  EXPECT_EQ(at_ann->keys.receive, at_bob->keys.send);
}

TEST(SeededRandomTest, TheSameSeedGivesTheSameNumbersForEver) {
  // The first outputs of splitmix64 from seed 1234567, as its authors' program prints them.
  SeededRandom random(1'234'567);
  EXPECT_EQ(random.number(), 6'457'827'717'110'365'317u);
  EXPECT_EQ(random.number(), 3'203'168'211'198'807'973u);
  EXPECT_EQ(random.number(), 9'817'491'932'198'370'423u);
}

TEST(SeededRandomTest, AnotherSeedGivesOthers) {
  SeededRandom one(1);
  SeededRandom two(2);
  EXPECT_NE(one.number(), two.number());
}

TEST(SeededRandomTest, FillsEveryByteOfAnyLength) {
  for (std::size_t size : {0u, 1u, 7u, 8u, 9u, 100u}) {
    // A byte that stays 0 in four runs out of four was not filled (chance: 2^-32).
    std::vector<std::uint8_t> any(size);
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
      SeededRandom random(seed);
      std::vector<std::uint8_t> bytes(size);
      random.fill(bytes);
      for (std::size_t i = 0; i < size; ++i) any[i] |= bytes[i];
    }
    for (std::size_t i = 0; i < size; ++i) EXPECT_NE(any[i], 0) << "byte " << i << " of " << size;
  }
}

}  // namespace
}  // namespace earshot::crypto
