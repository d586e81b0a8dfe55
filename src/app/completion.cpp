#include "app/completion.h"

#include <set>

#include "app/topics.h"

namespace earshot::app {
namespace {

template <class Words>
std::string joined(const Words& words, const char* between) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : between) + word;
  return all;
}

bool takes_value(const CLI::Option& option) { return option.get_expected_max() > 0; }

// What can stand behind a command: the commands below it, or what its argument is chosen from.
std::vector<std::string> words_after(const CLI::App& command) {
  if (command.get_name() == "completion") return {"bash", "zsh", "fish"};
  if (command.get_name() == "help") return help_topics();
  std::vector<std::string> names;
  for (const auto* below : commands_of(command)) names.push_back(below->get_name());
  return names;
}

// The options whose next word is their value.
std::set<std::string> options_with_value(const CLI::App& app) {
  std::set<std::string> names;
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames())
      if (takes_value(*option)) names.insert("--" + name);
  for (const auto* command : commands_of(app)) names.merge(options_with_value(*command));
  return names;
}

std::string bash_case(const std::string& pattern, const CLI::App& command, const CLI::App& top) {
  auto offers = words_after(command);
  for (const auto& name : long_options(command)) offers.push_back(name);
  for (const auto& name : long_options(top))
    if (!command.get_option_no_throw(name)) offers.push_back(name);
  return "    " + pattern + ") offers=\"" + joined(offers, " ") + "\" ;;\n";
}

// No variable is called `words`: zsh keeps something of its own there.
std::string bash(const Tree& tree) {
  std::string script =
      "_earshot() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} command= offers= i\n"
      "  for ((i = 1; i < COMP_CWORD; ++i)); do\n"
      "    case ${COMP_WORDS[i]} in\n"
      "      " +
      joined(options_with_value(tree.top()), "|") +
      ")\n"
      "        ((++i))\n"
      "        [[ ${COMP_WORDS[i]} == = ]] && ((++i))  # bash cuts --port=5 into three words\n"
      "        ;;\n"
      "      -*) ;;\n"
      "      *) command=${command:-${COMP_WORDS[i]}} ;;\n"
      "    esac\n"
      "  done\n"
      "  COMPREPLY=()\n"
      "  ((i > COMP_CWORD)) && return  # the value of an option\n"
      "  case $command in\n";
  for (const auto* command : commands_of(tree.top())) script += bash_case(command->get_name(), *command, tree.top());
  script += bash_case("*", tree.top(), tree.top()) +
            "  esac\n"
            "  COMPREPLY=($(compgen -W \"$offers\" -- \"$word\"))\n"
            "}\n"
            "complete -F _earshot earshot\n";
  return script;
}

std::string fish_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char letter : text) {
    if (letter == '\'' || letter == '\\') quoted += '\\';
    quoted += letter;
  }
  return quoted + "'";
}

// `condition`: when to offer it.
std::string fish_options(const CLI::App& app, const std::string& condition) {
  std::string lines;
  for (const auto* option : app.get_options()) {
    if (option->get_lnames().empty()) continue;
    lines += "complete -c earshot" + condition;
    for (const auto& letter : option->get_snames()) lines += " -s " + letter;
    for (const auto& name : option->get_lnames()) lines += " -l " + name;
    if (takes_value(*option)) lines += " -x";
    lines += " -d " + fish_quoted(option->get_description()) + "\n";
  }
  return lines;
}

std::string fish(const Tree& tree) {
  std::string script = "complete -c earshot -f\n" + fish_options(tree.top(), "");
  for (const auto* command : commands_of(tree.top())) {
    const auto& name = command->get_name();
    script += "complete -c earshot -n __fish_use_subcommand -a " + name + " -d " +
              fish_quoted(command->get_description()) + "\n";
    const auto seen = " -n '__fish_seen_subcommand_from " + name + "'";
    if (const auto words = words_after(*command); !words.empty())
      script += "complete -c earshot" + seen + " -a '" + joined(words, " ") + "'\n";
    script += fish_options(*command, seen);
  }
  return script;
}

}  // namespace

std::optional<std::string> completion_script(const Tree& tree, const std::string& shell) {
  if (shell == "bash") return bash(tree);
  // zsh reads bash's scripts.
  if (shell == "zsh") return "autoload -U +X bashcompinit && bashcompinit\n" + bash(tree);
  if (shell == "fish") return fish(tree);
  return std::nullopt;
}

}  // namespace earshot::app
