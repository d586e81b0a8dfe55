#include "earshot/crypto/network_keys.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <string>

#include "earshot/base/encoding.h"

namespace earshot::crypto {
namespace {

constexpr StretchCost kQuick{.passes = 1, .memory_bytes = 8'192};

std::set<std::string> all_of(const NetworkKeys& keys) {
  return {hex(view(keys.id.bytes)), hex(view(keys.tag)), hex(view(keys.group)), hex(view(keys.psk))};
}

TEST(CryptoNetworkKeys, AreTheSameForEveryoneWithNameAndPassphrase) {
  EXPECT_EQ(all_of(*make_network_keys("home", "six words", kQuick)),
            all_of(*make_network_keys("home", "six words", kQuick)));
}

TEST(CryptoNetworkKeys, HaveNothingInCommonWithThoseOfAnotherNameOrPassphraseOrCost) {
  auto all = all_of(*make_network_keys("home", "six words", kQuick));
  EXPECT_EQ(all.size(), 4u);
  for (const auto& other :
       {make_network_keys("home", "six wordS", kQuick), make_network_keys("Home", "six words", kQuick),
        make_network_keys("home", "six words", {.passes = 2, .memory_bytes = 8'192}),
        make_network_keys("home", "six words", {.passes = 1, .memory_bytes = 16'384})}) {
    const auto before = all.size();
    all.merge(all_of(*other));
    EXPECT_EQ(all.size(), before + 4);
  }
}

// Made with other programs: OpenSSL's Argon2id and the BLAKE2b of Python.
TEST(CryptoNetworkKeys, AreThoseOfTheDocuments) {
  const auto keys = make_network_keys("home", "acorn beacon canoe dolphin ember fossil", kQuick);
  EXPECT_EQ(hex(view(keys->id.bytes)), "3b2397ea19cdc60a");
  EXPECT_EQ(hex(view(keys->tag)), "07825c33");
  EXPECT_EQ(hex(view(keys->group)), "7275dc5ce104c33266bba5b89cb087dd9dbde4b271739134359a8bc7166b1357");
  EXPECT_EQ(hex(view(keys->psk)), "d2a1eb3757222402fedb08e6bb4fc6b30b7e6f736c4729a3309e028feba5eed3");
}

TEST(CryptoNetworkKeys, SayThatThereIsNotEnoughMemory) {
  try {
    (void)make_network_keys("home", "six words", {.passes = 1, .memory_bytes = std::size_t{1} << 42});
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("MiB of memory"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace earshot::crypto
