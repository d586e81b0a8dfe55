#include "app/tree.h"

namespace earshot::app {
namespace {

constexpr const char* kTopExamples =
    "earshot: chat with the people on this network, without a server.\n\n"
    "  earshot                          open the chat\n"
    "  earshot send bob lunch?          send one message and wait for its acknowledgement\n"
    "  earshot demo                     see how it works, on this machine alone\n";

// Help opens with the examples. CLI11 would print a footer last.
class ExamplesFirst : public CLI::Formatter {
 public:
  std::string make_description(const CLI::App* app) const override {
    const auto examples = app->get_footer();
    return app->get_description() + "\n" + (examples.empty() ? "" : "\n" + examples + "\n");
  }
  std::string make_footer(const CLI::App*) const override { return {}; }
  // An argument's name says what it is.
  std::string make_option_opts(const CLI::Option* option) const override {
    return option->get_positional() ? std::string() : Formatter::make_option_opts(option);
  }
};

}  // namespace

Tree::Tree() : top_(kTopExamples, "earshot") {
  top_.formatter(std::make_shared<ExamplesFirst>());
  top_.set_help_flag("-h,--help", "print this help");
  top_.add_flag("-V,--version", raw.version, "print the version");
  top_.add_option("PEER", raw.peer, "whom to write to: a person, or a room as '#room'; else the lobby");
  add_global_options();
  top_.require_subcommand(0, 1);
  top_.fallthrough();  // before the commands are added: global options may stand behind them
  add_talk();
  add_look();
  add_people();
  add_self();
}

CLI::App* Tree::command(CLI::App& parent, const char* name, const char* does, const char* examples) {
  CLI::App* const command = parent.add_subcommand(name, does);
  command->footer(examples);
  command->require_subcommand(0);
  return command;
}

void Tree::add_global_options() {
  top_.add_flag("--json", raw.json, "JSON lines on the standard output");
  top_.add_flag("--plain", raw.plain, "plain lines, no screen control");
  top_.add_flag("--tui", raw.tui, "insist on the terminal interface");
  top_.add_option("--profile", raw.profile, "another identity")->type_name("NAME");
  top_.add_option("--config", raw.config_file, "settings from there, not from the usual file")->type_name("FILE");
  top_.add_option("--network", raw.network, "a private network: for those who have its passphrase")->type_name("NAME");
  top_.add_option("--passphrase-file", raw.passphrase_file, "read the passphrase from there; else it is asked for")
      ->type_name("PATH");
  top_.add_option("--passphrase-fd", raw.passphrase_fd, "read it from this descriptor")->type_name("N");
  top_.add_option("--iface", raw.ifaces, "use this network interface, repeatable; lo: stay on this machine")
      ->type_name("NAME")
      ->expected(1, 64)
      ->allow_extra_args(false);
  top_.add_option("--port", raw.port, "discovery port, the same on every machine (47474)")->type_name("N");
  top_.add_option("--nick", raw.nick, "nickname for this run")->type_name("NAME");
  top_.add_option("--color", raw.colour, "colours: auto, always or never")->type_name("WHEN");
  top_.add_flag("--no-input", raw.no_input, "never ask");
  top_.add_flag("-q,--quiet", raw.quiet, "say only what failed");
  top_.add_flag("-v,--verbose", raw.verbose, "say more, repeatable");
  top_.add_option("--drain", raw.drain, "at the end of input, seconds to wait for acknowledgements (5)")
      ->type_name("SEC");
  top_.add_flag("--linger", raw.linger, "at the end of input, go on listening");
}

void Tree::add_talk() {
  CLI::App* const send = command(top_, "send", "send a message and wait for the acknowledgement",
                                 "  earshot send bob lunch at one?\n"
                                 "  earshot send --room lobby 'the printer works again'\n"
                                 "  df -h | earshot send bob+7k3f\n");
  send->add_option("TO", raw.words, "a person or '#room', then the text; - or nothing: the text comes from a pipe");
  send->add_option("--to", raw.to, "instead of TO, repeatable: the same text to several")
      ->type_name("PEER")
      ->expected(1, 64)
      ->allow_extra_args(false);
  send->add_option("--room", raw.room, "instead of TO")->type_name("NAME");
  send->add_option("--reply-to", raw.reply_to, "answer a message")->type_name("ID");
  send->add_option("--timeout", raw.timeout, "how long to wait for the acknowledgement (5)")->type_name("SEC");
  send->add_flag("--queue", raw.queue, "if TO is not here, leave it with the running node");
  send->add_flag("--verified", raw.verified, "refuse unless every recipient is verified");

  CLI::App* const listen = command(top_, "listen", "print messages as they come",
                                   "  earshot listen\n"
                                   "  earshot listen --room lobby --count 1 --timeout 60\n"
                                   "  earshot listen --from bob --exec 'jq -r .text | espeak'\n");
  listen->add_option("--from", raw.from, "only from this person")->type_name("PEER");
  listen->add_option("--room", raw.room, "only of this room")->type_name("NAME");
  listen->add_option("--count", raw.count, "end after so many")->type_name("N");
  listen->add_option("--since", raw.since, "first what came since then, or since the message of this id")
      ->type_name("ID|TIME");
  listen->add_option("--timeout", raw.timeout, "end after so long")->type_name("SEC");
  listen->add_option("--exec", raw.exec, "run this by /bin/sh for each message, which comes as JSON on its input")
      ->type_name("CMD");

  command(top_, "bot", "JSON lines in both directions",
          "  earshot bot\n"
          "  echo '{\"do\":\"peers\"}' | earshot bot\n"
          "  earshot help json\n");
}

void Tree::add_look() {
  CLI::App* const peers = command(top_, "peers", "who is here",
                                  "  earshot peers\n"
                                  "  earshot peers --wait 5 --json\n"
                                  "  earshot peers --watch\n");
  peers->add_flag("--all", raw.all, "also who was seen before");
  peers->add_flag("--watch", raw.watch, "go on and tell who comes and goes");
  peers->add_option("--wait", raw.wait, "how long to look (2)")->type_name("SEC");

  CLI::App* const history = command(top_, "history", "what was said before",
                                    "  earshot history bob\n"
                                    "  earshot history '#lobby' --since 2d\n"
                                    "  earshot history --grep 'build broken' -n 5\n");
  history->add_option("PEER", raw.word, "with this person, or in a room as '#room'; else everywhere");
  history->add_option("--room", raw.room, "instead of PEER")->type_name("NAME");
  history->add_option("--from", raw.from, "only by this person")->type_name("PEER");
  history->add_option("--since", raw.since, "from then on: 2h, 3d, 2026-11-25, '2026-11-25 10:41'")->type_name("TIME");
  history->add_option("--until", raw.until, "up to then; a day or minute to its end")->type_name("TIME");
  history->add_option("--grep", raw.grep, "only with all of these words, or parts of words, in it")->type_name("WORDS");
  history->add_option("-n", raw.newest, "the newest so many (50; with --since 10000)")->type_name("N");

  CLI::App* const all = command(top_, "export", "everything that was said, the oldest first",
                                "  earshot export talk.jsonl\n"
                                "  earshot export --format text | less\n");
  all->add_option("FILE", raw.word, "where to; else the standard output");
  all->add_option("--format", raw.format, "jsonl, as history --json has it, or text (jsonl)")->type_name("FORMAT");
  all->add_flag("--force", raw.force, "replace FILE if it is there");

  CLI::App* const rooms = command(top_, "rooms", "the rooms that are known here",
                                  "  earshot rooms\n"
                                  "  earshot rooms join dev\n");
  CLI::App* const join = command(*rooms, "join", "join a room",
                                 "  earshot rooms join dev\n"
                                 "  earshot rooms join '#dev'\n");
  join->add_option("ROOM", raw.word, "its name")->required();
  CLI::App* const leave = command(*rooms, "leave", "leave a room",
                                  "  earshot rooms leave dev\n"
                                  "  earshot rooms leave '#dev'\n");
  leave->add_option("ROOM", raw.word, "its name")->required();

  command(top_, "status", "whether this profile's node runs", "  earshot status\n  earshot status --json\n");
  CLI::App* const doctor = command(top_, "doctor", "find out why people do not see each other",
                                   "  earshot doctor\n"
                                   "  earshot doctor carol\n"
                                   "  earshot doctor --report > report.txt\n");
  doctor->add_option("PEER", raw.word, "look at the connection with this person only");
  doctor->add_flag("--report", raw.report, "leave out names, to show it to others");
}

void Tree::add_people() {
  CLI::App* const add = command(top_, "add", "greet a machine that broadcast does not reach",
                                "  earshot add 192.168.1.7\n"
                                "  earshot add '[fe80::1%2]:47474'\n");
  add->add_option("ADDRESS", raw.word, "with or without :PORT")->required();
  CLI::App* const verify = command(top_, "verify", "make sure that a key is a person's: compare codes or words",
                                   "  earshot verify bob                     and bob: earshot verify alice\n"
                                   "  earshot verify bob --code '7k3f 9qwm ...'\n"
                                   "  earshot verify bob --qr < pasted.txt\n");
  verify->add_option("PEER", raw.word, "who it is")->required();
  verify->add_option("--code", raw.code, "what was read out, as bob sees it with: earshot id")->type_name("CODE");
  verify->add_flag("--qr", raw.qr, "read the text of a QR code (earshot id --qr) from the standard input");
  verify->add_flag("--yes", raw.yes, "with --code or --qr: mark the key as verified without asking");
  CLI::App* const alias = command(top_, "alias", "a name of your own for somebody",
                                  "  earshot alias bob+7k3f boss\n"
                                  "  earshot alias boss ''                  removes it\n");
  alias->add_option("PEER", raw.word, "who it is")->required();
  alias->add_option("NAME", raw.name, "the name; empty removes it")->required();
  CLI::App* const block = command(top_, "block", "take nothing more from somebody",
                                  "  earshot block mallory\n"
                                  "  earshot unblock mallory\n");
  block->add_option("PEER", raw.word, "who it is")->required();
  CLI::App* const unblock = command(top_, "unblock", "take messages again",
                                    "  earshot unblock mallory\n"
                                    "  earshot peers --all                    shows who is blocked\n");
  unblock->add_option("PEER", raw.word, "who it is")->required();
  CLI::App* const forget = command(top_, "forget", "drop what is known of somebody",
                                   "  earshot forget mallory\n"
                                   "  earshot forget mallory --history --yes\n");
  forget->add_option("PEER", raw.word, "who it is")->required();
  forget->add_flag("--history", raw.history, "the messages, too");
  forget->add_flag("--yes", raw.yes, "do not ask");
}

void Tree::add_self() {
  CLI::App* const id = command(top_, "id", "name, tag, code and addresses",
                               "  earshot id\n"
                               "  earshot id --short\n"
                               "  earshot id --qr\n");
  id->add_flag("--short", raw.brief, "only the name with its tag");
  id->add_flag("--qr", raw.qr, "the code as a QR code, too");
  CLI::App* const nick = command(top_, "nick", "change my nickname",
                                 "  earshot nick alice\n"
                                 "  earshot --nick test send bob hi     only for this run\n");
  nick->add_option("NAME", raw.word, "1 to 32 letters, digits and - _ .")->required();
  command(top_, "passphrase", "make a passphrase for a private network",
          "  earshot passphrase\n"
          "  (umask 077; earshot passphrase > home.pass)\n"
          "  earshot --network home --passphrase-file home.pass\n");
  command(top_, "run", "the node without a face", "  earshot run\n  earshot run --json\n");
  command(top_, "demo", "a chat on this machine alone, with two built-in companions",
          "  earshot demo\n"
          "  earshot demo --json </dev/null\n");
  CLI::App* const config = command(top_, "config", "what the settings are (earshot help settings)",
                                   "  earshot config show --origin           and where each comes from\n"
                                   "  earshot config check\n"
                                   "  earshot config path                    the places of all files\n");
  CLI::App* const show = command(*config, "show", "all settings with their values",
                                 "  earshot config show\n"
                                 "  earshot --profile work config show --origin\n");
  show->add_flag("--origin", raw.origin, "where each comes from, too");
  CLI::App* const get = command(*config, "get", "the value of one",
                                "  earshot config get nick\n"
                                "  earshot config get ui.presence\n");
  get->add_option("KEY", raw.word, "its name, as config show has it")->required();
  command(*config, "check", "what is wrong in the files",
          "  earshot config check\n"
          "  earshot --config new.toml config check\n");
  command(*config, "path", "the places of all files", "  earshot config path\n  earshot --json config path\n");
  CLI::App* const completion =
      command(top_, "completion", "a completion script for a shell",
              "  earshot completion bash > ~/.local/share/bash-completion/completions/earshot\n"
              "  earshot completion fish > ~/.config/fish/completions/earshot.fish\n"
              "  source <(earshot completion zsh)     in ~/.zshrc, after compinit\n");
  completion->add_option("SHELL", raw.word, "bash, zsh or fish")->required();
  CLI::App* const help = command(top_, "help", "help on a command or a topic",
                                 "  earshot help\n"
                                 "  earshot help send\n"
                                 "  earshot help addressing\n");
  help->add_option("TOPIC", raw.word,
                   "a command, or addressing, environment, exit-codes, json, keys, networks, privacy, settings");
  command(top_, "version", "the version", "  earshot version\n  earshot version --json\n");
}

std::string path_of(const CLI::App& command) {
  const CLI::App* const parent = command.get_parent();
  if (parent == nullptr) return {};
  const std::string above = path_of(*parent);
  return above.empty() ? command.get_name() : above + " " + command.get_name();
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* it) { return !it->get_name().empty(); });
}

std::vector<std::string> long_options(const CLI::App& command) {
  std::vector<std::string> names;
  for (const auto* option : command.get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::vector<const CLI::Option*> arguments_of(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

// Not App::help(), which would answer for the command that was chosen on the command line.
std::string help_of(const CLI::App& command) {
  const auto path = path_of(command);
  return command.get_formatter()->make_help(&command, path.empty() ? "earshot" : "earshot " + path,
                                            CLI::AppFormatMode::Normal);
}

}  // namespace earshot::app
