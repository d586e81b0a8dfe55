#include "app/settings.h"

#include <gmock/gmock.h>

#include <fstream>

#include "app/settings_files.h"
#include "app_only_problem.h"
#include "app_words.h"
#include "support/temporary_folder.h"

namespace earshot::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

SettledSettings settled(const std::string& text, const std::string& profile = "default") {
  return settle({{"config.toml", "/folder", text}}, profile, "/home/ann");
}
// The one problem: "error: message hint".
std::string problem(const std::string& text) {
  const auto it = only(settled(text).problems, text);
  return (it.is_error ? "error: " : "warning: ") + it.message + " " + it.hint;
}

TEST(Settings, AreReadWithTheirOrigins) {
  const auto result = settled(
      "nick = \"alice\"\nshow_name = \"Alice A.\"\nnetwork = \"Home\"\npassphrase_file = \"home.pass\"\n"
      "[net]\ninterfaces = [\"eth0\", \"!docker*\"]\nport = 47500\npeers = [\"10.0.8.5\", \"10.0.8.6:47500\"]\n"
      "[ui]\nmode = \"plain\"\npresence = \"all\"\n[notify]\nrooms = true\n[privacy]\nhistory_days = 30\n"
      "[keys]\n\"alt-x\" = \"next-unread\"\n");
  EXPECT_THAT(result.problems, IsEmpty());
  const auto& it = result.settings;
  EXPECT_EQ(it.nick, "alice");
  EXPECT_EQ(it.show_name, "Alice A.");
  EXPECT_EQ(it.network, "Home");
  EXPECT_EQ(it.passphrase_file, "/folder/home.pass");
  EXPECT_THAT(it.interfaces, ElementsAre("eth0", "!docker*"));
  EXPECT_EQ(it.port, 47500);
  EXPECT_THAT(it.peers, ElementsAre("10.0.8.5", "10.0.8.6:47500"));
  EXPECT_EQ(it.mode, Mode::plain);
  EXPECT_EQ(it.tui.presence, front::TuiSettings::Presence::all);
  EXPECT_TRUE(it.tui.notify.rooms);
  EXPECT_EQ(it.history_days, 30U);
  EXPECT_THAT(it.tui.keys, SizeIs(1));
  EXPECT_EQ(result.origins.at("ui.presence"), "config.toml line 11");
  EXPECT_FALSE(result.origins.contains("ui.ascii"));
}

TEST(Settings, CanAllBeWrittenAsTheyAreShown) {
  for (const auto& name : setting_names()) {
    const auto setting = setting_of({}, name);
    std::string value;
    for (const auto& it : setting.values) value += "\"" + it + "\"";
    const auto result = settled(name + " = " + (setting.is_list ? "[" + value + "]" : value));
    EXPECT_THAT(result.problems, IsEmpty()) << name;
    EXPECT_TRUE(result.origins.contains(name)) << name;
  }
}

TEST(Settings, SayWhatIsWrongWithFileAndLine) {
  EXPECT_EQ(problem("\n[ui]\npresence = \"fancy\""),
            "error: config.toml line 3: ui.presence is \"fancy\", but it can be smart, all or none. ");
  EXPECT_THAT(problem("nick = \"a b\""), HasSubstr("line 1: nick is \"a b\", but it can be 1 to 32 letters"));
  EXPECT_THAT(problem("network = \"my home\""), HasSubstr("network is \"my home\", but it can be"));
  EXPECT_THAT(problem("net.port = 47475"), HasSubstr("but it can be 1024 to 65535, but not 47475 to 47490."));
  EXPECT_THAT(problem("net.port = \"x\""), HasSubstr("error: "));
  EXPECT_THAT(problem("net.peers = [\"bob\"]"), HasSubstr("addresses like"));
  EXPECT_THAT(problem("net.interfaces = [\"lo\", \"eth0\"]"), HasSubstr("net.interfaces is \"lo, eth0\""));
  EXPECT_THAT(problem("net.interfaces = \"eth0\""), HasSubstr("net.interfaces is a list: [\"eth0\"]."));
  EXPECT_THAT(problem("nick = [\"a\"]"), HasSubstr("nick is one value, and no list."));
  EXPECT_THAT(problem("ui.mode = \"json\""), HasSubstr("auto, tui or plain"));
  EXPECT_THAT(problem("privacy.history_days = -1"), HasSubstr("error: "));
  EXPECT_THAT(problem("[keys]\n\"alt-x\" = \"dance-it\""), HasSubstr("error: config.toml line 2: there is no action"));
  EXPECT_THAT(problem("alone"), HasSubstr("error: config.toml line 1: there is no value."));
}

