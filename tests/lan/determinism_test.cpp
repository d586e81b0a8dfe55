// The same seed is the same run, to the last byte of the last datagram.
#include "lan/story.h"

namespace earshot::sim {
namespace {

// A bit of everything.
std::uint64_t fingerprint_of_a_busy_minute(std::uint64_t seed) {
  SimLan lan{{.seed = seed, .link = kRough}};
  const auto hosts = lan.join_many(4);
  lan.run_for(5s);
  for (int i = 0; i < 20; ++i) {
    auto& host = *hosts[lan.chance().below(hosts.size())];
    switch (lan.chance().below(5)) {
      case 0:
        host.says_lines(3);
        break;
      case 1: {
        command::Send send;  // may be refused: who restarted knows nobody at first
        send.to = {hosts[lan.chance().below(hosts.size())]->nick()};
        send.text = "psst " + std::to_string(i);
        (void)host.does(send);
        break;
      }
      case 2:
        host.change_address();
        break;
      case 3:
        host.restart();
        break;
      case 4:
        lan.run_for(1s);
        break;
    }
    lan.run_for(lan.chance().between(0s, 4s));
  }
  return lan.fingerprint();
}

TEST(LanDeterminism, TheSameSeedGivesTheSameRun) {
  for (const auto seed : seeds(30)) EXPECT_EQ(fingerprint_of_a_busy_minute(seed), fingerprint_of_a_busy_minute(seed));
}

TEST(LanDeterminism, AnotherSeedGivesAnotherRun) {
  EXPECT_NE(fingerprint_of_a_busy_minute(1), fingerprint_of_a_busy_minute(2));
}

}  // namespace
}  // namespace earshot::sim
