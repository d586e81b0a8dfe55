#include "sim/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "sim/scenarios.h"

namespace earshot::sim {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t kFresh = 4711;

Options taken(std::vector<std::string> words) {
  const auto parsed = parse(std::move(words), kFresh);
  const auto* options = std::get_if<Options>(&parsed);
  EXPECT_NE(options, nullptr);
  return options == nullptr ? Options{} : *options;
}

Said refused(std::vector<std::string> words) {
  const auto parsed = parse(std::move(words), kFresh);
  const auto* said = std::get_if<Said>(&parsed);
  EXPECT_NE(said, nullptr);
  return said == nullptr ? Said{} : *said;
}

TEST(SimOptions, WhatIsNotGivenIsAsTheScenarioHasItAndTheSeedIsFresh) {
  const auto options = taken({"--scenario", "talk"});
  EXPECT_EQ(options.loss, scenario("talk").loss);
  EXPECT_EQ(options.hours, scenario("talk").hours);
  EXPECT_EQ(options.broadcast_loss, scenario("talk").broadcast_loss);
  EXPECT_EQ(options.seed, kFresh);
}

TEST(SimOptions, TheCommandThatIsPrintedPlaysTheSameRun) {
  const auto first = taken({"--scenario", "chaos", "--peers", "33", "--hours", "0.1", "--loss", "0.07", "--sodium",
                            "--broadcast-loss", "0", "--seed", "18446744073709551615", "--json"});
  const auto command = again(first);
  std::vector<std::string> words;
  std::istringstream stream(command);
  for (std::string word; stream >> word;) words.push_back(word);
  ASSERT_EQ(words.front(), "scripts/sim");
  words.erase(words.begin());
  EXPECT_EQ(again(taken(words)), command);
  EXPECT_EQ(taken(words).loss, 0.07);
  EXPECT_EQ(taken(words).broadcast_loss, 0);
  EXPECT_EQ(taken(words).seed, first.seed);
}

TEST(SimOptions, NumbersOutsideAreRefusedWithTheirLimits) {
  const auto refuses = [](const std::string& option, const std::string& value) {
    const auto said = refused({"--scenario", "chaos", option, value});
    EXPECT_EQ(said.exit_code, 2);
    EXPECT_THAT(said.text, HasSubstr(option)) << value;
  };
  for (const auto* value : {"1", "5001", "-3", "many"}) refuses("--peers", value);
  for (const auto* value : {"0", "-1", "12.1", "nan", "inf"}) refuses("--hours", value);
  for (const auto* value : {"-0.1", "0.91", "nan", "5%"}) refuses("--loss", value);
  refuses("--broadcast-loss", "1");
  refuses("--seed", "x");
  EXPECT_EQ(taken({"--scenario", "chaos", "--peers", "5000", "--hours", "12", "--loss", "0.9"}).peers, 5000u);
  EXPECT_EQ(taken({"--scenario", "chaos", "--peers", "2"}).peers, 2u);
}

TEST(SimOptions, ExtrasAreForThoseScenariosWhereNobodyTalks) {
  const auto options = taken({"--scenario", "join", "--extras", "9900", "--seed", "1"});
  EXPECT_EQ(options.extras, 9'900u);
  EXPECT_THAT(again(options), HasSubstr(" --extras 9900 "));
  EXPECT_THAT(refused({"--scenario", "talk", "--extras", "1"}).text, HasSubstr("--extras"));
  EXPECT_THAT(refused({"--scenario", "join", "--extras", "14001"}).text, HasSubstr("--extras"));
  EXPECT_THAT(refused({"--scenario", "join", "--extras", "1", "--hours", "5.1"}).text, HasSubstr("at most 5"));
}

TEST(SimOptions, ARuleThatARunIsWithoutIsOneOfThoseInTheHelp) {
  const auto options = taken({"--scenario", "talk", "--without", "tail"});
  EXPECT_THAT(again(options), HasSubstr(" --without tail"));
  EXPECT_THAT(refused({"--scenario", "talk", "--without", "gravity"}).text, HasSubstr("tail, head"));
  EXPECT_THAT(refused({"--help"}).text, HasSubstr("the newest message goes a second time"));
}

TEST(SimOptions, AScenarioIsNeededAndHelpNamesThemAll) {
  EXPECT_EQ(refused({}).exit_code, 2);
  EXPECT_EQ(refused({"--scenario", "party"}).exit_code, 2);
  const auto help = refused({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  for (const auto& it : scenarios()) EXPECT_THAT(help.text, HasSubstr(it.sentence));
}

}  // namespace
}  // namespace earshot::sim
