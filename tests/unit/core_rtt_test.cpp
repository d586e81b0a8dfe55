#include "core/rtt.h"

#include <gtest/gtest.h>

namespace earshot::core {
namespace {

using namespace std::chrono_literals;

TEST(Rtt, AnAnswerOfAMachineThatSleptPutsOffNoRepair) {
  Rtt rtt(1ms);
  rtt.sample(20min, 0ms);
  EXPECT_LE(rtt.loss_delay(), 2s);
  EXPECT_LE(rtt.probe_timeout(0ms), 4s);
  for (int i = 0; i < 100; ++i) rtt.sample(1ms, 0ms);
  rtt.sample(20min, 0ms);
  EXPECT_LE(rtt.loss_delay(), 2s);
}

TEST(Rtt, AGuessIsBoundedLikeASample) { EXPECT_LE(Rtt(20min).loss_delay(), 2s); }

}  // namespace
}  // namespace earshot::core
