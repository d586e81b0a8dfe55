#include "front/tui/notices.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <ctime>

namespace earshot::front {
namespace {

using namespace std::chrono_literals;
using How = TuiSettings::Notify::How;
using Content = TuiSettings::Notify::Content;
using testing::ElementsAre;
using testing::IsEmpty;

const ConversationKey kTalkWithBob = PeerId{{7}};
const ConversationKey kRoomDev = Room{"dev"};
// 22:13:20 in UTC.
Moment at(Duration since) { return {Instant{} + 1h + since, Wall{1'700'000'000'000}}; }

class NoticesTest : public testing::Test {
 protected:
  NoticesTest() {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }
  TuiSettings::Notify settings{};
  Notices notices{{"xterm-256color", "", false}};
};

TEST_F(NoticesTest, ABellForAMessageAndNothingForNone) {
  EXPECT_EQ(notices.take(at(0s), settings).bytes, "");
  notices.add(at(0s), kTalkWithBob, "bob", "hi");
  EXPECT_EQ(notices.deadline(), at(0s).instant);
  EXPECT_EQ(notices.take(at(0s), settings).bytes, "\a");
  EXPECT_EQ(notices.take(at(0s), settings).bytes, "");
}

TEST_F(NoticesTest, OneInFiveSecondsForAConversationTheRestTogether) {
  settings.how = How::command;
  notices.add(at(0s), kTalkWithBob, "bob", "one");
  EXPECT_THAT(notices.take(at(0s), settings).lines, ElementsAre("bob: a message"));
  for (int i = 0; i < 4; ++i) notices.add(at(1s), kTalkWithBob, "bob", "more");
  EXPECT_THAT(notices.take(at(1s), settings).lines, IsEmpty());
  EXPECT_EQ(notices.deadline(), at(5s).instant);
  EXPECT_THAT(notices.take(at(5s - 1us), settings).lines, IsEmpty());
  notices.add(at(2s), kRoomDev, "#dev", "another place does not wait");
  EXPECT_THAT(notices.take(at(2s), settings).lines, ElementsAre("#dev: a message"));
  EXPECT_THAT(notices.take(at(5s), settings).lines, ElementsAre("bob: 4 messages"));
  EXPECT_EQ(notices.deadline(), std::nullopt);
}

TEST_F(NoticesTest, OfWhatWasLookedAtNothingIsSaid) {
  notices.add(at(0s), kTalkWithBob, "bob", "hi");
  notices.drop(kTalkWithBob);
  EXPECT_EQ(notices.take(at(0s), settings).bytes, "");
}

TEST_F(NoticesTest, SayWhatThePersonWantsOthersToSeeOverTheirShoulder) {
  settings.how = How::command;
  const auto line = [this](Content content, int messages) {
    Notices fresh{{"xterm", "", false}};
    settings.content = content;
    for (int i = 0; i < messages; ++i) fresh.add(at(0s), kTalkWithBob, "bob", "the text");
    return fresh.take(at(0s), settings).lines;
  };
  EXPECT_THAT(line(Content::none, 1), ElementsAre("earshot: a message"));
  EXPECT_THAT(line(Content::none, 3), ElementsAre("earshot: 3 messages"));
  EXPECT_THAT(line(Content::name, 1), ElementsAre("bob: a message"));
  EXPECT_THAT(line(Content::text, 1), ElementsAre("bob: the text"));
  EXPECT_THAT(line(Content::text, 3), ElementsAre("bob: 3 messages"));
}

TEST_F(NoticesTest, NothingOfAPeersTextGetsOutOfTheSequence) {
  settings.how = How::osc;
  settings.content = Content::text;
  notices.add(at(0s), kTalkWithBob, "b\033]0;x\aob", "\a\033\\evil;field\nline" + std::string(1'000, 'x'));
  const std::string bytes = notices.take(at(0s), settings).bytes;
  EXPECT_TRUE(bytes.starts_with("\033]777;notify;earshot;")) << bytes;
  EXPECT_EQ(std::count(bytes.begin(), bytes.end(), '\033'), 1);
  EXPECT_EQ(std::count(bytes.begin(), bytes.end(), '\a'), 1);
  EXPECT_EQ(std::count(bytes.begin(), bytes.end(), ';'), 3);
  EXPECT_EQ(std::count(bytes.begin(), bytes.end(), '\n'), 0);
  EXPECT_LT(bytes.size(), 300U);
}

TEST_F(NoticesTest, EachTerminalGetsWhatItTakes) {
  const auto bytes = [this](const TerminalKind& kind, How how) {
    Notices fresh{kind};
    settings.how = how;
    fresh.add(at(0s), kTalkWithBob, "bob", "hi");
    return fresh.take(at(0s), settings).bytes;
  };
  EXPECT_EQ(bytes({"foot", "", false}, How::automatic), "\033]777;notify;earshot;bob: a message\a\a");
  EXPECT_EQ(bytes({"xterm-256color", "WezTerm", false}, How::automatic), "\033]777;notify;earshot;bob: a message\a\a");
  EXPECT_EQ(bytes({"xterm-kitty", "", false}, How::automatic), "\033]9;bob: a message\a\a");
  EXPECT_EQ(bytes({"xterm", "iTerm.app", false}, How::osc), "\033]9;bob: a message\a");
  EXPECT_EQ(bytes({"foot", "", true}, How::automatic),
            "\033Ptmux;\033\033]777;notify;earshot;bob: a message\a\033\\\a");
  EXPECT_EQ(bytes({"foot", "", false}, How::bell), "\a");
  EXPECT_EQ(bytes({"foot", "", false}, How::off), "");
}

TEST_F(NoticesTest, AreSilentInQuietHours) {
  const auto rings = [this](std::size_t from, std::size_t to) {
    Notices fresh{{"xterm", "", false}};
    settings.quiet = {from, to};
    fresh.add(at(0s), kTalkWithBob, "bob", "hi");
    return !fresh.take(at(0s), settings).bytes.empty();
  };
  const std::size_t now = 22 * 60 + 13;
  EXPECT_FALSE(rings(now, now + 1));
  EXPECT_TRUE(rings(now + 1, now + 2));
  EXPECT_TRUE(rings(now - 1, now));
  EXPECT_FALSE(rings(22 * 60, 7 * 60)) << "over midnight";
  EXPECT_TRUE(rings(23 * 60, 22 * 60));
}

TEST(Clipboard, IsSetInBase64) {
  EXPECT_EQ(clipboard_sequence("", false), "\033]52;c;\a");
  EXPECT_EQ(clipboard_sequence("f", false), "\033]52;c;Zg==\a");
  EXPECT_EQ(clipboard_sequence("fo", false), "\033]52;c;Zm8=\a");
  EXPECT_EQ(clipboard_sequence("foo", false), "\033]52;c;Zm9v\a");
  EXPECT_EQ(clipboard_sequence("foobar", false), "\033]52;c;Zm9vYmFy\a");
  EXPECT_EQ(clipboard_sequence("\xff\xfe\xfd", false), "\033]52;c;//79\a");
  EXPECT_EQ(clipboard_sequence("foo", true), "\033Ptmux;\033\033]52;c;Zm9v\a\033\\");
}

}  // namespace
}  // namespace earshot::front
