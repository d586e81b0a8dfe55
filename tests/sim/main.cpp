// earshot-sim: the production core, many times, on the pretended LAN. See --help.
#include <iostream>
#include <random>

#include "sim/scenarios.h"

namespace earshot::sim {
namespace {

int run(const Options& options) {
  Report report;
  Progress progress;
  Crowd crowd(options, report, progress);
  scenario(options.scenario).play(options, crowd, report);
  progress.finish(crowd.ran());
  std::cout << (options.json ? report.json(options) : report.table(options)) << std::flush;
  return report.holds() ? 0 : 1;
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
  return run(std::get<Options>(parsed));
}
