// The command line as CLI11 knows it: every command, option and argument with its help text. Parsing, help and the
// completion scripts come from this one tree. Values stay text: cli.cpp checks them and speaks of them in our words.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <vector>

namespace earshot::app {

// What stands on the command line, undecoded.
struct Raw {
  bool version = false, json = false, plain = false, tui = false, no_input = false, quiet = false, linger = false;
  int verbose = 0;
  std::string profile, config_file, network, passphrase_file, passphrase_fd, port, nick, colour, drain;
  std::vector<std::string> ifaces;

  std::string peer;                // chat
  std::vector<std::string> words;  // send: TO and TEXT, for the help alone
  std::vector<std::string> to;
  std::string room, reply_to, timeout, from, count, exec, wait, since, until, grep, newest, format;
  bool queue = false, all = false, watch = false, brief = false, report = false, force = false, origin = false;
  std::string name, code;  // alias; verify
  bool qr = false, yes = false, history = false, verified = false;
  // history, export, verify, alias, block, unblock, forget, doctor, nick, add, completion, help, config get; rooms join
  // and leave
  std::string word;
};

class Tree {
 public:
  Tree();
  CLI::App& top() { return top_; }
  const CLI::App& top() const { return top_; }
  Raw raw;

 private:
  void add_global_options();
  void add_talk();
  void add_look();
  void add_people();
  void add_self();
  CLI::App* command(CLI::App& parent, const char* name, const char* does, const char* examples);

  CLI::App top_;
};

// "send", "rooms join": a command's words without the program's name.
std::string path_of(const CLI::App& command);
// The commands directly below.
std::vector<const CLI::App*> commands_of(const CLI::App& app);
// Of this command alone, with their dashes.
std::vector<std::string> long_options(const CLI::App& command);
// The words it takes.
std::vector<const CLI::Option*> arguments_of(const CLI::App& command);
std::string help_of(const CLI::App& command);

}  // namespace earshot::app
