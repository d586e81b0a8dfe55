#include "front/tui/remembered.h"

#include <gmock/gmock.h>

#include "earshot/base/encoding.h"

namespace earshot::front {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const PeerId kRemembered{{7}};
const MessageId kLastRead{{1, 2, 3}};

Remembering some() {
  Remembering all;
  all.talks[Room{"dev"}] = {"half a \"thought\"\n\U0001F44B", {}, true};
  all.talks[kRemembered] = {{}, kLastRead, false};
  all.current = kRemembered;
  all.sent = {"first", "second"};
  all.starts = 4;
  all.has_spoken = true;
  all.until = Wall{1'700'000'000'000};
  return all;
}

void expect_nothing(std::string_view text) {
  const Remembering read = parse_remembering(text);
  EXPECT_THAT(read.talks, IsEmpty()) << text;
  EXPECT_THAT(read.sent, IsEmpty()) << text;
  EXPECT_EQ(read.current, std::nullopt) << text;
  EXPECT_EQ(read.starts, 0U) << text;
  EXPECT_FALSE(read.has_spoken) << text;
  EXPECT_EQ(read.until, std::nullopt) << text;
}

TEST(Remembering, ComesBackAsItWas) {
  const Remembering read = parse_remembering(to_text(some()));
  ASSERT_THAT(read.talks, SizeIs(2));
  EXPECT_EQ(read.talks.at(Room{"dev"}).draft, "half a \"thought\"\n\U0001F44B");
  EXPECT_TRUE(read.talks.at(Room{"dev"}).has_unread);
  EXPECT_EQ(read.talks.at(Room{"dev"}).read, std::nullopt);
  EXPECT_EQ(read.talks.at(kRemembered).read, kLastRead);
  EXPECT_EQ(read.current, ConversationKey(kRemembered));
  EXPECT_THAT(read.sent, ElementsAre("first", "second"));
  EXPECT_EQ(read.starts, 4U);
  EXPECT_TRUE(read.has_spoken);
  EXPECT_EQ(read.until, Wall{1'700'000'000'000});
  EXPECT_EQ(to_text(read), to_text(some()));
}

TEST(Remembering, OfATalkWithNothingToRememberNothingIsWritten) {
  Remembering all;
  all.talks[Room{"dev"}] = {};
  EXPECT_THAT(parse_remembering(to_text(all)).talks, IsEmpty());
}

TEST(Remembering, KeepsTheLastOfWhatWasSent) {
  Remembering all;
  for (int i = 0; i < 250; ++i) all.sent.push_back(std::to_string(i));
  const auto sent = parse_remembering(to_text(all)).sent;
  ASSERT_THAT(sent, SizeIs(Remembering::kSentMax));
  EXPECT_EQ(sent.front(), "150");
  EXPECT_EQ(sent.back(), "249");
}

TEST(Remembering, ADraftAsLongAsTheInputTakesSurvives) {
  Remembering all;
  all.talks[Room{"dev"}].draft = std::string(kInputBytesMax, 'x');
  EXPECT_THAT(parse_remembering(to_text(all)).talks.at(Room{"dev"}).draft, SizeIs(kInputBytesMax));
}

TEST(Remembering, IsNeverMoreThanIsReadAgain) {
  Remembering all;
  const std::string wide(kInputBytesMax, '\1');  // each byte takes six as it is written
  for (int i = 0; i < 4; ++i) all.talks[Room{"r" + std::to_string(i)}] = {wide, {}, true};
  for (int i = 0; i < 100; ++i) all.sent.push_back(i == 99 ? "the last" : wide);
  const std::string text = to_text(all);
  EXPECT_LE(text.size(), kRememberedBytesMax);
  Remembering read = parse_remembering(text);
  ASSERT_THAT(read.talks, SizeIs(4));
  EXPECT_THAT(read.talks.at(Room{"r3"}).draft, SizeIs(kInputBytesMax)) << "drafts go before what was sent";
  EXPECT_EQ(read.sent.back(), "the last");
  EXPECT_LT(read.sent.size(), 5U);
  for (int i = 4; i < 10; ++i) all.talks[Room{"r" + std::to_string(i)}] = {wide, {}, true};
  read = parse_remembering(to_text(all));
  ASSERT_THAT(read.talks, SizeIs(10));
  EXPECT_EQ(read.talks.at(Room{"r9"}).draft, "");
  EXPECT_TRUE(read.talks.at(Room{"r9"}).has_unread) << "a draft was too much, but not that";
}

TEST(Remembering, DamagedTextIsNothing) {
  for (const char* text : {"", "x", "[]", "7", "null", "{\"talks\":[]}", "{\"talks\":{\"#\":{\"draft\":\"x\"}}}",
                           "{\"talks\":{\"bob\":{\"draft\":\"x\"}}}", "{\"talks\":{\"#dev\":7}}", "{\"current\":7}",
                           "{\"current\":\"#a b\"}", "{\"sent\":{\"0\":\"x\"}}", "{\"sent\":[7,null]}",
                           "{\"starts\":-1}", "{\"spoken\":1}", "{\"until\":18446744073709551615}"})
    expect_nothing(text);
  const std::string whole = to_text(some());
  for (std::size_t size = 0; size + 2 < whole.size(); ++size) expect_nothing(whole.substr(0, size));
}

TEST(Remembering, WhatIsTooMuchIsLeftOut) {
  const std::string huge(Remembering::kTextBytesMax + 1, 'x');
  std::string text =
      R"({"sent":[")" + huge + R"(","kept"],"talks":{"#dev":{"draft":")" + huge + R"(","unread":true}}})";
  const Remembering read = parse_remembering(text);
  EXPECT_THAT(read.sent, ElementsAre("kept"));
  EXPECT_EQ(read.talks.at(Room{"dev"}).draft, "");
  EXPECT_TRUE(read.talks.at(Room{"dev"}).has_unread);
  text = R"({"talks":{)";
  for (std::size_t i = 0; i < 2 * Remembering::kTalksMax; ++i)
    text += (i == 0 ? "\"#r" : ",\"#r") + std::to_string(i) + R"(":{"unread":true})";
  EXPECT_THAT(parse_remembering(text + "}}").talks, SizeIs(Remembering::kTalksMax));
}

}  // namespace
}  // namespace earshot::front
