#include "app/cli.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "app/completion.h"
#include "app/topics.h"
#include "app/tree.h"
#include "earshot/net/interfaces.h"
#include "earshot/net/runner.h"
#include "earshot/store/profile.h"
#include "earshot/text/text.h"

namespace earshot::app {
namespace {

using front::Trouble;
using Words = std::vector<std::string>;

constexpr std::size_t kSuggestionDistance = 2;

Trouble usage(std::string message, std::string hint = {}) {
  return {ErrorCode::usage, std::move(message), std::move(hint), std::nullopt};
}

std::string did_you_mean(const std::string& word, const Words& candidates) {
  for (const auto& candidate : candidates)
    if (text::distance(word, candidate, kSuggestionDistance) <= kSuggestionDistance)
      return "Did you mean \"" + candidate + "\"?";
  return "See: earshot help";
}

// The words as they will be given to CLI11, which is shown no word that it could take for something else.
struct Sorted {
  Words options;              // each in one piece: --to=bob
  Words words;                // everything else
  bool after_dashes = false;  // there was a "--"
};

const CLI::Option* option_of(const CLI::App& app, const std::string& name) { return app.get_option_no_throw(name); }

class Sorter {
 public:
  explicit Sorter(const Tree& tree) : tree_(tree) {}

  Result<Sorted, Trouble> sort(const Words& given) {
    for (std::size_t i = 0; i < given.size(); ++i) {
      const auto& word = given[i];
      if (word == "--") {
        sorted_.words.insert(sorted_.words.end(), given.begin() + static_cast<std::ptrdiff_t>(i) + 1, given.end());
        sorted_.after_dashes = true;
        break;
      }
      if (!looks_like_option(word)) {
        take_word(word);
        continue;
      }
      const auto equals = word.find('=');
      const auto* option = find(word.substr(0, equals));
      if (!option || (is_send_text() && !word.starts_with("--"))) return Failure{unknown(word)};
      const bool takes_value = option->get_expected_min() > 0;
      if (takes_value && equals == std::string::npos) {
        if (i + 1 == given.size()) return Failure{usage("\"" + word + "\" needs a value.")};
        sorted_.options.push_back(word + "=" + given[++i]);
      } else {
        sorted_.options.push_back(word);
      }
    }
    return sorted_;
  }

 private:
  static bool looks_like_option(const std::string& word) {
    const bool is_number = word.size() > 1 && word[1] >= '0' && word[1] <= '9';
    return word.size() > 1 && word[0] == '-' && !is_number;
  }
  bool is_send_text() const { return is_send_ && sorted_.words.size() > 1; }
  void take_word(const std::string& word) {
    sorted_.words.push_back(word);
    const bool first = sorted_.words.size() == 1;
    for (const auto* command : commands_of(first || !command_ ? tree_.top() : *command_))
      if ((first || command_) && command->get_name() == word && (first || sorted_.words.size() == 2))
        command_ = command;
    is_send_ = command_ && command_->get_name() == "send";
  }
  const CLI::Option* find(const std::string& name) const {
    // -vv: the same flag again.
    const auto single = name.size() > 2 && name[1] != '-' ? name.substr(0, 2) : name;
    if (command_)
      if (const auto* own = option_of(*command_, single)) return own;
    return option_of(tree_.top(), single);
  }
  Trouble unknown(const std::string& word) const {
    if (is_send_) {
      const auto to = sorted_.words.size() > 1 ? sorted_.words[1] : "TO";
      return usage("\"" + word + "\" looks like an option.",
                   "To send text that begins with -, put -- before it: earshot send " + to + " -- " + word);
    }
    Words names;
    for (const auto* app : {&tree_.top(), command_})
      if (app)
        for (const auto* option : app->get_options())
          for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    return usage("There is no option \"" + word + "\".", did_you_mean(word, names));
  }

  const Tree& tree_;
  const CLI::App* command_ = nullptr;
  bool is_send_ = false;
  Sorted sorted_;
};

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
                                                 {"rooms", Verb::rooms},
                                                 {"rooms join", Verb::rooms_join},
                                                 {"rooms leave", Verb::rooms_leave},
                                                 {"id", Verb::id},
                                                 {"nick", Verb::nick},
                                                 {"add", Verb::add},
                                                 {"status", Verb::status},
                                                 {"doctor", Verb::doctor},
                                                 {"run", Verb::run},
                                                 {"demo", Verb::demo},
                                                 {"completion", Verb::completion},
                                                 {"help", Verb::help},
                                                 {"version", Verb::version}};
  const auto found = verbs.find(path);
  return found == verbs.end() ? std::nullopt : std::optional(found->second);
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
  Duration time(const std::string& text, const char* option, Duration at_least = Duration{0}) {
    const auto value = seconds(text);
    if (!value || *value < at_least) wrong(usage("\"" + text + "\" is no number of seconds for " + option + "."));
    return value.value_or(Duration{0});
  }

