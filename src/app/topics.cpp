#include "app/topics.h"

#include <map>

namespace earshot::app {
namespace {

const std::map<std::string, std::string>& topics() {
  static const std::map<std::string, std::string> texts{
      {"addressing",
       "How people and rooms are named, everywhere the same:\n\n"
       "  boss         a name of your own: earshot alias bob+7k3f boss\n"
       "  bob          the one person of that nick; if there are several, nothing is sent\n"
       "  bob+7k3f     with the tag that `earshot peers` shows: always one person\n"
       "  +7k3f9q      the beginning of the code, at least four letters\n"
       "  '#lobby'     a room; the shell takes an unquoted # for a comment\n\n"
       "A person who is called like a command is reached with the tag: earshot send help+7k3f hi\n"},
      {"environment",
       "Like the options of the same name: EARSHOT_PROFILE, EARSHOT_CONFIG, EARSHOT_NETWORK, EARSHOT_NICK,\n"
       "EARSHOT_IFACE, EARSHOT_PORT.\n"
       "EARSHOT_MODE is auto, tui, plain or json. NO_COLOR and EARSHOT_NO_COLOR turn colours off, CLICOLOR_FORCE on;\n"
       "TERM and COLORTERM say which colours the terminal has.\n"
       "Files: XDG_CONFIG_HOME, XDG_CONFIG_DIRS, XDG_DATA_HOME, XDG_STATE_HOME, XDG_RUNTIME_DIR.\n"
       "No secret is read from the environment.\n"},
      {"exit-codes",
       "  0   done; for send: every recipient's node has stored it\n"
       "  1   no, or a check failed\n"
       "  2   wrong usage\n"
       "  3   no such peer, room or message\n"
       "  4   the name is ambiguous; nothing was sent\n"
       "  5   not acknowledged: not here, or no answer\n"
       "  6   queued, not delivered\n"
       "  7   trust: the key changed, is not verified, or you blocked the peer; nothing was sent\n"
       "  8   refused by the other side\n"
       "  9   only some recipients have it\n"
       "  10  network trouble on this machine\n"
       "  11  local trouble: the profile is in use, the identity file cannot be read\n"
       "  12  the other side's version does not support it\n"
       "  130, 143  interrupted, terminated\n"},
      {"json",
       "With --json every line of the standard output is one JSON object with v, type and ts. The last one is "
       "`result`,\n"
       "or `bye` for commands that run on; its `exit` is the exit code. `earshot bot` takes objects with `do`, too:\n\n"
       "  {\"do\":\"send\",\"to\":\"bob\",\"text\":\"hi\",\"wait\":\"delivered\",\"req\":\"1\"}\n"
       "  {\"do\":\"peers\"}   {\"do\":\"nick\",\"name\":\"ann\"}   {\"do\":\"quit\"}\n"
       "  {\"do\":\"history\",\"peer\":\"bob\",\"n\":20}   {\"do\":\"search\",\"grep\":\"lunch\"}\n"},
      {"keys",
       "A person is a key; a name is only what it calls itself. What you know of a key stands beside the name:\n\n"
       "  new          first met today\n"
       "  seen         the same key as before\n"
       "  verified     you have compared codes or words: earshot verify bob\n"
       "  changed      another key under the name of somebody verified, who is not here: nothing is sent to the name\n"
       "  blocked      nothing from there is shown or answered: earshot block mallory\n\n"
       "To verify, use another way than this one: face to face, the telephone. Either both type `earshot verify` and\n"
       "read six words to each other, or one reads the code of `earshot id` and the other types it after --code.\n"
       "send --verified refuses everybody else.\n"},
      {"networks",
       "Everybody on the local network who runs earshot is on the open network. Nothing leaves it: there is no "
       "server.\n"
       "--network NAME is a private network, for those who have its passphrase. Nobody else on the wire can read "
       "names,\n"
       "rooms or texts, take part, or get an answer. What it does not hide: that computers here talk, when, and how "
       "much.\n"
       "Everybody with the passphrase can read everything, also what was recorded before; a new passphrase is a new\n"
       "network. The passphrase is asked for, or read from --passphrase-file PATH or --passphrase-fd N, and not kept.\n"
       "Make one with: earshot passphrase\n"
       "--iface lo stays on this machine, for several peers with a --profile each.\n"
       "One firewall rule is enough: 47474-47490/udp and 47475-47490/tcp.\n"},
      {"privacy",
       "Rooms are signed and can be read by everybody on this network. Direct messages can be read only by the two of\n"
       "you. On a private network (earshot help networks) only members can read or see anything of that.\n"
       "A name is not proven: a person is the code that `earshot id` shows (earshot help keys).\n"
       "Who is here can be seen by anybody.\n"},
      {"settings",
       "earshot needs no settings. Those it has stand in ~/.config/earshot/config.toml (earshot config path), lines "
       "of\n"
       "KEY = VALUE in sections, texts in quotes, lists on one line, # begins a comment:\n\n"
       "  nick = \"alice\"\n"
       "  [net]\n"
       "  interfaces = [\"eth0\"]\n"
       "  peers = [\"10.0.8.5\"]              # greeted directly\n"
       "  [ui]\n"
       "  presence = \"all\"\n"
       "  [keys]\n"
       "  \"alt-x\" = \"next-unread\"\n"
       "  [profile.work]                    # with --profile work\n"
       "  network = \"work\"\n"
       "  passphrase_file = \"work.pass\"     # beside this file\n\n"
       "Options are stronger than the environment, that than the file; [profile.NAME] is stronger than the rest of "
       "it.\n"
       "earshot config show lists them all, and with --origin where each comes from; /keys in the chat has the names "
       "of\n"
       "keys and actions. A backslash is a backslash. After a change: earshot config check, and a new start.\n"},
  };
  return texts;
}

}  // namespace

std::optional<std::string> help_on(const Tree& tree, const std::string& topic) {
  if (topic.empty()) return help_of(tree.top());
  for (const auto* command : commands_of(tree.top()))
    if (command->get_name() == topic) return help_of(*command);
  const auto found = topics().find(topic);
  return found == topics().end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> help_topics() {
  std::vector<std::string> names;
  for (const auto& [name, text] : topics()) names.push_back(name);
  const Tree tree;
  for (const auto* command : commands_of(tree.top())) names.push_back(command->get_name());
  return names;
}

}  // namespace earshot::app
