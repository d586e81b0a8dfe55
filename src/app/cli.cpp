#include "app/cli.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "app/completion.h"
#include "app/sorter.h"
#include "app/topics.h"
#include "app/tree.h"
#include "app/when.h"
#include "app/wording.h"
#include "earshot/base/encoding.h"
#include "earshot/front/faces.h"
#include "earshot/net/interfaces.h"
#include "earshot/net/runner.h"
#include "earshot/store/profile.h"
#include "earshot/text/text.h"

namespace earshot::app {
namespace {

using front::Trouble;
using Words = std::vector<std::string>;

constexpr Duration kSendTimeoutMin = std::chrono::seconds(1);
constexpr std::uint64_t kDescriptorMax = 1'048'576;  // as many as the system gives

std::optional<std::uint64_t> whole_number(const std::string& text) {
  std::uint64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  return error == std::errc{} && stopped == end && !text.empty() ? std::optional(value) : std::nullopt;
}

// Seconds as people write them: 5 or 0.5. At most a year.
std::optional<Duration> seconds(const std::string& text) {
  double value = 0;
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  constexpr double kYear = 366.0 * 86'400;
  if (error != std::errc{} || stopped != end || !(value >= 0 && value <= kYear)) return std::nullopt;
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(value));
}

std::optional<Verb> verb_of(const std::string& path) {
  static const std::map<std::string, Verb> verbs{{"", Verb::chat},
                                                 {"send", Verb::send},
                                                 {"listen", Verb::listen},
                                                 {"bot", Verb::bot},
                                                 {"peers", Verb::peers},
                                                 {"history", Verb::history},
                                                 {"export", Verb::export_all},
                                                 {"rooms", Verb::rooms},
                                                 {"rooms join", Verb::rooms_join},
                                                 {"rooms leave", Verb::rooms_leave},
                                                 {"id", Verb::id},
                                                 {"nick", Verb::nick},
                                                 {"add", Verb::add},
                                                 {"verify", Verb::verify},
                                                 {"alias", Verb::alias},
                                                 {"block", Verb::block},
                                                 {"unblock", Verb::unblock},
                                                 {"forget", Verb::forget},
                                                 {"status", Verb::status},
                                                 {"doctor", Verb::doctor},
                                                 {"run", Verb::run},
                                                 {"demo", Verb::demo},
                                                 {"completion", Verb::completion},
                                                 {"config", Verb::config_show},
                                                 {"config show", Verb::config_show},
                                                 {"config get", Verb::config_get},
                                                 {"config check", Verb::config_check},
                                                 {"config path", Verb::config_path},
                                                 {"help", Verb::help},
                                                 {"passphrase", Verb::passphrase},
                                                 {"version", Verb::version}};
  const auto found = verbs.find(path);
  return found == verbs.end() ? std::nullopt : std::optional(found->second);
}

// The bot speaks nothing else.
bool wants_json(Verb verb, const Raw& raw, const Variable& variable) {
  return verb == Verb::bot || raw.json || (!raw.plain && !raw.tui && variable("EARSHOT_MODE") == "json");
}

Trouble missing(const CLI::App& command) {
  for (const auto* argument : arguments_of(command))
    if (argument->get_required() && argument->empty())
      return usage("\"" + typed(command) + "\" needs " + argument->get_name() + ".",
                   "See: " + typed(command) + " --help");
  return usage("Something is missing.", "See: " + typed(command) + " --help");
}

class Decoder {
 public:
  Decoder(const Tree& tree, const Variable& variable) : tree_(tree), raw_(tree.raw), variable_(variable) {}

  Result<Order, Trouble> decode(Verb verb, const Sorted& sorted) {
    order_.verb = verb;
    globals();
    if (verb == Verb::send) words_of_send(sorted);
    of_the_command();
    if (trouble_) return Failure{*trouble_};
    return order_;
  }

 private:
  void wrong(Trouble trouble) {
    if (!trouble_) trouble_ = std::move(trouble);
  }
  std::string or_variable(const std::string& given, const char* name) {
    return given.empty() ? variable_(name).value_or("") : given;
  }
  Duration time(const std::string& text, const char* option) {
    const auto value = seconds(text);
    if (!value) wrong(usage("\"" + text + "\" is no number of seconds for " + option + "."));
    return value.value_or(Duration{0});
  }

