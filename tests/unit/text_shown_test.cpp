#include <gtest/gtest.h>

#include "earshot/text/text.h"
#include "support/repeated.h"
#include "support/seeded_random.h"
#include "text/unicode.h"

namespace earshot::text {
namespace {

std::string show(std::string_view stored) { return shown(stored).str(); }

TEST(TextShown, LeavesPlainTextOfAnyScriptAlone) {
  for (const auto* text :
       {"", "hello, world!", "\u00e9t\u00e9 e\u0301", "\u5c0f\u660e", "\u0645\u0631\u062d\u0628\u0627",
        "\u0928\u092e\u0938\u094d\u0924\u0947", "\U0001F600 \u2713 \ufffd"})
    EXPECT_EQ(show(text), text);
}

TEST(TextShown, ReplacesEachByteThatIsNotUtf8) {
  EXPECT_EQ(show("a\xff\xfe"
                 "b"),
            "a\ufffd\ufffdb");
  EXPECT_EQ(show("\xe2\x82"), "\ufffd\ufffd");
  EXPECT_EQ(show("\xed\xa0\x80"), "\ufffd\ufffd\ufffd") << "a surrogate";
  EXPECT_EQ(show("\xc3\x1b[m"), "\ufffd^[[m") << "no control character hides in a sequence cut short";
}

TEST(TextShown, KnowsThreeLineBreaks) { EXPECT_EQ(show("a\nb\u2028c\u2029d"), "a\nb\nc\nd"); }

TEST(TextShown, ExpandsTabsToTheNextMultipleOfFour) {
  EXPECT_EQ(show("\tx"), "    x");
  EXPECT_EQ(show("a\tx"), "a   x");
  EXPECT_EQ(show("abc\tx"), "abc x");
  EXPECT_EQ(show("abcd\tx"), "abcd    x");
  EXPECT_EQ(show("abcd\na\tx"), "abcd\na   x") << "counted from the line break";
  EXPECT_EQ(show("\u5c0f\tx"), "\u5c0f  x") << "two columns";
  EXPECT_EQ(show("e\u0301\tx"), "e\u0301   x") << "a mark takes none";
  EXPECT_EQ(show("\x1b\tx"), "^[  x");
}

TEST(TextShown, ShowsControlCharactersInsteadOfObeying) {
  EXPECT_EQ(show("\x1b[2J"), "^[[2J");
  EXPECT_EQ(show(std::string_view{"\0\x01\x07\b\v\f\r\x1f\x7f", 9}), "^@^A^G^H^K^L^M^_^?");
  EXPECT_EQ(show("\u0080\u0085\u009b\u009f"), "\\x80\\x85\\x9b\\x9f");
}

TEST(TextShown, RemovesBidiControlsAndSaysSoOnce) {
  for (const auto* control : {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069",
                              "\u200e", "\u200f", "\u061c"})
    EXPECT_EQ(show(std::string{"a"} + control + "b"), "ab [bidi]");
  EXPECT_EQ(show("\u202ea\u202c\nb\u202e"), "a\nb [bidi]");
}

TEST(TextShown, RemovesWhatCannotBeSeen) {
  for (const auto* invisible :
       {"\u200b", "\u200c", "\u200d", "\u00ad", "\u2060", "\ufeff", "\u180e", "\ufff9", "\ufffb", "\u034f", "\u115f",
        "\u3164", "\uffa0", "\u17b4", "\U000E0041", "\U000E007F", "\U0001D173"})
    EXPECT_EQ(show(std::string{"a"} + invisible + "b"), "ab") << invisible;
}

TEST(TextShown, RemovesVariationSelectorsSkinTonesAndKeycaps) {
  EXPECT_EQ(show("\u2764\ufe0f"), "\u2764");
  EXPECT_EQ(show("a\ufe00b\U000E0100c\u180b"), "abc");
  EXPECT_EQ(show("\U0001F44D\U0001F3FF\U0001F44D\U0001F3FB"), "\U0001F44D\U0001F44D");
  EXPECT_EQ(show("1\ufe0f\u20e3"), "1");
}

TEST(TextShown, PutsThePartsOfJoinedEmojiSideBySide) {
  EXPECT_EQ(show("\U0001F468\u200d\U0001F469\u200d\U0001F467"), "\U0001F468\U0001F469\U0001F467");
}

TEST(TextShown, SpellsFlags) {
  EXPECT_EQ(show("\U0001F1E9\U0001F1EA"), "DE");
  EXPECT_EQ(show("\U0001F1E6\U0001F1FF"), "AZ");
}

TEST(TextShown, LeavesFourMarksOnABase) {
  EXPECT_EQ(show("a" + repeated("\u0301", 4) + "b"), "a" + repeated("\u0301", 4) + "b");
  EXPECT_EQ(show("a" + repeated("\u0301", 5) + "b"), "a" + repeated("\u0301", 4) + "b");
  EXPECT_EQ(show("a" + repeated("\u0301\u200b\u0323", 9)), "a" + repeated("\u0301\u0323", 2))
      << "what is removed is no base";
  EXPECT_EQ(show("\u1100" + repeated("\u1161", 9)), "\u1100" + repeated("\u1161", 4)) << "vowels without end";
}

TEST(TextShown, GivesABaseToAMarkThatHasNone) {
  EXPECT_EQ(show("\u0301a"), "\u25cc\u0301a");
  EXPECT_EQ(show("a\n\u0301"), "a\n\u25cc\u0301");
  EXPECT_EQ(show("\u200b\u0301"), "\u25cc\u0301");
  EXPECT_EQ(show(" \u0301"), " \u0301");
}

TEST(TextShown, ReplacesWhatNobodyHasAssigned) {
  EXPECT_EQ(show("a\u0378b"), "a\ufffdb") << "unassigned";
  EXPECT_EQ(show("a\ue000b\U0010FFFDc"), "a\ufffdb\ufffdc") << "private use";
  EXPECT_EQ(show("a\uffffb"), "a\ufffdb") << "noncharacter";
}

TEST(TextShownLine, MarksLineBreaks) {
  EXPECT_EQ(shown_line("a\nb\u2028c").str(), "a \u21b5 b \u21b5 c");
  EXPECT_EQ(shown_line("a\n\u0301").str(), "a \u21b5 \u25cc\u0301");
  EXPECT_EQ(shown_line("\u202ea\n").str(), "a \u21b5  [bidi]");
}

// What may follow from any bytes at all.
void expect_harmless(std::string_view text, bool may_have_lines) {
  ASSERT_TRUE(is_utf8(text));
  while (!text.empty()) {
    const char32_t code = first_code_point(text).value;
    text.remove_prefix(first_code_point(text).bytes);
    if (code == '\n' && may_have_lines) continue;
    ASSERT_FALSE(code < 0x20 || (code >= 0x7F && code < 0xA0)) << std::uint32_t{code};
    ASSERT_FALSE(code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
                 (code >= 0x2066 && code <= 0x2069))
        << std::uint32_t{code};
    const Kind its = kind(code);
    ASSERT_TRUE(its != Kind::control && its != Kind::format && its != Kind::line_break && its != Kind::unknown)
        << std::uint32_t{code};
  }
}

void expect_safe(const std::string& stored) {
  const std::string text = show(stored);
  expect_harmless(text, true);
  EXPECT_LE(text.size(), 5 * stored.size() + 7);
  EXPECT_EQ(show(text), text) << "not settled";
  const std::string line = shown_line(stored).str();
  expect_harmless(line, false);
  EXPECT_LE(line.size(), 5 * stored.size() + 7);
  EXPECT_EQ(shown_line(line).str(), line) << "not settled";
}

TEST(TextShown, IsSafeForEveryCodePoint) {
  // Planes 4 to 13 are unassigned, most of 14 and all above too or private.
  for (char32_t code = 0; code < 0xE1000; code = code == 0x40000 ? 0xE0000 : code + 1) {
    if (code >= 0xD800 && code <= 0xDFFF) continue;
    std::string stored;
    append(stored, code);
    expect_safe(stored);
    if (HasFailure()) FAIL() << "code point " << std::uint32_t{code};
  }
}

TEST(TextShown, IsSafeForRandomBytes) {
  for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
    SeededRandom random(seed);
    std::string stored(random.below(200), '\0');
    random.fill({reinterpret_cast<std::uint8_t*>(stored.data()), stored.size()});
    expect_safe(stored);
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}

TEST(TextShown, IsSafeForRandomCodePoints) {
  for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
    SeededRandom random(seed);
    std::string stored;
    for (auto left = random.below(60); left > 0; --left) {
      // Most of the trouble lives below U+3000; the rest from everywhere.
      append(stored, static_cast<char32_t>(random.below(random.below(3) == 0 ? 0x110000 : 0x3000)));
    }
    expect_safe(stored);
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}

// A quadratic step would take minutes here and meet the time limit of the test.
TEST(TextShown, TakesPilesOfMarksOfAMebibyteInItsStride) {
  const std::string pile = "a" + repeated("\u0301\u0323", 262'144);
  EXPECT_EQ(show(pile), "a\u0301\u0323\u0301\u0323");
  EXPECT_EQ(clean_nick(pile), clean_nick("a\u0301\u0323\u0301\u0323"));
  EXPECT_EQ(clean_line(pile, 1'000'000), clean_line("a\u0301\u0323\u0301\u0323", 64));
}

}  // namespace
}  // namespace earshot::text
