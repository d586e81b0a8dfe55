#include "front/slash.h"

#include <algorithm>
#include <array>

#include "earshot/text/text.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::size_t kSuggestionDistance = 2;
constexpr std::size_t kFormColumns = 22;

struct Entry {
  SlashWord word;
  const char* name;
  const char* form;
  const char* does;
  Chat chat = Chat::lines;  // this one, and those with more
};
constexpr auto kScreen = Chat::screen;
constexpr std::array kEntries{
    Entry{SlashWord::help, "help", "/help [COMMAND]", "this list"},
    Entry{SlashWord::go, "go", "/go PEER or #ROOM", "whom the next lines are for"},
    Entry{SlashWord::msg, "msg", "/msg PEER TEXT", "write to somebody without leaving here"},
    Entry{SlashWord::peers, "peers", "/peers", "who is here"},
    Entry{SlashWord::whois, "whois", "/whois PEER", "tag, trust, code and addresses of one person"},
    Entry{SlashWord::rooms, "rooms", "/rooms", "the rooms that are known here"},
    Entry{SlashWord::join, "join", "/join ROOM", "join a room and write there"},
    Entry{SlashWord::leave, "leave", "/leave [ROOM]", "leave a room"},
    Entry{SlashWord::me, "me", "/me ACTION", "\"* alice waves\""},
    Entry{SlashWord::nick, "nick", "/nick NAME", "change your nickname"},
    Entry{SlashWord::away, "away", "/away", "tell others that you are away"},
    Entry{SlashWord::back, "back", "/back", "and back again"},
    Entry{SlashWord::add, "add", "/add ADDRESS", "greet a machine that broadcast does not reach"},
    Entry{SlashWord::verify, "verify", "/verify PEER [CODE]", "compare codes, or words to read aloud; then yes or no"},
    Entry{SlashWord::alias, "alias", "/alias PEER [NAME]", "a name of your own for somebody; none removes it"},
    Entry{SlashWord::block, "block", "/block PEER", "take nothing more from somebody"},
    Entry{SlashWord::unblock, "unblock", "/unblock PEER", "and again"},
    Entry{SlashWord::forget, "forget", "/forget PEER yes",
          "drop what is known of somebody; history instead of yes: messages too"},
    Entry{SlashWord::reply, "reply", "/reply [N] TEXT", "answer the last message here, or the Nth last"},
    Entry{SlashWord::retry, "retry", "/retry [N]", "send again what failed last here, or Nth last"},
    Entry{SlashWord::withdraw, "withdraw", "/withdraw [N]", "take back what still waits for somebody who is away"},
    Entry{SlashWord::find, "find", "/find [-a] WORDS", "what was said here with these words; -a: anywhere"},
    Entry{SlashWord::doctor, "doctor", "/doctor [PEER]", "find out why people do not see each other"},
    Entry{SlashWord::quit, "quit", "/quit", "leave; Ctrl-D does the same"},
    Entry{SlashWord::close, "close", "/close", "back to the conversation before; nothing is left or deleted", kScreen},
    Entry{SlashWord::info, "info", "/info [N]", "who has your last message, or the Nth last, and when", kScreen},
    Entry{SlashWord::copy, "copy", "/copy [N]", "the last message here to the clipboard, or the Nth last", kScreen},
    Entry{SlashWord::open, "open", "/open [N]", "open a link of this conversation: its number on the screen", kScreen},
    Entry{SlashWord::unread, "unread", "/unread", "from here on nothing is read", kScreen},
    Entry{SlashWord::read, "read", "/read all", "everything is read, everywhere", kScreen},
    Entry{SlashWord::clear, "clear", "/clear", "an empty view; nothing is deleted", kScreen},
    Entry{SlashWord::set, "set", "/set [KEY [VALUE]]", "settings of this run", kScreen},
    Entry{SlashWord::notify, "notify", "/notify WHAT", "direct, mentions, all or off: what draws your attention",
          kScreen},
    Entry{SlashWord::editor, "editor", "/editor", "write the next message in your editor", kScreen},
    Entry{SlashWord::bare, "bare", "/bare", "plain lines, to select text with the terminal's own means", kScreen},
    Entry{SlashWord::keys, "keys", "/keys", "what the keys do", kScreen},
};

bool is_letter(char it) { return (it >= 'a' && it <= 'z') || (it >= 'A' && it <= 'Z'); }

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_known(const Entry& entry, Chat chat) { return entry.chat <= chat; }

const Entry* find(std::string_view name, Chat chat) {
  const auto* const at = std::find_if(kEntries.begin(), kEntries.end(),
                                      [name, chat](const Entry& it) { return name == it.name && is_known(it, chat); });
  return at == kEntries.end() ? nullptr : at;
}

NoCommand unknown(std::string_view name, Chat chat) {
  if (name.find('/') != std::string_view::npos)
    return {say("/{1} is not a command. To send it as text, start with //", {name})};
  const Entry* nearest = nullptr;
  std::size_t distance = kSuggestionDistance + 1;
  for (const Entry& entry : kEntries) {
    if (!is_known(entry, chat)) continue;
    const std::size_t far = text::distance(name, entry.name, kSuggestionDistance);
    if (far < distance) {
      distance = far;
      nearest = &entry;
    }
  }
  if (nearest == nullptr) return {say("no command /{1}. See /help. To send it as text, start with //", {name})};
  return {say("no command /{1}. Did you mean /{2}? To send it as text, start with //", {name, nearest->name})};
}

std::string help_line(const Entry& entry) { return "  " + padded(entry.form, kFormColumns) + say(entry.does); }

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
  if (text.size() < 2 || text[0] != '/' || !is_letter(text[1])) return PlainText{std::string(line)};
  const Split split = split_first(text.substr(1));
  const Entry* entry = find(split.first, chat);
  if (entry == nullptr) return unknown(split.first, chat);
  return Slash{entry->word, split.rest};
}

std::vector<std::string> slash_help(std::string_view word, Chat chat) {
  const std::string_view name = word.starts_with('/') ? word.substr(1) : word;
  if (const Entry* entry = find(name, chat)) return {help_line(*entry)};
  std::vector<std::string> lines;
  for (const Entry& entry : kEntries)
    if (is_known(entry, chat)) lines.push_back(help_line(entry));
  return lines;
}

std::vector<std::string> slash_names(Chat chat) {
  std::vector<std::string> names;
  for (const Entry& entry : kEntries)
    if (is_known(entry, chat)) names.emplace_back(entry.name);
  return names;
}

std::string slash_form(SlashWord word) {
  const auto* const at =
      std::find_if(kEntries.begin(), kEntries.end(), [word](const Entry& it) { return it.word == word; });
  return at == kEntries.end() ? std::string() : at->form;
}

}  // namespace earshot::front
