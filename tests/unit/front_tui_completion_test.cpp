#include "front/tui/completion.h"

#include <gmock/gmock.h>

namespace earshot::front {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using Direction = CompletionWalk::Direction;

CompletionSources office() {
  return {.people = {{"bob", "bob+7k3f", {}, Wall{100}},
                     {"boris", "boris+aaaa", Wall{50}, Wall{60}},
                     {"Bonnie", "Bonnie+bbbb", {}, {}},
                     {"Ren\u00E9e", "Ren\u00E9e+cccc", {}, {}},
                     {"dave", "dave+4k7n", {}, {}},
                     {"Dave", "Dave+q2mz", {}, Wall{10}}},
          .rooms = {"lobby", "dev", "long-talks"}};
}
std::vector<std::string> candidates(std::string_view before_cursor) {
  return completions(before_cursor, office()).candidates;
}

TEST(Completion, NamesWhoAddressedMeFirstThenWhoSpokeThenTheRest) {
  EXPECT_THAT(candidates("hi bo"), ElementsAre("boris ", "bob ", "Bonnie "));
}

TEST(Completion, AddressesAtTheStartOfALine) {
  EXPECT_THAT(candidates("bob"), ElementsAre("bob: "));
  EXPECT_THAT(candidates("one\nbob"), ElementsAre("bob: "));
  EXPECT_THAT(candidates("@bob"), ElementsAre("@bob: "));
  EXPECT_THAT(candidates("ask @bob"), ElementsAre("@bob "));
}

TEST(Completion, LooksAtNeitherCaseNorAccents) {
  EXPECT_THAT(candidates("and RENE"), ElementsAre("Ren\u00E9e "));
  EXPECT_THAT(candidates("and ren\u00E9"), ElementsAre("Ren\u00E9e "));
}

TEST(Completion, GivesTheTagWithANameThatSeveralHave) {
  EXPECT_THAT(candidates("and da"), ElementsAre("Dave+q2mz ", "dave+4k7n "));
}

TEST(Completion, KnowsTheCommands) {
  EXPECT_THAT(candidates("/ms"), ElementsAre("/msg "));
  EXPECT_THAT(candidates("  /ms"), ElementsAre("/msg "));
  EXPECT_THAT(candidates("/"), Contains("/quit "));
  EXPECT_THAT(candidates("/help ms"), ElementsAre("msg "));
  EXPECT_THAT(candidates("/help /ms"), ElementsAre("/msg "));
  EXPECT_THAT(candidates("see /ms"), IsEmpty());
  EXPECT_THAT(candidates("//ms"), IsEmpty());
}

TEST(Completion, KnowsWhatACommandTakes) {
  EXPECT_THAT(candidates("/msg bob"), ElementsAre("bob "));
  EXPECT_THAT(candidates("/whois da"), ElementsAre("Dave+q2mz ", "dave+4k7n "));
  EXPECT_THAT(candidates("/join l"), ElementsAre("#lobby ", "#long-talks "));
  EXPECT_THAT(candidates("/go d"), ElementsAre("Dave+q2mz ", "dave+4k7n ", "#dev "));
  EXPECT_THAT(candidates("/go #d"), ElementsAre("#dev "));
  EXPECT_THAT(candidates("/msg bob ask ren"), ElementsAre("Ren\u00E9e "));
  EXPECT_THAT(candidates("/msg bob #l"), ElementsAre("#lobby ", "#long-talks "));
  EXPECT_THAT(candidates("/me waves at ren"), ElementsAre("Ren\u00E9e "));
}

TEST(Completion, KnowsTheRooms) {
  EXPECT_THAT(candidates("#lo"), ElementsAre("#lobby ", "#long-talks "));
  EXPECT_THAT(candidates("come to #d"), ElementsAre("#dev "));
}

TEST(Completion, FindsEmojiByTheirNames) {
  EXPECT_THAT(candidates("well done :thumbsu"), ElementsAre("\U0001F44D "));
  EXPECT_THAT(candidates(":Thumbs"), ElementsAre("\U0001F44E ", "\U0001F44D "));
  EXPECT_THAT(completions(":thumbs", office()).labels, ElementsAre("\U0001F44E :thumbsdown:", "\U0001F44D :thumbsup:"));
  EXPECT_THAT(candidates("/me waves :wave:"), ElementsAre("\U0001F44B "));
  EXPECT_THAT(candidates(":D"), IsEmpty()) << "a face as it stands";
  EXPECT_THAT(candidates(":"), IsEmpty());
  EXPECT_THAT(candidates("at 10:ta"), IsEmpty()) << "within a word";
}

TEST(Completion, HasNothingForWhatIsNoName) {
  EXPECT_THAT(candidates("xyz"), IsEmpty());
  EXPECT_THAT(candidates(std::string(1'000, 'b')), IsEmpty());
  EXPECT_THAT(candidates("\xff\x1b"), IsEmpty());
}

TEST(Completion, ReplacesOnlyTheWord) {
  EXPECT_EQ(completions("hi @bo", office()).replaced, 3U);
  EXPECT_EQ(completions("hi ", office()).replaced, 0U);
  EXPECT_THAT(candidates("hi "), SizeIs(office().people.size()));
}

TEST(Completion, OffersSoManyAndNoMore) {
  CompletionSources crowd;
  for (int i = 0; i < 1'000; ++i) crowd.people.push_back({"p" + std::to_string(i), "r", {}, {}});
  EXPECT_THAT(completions("p", crowd).candidates, SizeIs(100));
}

// What the input holds after each step.
struct Typing {
  CompletionWalk walk{};
  std::string before;
  bool press(Direction direction) {
    const auto step = walk.step(direction, before, office());
    if (step) before = before.substr(0, before.size() - step->replaced) + step->with;
    return step.has_value();
  }
};

TEST(CompletionWalk, GoesRoundForwards) {
  Typing typing{.before = "hi bo"};
  for (const char* expected : {"hi boris ", "hi bob ", "hi Bonnie ", "hi boris "}) {
    EXPECT_TRUE(typing.press(Direction::forward));
    EXPECT_EQ(typing.before, expected);
  }
}

TEST(CompletionWalk, GoesBackToWhatWasTyped) {
  Typing typing{.before = "hi bo"};
  typing.press(Direction::forward);
  typing.press(Direction::forward);
  for (const char* expected : {"hi boris ", "hi bo", "hi Bonnie "}) {
    EXPECT_TRUE(typing.press(Direction::backward));
    EXPECT_EQ(typing.before, expected);
  }
}

TEST(CompletionWalk, StaysWithTheOnlyOne) {
  Typing typing{.before = "bob"};
  typing.press(Direction::forward);
  typing.press(Direction::forward);
  EXPECT_EQ(typing.before, "bob: ");
}

TEST(CompletionWalk, BeginsAnewAfterSomethingWasTyped) {
  Typing typing{.before = "hi bo"};
  typing.press(Direction::forward);
  typing.before += "and bon";
  typing.press(Direction::forward);
  EXPECT_EQ(typing.before, "hi boris and Bonnie ");
}

TEST(CompletionWalk, DoesNothingWhereThereIsNothing) {
  Typing typing{.before = "xyz"};
  EXPECT_FALSE(typing.press(Direction::forward));
  EXPECT_THAT(typing.walk.labels(), IsEmpty());
}

}  // namespace
}  // namespace earshot::front
