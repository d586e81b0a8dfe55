// Runs that broke a promise, shrunk to what it takes. A fault that is mended stays mended; what is broken on purpose (a
// disk that lies) is seen.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "sim/chaos.h"

namespace earshot::sim {
namespace {

Trace trace_in(const std::filesystem::path& name) {
  std::ifstream file(name);
  return trace_from({std::istreambuf_iterator<char>(file), {}});
}

TEST(SimKept, EachBreaksWhatItBrokeUnlessThatIsMended) {
  std::size_t played = 0;
  for (const auto& file : std::filesystem::directory_iterator(EARSHOT_KEPT_TRACES)) {
    if (file.path().extension() != ".trace") continue;
    SCOPED_TRACE(file.path().filename().string());
    const auto trace = trace_in(file);
    const auto report = play(trace, nullptr);
    if (trace.mended)
      EXPECT_TRUE(report.holds()) << report.lines();
    else
      EXPECT_THAT(report.broken(), testing::Contains(trace.breaks)) << report.lines();
    ++played;
  }
  EXPECT_GT(played, 0u);
}

}  // namespace
}  // namespace earshot::sim
