#include <gtest/gtest.h>

#include <array>

#include "earshot/text/text.h"
#include "support/repeated.h"
#include "support/seeded_random.h"

namespace earshot::text {
namespace {

TEST(TextUtf8, TakesOnlyTheStrictForm) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8(std::string_view{"a\0b", 3}));
  EXPECT_TRUE(is_utf8("\u00e9\u20ac\U0001F600\U0010FFFF"));
  EXPECT_FALSE(is_utf8("\x80")) << "continuation alone";
  EXPECT_FALSE(is_utf8("\xc3")) << "cut short";
  EXPECT_FALSE(is_utf8("\xe2\x82")) << "cut short";
  EXPECT_FALSE(is_utf8("\xf0\x9f\x98")) << "cut short";
  EXPECT_FALSE(is_utf8("\xc0\xaf")) << "overlong, 2 bytes";
  EXPECT_FALSE(is_utf8("\xe0\x80\xaf")) << "overlong, 3 bytes";
  EXPECT_FALSE(is_utf8("\xf0\x80\x80\xaf")) << "overlong, 4 bytes";
  EXPECT_FALSE(is_utf8("\xed\xa0\x80")) << "surrogate";
  EXPECT_TRUE(is_utf8("\xf4\x8f\xbf\xbf")) << "U+10FFFF";
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80")) << "U+110000";
  EXPECT_FALSE(is_utf8("\xff"));
}

TEST(TextNick, TakesLettersDigitsAndMarksOfAnyScript) {
  for (const auto* good : {"bob", "Bob_2", "a.b-c", "\u00c5sa", "\u0431\u043e\u0431", "\u0905\u092e\u0940\u0930",
                           "\u5c0f\u660e", "\u0661a", "-rf"})
    EXPECT_EQ(nick(good), good) << good;
}

TEST(TextNick, RefusesWhatAddressesAndCommandsNeed) {
  for (const auto* bad : {"", " ", "a b", "a+b", "#a", "@a", "a/b", "a:b", "a,b", "a\"b", "a'b", "a\nb", "a\x1b[m",
                          "a\u202e", "a\u200d", "\U0001F600", "a\u00ad", "a\xff", "a\ue000"})
    EXPECT_FALSE(nick(bad)) << bad;
}

TEST(TextNick, RefusesInvisibleCharactersThatCountAsLettersOrMarks) {
  EXPECT_FALSE(nick("bob\ufe0f")) << "variation selector";
  EXPECT_FALSE(nick("bob\u034f")) << "grapheme joiner";
  EXPECT_FALSE(nick("bob\u20e3")) << "keycap";
  EXPECT_EQ(clean_nick("bob\u20e3"), "bob") << "else it would be shown like another's name, and not be alike";
  EXPECT_FALSE(nick("bob\u3164")) << "Hangul filler";
}

TEST(TextNick, IsMoreThanDigitsAndNotReserved) {
  EXPECT_FALSE(nick("12"));
  EXPECT_FALSE(nick("\u0661\u0662"));
  EXPECT_EQ(nick("12a"), "12a");
  for (const auto* word : {"me", "all", "here", "everyone", "earshot", "ME", "Everyone", "\uff4d\uff45"})
    EXPECT_FALSE(nick(word)) << word;
  EXPECT_EQ(nick("mee"), "mee");
}

TEST(TextNick, HasAtMost32ClustersAnd64Bytes) {
  EXPECT_TRUE(nick(repeated("a", 32)));
  EXPECT_FALSE(nick(repeated("a", 33)));
  EXPECT_TRUE(nick(repeated("\u00e9", 32))) << "64 bytes";
  EXPECT_FALSE(nick(repeated("\u00e9", 31) + "\u20ac")) << "65 bytes";
  EXPECT_TRUE(nick(repeated("e\u0301", 32))) << "96 bytes that become 64";
}

TEST(TextNick, BecomesNfc) { EXPECT_EQ(nick("Ren\u0065\u0301"), "Ren\u00e9"); }

TEST(TextNick, AMarkNeedsALetterAndHasAtMostThreeOthersBesideIt) {
  EXPECT_FALSE(nick("\u0301a"));
  EXPECT_TRUE(nick("x" + repeated("\u0323", 4)));
  EXPECT_FALSE(nick("x" + repeated("\u0323", 5)));
}