TEST(Settings, OnlyWarnOfOnesThatDoNotExist) {
  EXPECT_EQ(problem("[ui]\npresense = \"full\""),
            "warning: config.toml line 2: there is no setting \"ui.presense\". Did you mean \"ui.presence\"?");
  EXPECT_THAT(problem("[nonsense]\nx = 1"), HasSubstr("warning: "));
  EXPECT_THAT(problem("[web]\nport = 0"), HasSubstr("warning: config.toml line 2: web.port has no effect"));
}

TEST(Settings, OfAProfileAreStrongerThanTheRest) {
  const auto* text =
      "[profile.work]\nnick = \"w\"\n[profile.work.ui]\npresence = \"none\"\n[ui]\npresence = \"all\"\n"
      "[profile.play]\nnick = \"p\"\n";
  EXPECT_EQ(settled(text).settings.nick, "");
  EXPECT_EQ(settled(text, "work").settings.nick, "w");
  EXPECT_EQ(settled(text, "work").settings.tui.presence, front::TuiSettings::Presence::none);
  EXPECT_EQ(settled(text, "play").settings.nick, "p");
  EXPECT_EQ(settled(text, "play").settings.tui.presence, front::TuiSettings::Presence::all);
  EXPECT_THAT(problem("[profile.other]\nnick = \"a b\""), HasSubstr("error: config.toml line 2: nick"));
}

TEST(Settings, OfTheUserAreStrongerThanThoseOfTheSystem) {
  const auto result = settle({{"/etc/x", "/etc", "nick = \"s\"\nshow_name = \"s\"\n[profile.work]\nnick = \"sw\""},
                              {"config.toml", "/home", "nick = \"u\"\n"}},
                             "default", "/home/ann");
  EXPECT_EQ(result.settings.nick, "u");
  EXPECT_EQ(result.settings.show_name, "s");
  EXPECT_EQ(result.origins.at("show_name"), "/etc/x line 2");
  const auto work =
      settle({{"/etc/x", "/etc", "[profile.work]\nnick = \"sw\""}, {"config.toml", "/home", "nick = \"u\""}}, "work",
             "/home/ann");
  EXPECT_EQ(work.settings.nick, "sw");
}

TEST(Settings, KnowWhereAPassphraseFileIs) {
  EXPECT_EQ(settled("passphrase_file = \"/etc/p\"").settings.passphrase_file, "/etc/p");
  EXPECT_EQ(settled("passphrase_file = \"~/p\"").settings.passphrase_file, "/home/ann/p");
  EXPECT_EQ(settled("passphrase_file = \"\"").settings.passphrase_file, "");
}

TEST(ApplySettings, GivesWayToTheCommandLineAndTheEnvironment) {
  const auto settings = settled("nick = \"f\"\n[net]\nport = 47600\ninterfaces = [\"eth9\"]").settings;
  auto given = order_of("--nick o --port 47500 --iface eth0");
  apply_settings(given, settings);
  EXPECT_EQ(given.nick, "o");
  EXPECT_EQ(port_of(given), 47500);
  EXPECT_THAT(ifaces_of(given), ElementsAre("eth0"));
  auto environment = order_of("", {{"EARSHOT_NICK", "e"}});
  apply_settings(environment, settings);
  EXPECT_EQ(environment.nick, "e");
  EXPECT_EQ(port_of(environment), 47600);
  EXPECT_THAT(ifaces_of(environment), ElementsAre("eth9"));
  EXPECT_EQ(environment.port, 0);  // nobody asked a running node for it
  EXPECT_THAT(environment.ifaces, IsEmpty());
}

