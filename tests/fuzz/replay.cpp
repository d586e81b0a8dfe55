// Plays kept inputs without a fuzzer: fuzz_replay TARGET FOLDER. The name of each is printed before it is played, so
// the last one is the one that failed.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <vector>

#include "fuzz/targets.h"

namespace {

namespace fs = std::filesystem;
using namespace earshot;

struct Target {
  std::string_view name;
  void (*run)(BytesView);
};
constexpr Target kTargets[] = {
    {"composer", fuzz::composer}, {"config", fuzz::config}, {"database", fuzz::database}, {"datagram", fuzz::datagram},
    {"frames", fuzz::frames},     {"lines", fuzz::lines},   {"node", fuzz::node},         {"pages", fuzz::pages},
    {"session", fuzz::session},   {"shown", fuzz::shown},
};

Bytes content(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const auto* target = std::ranges::find(kTargets, std::string_view(arguments[1]), &Target::name);
  if (target == std::end(kTargets)) return 2;
  std::vector<fs::path> files;
  for (const auto& it : fs::directory_iterator(arguments[2])) files.push_back(it.path());
  std::ranges::sort(files);
  for (const auto& file : files) {
    std::fprintf(stderr, "%s\n", file.c_str());
    target->run(content(file));
  }
  if (files.empty()) std::fprintf(stderr, "nothing to play in %s\n", arguments[2]);
  return files.empty() ? 1 : 0;
}
