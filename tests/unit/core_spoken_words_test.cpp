#include "core/spoken_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "earshot/text/passphrase.h"

namespace earshot::core {
namespace {

SpokenSetup setup() {
  SpokenSetup it;
  it.handshake.fill(1);
  it.a.bytes.fill(2);
  it.b.bytes.fill(3);
  return it;
}
wire::Secret32 number(std::uint8_t octet) {
  wire::Secret32 it;
  it.fill(octet);
  return it;
}

TEST(SpokenWords, AreSixAndDependOnEverything) {
  const auto usual = spoken_words(setup(), number(4), number(5));
  EXPECT_EQ(usual.size(), 6u);
  std::set<std::vector<std::string>> all{usual};
  auto other = setup();
  other.handshake[31] ^= 1;
  all.insert(spoken_words(other, number(4), number(5)));
  other = setup();
  other.a.bytes[0] ^= 1;
  all.insert(spoken_words(other, number(4), number(5)));
  other = setup();
  other.b.bytes[0] ^= 1;
  all.insert(spoken_words(other, number(4), number(5)));
  all.insert(spoken_words(setup(), number(5), number(4)));
  all.insert(spoken_words(setup(), number(4), number(6)));
  EXPECT_EQ(all.size(), 6u);
}

TEST(SpokenWords, ACommitmentFitsOneNumberInOneSession) {
  auto other = setup();
  other.handshake[0] ^= 1;
  EXPECT_NE(commitment(setup(), number(4)), commitment(setup(), number(5)));
  EXPECT_NE(commitment(setup(), number(4)), commitment(other, number(4)));
}

TEST(SpokenWords, TheWordsAreAllDifferent) {
  std::set<std::string_view> words;
  for (std::size_t i = 0; i < text::kPassphraseWords; ++i) words.insert(text::passphrase_word(i));
  EXPECT_EQ(words.size(), 2'048u);
}

}  // namespace
}  // namespace earshot::core
