#include "front/tui/emoji.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <clocale>
#include <string>

#include "earshot/text/text.h"
#include "front/words.h"

namespace earshot::front {
namespace {

TEST(Emoji, AreSortedByNamesThatCanBeTyped) {
  const auto& all = all_emoji();
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), [](const Emoji& a, const Emoji& b) { return a.name < b.name; }));
  for (const Emoji& it : all)
    EXPECT_EQ(it.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_+-"), std::string_view::npos) << it.name;
}

TEST(Emoji, AreShownAsTheyAreAndTwoColumnsWide) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  for (const Emoji& it : all_emoji()) {
    const std::string text(it.text);
    EXPECT_EQ(text::shown_line(text).str(), text) << it.name;
    EXPECT_EQ(text::cluster_end(text, 0), text.size()) << it.name;
    EXPECT_EQ(width(text), 2U) << it.name;
  }
}

}  // namespace
}  // namespace earshot::front
