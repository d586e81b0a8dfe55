#include "front/tui/sent_texts.h"

#include <gmock/gmock.h>

namespace earshot::front {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

TEST(SentTexts, AreWalkedThroughAndBackToWhatWasTyped) {
  SentTexts sent({"one", "two"});
  EXPECT_EQ(sent.older("half a tho"), "two");
  EXPECT_EQ(sent.older("two"), "one");
  EXPECT_EQ(sent.older("one"), std::nullopt);
  EXPECT_EQ(sent.newer(), "two");
  EXPECT_EQ(sent.newer(), "half a tho");
  EXPECT_EQ(sent.newer(), std::nullopt);
}

TEST(SentTexts, BeginAnewAfterEachThatIsSent) {
  SentTexts sent({"one"});
  EXPECT_EQ(sent.older(""), "one");
  sent.add("two");
  EXPECT_EQ(sent.newer(), std::nullopt);
  EXPECT_EQ(sent.older(""), "two");
}

TEST(SentTexts, HoldNothingTwiceInARowAndNothingEmpty) {
  SentTexts sent;
  for (const char* text : {"one", "one", "", "two", "one"}) sent.add(text);
  EXPECT_THAT(sent.all(), ElementsAre("one", "two", "one"));
}

TEST(SentTexts, ForgetTheOldest) {
  SentTexts sent;
  for (std::size_t i = 0; i <= SentTexts::kTextsMax; ++i) sent.add(std::to_string(i));
  EXPECT_THAT(sent.all(), SizeIs(SentTexts::kTextsMax));
  EXPECT_EQ(sent.all().front(), "1");
  sent.add(std::string(SentTexts::kBytesMax, 'a'));
  EXPECT_THAT(sent.all(), SizeIs(1));
  sent.add(std::string(SentTexts::kBytesMax + 1, 'a'));
  EXPECT_THAT(sent.all(), SizeIs(0));
}

TEST(SentTexts, AreFoundByWordsTheNewestFirst) {
  const SentTexts sent({"Lunch at one?", "see you", "no lunch"});
  EXPECT_EQ(sent.find("lunch", 3), 2U);
  EXPECT_EQ(sent.find("LUNCH", 2), 0U);
  EXPECT_EQ(sent.find("lunch", 0), std::nullopt);
  EXPECT_EQ(sent.find("dinner", 9), std::nullopt);
}

TEST(SentTexts, OfALastRunAreCleanedFirst) { EXPECT_THAT(SentTexts({"a\xff\r\n"}).all(), ElementsAre("a\uFFFD\n")); }

}  // namespace
}  // namespace earshot::front
