// A face is what a person or a script has before them: line mode, JSON lines, one answer. It gets events and lines of
// input, hands in commands through a Desk and writes to two streams. It owns no node, socket, thread or clock, and
// reads no file: time comes with every call. src/app drives it:
//   start(); then event(), line(), end_of_input(), stop() as they come; wake() when deadline() is over; until
//   finished().
// What a command causes comes later, as events: never during submit().
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "earshot/base/result.h"
#include "earshot/base/time.h"
#include "earshot/core/command.h"
#include "earshot/core/error.h"
#include "earshot/core/event.h"
#include "earshot/core/view.h"

namespace earshot::front {

// Where commands are handed in: the node in this process, that of another one, or a pretended one in the tests. A
// refusal comes at once, or as a reply like any other.
class Desk {
 public:
  virtual ~Desk() = default;
  virtual Result<CommandId, Refusal> submit(const Command& command) = 0;
};

// Why the face has to end: Ctrl-C, SIGTERM, or the node was that of another process and has ended.
enum class Stop : std::uint8_t { interrupt, terminate, node_ended };

class Face {
 public:
  virtual ~Face() = default;
  virtual void start(Moment now) = 0;
  virtual void event(Moment now, const Event& event) = 0;
  // One line of input, without its newline.
  virtual void line(Moment, std::string_view) {}
  virtual void end_of_input(Moment) {}
  // So many events did not come, because this side was too slow for the node of another process.
  virtual void missed(Moment, std::uint64_t, std::optional<std::uint64_t>) {}
  virtual void stop(Moment now, Stop why) = 0;
  // The terminal has keys, another size, or room for the next screen.
  virtual void look_at_terminal(Moment) {}
  virtual void wake(Moment now) = 0;
  virtual std::optional<Instant> deadline() const = 0;
  // Lines may be given now: the next one waits while this is false.
  virtual bool wants_input() const { return false; }
  // The exit code, once there is nothing more to do.
  virtual std::optional<int> finished() const = 0;
};

// One object of the bot's input; a longer line is a bad request.
constexpr std::size_t kInputLineBytesMax = std::size_t{256} * 1024;
// Lines that a slow reader may be behind before new ones are left out.
constexpr std::size_t kLinesWaitingMax = 10'000;

class TerminalHold;
struct Streams {
  std::ostream& out;
  std::ostream& err;
  // Lines written to `out` that nobody has taken yet. Empty: the stream takes everything at once.
  std::function<std::size_t()> waiting;
  // The terminal interface has the terminal: what is written to the others appears when it has given it back.
  TerminalHold* screen = nullptr;
};

// How to write. A terminal gets short local times and aligned tables; a pipe gets full times, tags and tabs.
struct Manner {
  bool json = false;
  bool out_is_terminal = false;
  bool in_is_terminal = false;
  enum class Colour : std::uint8_t { none, sixteen, many };
  Colour colour = Colour::none;
  bool quiet = false;
  bool verbose = false;
};

// Who and what runs: the first line of a stream, the banner of the chat.
struct About {
  std::string version;  // "0.1.0"
  std::string profile;
  std::optional<std::string> network;
  std::uint64_t process = 0;
  PeerView self;            // as far as it is known before the network is up
  bool is_private = false;  // the network: a passphrase keeps it
};

// What went wrong, in words. `message` says what failed and what is known, `hint` what to do.
struct Trouble {
  ErrorCode code{};
  std::string message;
  std::string hint;
  std::optional<std::size_t> line;  // of the input, for a bad request
  // What it was about, for a face that says it in words of its own: as in Refusal.
  std::string about{};
  std::vector<PeerView> candidates{};
};

}  // namespace earshot::front
