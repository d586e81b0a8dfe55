// Texts that fill more than one datagram.
#include "lan/story.h"

namespace earshot::sim {
namespace {

std::string text_of(std::size_t bytes) {
  std::string text;
  for (int line = 1; text.size() < bytes; ++line) text += "line " + std::to_string(line) + "\n";
  text.resize(bytes);
  return text;
}

TEST(LanLongText, ARoomMessageInManyPartsArrivesWhole) {
  for (const auto seed : seeds(50)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 4);
    lan.use_link({.loss = 0.2, .duplicates = 0.1, .reordered = 0.3});
    const auto text = text_of(10'000);
    hosts[0]->says("lobby", "before");
    hosts[0]->says("lobby", text);
    hosts[0]->says("lobby", "after");
    EXPECT_TRUE(lan.run_until([&] { return hosts[0]->of(text) == Of{3, 3}; }, 20s));
    lan.run_for(10s);
    for (std::size_t i = 1; i < hosts.size(); ++i)
      EXPECT_EQ(hosts[i]->heard(), (std::vector<std::string>{"before", text, "after"}));
  }
}

TEST(LanLongText, ADirectMessageOf64KiBArrivesWhole) {
  for (const auto seed : seeds(20)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 2);
    lan.use_link({.loss = 0.1, .duplicates = 0.1, .reordered = 0.3});
    const auto text = text_of(65'536);
    hosts[0]->tells(hosts[1]->nick(), "before");
    hosts[0]->tells(hosts[1]->nick(), text);
    hosts[0]->tells(hosts[1]->nick(), "after");
    EXPECT_TRUE(lan.run_until([&] { return hosts[0]->has_delivered("after", *hosts[1]); }, 30s));
    EXPECT_EQ(hosts[1]->heard(), (std::vector<std::string>{"before", text, "after"}));
  }
}

TEST(LanLongText, OneByteMoreIsRefused) {
  SimLan lan{{.seed = 1}};
  const auto hosts = settled(lan, 2);
  command::Send send;
  send.to = {hosts[1]->nick()};
  send.text = text_of(65'537);
  const auto refused = hosts[0]->does(send);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.reason().code, ErrorCode::text_too_long);
}

TEST(LanLongText, EveryLetterOfEveryAlphabetSurvives) {
  for (const auto seed : seeds(20)) {
    SimLan lan{{.seed = seed}};
    const auto hosts = settled(lan, 2);
    std::string text;
    while (text.size() < 5'000) text += "\"\\\t\x01 e\xCC\x81 \xD0\xB6 \xE6\xB0\xB4 \xF0\x9F\x91\x8B\xF0\x9F\x8F\xBD\n";
    hosts[0]->says("lobby", text);
    hosts[0]->tells(hosts[1]->nick(), text);
    lan.run_for(5s);
    EXPECT_EQ(hosts[1]->heard(), (std::vector<std::string>{text, text}));
  }
}

}  // namespace
}  // namespace earshot::sim