  void globals() {
    mode();
    order_.profile = or_variable(raw_.profile, "EARSHOT_PROFILE");
    if (!order_.profile.empty() && !store::is_profile_name(order_.profile))
      wrong(usage("\"" + order_.profile + "\" cannot be the name of a profile.", "1 to 32 of a-z 0-9 - _"));
    order_.config_file = or_variable(raw_.config_file, "EARSHOT_CONFIG");
    network();
    order_.ifaces = raw_.ifaces;
    if (const auto iface = variable_("EARSHOT_IFACE").value_or(""); order_.ifaces.empty() && !iface.empty())
      order_.ifaces = {iface};
    if (const auto rules = net::InterfaceRules::parse(order_.ifaces); !rules)
      wrong(rules.reason() == "lo" ? usage("--iface lo does not go with others.", "It stays on this machine.")
                                   : usage("\"" + rules.reason() + "\" names no interface."));
    if (const auto port = or_variable(raw_.port, "EARSHOT_PORT"); !port.empty()) decode_port(port);
    if (const auto nick = or_variable(raw_.nick, "EARSHOT_NICK"); !nick.empty()) {
      const auto good = text::nick(nick);
      if (!good) wrong(usage("\"" + nick + "\" cannot be a nick.", "1 to 32 letters, digits and - _ ."));
      order_.nick = good.value_or("");
    }
    if (!raw_.colour.empty()) {
      if (raw_.colour == "always")
        order_.colour = ColourWish::always;
      else if (raw_.colour == "never")
        order_.colour = ColourWish::never;
      else if (raw_.colour != "auto")
        wrong(usage("--color can be auto, always or never."));
    }
    order_.no_input = raw_.no_input;
    order_.quiet = raw_.quiet;
    order_.verbose = raw_.verbose > 0;
    order_.linger = raw_.linger;
    if (!raw_.drain.empty()) order_.drain = time(raw_.drain, "--drain");
  }

  // The passphrase itself is read when it is needed: a node that runs has it.
  void network() {
    if (const auto name = or_variable(raw_.network, "EARSHOT_NETWORK"); !name.empty()) {
      const auto good = name.starts_with('#') ? std::nullopt : text::room_name(name);
      if (!good) wrong(usage("\"" + name + "\" cannot be the name of a network.", "1 to 32 letters, digits and - _ ."));
      order_.network = good.value_or("");
    }
    order_.passphrase_file = raw_.passphrase_file;
    if (!raw_.passphrase_fd.empty()) {
      const auto number = whole_number(raw_.passphrase_fd);
      if (!number || *number > kDescriptorMax)
        wrong(usage("\"" + raw_.passphrase_fd + "\" is no number for --passphrase-fd."));
      else
        order_.passphrase_fd = static_cast<int>(*number);
    }
    const bool has_source = !raw_.passphrase_file.empty() || order_.passphrase_fd;
    if (has_source && order_.network.empty())
      wrong(usage("A passphrase is for a private network.", "Say which: --network NAME"));
    if (!raw_.passphrase_file.empty() && order_.passphrase_fd)
      wrong(usage("--passphrase-file and --passphrase-fd exclude each other."));
  }

  // First match wins.
  void mode() {
    order_.json = wants_json(order_.verb, raw_, variable_);
    order_.plain = raw_.plain && !order_.json;
    order_.tui = raw_.tui && !order_.json && !order_.plain;
    if (raw_.tui && order_.verb != Verb::chat && order_.verb != Verb::demo)
      wrong(usage("Only the chat and the demo have a terminal interface."));
    const auto word = variable_("EARSHOT_MODE").value_or("");
    order_.mode = mode_of(word);
    if (raw_.json || raw_.plain || raw_.tui) return;
    order_.plain = order_.mode == Mode::plain && !order_.json;
    order_.tui = order_.mode == Mode::tui && !order_.json;
    if (!order_.mode && word != "json" && !word.empty())
      wrong(usage("EARSHOT_MODE is \"" + word + "\", but it can be auto, tui, plain or json."));
  }

  void decode_port(const std::string& text) {
    const auto port = whole_number(text);
    const bool is_port = port && *port >= 1'024 && *port <= 65'535;
    if (!is_port)
      wrong(usage("\"" + text + "\" is no port: 1024 to 65535."));
    else if (!is_discovery_port(*port))
      wrong(usage("Ports 47475 to 47490 are for the peers themselves.", "Choose another discovery port."));
    else
      order_.port = static_cast<std::uint16_t>(*port);
  }

