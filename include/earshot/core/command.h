// Everything that a face can ask of the node. The JSON form is the `do` lines of the bot.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "earshot/base/time.h"
#include "earshot/base/types.h"

namespace earshot {

struct CommandId {
  std::uint64_t value = 0;
  auto operator<=>(const CommandId&) const = default;
};

namespace command {

struct Send {
  enum class Wait : std::uint8_t { none, sent, delivered };
  std::vector<std::string> to;      // one or several people, in any address form; or
  std::optional<std::string> room;  // a room, with or without '#'
  std::string text;
  std::string reply_to;  // message id; empty none
  bool action = false;   // "/me waves"
  Wait wait = Wait::none;
  Duration timeout = std::chrono::seconds(5);  // of `wait`
  bool queue = false;                          // keep it for somebody who is not here
  bool verified = false;                       // refuse unless every recipient is verified
};
struct Nick {
  std::string name;
};
struct Away {
  bool on = false;
};
struct Add {
  std::string address;  // "10.0.0.8" or with ":port"
};
// A name of the user's own for the peer; empty removes it.
struct Alias {
  std::string to;
  std::string name;
};
// Takes nothing more from the peer; or again.
struct Block {
  std::string to;
  bool on = true;
};
// Drops what is known of the peer; `history`: and what was written with it.
struct Forget {
  std::string to;
  bool history = false;
};
// Takes back a direct message that has not left yet.
struct Withdraw {
  std::string id;  // of the message
};
// Compares keys.
struct Verify {
  enum class Step : std::uint8_t {
    show,     // the codes of both sides
    check,    // whether `code` is the peer's
    words,    // begin to make words to compare aloud, with the peer
    confirm,  // it is the one: by `code`, or with none by the words that both had
    differ,   // the words were not the same
  };
  std::string to;
  std::string code;  // what was read out, as typed; or the text of a QR code
  Step step = Step::show;
};
struct Join {
  std::string room;
};
struct Leave {
  std::string room;
};
struct Peers {
  bool all = false;  // also those who are gone
  std::string only;  // one peer, in any address form (/whois); empty: all
};
struct Rooms {};
struct Status {};
struct Ident {};
// What was said: as kept, page by page. The lines of an answer stand in their order, oldest first.
struct History {
  std::string peer{};                 // direct messages with this person, in any address form; or
  std::optional<std::string> room{};  // those of a room, with or without '#'; neither: all
  std::string from{};                 // by this person, in any address form; may be oneself
  std::optional<Wall> since{}, until{};
  std::string words{};            // each has to be in the text, or in a longer word of it. Then it is a search
  std::string before{}, after{};  // message ids: only older ones, only newer ones
  std::size_t n = 50;             // the newest so many, and no more than a page
  bool oldest = false;            // the oldest so many instead
  bool by_arrival = false;        // ordered, and timed, by when they arrived here
  static constexpr std::size_t kPageMax = 1'000;
  static constexpr std::size_t kPageBytesMax = std::size_t{1} << 20;  // of texts
};
// Runs the checks of the network; `to` restricts the two-way test to one peer.
struct Doctor {
  std::string to;
};

}  // namespace command

using Command =
    std::variant<command::Send, command::Nick, command::Away, command::Add, command::Join, command::Leave,
                 command::Peers, command::Rooms, command::Status, command::Ident, command::Doctor, command::Alias,
                 command::Block, command::Forget, command::Verify, command::Withdraw, command::History>;

}  // namespace earshot
