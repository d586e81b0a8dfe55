#include "earshot/text/passphrase.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "support/seeded_random.h"

namespace earshot::text {
namespace {

TEST(TextPassphrase, IsTheSameHoweverItsLettersAreMadeAndWhateverIsAroundIt) {
  EXPECT_EQ(passphrase("caf\xc3\xa9 noir"), "caf\xc3\xa9 noir");
  EXPECT_EQ(passphrase("  cafe\xcc\x81 noir\r\n"), "caf\xc3\xa9 noir");
  EXPECT_EQ(passphrase("two  spaces"), "two  spaces");
  EXPECT_EQ(passphrase("Case Matters"), "Case Matters");
}

TEST(TextPassphrase, IsNotEmptyAndIsText) {
  EXPECT_FALSE(passphrase(""));
  EXPECT_FALSE(passphrase(" \t\n"));
  EXPECT_FALSE(passphrase("\xff\xfe"));
  EXPECT_FALSE(passphrase(std::string_view("a\0b", 3)));
}

TEST(TextPassphrase, WhatPeopleChooseIsWeak) {
  for (const auto* weak :
       {"a", "secret", "Passw0rd123!", "correct horse battery staple", "hello hello hello hello hello",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "1234567890", "!!!!!!!!!!!!!!!!", "tiger tiger tiger"})
    EXPECT_LT(passphrase_bits(weak), kPassphraseBitsMin) << weak;
}

TEST(TextPassphrase, WhatChanceChoosesIsNot) {
  SeededRandom random(7);
  for (int i = 0; i < 100; ++i) EXPECT_GE(passphrase_bits(make_passphrase(random)), 55.0);  // one word may come twice
  EXPECT_GE(passphrase_bits("k3J9xQ2mZ7pL4vB8"), kPassphraseBitsMin);
  EXPECT_DOUBLE_EQ(passphrase_bits("acorn beacon canoe dolphin ember fossil"), 66.0);
}

TEST(TextPassphrase, ComesOfTwoThousandAndFortyEightWordsThatAreHardToMistake) {
  std::set<std::string_view> beginnings;
  for (std::size_t i = 0; i < kPassphraseWords; ++i) {
    const auto word = passphrase_word(i);
    EXPECT_TRUE(word.size() >= 4 && word.size() <= 7) << word;
    EXPECT_EQ(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), std::string_view::npos) << word;
    EXPECT_TRUE(beginnings.insert(word.substr(0, 4)).second) << word;
  }
}

TEST(TextPassphrase, IsSixWordsAndAnotherOneEachTime) {
  SeededRandom random(1);
  std::set<std::string> made;
  for (int i = 0; i < 50; ++i) {
    const auto words = make_passphrase(random);
    EXPECT_EQ(std::ranges::count(words, ' '), 5);
    EXPECT_EQ(passphrase(words), words);
    made.insert(words);
  }
  EXPECT_EQ(made.size(), 50u);
}

}  // namespace
}  // namespace earshot::text