TEST(TextCleanNick, RemovesWhatIsUnfit) {
  EXPECT_EQ(clean_nick("bob"), "bob");
  EXPECT_EQ(clean_nick(" b o\tb\n"), "bob");
  EXPECT_EQ(clean_nick("\x1b[31mbob\u202e"), "31mbob");
  EXPECT_EQ(clean_nick("b\xff\xc3ob\U0001F600"), "bob");
  EXPECT_EQ(clean_nick("\u0301bob"), "bob");
  EXPECT_EQ(clean_nick("x" + repeated("\u0323", 9)), "x" + repeated("\u0323", 4));
  EXPECT_EQ(clean_nick("Ren\u0065\u0301"), "Ren\u00e9");
  EXPECT_EQ(clean_nick("DOMAIN\\user name"), "DOMAINusername");
}

TEST(TextCleanNick, IsAnonWhenNothingFitIsLeft) {
  for (const auto* hopeless : {"", "   ", "\xff\xfe", "\U0001F600", "1234", "me", "e v e r y o n e", "\u0301\u0301"})
    EXPECT_EQ(clean_nick(hopeless), "anon") << hopeless;
}

TEST(TextCleanNick, CutsAtACluster) {
  EXPECT_EQ(clean_nick(repeated("a", 33)), repeated("a", 32));
  EXPECT_EQ(clean_nick(repeated("a", 10) + repeated("\u5c0f", 20)), repeated("a", 10) + repeated("\u5c0f", 18))
      << "64 bytes";
  EXPECT_EQ(clean_nick(repeated("\u00e9", 31) + "x\u0323\u0323"), repeated("\u00e9", 31))
      << "x fits, its mark does not";
  EXPECT_EQ(clean_nick(repeated("1", 64) + "a"), "anon") << "only digits after the cut";
}

TEST(TextCleanLine, KeepsOneLineOfVisibleText) {
  EXPECT_EQ(clean_line("Bob's laptop", 64), "Bob's laptop");
  EXPECT_EQ(clean_line("  two\nlines\tand\u2028more \u3000", 64), "two lines and more");
  EXPECT_EQ(clean_line("a\x1b[2J\u202e\u200d\u0007z", 64), "a[2Jz");
  EXPECT_EQ(clean_line("e\u0301\xff!", 64), "\u00e9!");
  EXPECT_EQ(clean_line("", 64), "");
  EXPECT_EQ(clean_line("\n\n", 64), "");
}

TEST(TextCleanLine, CutsAtAClusterAndNotBeyondTheBytes) {
  EXPECT_EQ(clean_line("abcd", 4), "abcd");
  EXPECT_EQ(clean_line("abcde", 4), "abcd");
  EXPECT_EQ(clean_line("abc\u00e9", 4), "abc");
  EXPECT_EQ(clean_line("abc x", 4), "abc");
  EXPECT_EQ(clean_line("abx\u0323", 4), "ab");
  EXPECT_EQ(clean_line("abc", 0), "");
}

TEST(TextRoomName, IsFoldedAndLosesItsSign) {
  EXPECT_EQ(room_name("lobby"), "lobby");
  EXPECT_EQ(room_name("#Lobby"), "lobby");
  EXPECT_EQ(room_name("STRASSE"), room_name("Stra\u00dfe"));
  EXPECT_EQ(room_name("E\u0301tage"), "\u00e9tage");
  EXPECT_EQ(room_name("101"), "101");
}

TEST(TextRoomName, RefusesBadCharactersAndLengths) {
  for (const auto* bad : {"", "#", "##a", "a b", "a/b", "a\n", "\xff", "\u0301"}) EXPECT_FALSE(room_name(bad)) << bad;
  EXPECT_TRUE(room_name(repeated("a", 32)));
  EXPECT_TRUE(room_name("#" + repeated("a", 32)));
  EXPECT_FALSE(room_name(repeated("a", 33)));
  EXPECT_FALSE(room_name(repeated("\u5c0f", 11))) << "33 bytes";
}

TEST(TextFold, MakesLikeNamesEqual) {
  EXPECT_EQ(fold("BOB"), fold("bob"));
  EXPECT_EQ(fold("\uff22ob"), fold("bob")) << "full width";
  EXPECT_EQ(fold("Stra\u00dfe"), fold("STRASSE"));
  EXPECT_EQ(fold("e\u0301"), fold("\u00c9"));
  EXPECT_EQ(fold("\ufb01n"), fold("FIN")) << "ligature";
  EXPECT_NE(fold("bob"), fold("b\u043eb")) << "Cyrillic o: not alike in this version";
  EXPECT_EQ(fold("a\xff"), "a\ufffd");
  EXPECT_EQ(bare_fold("Ren\u00c9e\u0301"), "renee");
  EXPECT_EQ(bare_fold("a\xff"), "a\ufffd");
}

