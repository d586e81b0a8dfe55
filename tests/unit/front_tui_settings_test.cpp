#include "earshot/front/tui_settings.h"

#include <gmock/gmock.h>

#include "front/tui/actions.h"

namespace earshot::front {
namespace {

using testing::HasSubstr;

TEST(TuiSettings, AreAllReadAndWrittenByName) {
  for (const std::string& name : tui_setting_names()) {
    TuiSettings settings;
    EXPECT_EQ(assign(settings, name, value_of(settings, name)), std::nullopt) << name;
    EXPECT_EQ(settings, TuiSettings()) << name;
    if (name == "notify.command") continue;  // that can be anything
    EXPECT_THAT(assign(settings, name, "fancy").value_or(""), HasSubstr(name + " is \"fancy\", but it can be "))
        << name;
    EXPECT_EQ(settings, TuiSettings()) << name;
  }
}

TEST(TuiSettings, AreBuiltInAsTheManualSays) {
  const TuiSettings settings;
  std::string all;
  for (const std::string& name : tui_setting_names()) all += name + "=" + value_of(settings, name) + "\n";
  EXPECT_EQ(all,
            "ui.sidebar=auto\nui.ascii=auto\nui.colors=auto\nui.presence=smart\nui.enter=send\n"
            "ui.time=%H:%M\nui.name_width=8\nui.paste_confirm=4\nnotify.direct=true\nnotify.mentions=true\n"
            "notify.rooms=false\nnotify.content=name\nnotify.how=auto\nnotify.command=\nnotify.quiet=\n");
}

TEST(TuiSettings, SayWhatAValueCanBe) {
  TuiSettings settings;
  EXPECT_EQ(assign(settings, "ui.presence", "fancy"), "ui.presence is \"fancy\", but it can be smart, all or none.");
  EXPECT_EQ(assign(settings, "ui.enter", ""), "ui.enter is \"\", but it can be send or newline.");
  EXPECT_EQ(assign(settings, "ui.name_width", "3"), "ui.name_width is \"3\", but it can be 4 to 16.");
  EXPECT_EQ(assign(settings, "ui.name_width", "16"), std::nullopt);
  EXPECT_EQ(settings.name_width, 16U);
  EXPECT_THAT(assign(settings, "ui.name_width", "17").value(), HasSubstr("4 to 16"));
  EXPECT_THAT(assign(settings, "ui.nonsense", "on").value(), HasSubstr("no setting \"ui.nonsense\""));
}

TEST(TuiSettings, TakeOnlyShortTimesThatStrftimeKnows) {
  TuiSettings settings;
  for (const char* good : {"%H:%M", "%I:%M %p", "%H.%M.%S"})
    EXPECT_EQ(assign(settings, "ui.time", good), std::nullopt) << good;
  for (const char* bad : {"", "%", "%c", "%H:%M%", "\x1b%H", "%H%H%H%H%H%H%H%H%H"})
    EXPECT_NE(assign(settings, "ui.time", bad), std::nullopt) << bad;
}

TEST(TuiSettings, KnowAQuietTime) {
  TuiSettings settings;
  EXPECT_EQ(assign(settings, "notify.quiet", "22:00-07:30"), std::nullopt);
  EXPECT_EQ(settings.notify.quiet, (TuiSettings::Notify::Quiet{1320, 450}));
  EXPECT_EQ(value_of(settings, "notify.quiet"), "22:00-07:30");
  for (const char* bad : {"22:00", "22:00-", "-", "24:00-07:00", "22:60-07:00", "2:00-07:00", "22:00-07:00-"})
    EXPECT_NE(assign(settings, "notify.quiet", bad), std::nullopt) << bad;
  EXPECT_EQ(assign(settings, "notify.quiet", ""), std::nullopt);
  EXPECT_EQ(settings.notify.quiet, std::nullopt);
}

TEST(TuiSettings, BindKeysThatExist) {
  TuiSettings settings;
  EXPECT_EQ(bind_key(settings, "ctrl-g", "next-unread"), std::nullopt);
  EXPECT_NE(bind_key(settings, "ctrl-g", "dance"), std::nullopt);
  EXPECT_NE(bind_key(settings, "ctrl-", "next-unread"), std::nullopt);
  EXPECT_EQ(settings.keys.size(), 1U);
  EXPECT_EQ(bindings_of(settings).find(*parse_key("ctrl-g"), Where::input), Action::next_unread);
}

TEST(TuiSettings, LetEnterBeginALine) {
  TuiSettings settings;
  ASSERT_EQ(assign(settings, "ui.enter", "newline"), std::nullopt);
  const KeyBindings keys = bindings_of(settings);
  EXPECT_EQ(keys.find(*parse_key("enter"), Where::input), Action::newline);
  EXPECT_EQ(keys.find(*parse_key("alt-enter"), Where::input), Action::send);
}

}  // namespace
}  // namespace earshot::front
