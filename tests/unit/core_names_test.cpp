#include "core/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core_bench.h"

namespace earshot::core {

using testing::SizeIs;

TEST(Names, OneMatchIsUsedWhateverTheCase) {
  Bench bench;
  auto bob = bench.other("Bob", 7);
  bench.acquaint(bob);
  EXPECT_EQ(*resolve(bench.roster, "bob"), bob.card.id);
  EXPECT_EQ(*resolve(bench.roster, "BOB"), bob.card.id);
}

TEST(Names, TwoBearersAreNeverGuessedEvenIfOneIsGone) {
  Bench bench;
  auto one = bench.other("bob", 7), two = bench.other("bob", 8);
  bench.acquaint(one);
  bench.acquaint(two);
  bench.roster.set_live(one.card.id, false);
  const auto found = resolve(bench.roster, "bob");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.reason().code, ErrorCode::ambiguous);
  EXPECT_THAT(found.reason().candidates, SizeIs(2));
}

TEST(Names, TagsAndCodesNameOneKey) {
  Bench bench;
  auto one = bench.other("bob", 7), two = bench.other("bob", 8);
  bench.acquaint(one);
  bench.acquaint(two);
  const auto ref = view_of(bench.roster, one.card.id).ref;
  EXPECT_EQ(ref.substr(0, 4), "bob+");
  EXPECT_EQ(*resolve(bench.roster, ref), one.card.id);
  EXPECT_EQ(*resolve(bench.roster, ref.substr(3)), one.card.id);
  EXPECT_EQ(*resolve(bench.roster, code_of(two.card.id)), two.card.id);
  EXPECT_FALSE(resolve(bench.roster, "carol" + ref.substr(3)));  // the tag fits, the nick does not
  EXPECT_FALSE(resolve(bench.roster, ref.substr(0, 7)));         // three letters of a tag are too few
  EXPECT_TRUE(has_tag(ref));
  EXPECT_FALSE(has_tag("bob"));
}

TEST(Names, ANickThatIsSharedIsShownWithTagsOnBoth) {
  Bench bench;
  auto one = bench.other("bob", 7), two = bench.other("BOB", 8);
  bench.acquaint(one);
  EXPECT_EQ(view_of(bench.roster, one.card.id).name, "bob");
  bench.acquaint(two);
  EXPECT_EQ(view_of(bench.roster, one.card.id).name, view_of(bench.roster, one.card.id).ref);
  EXPECT_EQ(view_of(bench.roster, two.card.id).name, view_of(bench.roster, two.card.id).ref);
}

TEST(Names, ANickLikeMineIsShownWithItsTag) {
  Bench bench;
  auto other = bench.other("Me", 7);
  bench.acquaint(other);
  EXPECT_EQ(view_of(bench.roster, other.card.id).name, view_of(bench.roster, other.card.id).ref);
  EXPECT_EQ(view_of_self(bench.roster, bench.card).name, view_of_self(bench.roster, bench.card).ref);
}

TEST(Names, ATagGrowsUntilItIsUnique) {
  Bench bench;
  auto one = bench.other("a", 7), two = bench.other("b", 8);
  two.card.id = one.card.id;
  two.card.id.bytes[31] ^= 1;  // differs in the last letters only
  bench.acquaint(one);
  EXPECT_EQ(view_of(bench.roster, one.card.id).tag.size(), 4u);
  bench.acquaint(two);
  EXPECT_GT(view_of(bench.roster, one.card.id).tag.size(), 50u);
  EXPECT_NE(view_of(bench.roster, one.card.id).tag, view_of(bench.roster, two.card.id).tag);
}

TEST(Names, ASlipOfTheFingerGetsASuggestion) {
  Bench bench;
  bench.acquaint(bench.other("bob", 7));
  const auto found = resolve(bench.roster, "bbo");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.reason().code, ErrorCode::no_such_peer);
  ASSERT_THAT(found.reason().candidates, SizeIs(1));
  EXPECT_EQ(found.reason().candidates[0].nick, "bob");
  EXPECT_THAT(resolve(bench.roster, "zzzzz").reason().candidates, SizeIs(0));
}

}  // namespace earshot::core
