// What a line of the chat is: text, or a command that starts with "/". Knows the words, carries out nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace earshot::front {

enum class SlashWord : unsigned char {
  help,
  go,
  msg,
  peers,
  whois,
  rooms,
  join,
  leave,
  me,
  nick,
  away,
  back,
  add,
  verify,
  alias,
  block,
  unblock,
  forget,
  reply,
  retry,
  withdraw,
  find,
  doctor,
  quit,
  // Where there is a screen.
  close,
  info,
  copy,
  open,
  unread,
  read,
  clear,
  set,
  notify,
  editor,
  bare,
  keys,
};
// What kind of chat it is: lines that come and go, or a screen, which has more commands.
enum class Chat : unsigned char { lines, screen };
struct Slash {
  SlashWord word{};
  std::string rest;  // behind the word, without the spaces around it
};
struct PlainText {
  std::string text;
};
// Not a command, and so never sent: the sentence says what to do.
struct NoCommand {
  std::string sentence;
};
using ChatLine = std::variant<PlainText, Slash, NoCommand>;

ChatLine parse_chat_line(std::string_view line, Chat chat = Chat::lines);

// Splits off the first word: "bob hi there" is "bob" and "hi there".
struct Split {
  std::string first;
  std::string rest;
};
Split split_first(std::string_view words);
// A room as it is commanded: lobby for #lobby.
inline std::string without_hash(const std::string& room) { return room.starts_with('#') ? room.substr(1) : room; }

// One line a command: its form and what it does; or only the one that is asked for.
std::vector<std::string> slash_help(std::string_view word, Chat chat = Chat::lines);
// "/msg PEER TEXT": for somebody who left out what it needs.
std::string slash_form(SlashWord word);
// All of them, without "/".
std::vector<std::string> slash_names(Chat chat);

}  // namespace earshot::front
