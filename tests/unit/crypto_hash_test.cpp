#include "earshot/crypto/hash.h"

#include <gtest/gtest.h>

#include "earshot/base/encoding.h"

namespace earshot::crypto {
namespace {

TEST(CryptoHash, HashesTheNameOfTheOpenNetworkAsEveryoneElseDoes) {
  EXPECT_EQ(hex(view(hash8("earshot open"))), "c0273c8a3d28c327");
}

TEST(CryptoHash, PutsTheDigestLengthIntoTheDigest) {
  // The values come from Python's hashlib.blake2b(b"abc", digest_size=8, 16 and 32).
  EXPECT_EQ(hex(view(hash8("abc"))), "d8bb14d833d59559");
  EXPECT_EQ(hex(view(hash16("abc"))), "cf4ab791c62b8d2b2109c90275287816");
  EXPECT_EQ(hex(view(hash32("abc"))), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST(CryptoHash, HashesNothingToo) {
  EXPECT_EQ(hex(view(hash32(""))), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

TEST(CryptoHash, AKeyChangesTheHash) {
  // hashlib.blake2b(b"abc", key=bytes(range(32)), digest_size=8 and 16).
  Hash32 key{};
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
  EXPECT_EQ(hex(view(keyed_hash8(key, "abc"))), "30531c41ec34cdef");
  EXPECT_EQ(hex(view(keyed_hash16(key, "abc"))), "1a64be47e4729d951c302ee543f97cf3");
}

TEST(CryptoHash, ComparesSecretsByLengthAndContent) {
  EXPECT_TRUE(equal_secret("", ""));
  EXPECT_TRUE(equal_secret("token", "token"));
  EXPECT_FALSE(equal_secret("token", "tokeN"));
  EXPECT_FALSE(equal_secret("token", "toke"));
}

}  // namespace
}  // namespace earshot::crypto
