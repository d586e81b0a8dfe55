// earshot-sim: the production core, many times, on the pretended LAN. See --help.
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>

#include "sim/chaos.h"
#include "sim/draw.h"
#include "sim/scenarios.h"
#include "sim/shrink.h"

namespace earshot::sim {
namespace {

constexpr int kBadFile = 2;

void shrink_to_file(const Options& options) {
  auto failed = failure_of(draw_trace(options));
  if (!failed) return;
  std::cerr << "Shrinking \"" << failed->breaks << "\" ...\n";
  const auto until = std::chrono::steady_clock::now() + options.shrink_within;
  const auto kept = shrink(std::move(*failed), breaks, [&] { return std::chrono::steady_clock::now() >= until; });
  std::ofstream(options.shrink_to) << to_text(kept);
  std::cerr << kept.hosts.size() << " hosts, " << kept.acts.size() << " acts and " << kept.fates->size()
            << " fates are left: scripts/sim --play " << options.shrink_to << '\n';
}

int run(const Options& options) {
  Report report;
  Progress progress;
  Crowd crowd(options, report, progress);
  scenario(options.scenario).play(options, crowd, report);
  progress.finish(crowd.ran());
  std::cout << (options.json ? report.json(options) : report.table(options)) << std::flush;
  if (!report.holds() && !options.shrink_to.empty()) shrink_to_file(options);
  return report.holds() ? 0 : 1;
}

int play_file(const std::string& name, const std::string& chart) try {
  std::ifstream file(name);
  if (!file) throw std::runtime_error("cannot be read");
  const auto trace = trace_from({std::istreambuf_iterator<char>(file), {}});
  const auto report = play(trace, nullptr, chart);
  std::cout << report.lines() << std::flush;
  return report.holds() ? 0 : 1;
} catch (const std::runtime_error& error) {
  std::cerr << name << ": " << error.what() << '\n';
  return kBadFile;
}

}  // namespace
}  // namespace earshot::sim

int main(int argc, char** argv) {
  using namespace earshot::sim;
  const auto parsed = parse({argv + 1, argv + argc}, std::random_device{}());
  if (const auto* said = std::get_if<Said>(&parsed)) {
    (said->exit_code == 0 ? std::cout : std::cerr) << said->text;
    return said->exit_code;
  }
  const auto& options = std::get<Options>(parsed);
  return options.play.empty() ? run(options) : play_file(options.play, options.chart);
}
