#include "front/slash.h"

#include <algorithm>
#include <array>

#include "earshot/text/text.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::size_t kFormColumns = 22;

struct SlashEntry {
  SlashWord word;
  const char* name;
  const char* form;
  const char* does;
  Chat chat = Chat::lines;  // this one, and those with more
};
constexpr auto kScreen = Chat::screen;
constexpr std::array kSlashEntries{
    SlashEntry{SlashWord::help, "help", "/help [COMMAND]", "this list"},
    SlashEntry{SlashWord::go, "go", "/go PEER or #ROOM", "whom the next lines are for"},
    SlashEntry{SlashWord::msg, "msg", "/msg PEER TEXT", "write to somebody without leaving here"},
    SlashEntry{SlashWord::peers, "peers", "/peers", "who is here"},
    SlashEntry{SlashWord::whois, "whois", "/whois PEER", "tag, trust, code and addresses of one person"},
    SlashEntry{SlashWord::rooms, "rooms", "/rooms", "the rooms that are known here"},
    SlashEntry{SlashWord::join, "join", "/join ROOM", "join a room and write there"},
    SlashEntry{SlashWord::leave, "leave", "/leave [ROOM]", "leave a room"},
    SlashEntry{SlashWord::me, "me", "/me ACTION", "\"* alice waves\""},
    SlashEntry{SlashWord::nick, "nick", "/nick NAME", "change your nickname"},
    SlashEntry{SlashWord::away, "away", "/away", "tell others that you are away"},
    SlashEntry{SlashWord::back, "back", "/back", "and back again"},
    SlashEntry{SlashWord::add, "add", "/add ADDRESS", "greet a machine that broadcast does not reach"},
    SlashEntry{SlashWord::verify, "verify", "/verify PEER [CODE]",
               "compare codes, or words to read aloud; then yes or no"},
    SlashEntry{SlashWord::alias, "alias", "/alias PEER [NAME]", "a name of your own for somebody; none removes it"},
    SlashEntry{SlashWord::block, "block", "/block PEER", "take nothing more from somebody"},
    SlashEntry{SlashWord::unblock, "unblock", "/unblock PEER", "and again"},
    SlashEntry{SlashWord::forget, "forget", "/forget PEER yes",
               "drop what is known of somebody; history instead of yes: messages too"},
    SlashEntry{SlashWord::reply, "reply", "/reply [N] TEXT", "answer the last message here, or the Nth last"},
    SlashEntry{SlashWord::retry, "retry", "/retry [N]", "send again what failed last here, or Nth last"},
    SlashEntry{SlashWord::withdraw, "withdraw", "/withdraw [N]", "take back what still waits for somebody who is away"},
    SlashEntry{SlashWord::find, "find", "/find [-a] WORDS", "what was said here with these words; -a: anywhere"},
    SlashEntry{SlashWord::doctor, "doctor", "/doctor [PEER]", "find out why people do not see each other"},
    SlashEntry{SlashWord::quit, "quit", "/quit", "leave; Ctrl-D does the same"},
    SlashEntry{SlashWord::close, "close", "/close", "back to the conversation before; nothing is left or deleted",
               kScreen},
    SlashEntry{SlashWord::info, "info", "/info [N]", "who has your last message, or the Nth last, and when", kScreen},
    SlashEntry{SlashWord::copy, "copy", "/copy [N]", "the last message here to the clipboard, or the Nth last",
               kScreen},
    SlashEntry{SlashWord::open, "open", "/open [N]", "open a link of this conversation: its number on the screen",
               kScreen},
    SlashEntry{SlashWord::unread, "unread", "/unread", "from here on nothing is read", kScreen},
    SlashEntry{SlashWord::read, "read", "/read all", "everything is read, everywhere", kScreen},
    SlashEntry{SlashWord::clear, "clear", "/clear", "an empty view; nothing is deleted", kScreen},
    SlashEntry{SlashWord::set, "set", "/set [KEY [VALUE]]", "settings of this run", kScreen},
    SlashEntry{SlashWord::notify, "notify", "/notify WHAT", "direct, mentions, all or off: what draws your attention",
               kScreen},
    SlashEntry{SlashWord::editor, "editor", "/editor", "write the next message in your editor", kScreen},
    SlashEntry{SlashWord::bare, "bare", "/bare", "plain lines, to select text with the terminal's own means", kScreen},
    SlashEntry{SlashWord::keys, "keys", "/keys", "what the keys do", kScreen},
};

bool is_ascii_letter(char it) { return (it >= 'a' && it <= 'z') || (it >= 'A' && it <= 'Z'); }

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_known(const SlashEntry& entry, Chat chat) { return entry.chat <= chat; }

const SlashEntry* find(std::string_view name, Chat chat) {
  const auto* const at = std::find_if(kSlashEntries.begin(), kSlashEntries.end(), [name, chat](const SlashEntry& it) {
    return name == it.name && is_known(it, chat);
  });
  return at == kSlashEntries.end() ? nullptr : at;
}

NoCommand unknown(std::string_view name, Chat chat) {
  if (name.find('/') != std::string_view::npos)
    return {say("/{1} is not a command. To send it as text, start with //", {name})};
  const auto nearest = text::nearest(name, slash_names(chat));
  if (!nearest) return {say("no command /{1}. See /help. To send it as text, start with //", {name})};
  return {say("no command /{1}. Did you mean /{2}? To send it as text, start with //", {name, *nearest})};
}

std::string help_line(const SlashEntry& entry) { return "  " + padded(entry.form, kFormColumns) + say(entry.does); }

}  // namespace

Split split_first(std::string_view words) {
  const std::string_view text = trimmed(words);
  const auto space = text.find_first_of(" \t");
  if (space == std::string_view::npos) return {std::string(text), {}};
  return {std::string(text.substr(0, space)), std::string(trimmed(text.substr(space)))};
}

ChatLine parse_chat_line(std::string_view line, Chat chat) {
  const std::string_view text = trimmed(line);  // a leading space does not hide a command
  if (text.starts_with("//")) return PlainText{std::string(text.substr(1))};
  if (text.size() < 2 || text[0] != '/' || !is_ascii_letter(text[1])) return PlainText{std::string(line)};
  const Split split = split_first(text.substr(1));
  const SlashEntry* entry = find(split.first, chat);
  if (entry == nullptr) return unknown(split.first, chat);
  return Slash{entry->word, split.rest};
}

std::vector<std::string> slash_help(std::string_view word, Chat chat) {
  const std::string_view name = word.starts_with('/') ? word.substr(1) : word;
  if (const SlashEntry* entry = find(name, chat)) return {help_line(*entry)};
  std::vector<std::string> lines;
  for (const SlashEntry& entry : kSlashEntries)
    if (is_known(entry, chat)) lines.push_back(help_line(entry));
  return lines;
}

std::vector<std::string> slash_names(Chat chat) {
  std::vector<std::string> names;
  for (const SlashEntry& entry : kSlashEntries)
    if (is_known(entry, chat)) names.emplace_back(entry.name);
  return names;
}

std::string slash_form(SlashWord word) {
  const auto* const at = std::find_if(kSlashEntries.begin(), kSlashEntries.end(),
                                      [word](const SlashEntry& it) { return it.word == word; });
  return at == kSlashEntries.end() ? std::string() : at->form;
}

}  // namespace earshot::front
