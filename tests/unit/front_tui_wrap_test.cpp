#include "front/tui/wrap.h"

#include <gmock/gmock.h>

#include "front/tui/markup.h"
#include "front_tui.h"

namespace earshot::front {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TuiWrap : public Utf8Test {
 protected:
  static std::vector<TextRange> links_in(const std::string& text) {
    std::vector<TextRange> links;
    for (const Markup& it : markup_in(text))
      if (it.kind == Markup::Kind::link) links.push_back(it.range);
    return links;
  }
  static std::vector<std::string> rows(const std::string& text, std::size_t columns) {
    std::vector<std::string> all;
    for (const TextRange& row : wrap(text, columns, links_in(text)))
      all.push_back(text.substr(row.begin, row.end - row.begin));
    return all;
  }
};

TEST_F(TuiWrap, BreaksBetweenWords) {
  EXPECT_THAT(rows("thanks! took the last toner, sorry", 15),
              ElementsAre("thanks! took ", "the last toner, ", "sorry"));
}

TEST_F(TuiWrap, KeepsARowThatFitsToTheLastColumn) {
  EXPECT_THAT(rows("abc def", 7), ElementsAre("abc def"));
  EXPECT_THAT(rows("abc def", 6), ElementsAre("abc ", "def"));
  EXPECT_THAT(rows("abc def ", 7), ElementsAre("abc def "));
}

TEST_F(TuiWrap, KeepsTheLinesOfTheText) {
  EXPECT_THAT(rows("a\n\n  b\n", 10), ElementsAre("a", "", "  b", ""));
  EXPECT_THAT(rows("", 10), ElementsAre(""));
}

TEST_F(TuiWrap, BreaksAWordOnlyIfItIsWiderThanARow) {
  EXPECT_THAT(rows("an antidisestablishment it", 10), ElementsAre("an ", "antidisest", "ablishment ", "it"));
  EXPECT_THAT(rows("abc", 1), ElementsAre("a", "b", "c"));
  EXPECT_THAT(rows("abc", 0), ElementsAre("a", "b", "c"));
}

TEST_F(TuiWrap, BreaksAtAHyphenInAWord) {
  EXPECT_THAT(rows("a well-known thing", 8), ElementsAre("a well-", "known ", "thing"));
  EXPECT_THAT(rows("it is -5 of", 7), ElementsAre("it is ", "-5 of"));
  EXPECT_THAT(rows("at 2025-11-22", 10), ElementsAre("at ", "2025-11-22"));
}

TEST_F(TuiWrap, BreaksAmongChineseCharactersButNotBeforeTheirPunctuation) {
  EXPECT_THAT(rows("中文字中文", 6), ElementsAre("中文字", "中文"));
  EXPECT_THAT(rows("中文字。中文", 6), ElementsAre("中文", "字。中", "文"));
  EXPECT_THAT(rows("中文（字）", 6), ElementsAre("中文", "（字）"));
  EXPECT_THAT(rows("中文字", 5), ElementsAre("中文", "字"));
  EXPECT_THAT(rows("中文", 1), ElementsAre("中", "文"));
}

TEST_F(TuiWrap, SeparatesNoMarkFromItsLetter) {
  EXPECT_THAT(rows("e\u0301e\u0301", 1), ElementsAre("e\u0301", "e\u0301"));
}

TEST_F(TuiWrap, BreaksNoLinkThatFitsIntoARow) {
  EXPECT_THAT(rows("look: https://a.b/c-d/e there", 19), ElementsAre("look: ", "https://a.b/c-d/e ", "there"));
  EXPECT_THAT(rows("https://a.b/中文", 15), ElementsAre("https://a.b/中", "文"));
  EXPECT_THAT(rows("x https://a.b/中文", 16), ElementsAre("x ", "https://a.b/中文"));
}

TEST_F(TuiWrap, BeginsARowWithALinkThatIsLongerThanOne) {
  EXPECT_THAT(rows("(https://a.b/c-d/e) x", 10), ElementsAre("(", "https://a.", "b/c-d/e) x"));
}

// Copied by hand from the screen, a row after the other, it is the text again.
TEST_F(TuiWrap, LosesNoCharacterOfAnyText) {
  std::mt19937 chance(11);
  for (int i = 0; i < 2'000; ++i) {
    const std::string text = text::shown(nasty_text(chance, 25)).str();
    const std::size_t columns = 1 + chance() % 50;
    std::string together;
    std::size_t at = 0;
    for (const TextRange& row : wrap(text, columns, links_in(text))) {
      if (row.begin > at) together += '\n';
      ASSERT_EQ(row.begin, together.size()) << text;
      together += text.substr(row.begin, row.end - row.begin);
      at = row.end;
      std::string_view visible = std::string_view(text).substr(row.begin, row.end - row.begin);
      while (visible.ends_with(' ')) visible.remove_suffix(1);
      if (columns > 1) {
        ASSERT_LE(width(visible), columns) << text;
      }
    }
    ASSERT_EQ(together, text);
  }
}

TEST_F(TuiWrap, TakesLinearTimeForWhatIsMadeToBeSlow) {
  for (const std::string piece : {"a", " ", "\n", "`", "``` ", "*a ", "_", "https://", "(", "中", "- "}) {
    std::string text;
    while (text.size() < 100'000) text += piece;
    EXPECT_GE(wrap(text, 40, links_in(text)).size(), 1U) << piece;  // a quadratic one takes minutes
  }
}

using Kind = Markup::Kind;

TEST_F(TuiWrap, FindsLinksWithoutTheSentenceAroundThem) {
  const std::string text = "see (https://a.b/c_(d)), <mailto:x@y.z>. xhttp://no http:// end";
  std::vector<std::string> found;
  for (const TextRange& it : links_in(text)) found.push_back(text.substr(it.begin, it.end - it.begin));
  EXPECT_THAT(found, ElementsAre("https://a.b/c_(d)", "mailto:x@y.z"));
}

TEST_F(TuiWrap, FindsNothingInCode) {
  EXPECT_THAT(markup_in("`*a* http://x.y`"), ElementsAre(Markup{Kind::code, {0, 16}}));
  EXPECT_THAT(markup_in("```\n_a_\n```"), ElementsAre(Markup{Kind::code, {0, 11}}));
  EXPECT_THAT(markup_in("`a\nb` *c*"), ElementsAre(Markup{Kind::bold, {6, 9}}));
}

TEST_F(TuiWrap, FindsWordsInBoldAndItalic) {
  EXPECT_THAT(markup_in("*so* and _that_!"), ElementsAre(Markup{Kind::bold, {0, 4}}, Markup{Kind::italic, {9, 15}}));
  EXPECT_THAT(markup_in("2 * 3 * 4 a*b*c snake_case_name ** __"), IsEmpty());
}

}  // namespace
}  // namespace earshot::front
