// Two hundred hosts.
#include "lan/story.h"

namespace earshot::sim {
namespace {

TEST(LanScale, TwoHundredHostsThatStartAtOnceKnowEachOtherWithinASecond) {
  SimLan lan{{.seed = 1, .crypto = Crypto::transparent}};
  auto hosts = lan.join_many(200, {.ipv6_and_multicast = false});
  EXPECT_TRUE(lan.run_until([&] { return all_list_all(hosts); }, 1s));
  lan.run_for(5s);
  hosts.push_back(&lan.join("newcomer", {.ipv6_and_multicast = false}));
  EXPECT_TRUE(lan.run_until([&] { return all_list_all(hosts); }, 1s));
}

}  // namespace
}  // namespace earshot::sim
