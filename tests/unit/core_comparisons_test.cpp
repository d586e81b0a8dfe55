#include "core/comparisons.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core_direct_wire.h"

namespace earshot::core {
namespace {

using Phase = event::Words::What;

struct Pair {
  explicit Pair(std::uint64_t seed = 1) : wire(seed), first(&wire.add(1)), second(&wire.add(2)) {
    wire.acquaint();
    if (second->id() < first->id()) std::swap(first, second);
  }
  bool begin(Side& side, Side& with) {
    const bool begun = side.direct.compare(wire.now(), with.id());
    wire.drain(side);
    return begun;
  }
  Wire wire;
  Side* first;   // A
  Side* second;  // B
};

std::vector<std::vector<std::string>> ready(const Side& side) {
  std::vector<std::vector<std::string>> all;
  for (const auto& it : side.words)
    if (it.what == Phase::ready) all.push_back(it.words);
  return all;
}
std::vector<std::string> failed(const Side& side) {
  std::vector<std::string> all;
  for (const auto& it : side.words)
    if (it.what == Phase::failed) all.push_back(it.reason);
  return all;
}

TEST(Comparisons, BothBeginAndBothGetTheSameWordsOnceWhoeverBeganFirst) {
  for (const bool a_first : {true, false}) {
    Pair pair;
    auto& one = a_first ? *pair.first : *pair.second;
    auto& two = a_first ? *pair.second : *pair.first;
    ASSERT_TRUE(pair.begin(one, two));
    pair.wire.run_for(20s);
    ASSERT_EQ(two.words.size(), 1u);
    EXPECT_EQ(two.words[0].what, Phase::asked);
    EXPECT_TRUE(one.words.empty());
    ASSERT_TRUE(pair.begin(two, one));
    pair.wire.run_for(10s);
    ASSERT_EQ(ready(one).size(), 1u);
    EXPECT_EQ(ready(one), ready(two));
    EXPECT_EQ(ready(one)[0].size(), 6u);
    const auto sent = pair.wire.log.size();
    pair.wire.run_for(60s);
    EXPECT_EQ(pair.wire.log.size(), sent) << "it goes on when all is said";
    EXPECT_TRUE(one.direct.take_compared(pair.wire.now(), two.id()));
    EXPECT_FALSE(one.direct.take_compared(pair.wire.now(), two.id())) << "words are answered for once";
  }
}

TEST(Comparisons, OneSideAloneGetsNoWordsAndIsToldAfterFiveMinutes) {
  Pair pair;
  pair.begin(*pair.first, *pair.second);
  pair.wire.run_for(4min + 50s);
  EXPECT_TRUE(pair.first->words.empty());
  pair.wire.run_for(20s);
  EXPECT_THAT(failed(*pair.first), testing::ElementsAre("no_answer"));
  EXPECT_TRUE(ready(*pair.first).empty() && ready(*pair.second).empty());
  EXPECT_FALSE(pair.first->direct.take_compared(pair.wire.now(), pair.second->id()));
}

TEST(Comparisons, WordsAreForgottenWhenNobodyAnswersForThem) {
  Pair pair;
  pair.begin(*pair.first, *pair.second);
  pair.begin(*pair.second, *pair.first);
  pair.wire.run_for(10min + 5s);
  EXPECT_FALSE(pair.first->direct.take_compared(pair.wire.now(), pair.second->id()));
}

TEST(Comparisons, ThreeTriesInTenMinutes) {
  Pair pair;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(pair.begin(*pair.first, *pair.second));
    ASSERT_TRUE(pair.begin(*pair.second, *pair.first));
    pair.wire.run_for(10s);
  }
  EXPECT_EQ(ready(*pair.first).size(), 3u);
  EXPECT_EQ(ready(*pair.first), ready(*pair.second));
  EXPECT_FALSE(pair.begin(*pair.first, *pair.second));
  EXPECT_FALSE(pair.begin(*pair.second, *pair.first));
  pair.wire.run_for(10min);
  EXPECT_TRUE(pair.begin(*pair.first, *pair.second));
}

// One side of the exchange, with frames written by the test.
struct Table {
  Table() : other(bench.other("bob", 7)), comparisons(bench.context) {
    bench.acquaint(other);
    handshake.fill(9);
  }
  const PeerId& peer() const { return other.card.id; }
  bool is_a() const { return bench.self.id < peer(); }
  SpokenSetup setup() const { return {handshake, std::min(bench.self.id, peer()), std::max(bench.self.id, peer())}; }
  void receive(const wire::Frames& frames) { comparisons.receive(bench.now(), peer(), handshake, frames); }
  std::optional<wire::Frames> say() { return comparisons.say(bench.now(), peer(), handshake); }
  std::vector<event::Words> told() { return bench.come().all<event::Words>(); }