TEST(TextDistance, CountsEditsOfTheFoldsUpToTheLimit) {
  EXPECT_EQ(distance("bob", "BOB", 2), 0u);
  EXPECT_EQ(distance("bob", "bab", 2), 1u);
  EXPECT_EQ(distance("bob", "bo", 2), 1u);
  EXPECT_EQ(distance("bob", "bobby", 2), 2u);
  EXPECT_EQ(distance("kitten", "sitting", 3), 3u);
  EXPECT_EQ(distance("kitten", "sitting", 2), 3u) << "limit + 1: enough counted";
  EXPECT_EQ(distance("kitten", "sitting", 0), 1u);
  EXPECT_EQ(distance("", "abc", 9), 3u);
  EXPECT_EQ(distance("", "", 0), 0u);
  EXPECT_EQ(distance("\u00e9t\u00e9", "ete", 2), 2u) << "code points, not bytes";
}

TEST(TextNearest, IsTheFirstOfTheNearestWithinTwoEdits) {
  EXPECT_EQ(nearest("jion", {"quit", "join"}), "join");
  EXPECT_EQ(nearest("pin", {"pen", "pan", "pit", "pint"}), "pen") << "all one edit away: the first";
  EXPECT_EQ(nearest("pint", {"pen", "pin"}), "pin") << "a nearer one after a farther one";
  EXPECT_EQ(nearest("JOIN", {"join"}), "join");
  EXPECT_EQ(nearest("join", {"quit", "leave"}), std::nullopt);
  EXPECT_EQ(nearest("join", {}), std::nullopt);
}

TEST(TextCluster, EndsWhereAPersonSeesTheEnd) {
  EXPECT_EQ(cluster_end("ab", 0), 1u);
  EXPECT_EQ(cluster_end("ab", 1), 2u);
  EXPECT_EQ(cluster_end("e\u0301x", 0), 3u);
  EXPECT_EQ(cluster_end("\r\nx", 0), 2u);
  const std::string family = "\U0001F468\u200d\U0001F469\u200d\U0001F467";
  EXPECT_EQ(cluster_end(family + "x", 0), family.size());
  const std::string flags = "\U0001F1E9\U0001F1EA\U0001F1EB\U0001F1F7";
  EXPECT_EQ(cluster_end(flags, 0), 8u) << "two letters make a flag, not four";
  EXPECT_EQ(cluster_end(flags, 8), 16u);
}

TEST(TextCut, StopsBeforeACodePointThatDoesNotFit) {
  EXPECT_EQ(cut("abc", 3), "abc");
  EXPECT_EQ(cut("abc", 2), "ab");
  EXPECT_EQ(cut("a\u20acb", 4), "a\u20ac");
  EXPECT_EQ(cut("a\u20acb", 3), "a");
  EXPECT_EQ(cut("a\u20acb", 1), "a");
  EXPECT_EQ(cut("\u20ac", 2), "");
  EXPECT_EQ(cut("abc", 0), "");
}

// Any bytes, and any mix of code points that made trouble somewhere.
std::string random_text(SeededRandom& random) {
  constexpr std::array<std::string_view, 30> kPieces = {
      "a",        "B",      "1",      "-",      ".",      " ",      "\n",         "\t",         "\x1b",   "\x7f",
      "\xc2\x9b", "\u0301", "\u0323", "\u0345", "\u00df", "\u0130", "\u0390",     "\u1f82",     "\u0958", "\u1100",
      "\u1161",   "\u11a8", "\uac00", "\u200d", "\u202e", "\ufe0f", "\U0001F468", "\U0001F1E9", "\u212a", "\ufdfa"};
  std::string text;
  for (auto pieces = random.below(80); pieces > 0; --pieces) {
    if (random.below(8) == 0)
      text += static_cast<char>(random.below(256));
    else
      text += kPieces.at(random.below(kPieces.size()));
  }
  return text;
}

TEST(TextNames, WhatWasCleanedIsGoodAndStaysAsItIs) {
  for (std::uint64_t seed = 0; seed < 5'000; ++seed) {
    SeededRandom random(seed);
    const std::string raw = random_text(random);
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const std::string name = clean_nick(raw);
    ASSERT_EQ(nick(name), name);
    ASSERT_EQ(clean_nick(name), name);
    ASSERT_EQ(fold(fold(name)), fold(name));

    const std::string line = clean_line(raw, 40);
    ASSERT_TRUE(is_utf8(line));
    ASSERT_LE(line.size(), 40u);
    ASSERT_EQ(clean_line(line, 40), line);

    if (const auto typed = nick(raw)) {
      ASSERT_EQ(name, typed);
    }
    if (const auto room = room_name(raw)) {
      ASSERT_EQ(room_name(*room), room);
    }
    (void)distance(raw, name, 3);
  }
}

}  // namespace
}  // namespace earshot::text
