#include "app/completion.h"

namespace earshot::app {
namespace {

std::string long_options(const CLI::App& app) {
  std::string names;
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) names += " --" + name;
  return names;
}

std::string names_of(const CLI::App& app) {
  std::string names;
  for (const auto* command : commands_of(app)) names += (names.empty() ? "" : " ") + command->get_name();
  return names;
}

std::string bash(const Tree& tree) {
  std::string script =
      "_earshot() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} command= i\n"
      "  for ((i = 1; i < COMP_CWORD; ++i)); do\n"
      "    [[ ${COMP_WORDS[i]} != -* ]] && command=${COMP_WORDS[i]} && break\n"
      "  done\n"
      "  case $command in\n";
  for (const auto* command : commands_of(tree.top()))
    script += "    " + command->get_name() + ") words=\"" + names_of(*command) + long_options(*command) +
              long_options(tree.top()) + "\" ;;\n";
  script += "    *) words=\"" + names_of(tree.top()) + long_options(tree.top()) +
            "\" ;;\n"
            "  esac\n"
            "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
            "}\n"
            "complete -F _earshot earshot\n";
  return script;
}

std::string fish(const Tree& tree) {
  std::string script = "complete -c earshot -f\n";
  for (const auto* command : commands_of(tree.top())) {
    script += "complete -c earshot -n __fish_use_subcommand -a " + command->get_name() + " -d '" +
              command->get_description() + "'\n";
    for (const auto* option : command->get_options())
      for (const auto& name : option->get_lnames())
        script += "complete -c earshot -n '__fish_seen_subcommand_from " + command->get_name() + "' -l " + name + "\n";
  }
  for (const auto* option : tree.top().get_options())
    for (const auto& name : option->get_lnames()) script += "complete -c earshot -l " + name + "\n";
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