  void words_of_send(const Sorted& sorted) {
    auto words = sorted.words;
    order_.to = raw_.to;
    if (!raw_.room.empty()) order_.room = raw_.room;
    if (order_.room && !order_.to.empty()) wrong(usage("--to and --room exclude each other."));
    if (order_.to.empty() && !order_.room) {
      if (words.empty())
        return wrong(usage("Whom should it go to?",
                           "earshot send PEER TEXT. The shell drops #room: quote it as '#lobby' or use --room lobby"));
      const auto to = words.front();
      words.erase(words.begin());
      if (to.starts_with('#'))
        order_.room = to;
      else
        order_.to = {to};
    }
    order_.dash = words == Words{"-"};
    if (words.empty() || order_.dash) return;
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    order_.text = text;
  }

  void of_the_command() {
    order_.address = order_.verb == Verb::doctor || order_.verb == Verb::history ? raw_.word : raw_.peer;
    order_.word = raw_.word;
    const bool filters = order_.verb == Verb::listen || order_.verb == Verb::history;
    if (filters && !raw_.room.empty()) order_.room = raw_.room;
    if (order_.verb == Verb::rooms_join || order_.verb == Verb::rooms_leave) order_.room = raw_.word;
    order_.reply_to = raw_.reply_to;
    if (!raw_.timeout.empty()) order_.timeout = time(raw_.timeout, "--timeout");
    if (order_.verb == Verb::send && order_.timeout && *order_.timeout < kSendTimeoutMin)
      wrong(usage("--timeout is at least 1 second."));
    order_.queue = raw_.queue;
    order_.verified = raw_.verified;
    of_people();
    order_.from = raw_.from;
    order_.exec = raw_.exec;
    if (!raw_.count.empty()) {
      order_.count = whole_number(raw_.count);
      if (!order_.count || *order_.count == 0) wrong(usage("\"" + raw_.count + "\" is no number for --count."));
    }
    past();
    if (order_.verb == Verb::export_all) of_the_export();
    order_.all = raw_.all;
    order_.watch = raw_.watch;
    if (!raw_.wait.empty()) order_.wait = time(raw_.wait, "--wait");
    order_.brief = raw_.brief;
    order_.report = raw_.report;
    order_.origin = raw_.origin;
    if (order_.verb == Verb::demo) of_the_demo();
    if (order_.verb == Verb::completion) {
      const auto script = completion_script(tree_, order_.word);
      if (!script) wrong(usage("There is no completion for \"" + order_.word + "\".", "bash, zsh or fish"));
      order_.help_text = script.value_or("");
    }
    if (order_.verb == Verb::help) {
      const auto text = help_on(tree_, order_.word);
      if (!text) wrong(usage("There is no help on \"" + order_.word + "\".", did_you_mean(order_.word, help_topics())));
      order_.help_text = text.value_or("");
    }
    if (order_.verb == Verb::chat && order_.json) json_without_command();
  }

  void of_people() {
    order_.name = raw_.name;
    order_.code = raw_.code;
    order_.qr = raw_.qr;
    order_.history = raw_.history;
    order_.yes = raw_.yes;
    if (order_.verb != Verb::verify) return;
    if (order_.qr && !order_.code.empty()) wrong(usage("--code and --qr exclude each other."));
    if (order_.yes && !order_.qr && order_.code.empty())
      wrong(usage("--yes goes with --code or --qr.", "Nothing is marked as verified without a comparison."));
  }

  // Of what was said: history, and listen --since.
  void past() {
    const auto now = net::now().wall;
    const auto when = [&](const std::string& text, WhichEnd end, const char* option) {
      const auto time = parse_when(text, now, end);
      if (!time)
        wrong(usage("\"" + text + "\" is no time for " + option + ".",
                    "A time looks like 2h, 3d, 2026-11-25, '2026-11-25 10:41' or 2026-11-25T10:41:11Z."));
      return time;
    };
    if (order_.verb == Verb::listen && parse_message_id(raw_.since))
      order_.after = raw_.since;
    else if (!raw_.since.empty())
      order_.since = when(raw_.since, WhichEnd::first, "--since");
    if (!raw_.until.empty()) order_.until = when(raw_.until, WhichEnd::last, "--until");
    order_.grep = raw_.grep;
    if (!raw_.newest.empty()) {
      const auto newest = whole_number(raw_.newest);
      if (!newest || *newest == 0 || *newest > front::HistoryOptions::kMessagesMax)
        wrong(usage("\"" + raw_.newest + "\" is no number for -n: 1 to " +
                        std::to_string(front::HistoryOptions::kMessagesMax) + ".",
                    "For everything: earshot export"));
      order_.newest = newest;
    }
    if (order_.verb == Verb::history && order_.room && !order_.address.empty())
      wrong(usage("PEER and --room exclude each other."));
  }

