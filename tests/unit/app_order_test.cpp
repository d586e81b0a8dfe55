#include "app/order.h"

#include <gtest/gtest.h>

#include <set>

#include "app_words.h"

namespace earshot::app {
namespace {

using Colour = front::Manner::Colour;
constexpr Terminals kAllTerminals{true, true, true};
constexpr Terminals kPipes{};
const Environment kXterm{{"TERM", "xterm-256color"}};

front::Manner manner(const char* line, const Terminals& terminals = kAllTerminals, Environment environment = kXterm) {
  return manner_of(order_of(line, environment), terminals, variables(environment));
}
Colour colour(const char* line, const Terminals& terminals, const Environment& environment) {
  return manner(line, terminals, environment).colour;
}

// A terminal of 256 colours with something more in the environment.
Environment and_also(const char* name, const char* value) {
  auto environment = kXterm;
  environment[name] = value;
  return environment;
}

TEST(RunsOn, WhatEndsWithByeAndNothingElse) {
  for (const char* line : {"listen", "bot", "run", "demo", "peers --watch", "--json"})
    EXPECT_TRUE(runs_on(order_of(line))) << line;
  for (const char* line : {"send bob hi", "peers", "rooms", "rooms join dev", "status", "doctor", "id", "nick ann",
                           "add 10.0.0.1", "completion bash", "help", "version"})
    EXPECT_FALSE(runs_on(order_of(line))) << line;
}

TEST(Colours, AreOnlyForTerminals) {
  EXPECT_EQ(colour("peers", kAllTerminals, kXterm), Colour::many);
  EXPECT_EQ(colour("peers", kPipes, kXterm), Colour::none);
  EXPECT_EQ(colour("peers", {.in = true, .out = false, .err = true}, kXterm), Colour::none);
  EXPECT_EQ(colour("peers", {.in = false, .out = true, .err = false}, kXterm), Colour::many);
}

TEST(Colours, AreAsManyAsTheTerminalHas) {
  EXPECT_EQ(colour("peers", kAllTerminals, {{"TERM", "linux"}}), Colour::sixteen);
  EXPECT_EQ(colour("peers", kAllTerminals, {{"TERM", "screen-256color"}}), Colour::many);
  EXPECT_EQ(colour("peers", kAllTerminals, {{"TERM", "linux"}, {"COLORTERM", "truecolor"}}), Colour::many);
}

TEST(Colours, AreNotForADumbOrUnknownTerminal) {
  EXPECT_EQ(colour("peers", kAllTerminals, {{"TERM", "dumb"}, {"COLORTERM", "truecolor"}}), Colour::none);
  EXPECT_EQ(colour("peers", kAllTerminals, {{"TERM", ""}}), Colour::none);
  EXPECT_EQ(colour("peers", kAllTerminals, {}), Colour::none);
}

TEST(Colours, AreTurnedOffByAVariableThatIsSetAndNotEmpty) {
  for (const char* name : {"NO_COLOR", "EARSHOT_NO_COLOR"}) {
    EXPECT_EQ(colour("peers", kAllTerminals, and_also(name, "1")), Colour::none) << name;
    EXPECT_EQ(colour("peers", kAllTerminals, and_also(name, "0")), Colour::none) << name;
    EXPECT_EQ(colour("peers", kAllTerminals, and_also(name, "")), Colour::many) << name;
  }
}

TEST(Colours, CanBeForcedIntoAPipe) {
  EXPECT_EQ(colour("peers", kPipes, and_also("CLICOLOR_FORCE", "1")), Colour::many);
  EXPECT_EQ(colour("peers", kPipes, {{"TERM", "dumb"}, {"CLICOLOR_FORCE", "1"}}), Colour::sixteen);
  EXPECT_EQ(colour("peers", kPipes, and_also("CLICOLOR_FORCE", "0")), Colour::none);
  EXPECT_EQ(colour("peers", kPipes, and_also("CLICOLOR_FORCE", "")), Colour::none);
}

// --color, NO_COLOR, CLICOLOR_FORCE, TERM=dumb, terminal: each beats all that come after it.
TEST(Colours, FirstMatchWins) {
  const Environment all{{"NO_COLOR", "1"}, {"CLICOLOR_FORCE", "1"}, {"TERM", "dumb"}};
  EXPECT_EQ(colour("peers --color always", kPipes, all), Colour::sixteen);
  EXPECT_EQ(colour("peers --color never", kAllTerminals, and_also("CLICOLOR_FORCE", "1")), Colour::none);
  EXPECT_EQ(colour("peers --color auto", kAllTerminals, all), Colour::none);
  EXPECT_EQ(colour("peers", kAllTerminals, all), Colour::none);
  EXPECT_EQ(colour("peers", kAllTerminals, {{"CLICOLOR_FORCE", "1"}, {"TERM", "dumb"}}), Colour::sixteen);
}

TEST(Colours, AreNeverInJson) {
  EXPECT_EQ(colour("peers --json", kAllTerminals, kXterm), Colour::none);
  EXPECT_EQ(colour("peers --json --color always", kAllTerminals, and_also("CLICOLOR_FORCE", "1")), Colour::none);
}

TEST(Manner, SaysWhichStreamsAreTerminals) {
  EXPECT_TRUE(manner("peers").out_is_terminal);
  EXPECT_TRUE(manner("peers").in_is_terminal);
  EXPECT_FALSE(manner("peers", {.in = true, .out = false, .err = true}).out_is_terminal);
  EXPECT_FALSE(manner("peers", {.in = false, .out = true, .err = true}).in_is_terminal);
}

TEST(Manner, PlainGivesColumnsOnATerminalToo) {
  EXPECT_FALSE(manner("peers --plain").out_is_terminal);
  EXPECT_FALSE(manner("rooms", kAllTerminals, and_also("EARSHOT_MODE", "plain")).out_is_terminal);
}

TEST(Manner, PlainChatIsStillAChatOnATerminal) {
  EXPECT_TRUE(manner("--plain").out_is_terminal);
  EXPECT_TRUE(manner("--plain bob").out_is_terminal);
  EXPECT_TRUE(manner("demo --plain").out_is_terminal);
}

// There every character outside ASCII is escaped, so JSON has to know of the terminal.
TEST(Manner, JsonOnATerminalKnowsIt) {
  EXPECT_TRUE(manner("peers --json").json);
  EXPECT_TRUE(manner("bot").json);
  EXPECT_TRUE(manner("bot --plain").json);
  EXPECT_TRUE(manner("peers --json").out_is_terminal);
  EXPECT_TRUE(manner("peers --json --plain").out_is_terminal);
  EXPECT_FALSE(manner("peers --json", kPipes).out_is_terminal);
}

// It forbids questions, and a chat asks none.
TEST(Manner, NoInputDoesNotMakeATerminalAPipe) { EXPECT_TRUE(manner("--no-input").in_is_terminal); }

TEST(Manner, TellsHowMuchIsSaid) {
  EXPECT_FALSE(manner("peers").quiet);
  EXPECT_FALSE(manner("peers").verbose);
  for (const char* line : {"peers -q", "peers --quiet", "-q peers"}) EXPECT_TRUE(manner(line).quiet) << line;
  for (const char* line : {"peers -v", "peers -vv", "-v peers --verbose"}) EXPECT_TRUE(manner(line).verbose) << line;
}

TEST(Environment, EveryVariableThatIsReadStandsInTheHelp) {
  std::set<std::string> asked;
  const Variable variable = [&](const char* name) -> std::optional<std::string> {
    asked.insert(name);
    return std::nullopt;
  };
  for (const char* line : {"", "peers", "send bob hi", "--help"}) {
    const auto order = parse(split(line), variable);
    ASSERT_TRUE(order) << line;
    (void)manner_of(*order, kAllTerminals, variable);
  }
  // Without these the list below would be about nothing.
  (void)manner_of(order_of("peers"), kAllTerminals, [&](const char* name) -> std::optional<std::string> {
    asked.insert(name);
    return std::string(name) == "TERM" ? std::optional<std::string>("xterm") : std::nullopt;
  });
  EXPECT_GE(asked.size(), 10U);
  const auto help = order_of("help environment").help_text;
  for (const auto& name : asked) EXPECT_NE(help.find(name), std::string::npos) << name;
}

}  // namespace
}  // namespace earshot::app
