#include "sim/figures.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "sim/scenarios.h"

namespace earshot::sim {

namespace {

std::string rounded(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string line_of(const Figure& figure) {
  const std::string unit = figure.unit.empty() ? "" : " " + figure.unit;
  const auto value = figure.value ? rounded(*figure.value, figure.decimals) + unit : "never";
  std::string promised;
  if (figure.promise) promised = (figure.promise->is_mean ? "about " : "at most ") + to_text(figure.promise->value);
  char text[256];
  std::snprintf(text, sizeof text, "%-56s %24s   %-14s%s", figure.name.c_str(), value.c_str(), promised.c_str(),
                figure.holds() ? "" : "BROKEN");
  std::string line = text;
  return line.erase(line.find_last_not_of(' ') + 1) + "\n";
}

std::string percent(double share) { return to_text(std::round(share * 1e4) / 1e2) + " %"; }

}  // namespace

void Report::add_time(const std::string& name, std::optional<Duration> time, std::optional<Promise> promise) {
  std::optional<double> seconds;
  if (time) seconds = std::chrono::duration<double>(*time).count();
  add({.name = name, .unit = "s", .value = seconds, .decimals = 3, .promise = promise});
}

void Report::add_count(const std::string& name, std::size_t count, std::optional<Promise> promise) {
  add({.name = name, .unit = "", .value = static_cast<double>(count), .promise = promise});
}

bool Report::holds() const { return complaints_.empty() && std::ranges::all_of(figures_, &Figure::holds); }

std::vector<std::string> Report::broken() const {
  std::vector<std::string> broken;
  for (const auto& complaint : complaints_) broken.push_back(complaint.rule);
  for (const auto& figure : figures_)
    if (!figure.holds()) broken.push_back(figure.name);
  return broken;
}

std::string Report::table(const Options& options) const {
  return options.scenario + ": " + scenario(options.scenario).sentence + "\n" + std::to_string(options.peers) +
         " peers, " + (options.extras == 0 ? "" : std::to_string(options.extras) + " extras, ") +
         to_text(options.hours) + " h, " + percent(options.loss) + " of datagrams lost, " +
         percent(options.broadcast_loss) + " of broadcasts besides, " +
         (options.without.empty() ? "" : "without " + options.without + ", ") + "seed " + std::to_string(options.seed) +
         "\n" + lines() + "Again: " + again(options) + "\n";
}

std::string Report::lines() const {
  std::string text;
  for (const auto& sentence : told_) text += sentence + "\n";
  text += "\n";
  for (const auto& figure : figures_) text += line_of(figure);
  text += "\n";
  for (const auto& complaint : complaints_) text += "WRONG: " + complaint.words() + "\n";
  text += complaints_.empty() ? "The witness saw nothing wrong. " : "";
  return text + (holds() ? "All promises hold.\n" : "NOT all promises hold.\n");
}

std::string Report::json(const Options& options) const {
  auto figures = nlohmann::ordered_json::array();
  for (const auto& figure : figures_) {
    nlohmann::ordered_json it{{"name", figure.name}, {"unit", figure.unit}, {"value", nullptr}};
    if (figure.value) it["value"] = *figure.value;
    if (figure.promise) {
      it["at_most"] = figure.promise->at_most();
      it["holds"] = figure.holds();
    }
    figures.push_back(std::move(it));
  }
  auto complaints = nlohmann::ordered_json::array();
  for (const auto& complaint : complaints_) complaints.push_back(complaint.words());
  const nlohmann::ordered_json all{{"scenario", options.scenario},
                                   {"peers", options.peers},
                                   {"extras", options.extras},
                                   {"hours", options.hours},
                                   {"loss", options.loss},
                                   {"broadcast_loss", options.broadcast_loss},
                                   {"without", options.without},
                                   {"seed", options.seed},
                                   {"sodium", options.sodium},
                                   {"figures", figures},
                                   {"complaints", complaints},
                                   {"told", told_},
                                   {"holds", holds()},
                                   {"again", again(options)}};
  return all.dump() + "\n";
}

std::optional<Duration> percentile(std::vector<Duration> times, double share) {
  if (times.empty()) return std::nullopt;
  std::ranges::sort(times);
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(times.size())));
  return times[std::clamp<std::size_t>(rank, 1, times.size()) - 1];
}

}  // namespace earshot::sim
