#include "front/tui/style.h"

#include <gmock/gmock.h>

#include <set>

namespace earshot::front {
namespace {

PeerId peer(std::uint8_t first, std::uint8_t second = 0) {
  PeerId id;
  id.bytes[0] = first;
  id.bytes[1] = second;
  return id;
}

TEST(TuiStyle, ColoursANameByItsKeyAlone) {
  const Palette palette(256);
  EXPECT_EQ(palette.name(peer(1)), palette.name(peer(1)));
  std::set<int> colours;
  for (int i = 0; i < 256; ++i) colours.insert(palette.name(peer(0, static_cast<std::uint8_t>(i))).colour);
  EXPECT_THAT(colours, testing::ElementsAre(27, 28, 29, 31, 61, 97, 100, 131, 133, 162, 166));
}

// Blue cannot be read on black, yellow and white not on white.
TEST(TuiStyle, TakesOfSixteenColoursOnlyThoseThatCanBeReadEverywhere) {
  const Palette palette(16);
  std::set<std::pair<int, bool>> looks;
  for (int i = 0; i < 256; ++i) {
    const Style style = palette.name(peer(0, static_cast<std::uint8_t>(i)));
    looks.insert({style.colour, style.bold});
  }
  EXPECT_EQ(looks.size(), 8U);
  for (const auto& [colour, bold] : looks) EXPECT_THAT(colour, testing::AnyOf(1, 2, 5, 6));
  EXPECT_EQ(Palette(8).name(peer(3)), palette.name(peer(3)));
}

TEST(TuiStyle, UsesNoColourWhereThereIsNone) {
  const Palette palette(0);
  for (const Style& style :
       {palette.name(peer(1)), palette.alarm(), palette.partial(), palette.faint(), palette.own_name(), palette.bar()})
    EXPECT_EQ(style.colour, 0);
  EXPECT_TRUE(palette.alarm().bold);
}

}  // namespace
}  // namespace earshot::front
