#include "app/topics.h"

#include <gmock/gmock.h>

#include "app/completion.h"
#include "app_words.h"

namespace earshot::app {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kTopicsOfNoCommand[] = {"addressing", "environment", "exit-codes", "json",
                                              "keys",       "networks",    "privacy",    "settings"};

std::string help(const Words& words) {
  const auto order = order_of(words);
  EXPECT_EQ(order.verb, Verb::help) << testing::PrintToString(words);
  return order.help_text;
}
std::string help(const char* line) { return help(split(line)); }

// All commands with the ones below them: "send", "rooms", "rooms join".
std::vector<std::string> all_paths(const CLI::App& app) {
  std::vector<std::string> paths;
  for (const auto* command : commands_of(app)) {
    paths.push_back(path_of(*command));
    for (auto& below : all_paths(*command)) paths.push_back(std::move(below));
  }
  return paths;
}

TEST(Help, OfTheWholeProgramNamesEveryCommand) {
  const auto text = help("help");
  EXPECT_THAT(text, HasSubstr("Usage: earshot [OPTIONS]"));
  for (const auto& name : command_names()) EXPECT_THAT(text, HasSubstr("\n  " + name + ' '));
  EXPECT_EQ(help("--help"), text);
  EXPECT_EQ(help("-h"), text);
}

TEST(Help, IsTheSameByOptionAndByCommand) {
  for (const auto& name : command_names()) {
    const auto text = help({"help", name});
    EXPECT_THAT(text, HasSubstr("Usage: earshot " + name + ' '));
    EXPECT_EQ(help({name, "--help"}), text);
    EXPECT_EQ(help({name, "-h"}), text);
    EXPECT_EQ(help({"--help", name}), text);
  }
}

TEST(Help, OfANestedCommandSaysHowItIsCalled) {
  EXPECT_THAT(help("rooms join --help"), HasSubstr("Usage: earshot rooms join "));
  EXPECT_THAT(help("rooms --help"), HasSubstr("join a room"));
}

TEST(Help, OpensWithTwoOrThreeExamples) {
  const Tree tree;
  auto paths = all_paths(tree.top());
  ASSERT_THAT(paths, testing::Contains("rooms join"));
  paths.emplace_back();
  for (const auto& path : paths) {
    const auto text = help(split(path + " --help"));
    const auto opening = text.substr(0, text.find("Usage:"));
    std::size_t examples = 0;
    for (auto at = opening.find("\n  "); at != std::string::npos; at = opening.find("\n  ", at + 1)) ++examples;
    EXPECT_GE(examples, 2U) << text;
    EXPECT_LE(examples, 3U) << text;
    EXPECT_THAT(opening, HasSubstr(path.empty() ? "earshot" : "earshot " + path));
  }
}

TEST(Help, NeedsNeitherArgumentsNorGoodOnes) {
  EXPECT_THAT(help("nick --help"), HasSubstr("change my nickname"));
  EXPECT_THAT(help("send --help"), HasSubstr("--reply-to"));
  EXPECT_THAT(help("send bob hi --help"), HasSubstr("--reply-to"));
  EXPECT_THAT(help("--port nonsense --help"), HasSubstr("Usage"));
}

TEST(Help, IsJsonWhenThatIsWished) {
  EXPECT_TRUE(order_of("help --json").json);
  EXPECT_TRUE(order_of("peers --help --json").json);
  EXPECT_TRUE(order_of("peers --help", {{"EARSHOT_MODE", "json"}}).json);
  EXPECT_FALSE(order_of("peers --help --plain", {{"EARSHOT_MODE", "json"}}).json);
}

TEST(Help, OffersNothingThatDoesNotExistYet) {
  const auto text = help("help");
  for (const char* later : {"files", "web", "--offline"})
    EXPECT_THAT(text, Not(HasSubstr("\n  " + std::string(later)))) << later;
  const auto topics = help_topics();
  EXPECT_THAT(topics, Not(testing::Contains("files")));
}

TEST(Topics, EachHasATextAndIsNamedWhereOneLooks) {
  const auto where = help("help --help");
  for (const auto& topic : help_topics()) EXPECT_GT(help({"help", topic}).size(), 40U) << topic;
  for (const char* topic : kTopicsOfNoCommand) {
    EXPECT_THAT(help_topics(), testing::Contains(topic));
    EXPECT_THAT(where, HasSubstr(topic));
  }
  EXPECT_EQ(help_topics().size(), std::size(kTopicsOfNoCommand) + command_names().size());
}

TEST(Topics, AnUnknownOneIsRefusedWithTheNearest) {
  EXPECT_THAT(refusal_of("help adressing"), HasSubstr("Did you mean \"addressing\"?"));
  EXPECT_THAT(refusal_of("help sned"), HasSubstr("Did you mean \"send\"?"));
  EXPECT_THAT(refusal_of("help nonsense"), HasSubstr("See: earshot help"));
  EXPECT_THAT(refusal_of("help rooms join"), HasSubstr("no place for \"join\""));
}

TEST(Topics, ExitCodesAreComplete) {
  const auto text = help("help exit-codes");
  for (int i = 0; i <= static_cast<int>(ErrorCode::terminated); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    if (code == ErrorCode::interrupted || code == ErrorCode::terminated) continue;
    EXPECT_THAT(text, HasSubstr("\n  " + std::to_string(exit_code(code)) + ' ')) << name(code);
  }
  EXPECT_THAT(text, StartsWith("  0 "));
  EXPECT_THAT(text, HasSubstr("\n  130, 143 "));
}

TEST(Topics, FitATerminal) {
  for (const char* topic : kTopicsOfNoCommand) {
    const auto text = help({"help", topic});
    EXPECT_THAT(text, testing::EndsWith("\n")) << topic;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
      EXPECT_LE(text.find('\n', at) - at, 120U) << text.substr(at, 130);
  }
}

}  // namespace
}  // namespace earshot::app
