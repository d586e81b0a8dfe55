#include "front/speakers.h"

#include <gtest/gtest.h>

namespace earshot::front {
namespace {

using namespace std::chrono_literals;

Moment after(Duration time) { return {Instant{} + time, Wall{1'000}}; }

PeerId who(std::size_t number) {
  PeerId id;
  id.bytes[0] = static_cast<std::uint8_t>(number >> 8);
  id.bytes[1] = static_cast<std::uint8_t>(number);
  return id;
}

TEST(Speakers, WhoSpokeWithinTheHourSpokeLately) {
  Speakers speakers;
  EXPECT_FALSE(speakers.spoke_lately(after(0s), who(1)));
  speakers.spoke(after(0s), who(1));
  EXPECT_TRUE(speakers.spoke_lately(after(59min), who(1)));
  EXPECT_FALSE(speakers.spoke_lately(after(60min), who(1)));
  EXPECT_FALSE(speakers.spoke_lately(after(0s), who(2)));
}

TEST(Speakers, ACallByNameIsKnownAfterOtherWords) {
  Speakers speakers;
  speakers.spoke(after(0s), who(1));
  EXPECT_FALSE(speakers.find(who(1))->addressed_me);
  speakers.spoke(after(1s), who(1), true);
  speakers.spoke(after(2s), who(1));
  EXPECT_EQ(speakers.find(who(1))->addressed_me, Wall{1'000});
}

TEST(Speakers, OnlyTheLastThousandAreKnown) {
  Speakers speakers;
  for (std::size_t i = 0; i <= Speakers::kMost; ++i) speakers.spoke(after(std::chrono::seconds(i)), who(i));
  EXPECT_EQ(speakers.find(who(0)), nullptr);
  EXPECT_NE(speakers.find(who(1)), nullptr);
  EXPECT_NE(speakers.find(who(Speakers::kMost)), nullptr);
}

}  // namespace
}  // namespace earshot::front
