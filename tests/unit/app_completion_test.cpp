#include "app/completion.h"

#include <gmock/gmock.h>

#include <set>
#include <sstream>

#include "app/topics.h"
#include "app_words.h"

namespace earshot::app {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;

std::string script(const char* shell) { return order_of({"completion", shell}).help_text; }

// What bash offers behind a command; "*": before there is one.
Words bash_offers(const std::string& command) {
  const auto text = script("bash");
  const auto opening = "\n    " + command + ") offers=\"";
  const auto at = text.find(opening);
  if (at == std::string::npos) {
    ADD_FAILURE() << command << " is not in\n" << text;
    return {};
  }
  const auto from = at + opening.size();
  return split(text.substr(from, text.find('"', from) - from));
}

std::vector<std::string> lines_with(const std::string& text, const std::string& part) {
  std::vector<std::string> found;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    if (line.find(part) != std::string::npos) found.push_back(line);
  return found;
}

// Whether each line closes the quotes that it opens, by the rules of fish: only \' and \\ are special between '.
bool closes_its_quotes(const std::string& line) {
  bool is_quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\')
      ++i;
    else if (line[i] == '\'')
      is_quoted = !is_quoted;
  }
  return !is_quoted;
}

TEST(Completion, IsForThreeShells) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    EXPECT_EQ(order_of({"completion", shell}).verb, Verb::completion);
    EXPECT_THAT(script(shell), HasSubstr("complete ")) << shell;
    EXPECT_THAT(script(shell), testing::EndsWith("\n")) << shell;
  }
  EXPECT_THAT(refusal_of("completion powershell"), HasSubstr("bash, zsh or fish"));
  EXPECT_THAT(refusal_of("completion Bash"), HasSubstr("bash, zsh or fish"));
  EXPECT_THAT(refusal_of("completion"), HasSubstr("needs SHELL"));
}

TEST(BashCompletion, OffersEveryCommandAndGlobalOptionAtFirst) {
  const auto offers = bash_offers("*");
  EXPECT_THAT(offers, IsSupersetOf(command_names()));
  EXPECT_THAT(offers, IsSupersetOf({"--help", "--version", "--json", "--profile", "--linger"}));
  EXPECT_THAT(offers, Not(Contains("--reply-to")));
}

TEST(BashCompletion, OffersACommandsOwnOptionsAndTheGlobalOnes) {
  const Tree tree;
  for (const auto* command : commands_of(tree.top())) {
    const auto offers = bash_offers(command->get_name());
    EXPECT_THAT(offers, IsSupersetOf(long_options(*command)));
    EXPECT_THAT(offers, IsSupersetOf(long_options(tree.top())));
  }
  EXPECT_THAT(bash_offers("peers"), Not(Contains("--queue")));
}

TEST(BashCompletion, OffersNothingTwice) {
  auto names = command_names();
  names.emplace_back("*");
  for (const auto& name : names) {
    const auto offers = bash_offers(name);
    EXPECT_EQ(std::set(offers.begin(), offers.end()).size(), offers.size()) << name;
  }
}

TEST(BashCompletion, OffersWhatAnArgumentIsChosenFrom) {
  EXPECT_THAT(bash_offers("rooms"), IsSupersetOf({"join", "leave"}));
  EXPECT_THAT(bash_offers("completion"), IsSupersetOf({"bash", "zsh", "fish"}));
  EXPECT_THAT(bash_offers("help"), IsSupersetOf(help_topics()));
}

// In `earshot --profile test send …` the command is send, not test.
TEST(BashCompletion, KnowsWhichOptionsTakeTheNextWord) {
  const auto skipped = lines_with(script("bash"), "--profile|");
  ASSERT_EQ(skipped.size(), 1U);
  const auto pattern = '|' + skipped[0].substr(skipped[0].find('-'), skipped[0].find(')') - skipped[0].find('-')) + '|';
  for (const char* option : {"--profile", "--iface", "--port", "--nick", "--color", "--drain", "--to", "--room",
                             "--reply-to", "--timeout", "--from", "--count", "--exec", "--wait"})
    EXPECT_THAT(pattern, HasSubstr('|' + std::string(option) + '|'));
  for (const char* flag : {"--json", "--queue", "--watch", "--help"})
    EXPECT_THAT(pattern, Not(HasSubstr('|' + std::string(flag) + '|')));
}

// A script is sourced: what it sets without `local` would stay in the user's shell.
TEST(BashCompletion, LeavesNoVariableBehind) {
  const auto declared = lines_with(script("bash"), "  local ");
  ASSERT_EQ(declared.size(), 1U);
  for (const char* name : {"word", "command", "offers", " i"}) EXPECT_THAT(declared[0], HasSubstr(name));
}

TEST(ZshCompletion, IsTheOneOfBashAndKeepsOffTheVariablesOfZsh) {
  EXPECT_EQ(script("zsh"), "autoload -U +X bashcompinit && bashcompinit\n" + script("bash"));
  EXPECT_THAT(lines_with(script("zsh"), "words="), ElementsAre());
}

TEST(FishCompletion, ClosesEveryQuote) {
  ASSERT_TRUE(closes_its_quotes(R"(-d 'it\'s')"));
  ASSERT_FALSE(closes_its_quotes("-d 'it's'"));
  std::istringstream in(script("fish"));
  for (std::string line; std::getline(in, line);) {
    EXPECT_TRUE(closes_its_quotes(line)) << line;
    EXPECT_THAT(line, testing::StartsWith("complete -c earshot "));
  }
  EXPECT_THAT(script("fish"), HasSubstr(R"(this profile\'s node)"));
}

TEST(FishCompletion, OffersCommandsWithWhatTheyDo) {
  const auto text = script("fish");
  for (const auto& name : command_names())
    EXPECT_EQ(lines_with(text, "-n __fish_use_subcommand -a " + name + " -d '").size(), 1U) << name;
}

TEST(FishCompletion, OffersACommandsOwnOptionsBehindItAlone) {
  const auto text = script("fish");
  const Tree tree;
  for (const auto* command : commands_of(tree.top())) {
    const auto behind_it = lines_with(text, "-n '__fish_seen_subcommand_from " + command->get_name() + "'");
    for (const auto& option : long_options(*command))
      EXPECT_THAT(behind_it, Contains(HasSubstr(" -l " + option.substr(2) + ' ')));
  }
  EXPECT_THAT(lines_with(text, "-l queue"), ElementsAre(HasSubstr("'__fish_seen_subcommand_from send'")));
  EXPECT_THAT(lines_with(text, "-l quiet"), ElementsAre(Not(HasSubstr("__fish_seen_subcommand_from"))));
}

TEST(FishCompletion, TellsShortNamesAndWhichOptionsWantAValue) {
  const auto text = script("fish");
  EXPECT_THAT(lines_with(text, "-l quiet"), ElementsAre(HasSubstr("-s q -l quiet -d")));
  EXPECT_THAT(lines_with(text, "-l wait"), ElementsAre(HasSubstr("-l wait -x -d")));
  EXPECT_THAT(lines_with(text, "-l watch"), ElementsAre(HasSubstr("-l watch -d")));
  EXPECT_THAT(lines_with(text, "from rooms' -a"), ElementsAre(HasSubstr("-a 'join leave'")));
}

}  // namespace
}  // namespace earshot::app
