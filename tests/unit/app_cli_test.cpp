#include "app/cli.h"

#include <gmock/gmock.h>

#include "app_words.h"

namespace earshot::app {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// ---- The table of tricky rows ----

TEST(ParserTable, MissingUnknownAndBadAreAllTwoInOurWords) {
  EXPECT_THAT(refusal_of("nick"), HasSubstr("\"earshot nick\" needs NAME."));
  EXPECT_THAT(refusal_of("add"), HasSubstr("\"earshot add\" needs ADDRESS."));
  EXPECT_THAT(refusal_of("rooms join"), HasSubstr("\"earshot rooms join\" needs ROOM."));
  EXPECT_THAT(refusal_of("id bob"), HasSubstr("\"earshot id\" has no place for \"bob\"."));
  EXPECT_THAT(refusal_of("peers --wait soon"), HasSubstr("\"soon\" is no number of seconds for --wait."));
  EXPECT_THAT(refusal_of("listen --count many"), HasSubstr("\"many\" is no number for --count."));
  EXPECT_THAT(refusal_of("peers --wait"), HasSubstr("\"--wait\" needs a value."));
  EXPECT_THAT(refusal_of("peers --nonsense"), HasSubstr("There is no option \"--nonsense\"."));
}

TEST(ParserTable, AMistypedCommandWithWordsIsACommandAndNotAPerson) {
  const auto refusal = refusal_of("sned bob hi");
  EXPECT_THAT(refusal, HasSubstr("no command \"sned\""));
  EXPECT_THAT(refusal, HasSubstr("Did you mean \"send\"?"));
}

// Whether somebody is called so is found out later; the hint then looks among people and commands.
TEST(ParserTable, AMistypedCommandAloneIsAPerson) {
  const auto order = order_of("sned");
  EXPECT_EQ(order.verb, Verb::chat);
  EXPECT_EQ(order.address, "sned");
}

TEST(ParserTable, APersonNextToACommandIsAnError) {
  for (const char* line : {"id bob", "bot bob", "run bob", "peers bob", "status bob", "listen bob", "version bob"})
    EXPECT_THAT(refusal_of(line), HasSubstr("has no place for \"bob\"")) << line;
  EXPECT_THAT(refusal_of("nick ann bob"), HasSubstr("has no place for \"bob\""));
  EXPECT_THAT(refusal_of("rooms join dev bob"), HasSubstr("has no place for \"bob\""));
  EXPECT_THAT(refusal_of("doctor carol bob"), HasSubstr("has no place for \"bob\""));
  EXPECT_THAT(refusal_of("bob id"), HasSubstr("no command \"bob\""));
}

TEST(ParserTable, NamesOfCommandsInTheTextAreText) {
  const auto order = order_of("send bob hi listen send demo");
  EXPECT_EQ(order.verb, Verb::send);
  EXPECT_THAT(order.to, ElementsAre("bob"));
  EXPECT_EQ(order.text, "hi listen send demo");
}

TEST(ParserTable, GlobalOptionsMayStandBehindTheText) {
  const auto order = order_of("send bob hi --json");
  EXPECT_TRUE(order.json);
  EXPECT_EQ(order.text, "hi");
}

TEST(ParserTable, TextThatBeginsWithADashIsNeverHelp) {
  for (const char* line : {"send bob -hello", "send -hello", "send -hello bob", "send bob hi -hello"}) {
    const auto refusal = refusal_of(line);
    EXPECT_THAT(refusal,
                HasSubstr("\"-hello\" looks like an option. To send text that begins with -, put -- before it"));
  }
  EXPECT_THAT(refusal_of("send bob -hello"), HasSubstr("earshot send bob -- -hello"));
}

TEST(ParserTable, ShortOptionsAreNotLookedForInTheText) {
  EXPECT_THAT(refusal_of("send bob hi -there"), HasSubstr("earshot send bob -- -there"));
  for (const char* line : {"send bob hi -q", "send bob -h", "send bob hi -V", "send --to bob hi -v"})
    EXPECT_THAT(refusal_of(line), HasSubstr("looks like an option")) << line;
  EXPECT_TRUE(order_of("send -q bob hi").quiet);
  EXPECT_TRUE(order_of("-v send bob hi").verbose);
}

TEST(ParserTable, TheAdviceFitsWhatWasTyped) {
  EXPECT_THAT(refusal_of("send --to bob hi -x"), HasSubstr("earshot send --to=bob -- -x"));
  EXPECT_THAT(refusal_of("send --room dev -x"), HasSubstr("earshot send --room=dev -- -x"));
  EXPECT_THAT(refusal_of("send -x"), HasSubstr("earshot send TO -- -x"));
}

TEST(ParserTable, WhatIsSaidAboutPeople) {
  const auto alias = order_of("alias bob+7k3f boss");
  EXPECT_EQ(alias.verb, Verb::alias);
  EXPECT_EQ(alias.word, "bob+7k3f");
  EXPECT_EQ(alias.name, "boss");
  EXPECT_EQ(order_of("block bob").verb, Verb::block);
  EXPECT_EQ(order_of("unblock bob").verb, Verb::unblock);
  const auto forget = order_of("forget bob --history --yes");
  EXPECT_TRUE(forget.history && forget.yes);
  const auto verify = order_of("verify bob --code 7k3f9qwm");
  EXPECT_EQ(verify.verb, Verb::verify);
  EXPECT_EQ(verify.code, "7k3f9qwm");
  EXPECT_TRUE(order_of("verify bob --qr").qr);
  EXPECT_TRUE(order_of("send --verified bob hi").verified);
  EXPECT_TRUE(order_of("id --qr").qr);
}

TEST(ParserTable, NothingIsVerifiedByAYesAlone) {
  EXPECT_THAT(refusal_of("verify bob --yes"), HasSubstr("--code or --qr"));
  EXPECT_THAT(refusal_of("verify bob --qr --code 7k3f"), HasSubstr("exclude"));
}

TEST(ParserTable, AQuestionNeedsSomebodyToAnswerIt) {
  const Terminals nobody{}, somebody{true, true, true};
  for (const char* line : {"forget bob", "verify bob --code 7k3f", "verify bob --qr"}) {
    EXPECT_TRUE(needs_answer(order_of(line), nobody)) << line;
    EXPECT_FALSE(needs_answer(order_of(line), somebody)) << line;
    EXPECT_TRUE(needs_answer(order_of(split(std::string(line) + " --no-input")), somebody)) << line;
    EXPECT_TRUE(needs_answer(order_of(split(std::string(line) + " --json")), somebody)) << line;
    EXPECT_FALSE(needs_answer(order_of(split(std::string(line) + " --yes")), nobody)) << line;
  }
  EXPECT_FALSE(needs_answer(order_of("verify bob"), nobody));
}

TEST(ParserTable, ANegativeNumberIsText) {
  EXPECT_EQ(order_of("send bob -5").text, "-5");
  EXPECT_EQ(order_of("send bob it is -5 outside").text, "it is -5 outside");
}

TEST(ParserTable, BehindTwoDashesEverythingIsText) {
  const auto order = order_of("send bob -- -hello --json");
  EXPECT_EQ(order.text, "-hello --json");
  EXPECT_FALSE(order.json);
  EXPECT_EQ(order_of("send bob hi -- -h -- x").text, "hi -h -- x");
  EXPECT_EQ(order_of("send -- bob -hello").text, "-hello");
}

// A shell drops an unquoted #lobby and what follows it.
TEST(ParserTable, WithoutARecipientTheHintTellsOfTheShell) {
  for (const char* line : {"send", "send --json", "send --timeout 3"}) {
    const auto refusal = refusal_of(line);
    EXPECT_THAT(refusal, HasSubstr("'#lobby'"));
    EXPECT_THAT(refusal, HasSubstr("--room lobby"));
  }
}

TEST(ParserTable, APersonCalledLikeACommandIsReachedByTheTag) {
  EXPECT_EQ(order_of("listen").verb, Verb::listen);
  const auto order = order_of("listen+7k3f");
  EXPECT_EQ(order.verb, Verb::chat);
  EXPECT_EQ(order.address, "listen+7k3f");
  EXPECT_THAT(order_of("send listen hi").to, ElementsAre("listen"));
}

TEST(ParserTable, APlusSeparatesTheTag) {
  EXPECT_THAT(order_of("send bob+7k3f hi").to, ElementsAre("bob+7k3f"));
  EXPECT_THAT(order_of("send +7k3f9q hi").to, ElementsAre("+7k3f9q"));
}

// ---- What there is, and what there is not ----

TEST(Commands, EachIsItsOwnVerb) {
  const std::vector<std::pair<const char*, Verb>> lines{{"", Verb::chat},
                                                        {"bob", Verb::chat},
                                                        {"send bob hi", Verb::send},
                                                        {"listen", Verb::listen},
                                                        {"bot", Verb::bot},
                                                        {"peers", Verb::peers},
                                                        {"history", Verb::history},
                                                        {"history bob", Verb::history},
                                                        {"export", Verb::export_all},
                                                        {"rooms", Verb::rooms},
                                                        {"rooms join dev", Verb::rooms_join},
                                                        {"rooms leave dev", Verb::rooms_leave},
                                                        {"id", Verb::id},
                                                        {"nick ann", Verb::nick},
                                                        {"add 10.0.0.1", Verb::add},
                                                        {"status", Verb::status},
                                                        {"doctor", Verb::doctor},
                                                        {"run", Verb::run},
                                                        {"demo", Verb::demo},
                                                        {"passphrase", Verb::passphrase},
                                                        {"completion bash", Verb::completion},
                                                        {"help", Verb::help},
                                                        {"version", Verb::version}};
  for (const auto& [line, verb] : lines) EXPECT_EQ(order_of(line).verb, verb) << line;
}

TEST(Commands, WhatDoesNotExistYetIsUnknown) {
  for (const char* line : {"files bob", "files accept 7", "web open", "__complete send"})
    EXPECT_THAT(refusal_of(line), HasSubstr("There is no command \"" + split(line)[0] + "\".")) << line;
  EXPECT_THAT(refusal_of("rooms mute dev"), HasSubstr("There is no command \"rooms mute\"."));
  EXPECT_THAT(refusal_of("config edit"), HasSubstr("There is no command \"config edit\"."));
}

TEST(Commands, OptionsThatDoNotExistYetAreUnknown) {
  for (const char* line : {"--log-file f", "--offline", "web --open"})
    EXPECT_THAT(refusal_of(line), HasSubstr("There is no option")) << line;
  EXPECT_THAT(refusal_of("send bob --file f"), HasSubstr("looks like an option"));
}

TEST(Commands, OfTheSettings) {
  EXPECT_EQ(order_of("config").verb, Verb::config_show);
  EXPECT_FALSE(order_of("config show").origin);
  EXPECT_TRUE(order_of("config show --origin").origin);
  EXPECT_EQ(order_of("config get ui.mode").verb, Verb::config_get);
  EXPECT_EQ(order_of("config get ui.mode").word, "ui.mode");
  EXPECT_EQ(order_of("config check").verb, Verb::config_check);
  EXPECT_EQ(order_of("config path").verb, Verb::config_path);
  EXPECT_EQ(order_of("--config f", {{"EARSHOT_CONFIG", "e"}}).config_file, "f");
  EXPECT_EQ(order_of("", {{"EARSHOT_CONFIG", "e"}}).config_file, "e");
  EXPECT_THAT(refusal_of("config get"), HasSubstr("\"earshot config get\" needs KEY."));
}

TEST(Commands, NestedOnesAreTakenFromTheirParent) {
  EXPECT_EQ(order_of("rooms join dev").room, "dev");
  EXPECT_EQ(order_of({"rooms", "leave", "#dev"}).room, "#dev");
  EXPECT_TRUE(order_of("rooms join dev --json").json);
  EXPECT_TRUE(order_of("rooms --json join dev").json);
  EXPECT_THAT(refusal_of("rooms dev"), HasSubstr("There is no command \"rooms dev\"."));
  EXPECT_THAT(refusal_of("rooms jion dev"), HasSubstr("Did you mean \"join\"?"));
}

TEST(Commands, AreListedForSuggestions) {
  const auto names = command_names();
  EXPECT_THAT(names, testing::IsSupersetOf({"send", "listen", "rooms", "version"}));
  EXPECT_THAT(names, Not(testing::Contains("join")));
}

TEST(Version, CanBeAskedForAtEveryCommand) {
  for (const char* line : {"-V", "--version", "id -V", "send -V", "version"})
    EXPECT_EQ(order_of(line).verb, Verb::version) << line;
  EXPECT_TRUE(order_of("-V --json").json);
}

// ---- Suggestions ----

TEST(Suggestions, GoToADistanceOfTwoAndNoFurther) {
  EXPECT_THAT(refusal_of("listn x"), HasSubstr("Did you mean \"listen\"?"));
  EXPECT_THAT(refusal_of("lisnnn x"), HasSubstr("Did you mean \"listen\"?"));
  EXPECT_THAT(refusal_of("linnnn x"), Not(HasSubstr("Did you mean")));
  EXPECT_THAT(refusal_of("linnnn x"), HasSubstr("See: earshot help"));
}

// "it" is two steps from "bot", which comes first, and one from "id".
TEST(Suggestions, NameTheNearest) {
  EXPECT_THAT(refusal_of("it x"), HasSubstr("Did you mean \"id\"?"));
  EXPECT_THAT(refusal_of("peers --al"), HasSubstr("Did you mean \"--all\"?"));
  EXPECT_THAT(refusal_of("nod x"), HasSubstr("Did you mean \"bot\"?"));  // as near as "add" and "id": the first
}

TEST(Suggestions, AreMadeForOptionsOfTheCommandAndOfTheProgram) {
  EXPECT_THAT(refusal_of("peers --wit 3"), HasSubstr("Did you mean \"--wait\"?"));
  EXPECT_THAT(refusal_of("peers --jsno"), HasSubstr("Did you mean \"--json\"?"));
  EXPECT_THAT(refusal_of("-json"), HasSubstr("Did you mean \"--json\"?"));
  EXPECT_THAT(refusal_of("--prot=5000"), HasSubstr("There is no option \"--prot\". Did you mean \"--port\"?"));
  EXPECT_THAT(refusal_of("send bob hi --tiemout 3"), HasSubstr("Did you mean \"--timeout\"?"));
}

// ---- Options ----

TEST(Options, AreFullWordsOnly) {
  for (const char* line : {"--js", "--plai", "peers --wat", "--verb"})
    EXPECT_THAT(refusal_of(line), HasSubstr("There is no option")) << line;
}

TEST(Options, StandInAnyOrder) {
  for (const char* line : {"--profile test send --timeout 9 bob hi", "send bob --profile test hi --timeout 9",
                           "send --profile=test bob hi --timeout=9", "send bob hi --timeout 9 --profile test"}) {
    const auto order = order_of(line);
    EXPECT_EQ(order.verb, Verb::send) << line;
    EXPECT_EQ(order.profile, "test") << line;
    EXPECT_EQ(order.timeout, Duration(9s)) << line;
    EXPECT_THAT(order.to, ElementsAre("bob")) << line;
    EXPECT_EQ(order.text, "hi") << line;
  }
}

TEST(Options, OfOneCommandAreUnknownToAnother) {
  EXPECT_THAT(refusal_of("peers --queue"), HasSubstr("There is no option \"--queue\"."));
  EXPECT_THAT(refusal_of("--queue"), HasSubstr("There is no option \"--queue\"."));
}

TEST(Options, TakeTheirValueWhateverItLooksLike) {
  EXPECT_EQ(order_of("listen --from=-x").from, "-x");
  EXPECT_EQ(order_of("listen --from --json").from, "--json");
  EXPECT_EQ(order_of({"listen", "--exec", "a = b; -c"}).exec, "a = b; -c");
  EXPECT_EQ(order_of("listen --exec=x=y").exec, "x=y");
}

// CLI11 would read "--nick=" as "the next word is the value".
TEST(Options, AnEmptyValueIsNone) {
  EXPECT_THAT(refusal_of("--nick= --port 5000"), HasSubstr("\"--nick\" needs a value."));
  EXPECT_THAT(refusal_of({"--nick", "", "peers"}), HasSubstr("\"--nick\" needs a value."));
  EXPECT_THAT(refusal_of("peers --wait="), HasSubstr("\"--wait\" needs a value."));
}

TEST(Options, AFlagTakesNoValue) {
  EXPECT_THAT(refusal_of("peers --json=maybe"), HasSubstr("\"--json\" takes no value."));
  EXPECT_THAT(refusal_of("peers --json=false"), HasSubstr("\"--json\" takes no value."));
  EXPECT_THAT(refusal_of("-q=1"), HasSubstr("\"-q\" takes no value."));
}

TEST(Options, AreGivenOnceUnlessTheyCanBeRepeated) {
  EXPECT_THAT(refusal_of("--port 5000 --port 6000"), HasSubstr("\"--port\" can be given only once."));
  EXPECT_THAT(order_of("send --to bob --to carol hi").to, ElementsAre("bob", "carol"));
  EXPECT_THAT(order_of("peers --iface eth0 --iface=wlan0").ifaces, ElementsAre("eth0", "wlan0"));
  EXPECT_TRUE(order_of("peers --json --json -q -q").json);
}

TEST(Options, RepeatedOnesHaveALimit) {
  std::string line = "send hi";
  for (int i = 0; i < 64; ++i) line += " --to p" + std::to_string(i);
  EXPECT_EQ(order_of(split(line)).to.size(), 64U);
  EXPECT_THAT(refusal_of(split(line + " --to p64")), HasSubstr("\"--to\" can be given only 64 times."));
}

TEST(Options, ShortOnesCanBeWrittenTogetherIfAllAreKnown) {
  const auto order = order_of("peers -qv");
  EXPECT_TRUE(order.quiet);
  EXPECT_TRUE(order.verbose);
  EXPECT_TRUE(order_of("peers -vvv").verbose);
  EXPECT_THAT(refusal_of("peers -qx"), HasSubstr("There is no option \"-qx\"."));
  EXPECT_THAT(refusal_of("peers -xq"), HasSubstr("There is no option \"-xq\"."));
  EXPECT_THAT(refusal_of("peers -hello"), HasSubstr("There is no option \"-hello\"."));
}

// What CLI11 gives a meaning of its own: the end of a command, a list, an empty list.
TEST(Words, AreTakenAsTheyStand) {
  EXPECT_EQ(order_of("nick ++").word, "++");
  EXPECT_EQ(order_of("nick -- -x").word, "-x");
  EXPECT_EQ(order_of("++").address, "++");
  EXPECT_EQ(order_of("add [fe80::1%2]:47474").word, "[fe80::1%2]:47474");
  EXPECT_EQ(order_of("add {}").word, "{}");
  EXPECT_THAT(order_of("send --to [a,b] hi").to, ElementsAre("[a,b]"));
  EXPECT_THAT(order_of("peers --iface [a,b]").ifaces, ElementsAre("[a,b]"));
  EXPECT_EQ(order_of("send bob ++ {} [x] /x %%").text, "++ {} [x] /x %%");
  EXPECT_EQ(order_of({"send", "bob", "two  spaces\nand a line", "tail"}).text, "two  spaces\nand a line tail");
  EXPECT_EQ(order_of({"send", "bob", "\xc3\xa9t\xc3\xa9"}).text, "\xc3\xa9t\xc3\xa9");
}

// ---- The environment ----

TEST(Environment, IsLikeTheOptions) {
  const auto order = order_of(
      "peers",
      {{"EARSHOT_PROFILE", "work"}, {"EARSHOT_NICK", "ann"}, {"EARSHOT_IFACE", "eth0"}, {"EARSHOT_PORT", "5000"}});
  EXPECT_EQ(order.profile, "work");
  EXPECT_EQ(order.nick, "ann");
  EXPECT_THAT(order.ifaces, ElementsAre("eth0"));
  EXPECT_EQ(order.port, 5000);
}

TEST(Environment, IsBeatenByTheOptions) {
  const auto order = order_of(
      "peers --profile home --nick bob --iface wlan0 --port 6000",
      {{"EARSHOT_PROFILE", "work"}, {"EARSHOT_NICK", "ann"}, {"EARSHOT_IFACE", "eth0"}, {"EARSHOT_PORT", "5000"}});
  EXPECT_EQ(order.profile, "home");
  EXPECT_EQ(order.nick, "bob");
  EXPECT_THAT(order.ifaces, ElementsAre("wlan0"));
  EXPECT_EQ(order.port, 6000);
}

TEST(Environment, AnEmptyVariableIsNone) {
  const auto order = order_of("peers", {{"EARSHOT_PROFILE", ""},
                                        {"EARSHOT_NICK", ""},
                                        {"EARSHOT_IFACE", ""},
                                        {"EARSHOT_PORT", ""},
                                        {"EARSHOT_MODE", ""}});
  EXPECT_EQ(order.profile, "");
  EXPECT_THAT(order.ifaces, IsEmpty());
  EXPECT_EQ(order.port, 0);
  EXPECT_FALSE(order.json);
  EXPECT_FALSE(order.plain);
}

TEST(Environment, IsCheckedLikeTheOptions) {
  EXPECT_THAT(refusal_of("peers", {{"EARSHOT_PROFILE", "../x"}}), HasSubstr("cannot be the name of a profile"));
  EXPECT_THAT(refusal_of("peers", {{"EARSHOT_NICK", "a b"}}), HasSubstr("cannot be a nick"));
  EXPECT_THAT(refusal_of("peers", {{"EARSHOT_PORT", "47475"}}), HasSubstr("for the peers themselves"));
  EXPECT_THAT(refusal_of("peers", {{"EARSHOT_MODE", "fancy"}}),
              HasSubstr("EARSHOT_MODE is \"fancy\", but it can be auto, tui, plain or json."));
  EXPECT_TRUE(order_of("bob", {{"EARSHOT_MODE", "tui"}}).tui);
  EXPECT_FALSE(order_of("--plain", {{"EARSHOT_MODE", "tui"}}).tui);
  EXPECT_TRUE(order_of("--tui", {{"EARSHOT_MODE", "plain"}}).tui);
  EXPECT_FALSE(order_of("--tui --json").tui);
  EXPECT_THAT(refusal_of("peers --tui"), HasSubstr("terminal interface"));
}

// ---- The mode: first match wins ----

TEST(Mode, JsonBeatsPlainBeatsTheEnvironment) {
  EXPECT_TRUE(order_of("peers --json --plain").json);
  EXPECT_FALSE(order_of("peers --json --plain").plain);
  EXPECT_TRUE(order_of("peers", {{"EARSHOT_MODE", "json"}}).json);
  EXPECT_TRUE(order_of("peers", {{"EARSHOT_MODE", "plain"}}).plain);
  const auto plain = order_of("peers --plain", {{"EARSHOT_MODE", "json"}});
  EXPECT_TRUE(plain.plain);
  EXPECT_FALSE(plain.json);
  const auto json = order_of("peers --json", {{"EARSHOT_MODE", "plain"}});
  EXPECT_TRUE(json.json);
  EXPECT_FALSE(json.plain);
  EXPECT_FALSE(order_of("peers", {{"EARSHOT_MODE", "auto"}}).json);
}

TEST(Mode, JsonWithoutACommandIsTheBot) {
  EXPECT_EQ(order_of("--json").verb, Verb::bot);
  EXPECT_EQ(order_of("", {{"EARSHOT_MODE", "json"}}).verb, Verb::bot);
  EXPECT_EQ(order_of("--plain").verb, Verb::chat);
  EXPECT_EQ(order_of("demo --json").verb, Verb::demo);
}

// The bot's input says to whom each text goes: an address would be ignored.
TEST(Mode, JsonWithAPersonIsRefused) {
  EXPECT_THAT(refusal_of("--json bob"), HasSubstr("bot"));
  EXPECT_THAT(refusal_of("bob", {{"EARSHOT_MODE", "json"}}), HasSubstr("bot"));
}

// ---- Global options ----

TEST(Global, ProfileIsAPlainName) {
  EXPECT_EQ(order_of("--profile work-2").profile, "work-2");
  EXPECT_EQ(order_of({"--profile", std::string(32, 'a')}).profile.size(), 32U);
  EXPECT_THAT(refusal_of({"--profile", std::string(33, 'a')}), HasSubstr("cannot be the name of a profile"));
  for (const char* line : {"--profile A", "--profile ../x", "--profile a.b"})
    EXPECT_THAT(refusal_of(line), HasSubstr("cannot be the name of a profile")) << line;
}

TEST(Global, NickFollowsTheRulesOfNicks) {
  EXPECT_EQ(order_of("--nick ann peers").nick, "ann");
  EXPECT_EQ(order_of({"--nick", "a\xcc\x88nn"}).nick, "\xc3\xa4nn");  // composed
  for (const char* nick : {"a b", "me", "12", "a+b", "#a"})
    EXPECT_THAT(refusal_of({"--nick", nick}), HasSubstr("cannot be a nick")) << nick;
}

TEST(Global, PortIsNotOneOfThePeersOwn) {
  for (const char* port : {"1024", "47474", "47491", "65535"})
    EXPECT_EQ(order_of({"--port", port}).port, std::stoi(port));
  for (const char* port : {"47475", "47480", "47490"})
    EXPECT_THAT(refusal_of({"--port", port}), HasSubstr("Ports 47475 to 47490 are for the peers themselves."));
  for (const char* port : {"0", "1023", "65536", "-1", "5000x", "0x1f90", "5e3", "99999999999999999999"})
    EXPECT_THAT(refusal_of({"--port", port}), HasSubstr("is no port")) << port;
}

TEST(Global, LoStandsAlone) {
  EXPECT_THAT(order_of("--iface lo").ifaces, ElementsAre("lo"));
  EXPECT_THAT(order_of({"--iface", "!docker*"}).ifaces, ElementsAre("!docker*"));
  EXPECT_THAT(refusal_of("--iface lo --iface eth0"), HasSubstr("--iface lo does not go with others."));
  EXPECT_THAT(refusal_of("--iface eth0 --iface lo"), HasSubstr("--iface lo does not go with others."));
  EXPECT_THAT(refusal_of({"--iface", "!"}), HasSubstr("\"!\" names no interface."));
}

TEST(Global, ColourIsAutoAlwaysOrNever) {
  EXPECT_EQ(order_of("peers").colour, ColourWish::automatic);
  EXPECT_EQ(order_of("peers --color auto").colour, ColourWish::automatic);
  EXPECT_EQ(order_of("peers --color always").colour, ColourWish::always);
  EXPECT_EQ(order_of("peers --color=never").colour, ColourWish::never);
  for (const char* line : {"--color yes", "--color ALWAYS"})
    EXPECT_THAT(refusal_of(line), HasSubstr("auto, always or never")) << line;
}

TEST(Global, SwitchesAreOffUnlessGiven) {
  const auto off = order_of("peers");
  EXPECT_FALSE(off.json || off.plain || off.no_input || off.quiet || off.verbose || off.linger);
  const auto on = order_of("--no-input --quiet --verbose --linger");
  EXPECT_TRUE(on.no_input && on.quiet && on.verbose && on.linger);
}

// ---- Durations ----

TEST(Durations, AreSecondsWithTheirUsualValues) {
  EXPECT_EQ(order_of("bot").drain, Duration(5s));
  EXPECT_EQ(order_of("peers").wait, Duration(2s));
  EXPECT_EQ(order_of("send bob hi").timeout, std::nullopt);  // the sender's own 5 seconds
  EXPECT_EQ(order_of("listen").timeout, std::nullopt);
  EXPECT_EQ(order_of("bot --drain 0.25").drain, Duration(250ms));
  EXPECT_EQ(order_of("peers --wait 0").wait, Duration(0s));
  EXPECT_EQ(order_of("peers --wait 10").wait, Duration(10s));
}

TEST(Durations, NothingElseIsANumberOfSeconds) {
  for (const char* text : {"-1", "5s", "1,5", "nan", "inf", "0x10", "+5", "five", " 5", "1e99", "31622401"})
    EXPECT_THAT(refusal_of({"peers", "--wait", text}), HasSubstr("is no number of seconds for --wait")) << text;
  EXPECT_EQ(order_of("peers --wait 31622400").wait, Duration(31'622'400s));  // a leap year
  EXPECT_THAT(refusal_of("bot --drain x"), HasSubstr("for --drain"));
  EXPECT_THAT(refusal_of("listen --timeout x"), HasSubstr("for --timeout"));
}

TEST(Durations, SendWaitsAtLeastOneSecond) {
  EXPECT_EQ(order_of("send bob hi --timeout 1").timeout, Duration(1s));
  EXPECT_THAT(refusal_of("send bob hi --timeout 0.999"), HasSubstr("--timeout is at least 1 second."));
  EXPECT_THAT(refusal_of("send bob hi --timeout 0"), HasSubstr("--timeout is at least 1 second."));
  EXPECT_EQ(order_of("listen --timeout 0.5").timeout, Duration(500ms));
}

// ---- send ----

TEST(Send, ToAPersonOrARoom) {
  const auto person = order_of("send bob lunch at one?");
  EXPECT_THAT(person.to, ElementsAre("bob"));
  EXPECT_EQ(person.room, std::nullopt);
  EXPECT_EQ(person.text, "lunch at one?");
  const auto room = order_of("send #dev hi");
  EXPECT_THAT(room.to, IsEmpty());
  EXPECT_EQ(room.room, "#dev");
  EXPECT_EQ(room.text, "hi");
}

TEST(Send, WithToOrRoomEveryWordIsText) {
  const auto people = order_of("send --to carol --to dave bob is late");
  EXPECT_THAT(people.to, ElementsAre("carol", "dave"));
  EXPECT_EQ(people.text, "bob is late");
  const auto room = order_of("send bob is late --room dev");
  EXPECT_EQ(room.room, "dev");
  EXPECT_EQ(room.text, "bob is late");
  EXPECT_EQ(order_of({"send", "--room", "#dev", "hi"}).room, "#dev");
  EXPECT_THAT(refusal_of("send --to bob --room dev hi"), HasSubstr("--to and --room exclude each other."));
}

TEST(Send, TextFromTheStandardInput) {
  EXPECT_EQ(order_of("send bob").text, std::nullopt);
  EXPECT_EQ(order_of("send bob -").text, std::nullopt);
  EXPECT_EQ(order_of("send --room dev").text, std::nullopt);
  EXPECT_EQ(order_of("send --to bob -").text, std::nullopt);
  EXPECT_EQ(order_of("send bob - x").text, "- x");
  EXPECT_EQ(order_of({"send", "bob", ""}).text, "");  // an empty text is not a missing one
}

TEST(Send, HasOptionsOfItsOwn) {
  const auto order = order_of("send bob yes --reply-to m-4tz --queue --timeout 30");
  EXPECT_EQ(order.reply_to, "m-4tz");
  EXPECT_TRUE(order.queue);
  EXPECT_EQ(order.timeout, Duration(30s));
  EXPECT_FALSE(order_of("send bob yes").queue);
}

// ---- The other commands ----

TEST(Chat, IsWithAPersonARoomOrTheLobby) {
  EXPECT_EQ(order_of("").address, "");
  EXPECT_EQ(order_of("bob").address, "bob");
  EXPECT_EQ(order_of("#dev").address, "#dev");
  EXPECT_EQ(order_of("--plain bob --linger").address, "bob");
}

TEST(Listen, ChoosesWhatToPrint) {
  const auto order = order_of("listen --from bob --room dev --count 3 --timeout 60 --exec cat");
  EXPECT_EQ(order.from, "bob");
  EXPECT_EQ(order.room, "dev");
  EXPECT_EQ(order.count, 3U);
  EXPECT_EQ(order.timeout, Duration(60s));
  EXPECT_EQ(order.exec, "cat");
  const auto all = order_of("listen");
  EXPECT_EQ(all.room, std::nullopt);
  EXPECT_EQ(all.count, std::nullopt);
}

TEST(Listen, CountsFromOne) {
  EXPECT_EQ(order_of("listen --count 1").count, 1U);
  for (const char* count : {"0", "-1", "1.5", "x", "99999999999999999999"})
    EXPECT_THAT(refusal_of({"listen", "--count", count}), HasSubstr("is no number for --count")) << count;
}

TEST(Listen, SinceIsAMessageOrATime) {
  EXPECT_EQ(order_of("listen --since m-4tz05tz05tz05tz0").after, "m-4tz05tz05tz05tz0");
  EXPECT_EQ(order_of("listen --since 2025-11-22T11:02:03Z").since, Wall{1'763'809'323'000});
  EXPECT_EQ(order_of("listen").since, std::nullopt);
  EXPECT_THAT(refusal_of("listen --since yesterday"), HasSubstr("\"yesterday\" is no time for --since."));
}

TEST(History, ChoosesWhatToShow) {
  const auto order = order_of({"history", "bob", "--from", "ann", "--since", "2025-11-22T11:02:03Z", "--until",
                               "2025-11-22T11:03:03Z", "--grep", "a b", "-n", "7"});
  EXPECT_EQ(order.address, "bob");
  EXPECT_EQ(order.from, "ann");
  EXPECT_EQ(order.since, Wall{1'763'809'323'000});
  EXPECT_EQ(order.until, Wall{1'763'809'383'000});
  EXPECT_EQ(order.grep, "a b");
  EXPECT_EQ(order.newest, 7U);
  EXPECT_EQ(order_of("history").newest, std::nullopt);
  EXPECT_EQ(order_of("history --room dev").room, "dev");
  EXPECT_EQ(order_of({"history", "#dev"}).address, "#dev");
  EXPECT_THAT(refusal_of("history bob --room dev"), HasSubstr("exclude each other"));
  EXPECT_THAT(refusal_of("history --until soon"), HasSubstr("\"soon\" is no time for --until."));
}

TEST(History, NumbersAreFromOneToTenThousand) {
  EXPECT_EQ(order_of("history -n 1").newest, 1U);
  EXPECT_EQ(order_of("history -n 10000").newest, 10'000U);
  for (const char* n : {"0", "-1", "x", "10001", "1.5"})
    EXPECT_THAT(refusal_of({"history", "-n", n}), HasSubstr("is no number for -n")) << n;
  EXPECT_THAT(refusal_of("history -n"), HasSubstr("\"-n\" needs a value."));
}

TEST(Export, GoesToAFileOrTheStandardOutput) {
  EXPECT_EQ(order_of("export").word, "");
  EXPECT_FALSE(order_of("export").as_text);
  const auto order = order_of("export talk.txt --format text --force");
  EXPECT_EQ(order.word, "talk.txt");
  EXPECT_TRUE(order.as_text);
  EXPECT_TRUE(order.force);
  EXPECT_FALSE(order_of("export --format jsonl --json").as_text);
  EXPECT_THAT(refusal_of("export --format xml"), HasSubstr("jsonl or text"));
  EXPECT_THAT(refusal_of("export --format text --json"), HasSubstr("JSON lines only"));
  EXPECT_TRUE(order_of("export x --format text --json").as_text);
}

TEST(Look, HasItsOptions) {
  EXPECT_TRUE(order_of("peers --all").all);
  EXPECT_TRUE(order_of("peers --watch").watch);
  EXPECT_EQ(order_of("doctor").address, "");
  EXPECT_EQ(order_of("doctor carol").address, "carol");
  EXPECT_TRUE(order_of("doctor --report").report);
  EXPECT_TRUE(order_of("id --short").brief);
}

TEST(Demo, RefusesWhatItHasOfItsOwn) {
  EXPECT_THAT(refusal_of("demo --profile work"), HasSubstr("of its own"));
  EXPECT_THAT(refusal_of("demo --iface eth0"), HasSubstr("of its own"));
  EXPECT_THAT(refusal_of("demo --network home"), HasSubstr("of its own"));
  EXPECT_EQ(order_of("demo", {{"EARSHOT_NETWORK", "home"}}).network, "");
  EXPECT_THAT(refusal_of("--iface lo demo"), HasSubstr("of its own"));
  EXPECT_THAT(refusal_of("demo --port 5000"), HasSubstr("of its own"));
  // What is set for every run is not meant for the demo.
  EXPECT_EQ(order_of("demo", {{"EARSHOT_PROFILE", "work"}, {"EARSHOT_IFACE", "eth0"}}).profile, "demo");
}

constexpr Terminals kTerminal{true, true, true}, kPipe{false, true, true};

TEST(TextOfSend, IsReadFromATerminalOnlyWhenAskedTo) {
  EXPECT_TRUE(needs_text(order_of("send bob"), kTerminal));
  EXPECT_FALSE(needs_text(order_of("send bob -"), kTerminal));
  EXPECT_TRUE(needs_text(order_of("send bob - --no-input"), kTerminal));
  EXPECT_FALSE(needs_text(order_of("send bob"), kPipe));
  EXPECT_FALSE(needs_text(order_of("send bob hi"), kTerminal));
  EXPECT_FALSE(needs_text(order_of("peers"), kTerminal));
}

TEST(RefusedWords, AreAnsweredInJsonIfThatWasAskedFor) {
  const auto in_json = [](const char* line, const Environment& environment = {}) {
    return gist(split(line), variables(environment)).json;
  };
  EXPECT_TRUE(in_json("sned --json bob"));
  EXPECT_FALSE(in_json("sned bob"));
  EXPECT_FALSE(in_json("send bob -- --json"));
  EXPECT_TRUE(in_json("sned bob", {{"EARSHOT_MODE", "json"}}));
  EXPECT_FALSE(in_json("sned bob --plain", {{"EARSHOT_MODE", "json"}}));
  EXPECT_TRUE(in_json("bot --bogus"));
  EXPECT_TRUE(in_json("--bogus bot --plain"));
  EXPECT_FALSE(in_json("listen --from --json"));
}

TEST(RefusedWords, AreAnsweredAsTheirCommandEnds) {
  const auto ends_with_bye = [](const char* line) { return runs_on(gist(split(line), variables())); };
  for (const char* line : {"listen --count none", "--bogus bot", "run now", "demo --profile work", "--json bob",
                           "peers --bogus --watch", "--port 1 listen"})
    EXPECT_TRUE(ends_with_bye(line)) << line;
  for (const char* line : {"send", "peers --bogus", "bob ann", "rooms join", "help me"})
    EXPECT_FALSE(ends_with_bye(line)) << line;
}

}  // namespace
}  // namespace earshot::app