TEST(ApplySettings, LeavesTheModeToTheEnvironmentEvenWhenThatSaysAuto) {
  const auto settings = settled("ui.mode = \"plain\"").settings;
  const auto mode = [&](const char* line, const Environment& environment) {
    auto order = order_of(line, environment);
    apply_settings(order, settings);
    return order.settings.mode;
  };
  for (const char* line : {"bob", "demo"}) {
    EXPECT_EQ(mode(line, {}), Mode::plain) << line;
    EXPECT_EQ(mode(line, {{"EARSHOT_MODE", ""}}), Mode::plain) << line;
    EXPECT_EQ(mode(line, {{"EARSHOT_MODE", "auto"}}), Mode::automatic) << line;
    EXPECT_EQ(mode(line, {{"EARSHOT_MODE", "tui"}}), Mode::tui) << line;
  }
}

TEST(ApplySettings, TakesThePassphraseOnlyForItsNetwork) {
  const auto settings = settled("network = \"Home\"\npassphrase_file = \"/p\"").settings;
  auto usual = order_of("");
  apply_settings(usual, settings);
  EXPECT_EQ(usual.network, "home");
  EXPECT_EQ(usual.passphrase_file, "/p");
  auto same = order_of("--network home");
  apply_settings(same, settings);
  EXPECT_EQ(same.passphrase_file, "/p");
  auto other = order_of("--network work");
  apply_settings(other, settings);
  EXPECT_EQ(other.network, "work");
  EXPECT_EQ(other.passphrase_file, "");
}

TEST(ApplySettings, LeavesTheDemoOnItsOwnNetwork) {
  auto demo = order_of("demo");
  apply_settings(demo, settled("nick = \"a\"\nnetwork = \"home\"\nnet.interfaces = [\"eth0\"]").settings);
  EXPECT_EQ(demo.nick, "a");
  EXPECT_EQ(demo.network, "");
  EXPECT_THAT(ifaces_of(demo), IsEmpty());
}

class SettingsFiles : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) {
    const auto path = folder_.path() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return path.string();
  }
  SettledSettings load(const std::string& line = "") {
    const auto root = folder_.path().string();
    const Environment environment{
        {"HOME", root}, {"XDG_CONFIG_HOME", root + "/own"}, {"XDG_CONFIG_DIRS", root + "/a:" + root + "/b"}};
    return load_settings(order_of(split(line), environment), variables(environment));
  }

  TemporaryFolder folder_;
};

TEST_F(SettingsFiles, NeedNotBeThere) {
  const auto result = load();
  EXPECT_THAT(result.problems, IsEmpty());
  EXPECT_EQ(result.settings.nick, "");
}

TEST_F(SettingsFiles, AreTheUsersAndTheFirstOfTheSystems) {
  write("own/earshot/config.toml", "nick = \"own\"");
  write("b/earshot/config.toml", "nick = \"b\"\nshow_name = \"b\"");
  EXPECT_EQ(load().settings.nick, "own");
  EXPECT_EQ(load().settings.show_name, "b");
  write("a/earshot/config.toml", "show_name = \"a\"");
  EXPECT_EQ(load().settings.show_name, "a");
}

TEST_F(SettingsFiles, AreReplacedByTheOneThatIsAskedFor) {
  write("own/earshot/config.toml", "nick = \"own\"");
  const auto other = write("other.toml", "show_name = \"x\"\nnonsense = 1");
  const auto result = load("--config " + other);
  EXPECT_EQ(result.settings.nick, "");
  EXPECT_EQ(result.settings.show_name, "x");
  ASSERT_THAT(result.problems, SizeIs(1));
  EXPECT_THAT(result.problems[0].message, HasSubstr(other + " line 2: "));
}

TEST_F(SettingsFiles, AreAProblemWhenTheyCannotBeRead) {
  for (const std::string& path : {folder_.path().string() + "/nowhere", folder_.path().string()}) {
    const auto result = load("--config " + path);
    ASSERT_THAT(result.problems, SizeIs(1)) << path;
    EXPECT_TRUE(result.problems[0].is_error);
    EXPECT_THAT(result.problems[0].message, HasSubstr(path + " cannot be read: "));
  }
  const auto big = write("big.toml", std::string(1'100'000, '\n'));
  EXPECT_THAT(load("--config " + big).problems, SizeIs(1));
  EXPECT_THAT(load("--config /dev/null").problems, IsEmpty());
}

}  // namespace
}  // namespace earshot::app