  void globals() {
    const auto mode = variable_("EARSHOT_MODE").value_or("");
    order_.json = raw_.json || (!raw_.plain && mode == "json");
    order_.plain = raw_.plain || mode == "plain";
    if (raw_.tui) wrong(usage("There is no terminal interface yet.", "Without --tui the chat runs in line mode."));
    order_.profile = or_variable(raw_.profile, "EARSHOT_PROFILE");
    if (!order_.profile.empty() && !store::is_profile_name(order_.profile))
      wrong(usage("\"" + order_.profile + "\" cannot be the name of a profile.", "1 to 32 of a-z 0-9 - _"));
    order_.ifaces = raw_.ifaces;
    if (const auto iface = variable_("EARSHOT_IFACE").value_or(""); order_.ifaces.empty() && !iface.empty())
      order_.ifaces = {iface};
    if (const auto rules = net::InterfaceRules::parse(order_.ifaces); !rules)
      wrong(usage("--iface \"" + rules.reason() + "\" does not go with the others.", "\"lo\" stands alone."));
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

  void decode_port(const std::string& text) {
    const auto port = whole_number(text);
    const bool is_port = port && *port >= 1'024 && *port <= 65'535;
    const auto last = net::kUnicastPortFirst + net::kUnicastPorts - 1;
    if (!is_port)
      wrong(usage("\"" + text + "\" is no port: 1024 to 65535."));
    else if (*port >= net::kUnicastPortFirst && *port <= static_cast<std::uint64_t>(last))
      wrong(usage("Ports 47475 to 47490 are for the peers themselves.", "Choose another discovery port."));
    else
      order_.port = static_cast<std::uint16_t>(*port);
  }

  void words_of_send(const Sorted& sorted) {
    auto words = Words(sorted.words.begin() + 1, sorted.words.end());  // without "send"
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
    if (words.empty() || words == Words{"-"}) return;  // from the standard input
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    order_.text = text;
  }

  void of_the_command() {
    order_.address = order_.verb == Verb::doctor ? raw_.word : raw_.peer;
    order_.word = raw_.word;
    if (order_.verb == Verb::listen && !raw_.room.empty()) order_.room = raw_.room;
    if (order_.verb == Verb::rooms_join || order_.verb == Verb::rooms_leave) order_.room = raw_.word;
    order_.reply_to = raw_.reply_to;
    if (!raw_.timeout.empty()) order_.timeout = time(raw_.timeout, "--timeout", std::chrono::seconds(1));
    order_.queue = raw_.queue;
    order_.from = raw_.from;
    order_.exec = raw_.exec;
    if (!raw_.count.empty()) {
      order_.count = whole_number(raw_.count);
      if (!order_.count || *order_.count == 0) wrong(usage("\"" + raw_.count + "\" is no number for --count."));
    }
    order_.all = raw_.all;
    order_.watch = raw_.watch;
    if (!raw_.wait.empty()) order_.wait = time(raw_.wait, "--wait");
    order_.brief = raw_.brief;
    order_.report = raw_.report;
    if (order_.verb == Verb::demo && (!order_.profile.empty() || !order_.ifaces.empty()) &&
        (!raw_.profile.empty() || !raw_.ifaces.empty()))
      wrong(usage("The demo has a profile and a network of its own.", "Run it without --profile and --iface."));
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
    // JSON lines without a command are the bot.
    if (order_.verb == Verb::chat && order_.json) order_.verb = Verb::bot;
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

Result<Order, Trouble> parse(const std::vector<std::string>& given, const Variable& variable) {
  Tree tree;
  const auto sorted = Sorter(tree).sort(given);
  if (!sorted) return Failure{sorted.reason()};
  const auto names = command_names();
  const auto& words = sorted->words;
  const bool is_command = !words.empty() && std::find(names.begin(), names.end(), words.front()) != names.end();
  if (!is_command && words.size() > 1)
    return Failure{usage("There is no command \"" + words.front() + "\".", did_you_mean(words.front(), names))};

  // The text of `send` is nothing that CLI11 should look at.
  Words arguments = is_command && words.front() == "send" ? Words{"send"} : words;
  arguments.insert(arguments.end(), sorted->options.begin(), sorted->options.end());
  std::reverse(arguments.begin(), arguments.end());  // CLI11 takes its words from the end
  const CLI::App* at = &tree.top();
  try {
    tree.top().parse(arguments);
  } catch (const CLI::CallForHelp&) {
    for (auto chosen = at->get_subcommands(); !chosen.empty(); chosen = at->get_subcommands()) at = chosen.front();
    Order order;
    order.verb = Verb::help;
    order.json = tree.raw.json;
    order.help_text = at->help("earshot");
    return order;
  } catch (const CLI::RequiredError& error) {
    return Failure{usage("Something is missing: " + std::string(error.what()) + ".", "See: earshot help")};
  } catch (const CLI::ParseError& error) {
    return Failure{usage(std::string(error.what()), "See: earshot help")};
  }
  for (auto chosen = at->get_subcommands(); !chosen.empty(); chosen = at->get_subcommands()) at = chosen.front();
  auto verb = verb_of(path_of(*at)).value_or(Verb::help);
  if (tree.raw.version) verb = Verb::version;
  return Decoder(tree, variable).decode(verb, *sorted);
}

}  // namespace earshot::app
