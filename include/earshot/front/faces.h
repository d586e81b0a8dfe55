// The faces that exist: one make_ function each.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "earshot/base/time.h"
#include "earshot/core/command.h"
#include "earshot/core/event.h"
#include "earshot/front/face.h"

namespace earshot::front {

// What happens when the input has ended: wait for acknowledgements this long, or stay and listen.
struct EndOfInput {
  Duration drain = std::chrono::seconds(5);
  bool linger = false;
};

// The chat for pipes, logs, dumb terminals and screen readers: nothing repaints.
struct ChatOptions {
  std::string address;  // whom the lines go to at first; empty: the lobby
  EndOfInput end;
  bool introduce = true;    // the words for the first times
  std::size_t earlier = 0;  // messages of before, shown when a conversation is opened
  // Whom else the address may have meant: the commands, for somebody who mistyped one.
  std::vector<std::string> commands;
  // A demo shows itself for this long even when its input has ended before, and says what the real thing is.
  std::optional<Duration> show_at_least;
};
std::unique_ptr<Face> make_line_mode(Desk&, const Streams&, const Manner&, const About&, const ChatOptions&);

// JSON lines in both directions.
struct BotOptions {
  EndOfInput end;
  std::optional<Duration> show_at_least;
};
std::unique_ptr<Face> make_bot(Desk&, const Streams&, const Manner&, const About&, const BotOptions&);

// One command, its lines, its result.
struct OneShotOptions {
  Command command;
  Duration settle{0};  // let the node hear the others before the command is handed in
  // Of the doctor: what was found out without the node, told first and counted with the rest.
  std::vector<event::Check> checks;
  bool report = false;                // leave out names, for a report to strangers
  bool may_ask = false;               // answers come as lines of input
  bool confirmed = false;             // what would be asked is answered with yes
  std::vector<std::string> commands;  // a mistyped name may have been meant as one of these
};
std::unique_ptr<Face> make_one_shot(Desk&, const Streams&, const Manner&, const About&, const OneShotOptions&);

// What was said, out of what is kept: the newest so many, also more than a page.
struct HistoryOptions {
  command::History query;
  bool tell_of_more = false;  // the number is not the user's: say when there are more
  static constexpr std::size_t kMessagesMax = 10'000;
};
std::unique_ptr<Face> make_history(Desk&, const Streams&, const Manner&, const About&, const HistoryOptions&);

// Everything that was said, the oldest first.
struct ExportOptions {
  bool as_text = false;        // else JSON lines
  std::ostream* to = nullptr;  // a file; null: the usual stream
  // When all is written: makes it last, or says why not. Empty: nothing is to be done.
  std::function<std::optional<Trouble>()> close{};
};
std::unique_ptr<Face> make_export(Desk&, const Streams&, const Manner&, const About&, const ExportOptions&);

// Prints messages as they come.
struct ListenOptions {
  std::string from;  // only from this peer, in any address form
  std::string room;  // only of this room
  std::optional<std::uint64_t> count;
  std::optional<Duration> timeout;
  // First those that were kept: what arrived since then, or after the message of this id.
  std::optional<Wall> since{};
  std::string after{};
  std::function<void(const std::string& json_line)> exec{};  // gets each message's JSON line
};
std::unique_ptr<Face> make_listen(Desk&, const Streams&, const Manner&, const About&, const ListenOptions&);

// Who comes and goes, until stopped (`peers --watch`); or only the node's own state (`run`).
enum class Watch : std::uint8_t { peers, node };
std::unique_ptr<Face> make_watch(const Streams&, const Manner&, const About&, Watch);

// A companion of the demo: appears, writes once, answers whatever it is sent. It writes nowhere.
enum class Companion : std::uint8_t { pip, juno };
std::unique_ptr<Face> make_companion(Desk&, Companion);

}  // namespace earshot::front
