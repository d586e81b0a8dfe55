// What the user asked for: the command line and the environment, decoded and checked. Values only.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/settings.h"
#include "earshot/base/time.h"
#include "earshot/front/answers.h"
#include "earshot/front/face.h"

namespace earshot::app {

enum class Verb : std::uint8_t {
  chat,
  send,
  listen,
  bot,
  peers,
  history,
  export_all,
  rooms,
  rooms_join,
  rooms_leave,
  id,
  nick,
  add,
  verify,
  alias,
  block,
  unblock,
  forget,
  status,
  doctor,
  run,
  demo,
  completion,
  config_show,
  config_get,
  config_check,
  config_path,
  help,
  passphrase,
  version,
};

enum class ColourWish : std::uint8_t { automatic, always, never };

struct Order {
  Verb verb = Verb::chat;

  // Global options.
  bool json = false;
  bool plain = false;
  bool tui = false;          // insist on the terminal interface
  std::optional<Mode> mode;  // EARSHOT_MODE, which is stronger than the settings
  std::string profile;       // empty: the default one
  std::string config_file;   // instead of the user's
  std::string network;       // of a private network; empty: the open one
  std::string passphrase_file;
  std::optional<int> passphrase_fd;
  std::vector<std::string> ifaces;
  std::uint16_t port = 0;  // 0: the usual discovery port
  std::string nick;        // for this run
  ColourWish colour = ColourWish::automatic;
  bool no_input = false;
  bool quiet = false;
  bool verbose = false;
  Duration drain = std::chrono::seconds(5);
  bool linger = false;

  Settings settings;  // those that nothing above has, and what they are worth by themselves

  // Of the commands.
  std::string address;                      // chat, doctor, history: PEER or #ROOM; empty: none
  std::vector<std::string> to;              // send
  std::optional<std::string> room;          // send, listen, history, rooms join and leave
  std::optional<std::string> text;          // send; none: it stands on the standard input
  bool dash = false;                        // send: that was asked for by "-", so a terminal is read, too
  std::string reply_to;                     // send
  std::optional<Duration> timeout;          // send, listen
  bool queue = false;                       // send
  std::string from;                         // listen, history
  std::optional<std::uint64_t> count;       // listen
  std::optional<Wall> since;                // listen, history
  std::string after;                        // listen: since the message of this id
  std::optional<Wall> until;                // history
  std::string grep;                         // history
  std::optional<std::size_t> newest;        // history: how many
  bool as_text = false;                     // export
  bool force = false;                       // export: replace the file
  std::string exec;                         // listen
  bool all = false;                         // peers
  bool watch = false;                       // peers
  Duration wait = std::chrono::seconds(2);  // peers
  bool brief = false;                       // id
  bool qr = false;                          // id: show one; verify: read the text of one
  std::string name;                         // alias
  std::string code;                         // verify
  bool history = false;                     // forget
  bool yes = false;                         // verify, forget: do not ask
  bool verified = false;                    // send
  bool report = false;                      // doctor
  bool origin = false;                      // config show
  std::string word;                         // nick, add, export, completion, help, config get: their one argument
  std::string help_text;                    // help and -h: the text itself
};

// Which of the three streams is a terminal.
struct Terminals {
  bool in = false;
  bool out = false;
  bool err = false;
};
using Variable = std::function<std::optional<std::string>(const char* name)>;

// For a node of one's own; what another one uses is compared only with what was asked for.
const std::vector<std::string>& ifaces_of(const Order& order);
std::uint16_t port_of(const Order& order);

// Commands that run on end with a `bye` line.
bool runs_on(const Order& order);
front::LastLine last_line(const Order& order);
bool takes_input(const Order& order);
// It has a question, and there is somebody to answer it.
bool may_ask(const Order& order, const Terminals& terminals);
// The terminal interface is asked for, or nothing speaks against it but the terminal itself.
bool wants_screen(const Order& order, const front::Manner& manner, const Variable& variable);
front::Manner manner_of(const Order& order, const Terminals& terminals, const Variable& variable);

}  // namespace earshot::app