  Bench bench;
  Bench::Other other;
  Comparisons comparisons;
  crypto::Hash32 handshake{};
};

// A table where this side has the greater id: it sees the commitment first.
std::unique_ptr<Table> table_of_b() {
  auto table = std::make_unique<Table>();
  while (table->is_a()) {
    table->other = table->bench.other("bob", 7);
    table->bench.acquaint(table->other);
  }
  return table;
}

TEST(Comparisons, ANumberThatWasNotPromisedIsDetected) {
  auto table = table_of_b();
  wire::Secret32 promised{}, opened{};
  promised.fill(1);
  opened.fill(2);
  wire::Frames commit, open;
  commit.vc = commitment(table->setup(), promised);
  table->receive(commit);
  ASSERT_TRUE(table->comparisons.begin(table->bench.now(), table->peer()));
  const auto answer = table->say();
  ASSERT_TRUE(answer && answer->vr);
  open.vo = opened;
  table->receive(open);
  const auto told = table->told();
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[1].what, Phase::failed);
  EXPECT_EQ(told[1].reason, "commitment");
  EXPECT_FALSE(table->comparisons.take_done(table->bench.now(), table->peer()));
}

TEST(Comparisons, NobodyPromisesAnewAfterSeeingTheNumber) {
  auto table = table_of_b();
  wire::Secret32 first{}, better{};
  first.fill(1);
  better.fill(2);
  wire::Frames commit, again, open;
  commit.vc = commitment(table->setup(), first);
  again.vc = commitment(table->setup(), better);
  open.vo = better;
  table->receive(commit);
  ASSERT_TRUE(table->comparisons.begin(table->bench.now(), table->peer()));
  ASSERT_TRUE(table->say());
  table->receive(again);
  table->receive(open);
  const auto told = table->told();
  EXPECT_EQ(told.back().reason, "commitment");
}

TEST(Comparisons, NoNumberIsGivenBeforeTheUserHasBegunAndBeforeThereIsAPromise) {
  auto table = table_of_b();
  wire::Frames commit;
  commit.vc = commitment(table->setup(), {});
  table->receive(commit);
  EXPECT_FALSE(table->say());
  auto other = table_of_b();
  ASSERT_TRUE(other->comparisons.begin(other->bench.now(), other->peer()));
  const auto said = other->say();
  ASSERT_TRUE(said);
  EXPECT_EQ(said->vq, 1u);
  EXPECT_FALSE(said->vr);
}

TEST(Comparisons, WhoHasOnlyPromisedPromisesAnewInAnotherSession) {
  Table table;
  while (!table.is_a()) {
    table.other = table.bench.other("bob", 7);
    table.bench.acquaint(table.other);
  }
  ASSERT_TRUE(table.comparisons.begin(table.bench.now(), table.peer()));
  const auto first = table.say();
  table.handshake.fill(8);
  table.comparisons.session_changed(table.bench.now(), table.peer(), table.handshake);
  const auto second = table.say();
  ASSERT_TRUE(first && first->vc && second && second->vc);
  EXPECT_NE(*first->vc, *second->vc);
  EXPECT_TRUE(table.told().empty());
}

TEST(Comparisons, AReplacedSessionEndsIt) {
  auto table = table_of_b();
  wire::Secret32 number{};
  wire::Frames commit, open;
  commit.vc = commitment(table->setup(), number);
  open.vo = number;
  table->receive(commit);
  ASSERT_TRUE(table->comparisons.begin(table->bench.now(), table->peer()));
  ASSERT_TRUE(table->say());
  table->handshake.fill(8);
  table->comparisons.session_changed(table->bench.now(), table->peer(), table->handshake);
  EXPECT_EQ(table->told().back().reason, "session_replaced");
  table->receive(open);
  EXPECT_TRUE(table->told().empty());
}

}  // namespace
}  // namespace earshot::core
