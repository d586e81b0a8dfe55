// Each row of what CLI11's reader does by itself, and our rule for it.
#include "app/config_file.h"

#include <gmock/gmock.h>

#include "app_only_problem.h"

namespace earshot::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// "section/key=value,value"
std::vector<std::string> items(const std::string& text) {
  const auto config = parse_config(text);
  EXPECT_THAT(config.problems, IsEmpty())
      << text << ": " << (config.problems.empty() ? "" : config.problems[0].message);
  std::vector<std::string> all;
  for (const auto& item : config.items) {
    std::string values;
    for (const auto& value : item.values) values += (values.empty() ? "" : ",") + value;
    all.push_back(item.section + "/" + item.key + "=" + values);
  }
  return all;
}

// "line: message hint", for a text with one problem and no item in that line.
std::string refused(const std::string& text) {
  const auto config = parse_config(text);
  const auto problem = only(config.problems, text);
  for (const auto& item : config.items) EXPECT_NE(item.line, problem.line);
  return std::to_string(problem.line) + ": " + problem.message + " " + problem.hint;
}

TEST(ConfigFile, HasSectionsKeysAndValues) {
  EXPECT_THAT(
      items("nick = \"alice\"\n"
            "\n"
            "# a comment\n"
            "[net]\n"
            "interfaces = [\"eth0\", '!docker*']   # another\n"
            "port = 47500\n"
            "[profile.work.ui]\n"
            "presence = 'all'\n"),
      ElementsAre("/nick=alice", "net/interfaces=eth0,!docker*", "net/port=47500", "profile.work.ui/presence=all"));
}

TEST(ConfigFile, KnowsTheLineOfEverything) {
  const auto config = parse_config("\r\nnick = \"a\"\r\n\r\n[ui]\r\npresence = \"b\"");
  ASSERT_THAT(config.items, SizeIs(2));
  EXPECT_EQ(config.items[0].line, 2U);
  EXPECT_EQ(config.items[1].line, 5U);
}

TEST(ConfigFile, TakesADottedKeyForASection) {
  EXPECT_THAT(items("ui.presence = \"all\"\n[profile.work]\nnet.port = 1"),
              ElementsAre("ui/presence=all", "profile.work.net/port=1"));
}

TEST(ConfigFile, ReadsListsOfOneLine) {
  EXPECT_THAT(items("a = []\nb = [\"x\"]\nc = [ 'x' , \"y z\", ]\nd = [\"x,y\", \"z\"]"),
              ElementsAre("/a=", "/b=x", "/c=x,y z", "/d=x,y,z"));
  const auto config = parse_config("d = [\"x,y\", \"z\"]\ne = []\nf = \"x\"");
  EXPECT_THAT(config.items[0].values, ElementsAre("x,y", "z"));
  EXPECT_TRUE(config.items[1].is_list);
  EXPECT_THAT(config.items[1].values, IsEmpty());
  EXPECT_FALSE(config.items[2].is_list);
}

TEST(ConfigFile, KeepsTextAsItIs) {
  EXPECT_THAT(items("a = \"x, y and z\"\nb = \"\"\nc = ' x '\nd = \"it's\"\ne = 'a \"b\" c'"),
              ElementsAre("/a=x, y and z", "/b=", "/c= x ", "/d=it's", "/e=a \"b\" c"));
}

TEST(ConfigFile, TakesABackslashForABackslash) {
  EXPECT_THAT(items("a = \"x\\n\\u0041 y\"\nb = 'C:\\x, y'"), ElementsAre("/a=x\\n\\u0041 y", "/b=C:\\x, y"));
  EXPECT_THAT(refused("a = \"x\\\""), HasSubstr("1: a backslash before the closing quote"));
  EXPECT_THAT(refused("a = \"x\\\" y\""), HasSubstr("1: "));
}

TEST(ConfigFile, RefusesWhatGoesOverSeveralLines) {
  EXPECT_THAT(parse_config("a = [\"x\",\n\"y\"]").problems, SizeIs(2));
  EXPECT_THAT(refused("nick = \"a\"\na = [\"x\","), HasSubstr("2: a list has to end on the line where it begins."));
  EXPECT_THAT(refused("a = \"\"\"x\"\"\""), HasSubstr("over several lines"));
  EXPECT_THAT(refused("a = '''x'''"), HasSubstr("over several lines"));
  EXPECT_THAT(refused("a = {b = 1}"), HasSubstr("a table in one line"));
  EXPECT_THAT(refused("a = [[1]]"), HasSubstr("a list inside a list"));
}

