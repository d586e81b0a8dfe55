#include "sim/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "sim/draw.h"
#include "sim/scenarios.h"
#include "sim/without.h"

namespace earshot::sim {

namespace {

constexpr int kBadOptions = 2;
constexpr std::size_t kPeersMax = 5'000;
constexpr std::size_t kExtrasMax = 14'000;  // with all peers and newcomers below the core's peers_max
constexpr double kHoursMaxWithExtras = 5;   // of newcomers every 6 s: beyond, they would have the numbers of extras
constexpr double kLossMax = 0.9;

struct Given {
  std::string scenario;
  std::optional<double> hours, loss, broadcast_loss;
};

std::string help(const CLI::App& app) {
  std::string text = app.help() + "\nScenarios (hours unless given, --loss, --broadcast-loss):\n";
  for (const auto& it : scenarios())
    text += "  " + std::string(it.name) + std::string(8 - std::string_view(it.name).size(), ' ') + it.sentence + " (" +
            to_text(it.hours) + ", " + to_text(it.loss) + ", " + to_text(it.broadcast_loss) + ")\n";
  text += "\nRules that a run can be without:\n";
  for (const auto& it : rules())
    text += "  " + std::string(it.name) + std::string(10 - std::string_view(it.name).size(), ' ') + it.sentence + '\n';
  return text + "\nExit codes: 0 all promises hold, 1 one does not, 2 bad options.\n";
}

Said wrong(const std::string& what) { return {kBadOptions, what + "\nSee: earshot-sim --help\n"}; }

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

// Also not a number is outside.
bool is_within(double value, double low, double high) { return value >= low && value <= high; }

std::optional<Said> fault_of(const Options& options, const Scenario& scenario) {
  if (options.peers < 2 || options.peers > kPeersMax)
    return wrong("--peers takes 2 to " + std::to_string(kPeersMax) + ".");
  if (options.extras > kExtrasMax) return wrong("--extras takes 0 to " + std::to_string(kExtrasMax) + ".");
  if (options.extras > 0 && !scenario.takes_extras)
    return wrong("Extras do not talk: no --extras in " + options.scenario + ".");
  const auto hours_max = options.extras > 0 ? kHoursMaxWithExtras : scenario.hours_max;
  if (!is_within(options.hours, 0, hours_max) || options.hours == 0)
    return wrong("--hours of " + options.scenario + " takes more than 0 and at most " + to_text(hours_max) + ".");
  if (!is_within(options.loss, 0, kLossMax) || !is_within(options.broadcast_loss, 0, kLossMax))
    return wrong("--loss and --broadcast-loss take 0 to " + to_text(kLossMax) + ", as in 0.05 for one in twenty.");
  if (!options.without.empty() && !is_rule(options.without))
    return wrong("--without knows no \"" + options.without + "\", but: " + rule_names() + ".");
  for (const auto& fault : options.faults)
    if (!is_fault(fault)) return wrong("--faults knows no \"" + fault + "\", but: " + fault_names() + ".");
  return std::nullopt;
}

}  // namespace

Duration Options::time() const {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::ratio<3600>>(hours));
}

std::string to_text(double number) {
  std::array<char, 32> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
  return {text.data(), end};
}

std::variant<Options, Said> parse(std::vector<std::string> words, std::uint64_t fresh_seed) {
  Options options;
  options.seed = fresh_seed;
  Given given;
  long seconds = options.shrink_within.count();
  CLI::App app{"Many earshot nodes on a pretended LAN, in virtual time, judged from outside.", "earshot-sim"};
  auto* scenario_option = app.add_option("--scenario", given.scenario, "what happens: see below");
  app.add_option("--peers", options.peers, "how many")->capture_default_str();
  app.add_option("--extras", options.extras, "so many more who are no whole nodes, but are found, listed and asked");
  app.add_option("--hours", given.hours, "virtual hours of the part that is measured: 0.5");
  app.add_option("--loss", given.loss, "this part of all datagrams is lost: 0.05");
  app.add_option("--broadcast-loss", given.broadcast_loss, "this part of broadcasts is lost besides: 0.2");
  app.add_option("--seed", options.seed, "the same seed and options give the same run; fresh unless given");
  app.add_option("--without", options.without, "all do without this rule of the protocol, to see what it earns");
  app.add_option("--faults", options.faults, "of the chaos, these and no others; drawn unless given: bursts,moves")
      ->delimiter(',');
  app.add_option("--shrink", options.shrink_to,
                 "of the chaos: when a promise is broken, write to this file what is left of the run when all is taken "
                 "away that it is broken without");
  app.add_option("--shrink-seconds", seconds, "for that, at most so long")->capture_default_str();
  app.add_option("--play", options.play, "plays the run in this file instead")->excludes(scenario_option);
  app.add_option("--chart", options.chart, "writes to this file what happened, a line for each datagram and event");
  app.add_flag("--sodium", options.sodium, "real signatures and encryption; slower");
  app.add_flag("--json", options.json, "one JSON object instead of the table");
  try {
    std::ranges::reverse(words);  // as CLI11 wants them
    app.parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
    return Said{0, help(app)};
  } catch (const CLI::ParseError& error) {
    return wrong(error.what());
  }
  if (!options.play.empty()) return options;
  options.shrink_within = std::chrono::seconds(seconds);
  const auto known = std::ranges::find(scenarios(), given.scenario, &Scenario::name);
  if (given.scenario.empty()) return wrong("--scenario or --play is needed.");
  if (known == scenarios().end()) return wrong("There is no scenario \"" + given.scenario + "\".");
  options.scenario = given.scenario;
  options.hours = given.hours.value_or(known->hours);
  options.loss = given.loss.value_or(known->loss);
  options.broadcast_loss = given.broadcast_loss.value_or(known->broadcast_loss);
  if (const auto fault = fault_of(options, *known)) return *fault;
  return options;
}

std::string again(const Options& options) {
  return "scripts/sim --scenario " + options.scenario + " --peers " + std::to_string(options.peers) +
         (options.extras == 0 ? "" : " --extras " + std::to_string(options.extras)) + " --hours " +
         to_text(options.hours) + " --loss " + to_text(options.loss) + " --broadcast-loss " +
         to_text(options.broadcast_loss) + " --seed " + std::to_string(options.seed) +
         (options.without.empty() ? "" : " --without " + options.without) +
         (options.faults.empty() ? "" : " --faults " + joined(options.faults)) + (options.sodium ? " --sodium" : "") +
         (options.json ? " --json" : "");
}

}  // namespace earshot::sim