  void of_the_export() {
    order_.as_text = raw_.format == "text";
    order_.force = raw_.force;
    if (!raw_.format.empty() && raw_.format != "text" && raw_.format != "jsonl")
      wrong(usage("--format can be jsonl or text."));
    if (order_.as_text && order_.json && order_.word.empty())
      wrong(usage("With --json the standard output has JSON lines only.", "Name a file for the text."));
  }

  void of_the_demo() {
    if (!raw_.profile.empty() || !raw_.network.empty() || !raw_.ifaces.empty() || !raw_.port.empty())
      wrong(usage("The demo has a profile and a network of its own.",
                  "Run it without --profile, --network, --iface and --port."));
    order_.profile = "demo";
    order_.network.clear();
  }

  // It is the bot, whose input says to whom each text goes.
  void json_without_command() {
    if (!order_.address.empty())
      wrong(usage("With --json there is no chat with \"" + order_.address + "\" alone.",
                  "earshot bot takes an address with each message, earshot send one message"));
    order_.verb = Verb::bot;
  }

  const Tree& tree_;
  const Raw& raw_;
  const Variable& variable_;
  Order order_;
  std::optional<Trouble> trouble_;
};

}  // namespace

std::vector<std::string> command_names() {
  const Tree tree;
  Words names;
  for (const auto* command : commands_of(tree.top())) names.push_back(command->get_name());
  return names;
}

Order gist(const std::vector<std::string>& words, const Variable& variable) {
  const Tree tree;
  const auto sorted = sort_words(tree, words);
  const auto has = [&options = sorted.options](const char* option) {
    return std::find(options.begin(), options.end(), option) != options.end();
  };
  Raw raw;
  raw.json = has("--json");
  raw.plain = has("--plain");
  Order order;
  order.verb = verb_of(path_of(*sorted.command)).value_or(Verb::help);
  order.json = wants_json(order.verb, raw, variable);
  order.watch = has("--watch");
  if (order.verb == Verb::chat && order.json) order.verb = Verb::bot;
  return order;
}

bool needs_answer(const Order& order, const Terminals& terminals) {
  if (order.yes || may_ask(order, terminals)) return false;
  return order.verb == Verb::forget || (order.verb == Verb::verify && (order.qr || !order.code.empty()));
}

bool needs_text(const Order& order, const Terminals& terminals) {
  return order.verb == Verb::send && !order.text && terminals.in && (!order.dash || order.no_input);
}

Result<Order, Trouble> parse(const std::vector<std::string>& given, const Variable& variable) {
  Tree tree;
  const auto sorted = sort_words(tree, given);
  if (sorted.trouble) return Failure{*sorted.trouble};
  const auto& command = *sorted.command;
  Words arguments;                                              // CLI11 takes them from the end
  if (command.get_name() != "send" && !sorted.words.empty()) {  // what `send` sends is nothing to look at
    arguments.assign(sorted.words.rbegin(), sorted.words.rend());
    arguments.emplace_back("--");
  }
  arguments.insert(arguments.end(), sorted.options.rbegin(), sorted.options.rend());
  for (const auto* app = &command; app->get_parent(); app = app->get_parent()) arguments.push_back(app->get_name());
  try {
    tree.top().parse(arguments);
  } catch (const CLI::CallForHelp&) {
    Order order;
    order.verb = Verb::help;
    order.json = wants_json(order.verb, tree.raw, variable);
    order.help_text = help_of(command);
    return order;
  } catch (const CLI::RequiredError&) {
    return Failure{missing(command)};
  } catch (const CLI::ParseError& error) {
    return Failure{usage(error.what(), "See: earshot help")};
  }
  const auto verb = tree.raw.version ? Verb::version : verb_of(path_of(command)).value_or(Verb::help);
  return Decoder(tree, variable).decode(verb, sorted);
}

}  // namespace earshot::app