TEST(ConfigFile, RefusesAHashInsideQuotesAndKnowsAComment) {
  EXPECT_THAT(refused("\na = \"x # y\""), HasSubstr("2: a # inside quotes"));
  EXPECT_THAT(refused("\"alt-#\" = \"go\""), HasSubstr("alt-hash"));
  EXPECT_THAT(items("a = \"x\" # \"y\" = z"), ElementsAre("/a=x"));
  EXPECT_THAT(items("[ui] # section\na = 5# comment"), ElementsAre("ui/a=5"));
}

TEST(ConfigFile, RefusesAKeyThatIsThereTwice) {
  EXPECT_THAT(refused("[ui]\na = 1\n[net]\n[ui]\na = 2"), HasSubstr("5: a is there twice; the first is in line 2."));
  EXPECT_THAT(items("[ui]\na = 1\n[net]\na = 2"), SizeIs(2));
}

TEST(ConfigFile, RefusesTextWithoutQuotesAndKeysWithoutValue) {
  EXPECT_THAT(refused("a = b c"), HasSubstr("text has to stand in quotes"));
  EXPECT_THAT(refused("a = b"), HasSubstr("text has to stand in quotes"));
  EXPECT_THAT(refused("alone"), HasSubstr("there is no value. A line is KEY = VALUE"));
  EXPECT_THAT(refused("a ="), HasSubstr("there is no value"));
  EXPECT_THAT(refused("= 1"), HasSubstr("no key"));
  EXPECT_THAT(refused("a = \"b\" c"), HasSubstr("beside the quotes"));
  EXPECT_THAT(refused("a = \"b"), HasSubstr("quotes are not closed"));
  EXPECT_THAT(refused("a = [\"b\", ]]"), HasSubstr("text has to stand in quotes"));
}

TEST(ConfigFile, RefusesADotInAQuotedKey) {
  EXPECT_THAT(refused("[keys]\n\"alt-.\" = \"go\""),
              HasSubstr("2: a dot in a key cannot be read. The key is called dot"));
  EXPECT_THAT(refused("\"alt-=\" = \"go\""), HasSubstr("alt-equals"));
  EXPECT_THAT(refused("a b = 1"), HasSubstr("a key is letters"));
  EXPECT_THAT(items("[keys]\n\"alt-/\" = \"go\""), ElementsAre("keys/alt-/=go"));
}

TEST(ConfigFile, LeavesOutTheByteOrderMark) { EXPECT_THAT(items("\xEF\xBB\xBFnick = \"a\""), ElementsAre("/nick=a")); }

TEST(ConfigFile, RefusesASectionThatHasNoGoodName) {
  EXPECT_THAT(refused("[ui\na = 1"), HasSubstr("1: the name of the section is not closed"));
  EXPECT_THAT(refused("[[ui]]"), HasSubstr("list of sections"));
  EXPECT_THAT(refused("[a b]"), HasSubstr("a section is called like"));
  EXPECT_THAT(refused("[]"), HasSubstr("a section is called like"));
  EXPECT_THAT(refused("[default.]"), HasSubstr("a section is called like"));
}

TEST(ConfigFile, GoesOnAfterALineThatIsWrong) {
  const auto config = parse_config("a\nb = 1\nc d\n[ui]\ne = 2");
  EXPECT_THAT(config.problems, SizeIs(2));
  EXPECT_THAT(config.items, SizeIs(2));
}

TEST(ConfigFile, TakesAnyBytesWithoutHarm) {
  EXPECT_THAT(refused("a = \"\xff\""), HasSubstr("not UTF-8"));
  EXPECT_THAT(refused(std::string("a = \"x\0\"", 8)), HasSubstr("not UTF-8"));
  std::string noise;
  for (unsigned i = 1; i < 60'000; ++i) noise += "[]\"'#=,. a\n{\\"[i * i % 97 % 13];
  EXPECT_NO_THROW(parse_config(noise));
}

}  // namespace
}  // namespace earshot::app
