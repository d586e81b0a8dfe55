// The terminal interface as a person meets it: keys in, a screen out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "front_tui_stage.h"

namespace earshot::front {
namespace {

using testing::HasSubstr;
using testing::Not;

class TuiTest : public testing::Test {
 protected:
  void begin(TuiOptions options = {}) {
    stage.begin(std::move(options));
    stage.comes(bob);
  }
  TuiStage stage;
  PeerView bob = make_peer("bob", 2);
  PeerView carol = make_peer("carol", 3);
};

TEST_F(TuiTest, TheFirstWordsAreWholeHoweverNarrowTheScreen) {
  for (const std::size_t columns : {30, 50, 80}) {
    TuiStage narrow;
    narrow.begin({});
    narrow.terminal->size_now = {24, columns};
    narrow.comes(bob);
    narrow.pass(2s);
    for (const char* word : {"NAME", "everyone", "/verify", "/quit"})
      EXPECT_THAT(narrow.screen(), HasSubstr(word)) << columns;
  }
}

TEST_F(TuiTest, WhatIsTypedGoesToTheConversationThatThePromptNames) {
  begin();
  EXPECT_THAT(stage.last_row(), HasSubstr("#lobby>"));
  stage.type("hello all");
  EXPECT_THAT(stage.last_row(), HasSubstr("#lobby> hello all"));
  EXPECT_EQ(stage.asked_for<command::Send>(), 0U);
  stage.press("Enter");
  EXPECT_EQ(stage.last_asked<command::Send>().text, "hello all");
  EXPECT_EQ(stage.last_asked<command::Send>().room, "lobby");
  EXPECT_TRUE(stage.last_asked<command::Send>().queue);
  EXPECT_THAT(stage.last_row(), Not(HasSubstr("hello all")));
}

TEST_F(TuiTest, AConversationIsChosenByItsPlaceAndKeepsItsDraft) {
  begin();
  stage.type("for all");
  stage.press("Alt-2");
  EXPECT_THAT(stage.last_row(), HasSubstr("bob>"));
  EXPECT_THAT(stage.last_row(), Not(HasSubstr("for all")));
  stage.type("for bob");
  stage.press("Enter");
  EXPECT_EQ(stage.last_asked<command::Send>().text, "for bob");
  EXPECT_EQ(stage.last_asked<command::Send>().to, std::vector<std::string>{bob.ref});
  stage.press("Alt-1");
  EXPECT_THAT(stage.last_row(), HasSubstr("#lobby> for all"));
}

TEST_F(TuiTest, WhatComesElsewhereIsCountedAndOneKeyGoesThere) {
  begin();
  stage.says(1, bob, with(bob), "are you there?");
  EXPECT_THAT(stage.screen(), HasSubstr("bob 1"));
  EXPECT_THAT(stage.terminal->title, HasSubstr("(1)"));
  EXPECT_THAT(stage.screen(), Not(HasSubstr("are you there?")));
  stage.press("Alt-a");
  EXPECT_THAT(stage.screen(), HasSubstr("are you there?"));
  EXPECT_THAT(stage.last_row(), HasSubstr("bob>"));
  EXPECT_THAT(stage.terminal->title, Not(HasSubstr("(1)")));
}

TEST_F(TuiTest, StrangersWhoWriteWithoutEndArePutAsideButNobodyWhomOneKnows) {
  begin();
  carol.alias = "carol";
  stage.comes(carol);
  stage.says(1, bob, with(bob), "first");
  stage.press("Alt-a");  // read, and so one's own
  stage.press("Alt-1");
  stage.says(2, carol, with(carol), "second");
  for (std::uint16_t i = 0; i < 300; ++i) {
    PeerView stranger = make_peer("x" + std::to_string(i), 9);
    stranger.id.bytes[1] = static_cast<std::uint8_t>(i >> 8);
    stranger.id.bytes[2] = static_cast<std::uint8_t>(i);
    stage.comes(stranger);
    stage.says(7, stranger, with(stranger), "buy");
    stage.pass(1ms);
  }
  EXPECT_THAT(stage.terminal->title, HasSubstr("(201)"));  // carol and two hundred
  stage.says(9, bob, with(bob), "third");
  stage.pass(1s);
  EXPECT_THAT(stage.terminal->title, HasSubstr("(202)"));
}

TEST_F(TuiTest, AnOwnMessageShowsHowFarItIs) {
  begin();
  stage.press("Alt-2");
  stage.type("hi");
  stage.press("Enter");
  stage.tell(make_own(7, with(bob), "hi", 1), 1);
  EXPECT_THAT(stage.screen(), HasSubstr(">  alice    hi"));
  stage.tell(make_state(7, with(bob), bob, DeliveryState::delivered, {1, 1}), 2);
  EXPECT_THAT(stage.screen(), Not(HasSubstr(">  alice    hi")));
}

TEST_F(TuiTest, AnUnknownCommandIsNeverSentAndStaysToBeMended) {
  begin();
  stage.type("/jion dev");
  stage.press("Enter");
  EXPECT_EQ(stage.asked_for<command::Send>(), 0U);
  EXPECT_THAT(stage.screen(), HasSubstr("Did you mean /join?"));
  EXPECT_THAT(stage.last_row(), HasSubstr("/jion dev"));
}

TEST_F(TuiTest, TwoSlashesSendOne) {
  begin();
  stage.type("//x");
  stage.press("Enter");
  EXPECT_EQ(stage.last_asked<command::Send>().text, "/x");
}

TEST_F(TuiTest, APathIsOfferedAsText) {
  begin();
  stage.type("/etc/hosts is broken");
  stage.press("Enter");
  EXPECT_EQ(stage.asked_for<command::Send>(), 0U);
  EXPECT_THAT(stage.last_row(), HasSubstr("looks like a path"));
  stage.press("Enter");
  EXPECT_EQ(stage.last_asked<command::Send>().text, "/etc/hosts is broken");
}

TEST_F(TuiTest, ALinkOfPlainLettersIsOpenedAtOnceAndAnotherIsShownAndAskedAbout) {
  std::vector<std::string> opened;
  TuiOptions options;
  options.open = [&](const std::string& link) { opened.push_back(link); };
  begin(std::move(options));
  stage.says(1, bob, lobby(), "http://a.example/x");
  stage.type("/open");
  stage.press("Enter");
  EXPECT_EQ(opened, std::vector<std::string>{"http://a.example/x"});
  const std::string other = "http://b\u0430nk.example/";  // a Cyrillic letter
  stage.says(2, bob, lobby(), other);
  for (const std::string answer : {"n", "y"}) {
    opened.clear();
    stage.type("/open");
    stage.press("Enter");
    EXPECT_THAT(stage.screen(), HasSubstr("more than plain letters"));
    EXPECT_THAT(stage.last_row(), HasSubstr("Open it? [y/N]"));
    EXPECT_TRUE(opened.empty());
    stage.type(answer);
    EXPECT_EQ(opened.size(), answer == "y" ? 1U : 0U);
  }
  EXPECT_EQ(opened, std::vector<std::string>{other});
}

TEST_F(TuiTest, PastedTextRunsNoCommandAndIsNotSent) {
  begin();
  stage.paste("one\n/quit\nthree");
  EXPECT_FALSE(stage.face->finished());
  EXPECT_EQ(stage.asked_for<command::Send>(), 0U);
  EXPECT_THAT(stage.screen(), HasSubstr("/quit"));
  stage.press("Enter");
  EXPECT_EQ(stage.last_asked<command::Send>().text, "one\n/quit\nthree");
}

TEST_F(TuiTest, ALongPasteIsAskedAbout) {
  begin();
  std::string lines;
  for (int i = 0; i < 38; ++i) lines += "line\n";
  stage.paste(lines + "end");
  stage.press("Enter");
  EXPECT_EQ(stage.asked_for<command::Send>(), 0U);
  EXPECT_THAT(stage.last_row(), HasSubstr("39 lines"));
  stage.press("Esc");
  EXPECT_EQ(stage.asked_for<command::Send>(), 0U);
  stage.press("Enter");
  stage.press("Enter");
  EXPECT_EQ(stage.asked_for<command::Send>(), 1U);
}

TEST_F(TuiTest, CtrlCClearsThenWarnsThenLeaves) {
  begin();
  stage.type("half a thought");
  stage.press("Ctrl-c");
  EXPECT_THAT(stage.last_row(), Not(HasSubstr("half")));
  stage.press("Ctrl-_");
  EXPECT_THAT(stage.last_row(), HasSubstr("half a thought"));
  stage.press("Ctrl-c");
  stage.press("Ctrl-c");
  EXPECT_THAT(stage.screen(), HasSubstr("Ctrl-C again"));
  EXPECT_FALSE(stage.face->finished());
  stage.press("Ctrl-c");
  EXPECT_EQ(stage.face->finished(), 0);
}

TEST_F(TuiTest, LeavingTheNodeAsksWhileMessagesWait) {
  TuiOptions options;
  options.is_node = true;
  begin(options);
  stage.tell(make_own(7, with(bob), "hi", 1), 1);
  stage.press("Ctrl-q");
  EXPECT_FALSE(stage.face->finished());
  EXPECT_THAT(stage.last_row(), HasSubstr("1 message is not delivered"));
  stage.press("n");
  EXPECT_FALSE(stage.face->finished());
  stage.press("Ctrl-q");
  stage.press("y");
  EXPECT_EQ(stage.face->finished(), 0);
  EXPECT_THAT(stage.shown(), HasSubstr("stays queued"));
}

TEST_F(TuiTest, DraftsOutliveTheProgram) {
  begin();
  stage.press("Alt-2");
  stage.type("half");
  stage.face->stop(stage.now, Stop::terminate);
  EXPECT_THAT(stage.shown(), HasSubstr("half"));
  TuiOptions options;
  options.remembered = stage.kept;
  begin(options);
  EXPECT_THAT(stage.last_row(), HasSubstr("half"));
  EXPECT_THAT(stage.last_row(), HasSubstr(">"));
}

TEST_F(TuiTest, TheEndOfTheNodeIsSurvivedByTheNextFace) {
  begin();
  stage.type("draft");
  stage.face->stop(stage.now, Stop::node_ended);
  EXPECT_EQ(stage.face->finished(), 11);
  EXPECT_THAT(stage.kept, HasSubstr("draft"));
  EXPECT_EQ(stage.shown(), "");
  TuiOptions options;
  options.remembered = stage.kept;
  stage.put_on(make_tui(stage.node, *stage.hold, stage.streams, make_about(), options));
  EXPECT_THAT(stage.last_row(), HasSubstr("draft"));
  EXPECT_THAT(stage.screen(), HasSubstr("this one goes on"));
}

TEST_F(TuiTest, NothingIsPaintedWhileNothingChanges) {
  begin();
  stage.screen();
  stage.pass(20s);
  const auto frames = stage.terminal->frames;
  const Canvas before = stage.terminal->screen;
  for (int i = 0; i < 20; ++i)
    if (const auto at = stage.face->deadline()) stage.pass(std::max(*at - stage.now.instant, Duration{0}));
  EXPECT_EQ(stage.terminal->screen, before);
  EXPECT_LE(stage.terminal->frames, frames + 20);
}

TEST_F(TuiTest, AFloodIsPaintedAtMostThirtyTimesASecond) {
  begin();
  stage.screen();
  const auto frames = stage.terminal->frames;
  for (std::uint8_t i = 0; i < 200; ++i) {
    stage.says(i, bob, lobby(), "flood");
    stage.pass(5ms);
  }
  EXPECT_LE(stage.terminal->frames - frames, 31U);
  EXPECT_GE(stage.terminal->frames - frames, 20U);
}

TEST_F(TuiTest, ASlowTerminalGetsTheNextScreenWhenItHasTakenTheLast) {
  begin();
  stage.terminal->is_busy = true;
  stage.says(1, bob, lobby(), "now or later");
  EXPECT_THAT(stage.screen(), Not(HasSubstr("now or later")));
  stage.terminal->is_busy = false;
  stage.look();
  EXPECT_THAT(stage.screen(), HasSubstr("now or later"));
}

TEST_F(TuiTest, SearchGoesToTheNodeAsOneTypes) {
  begin();
  stage.press("Ctrl-s");
  EXPECT_THAT(stage.last_row(), HasSubstr("find:"));
  stage.type("scan");
  std::size_t number = 0;
  EXPECT_EQ(stage.last_asked<command::History>(&number).words, "scan");
  EXPECT_EQ(stage.last_asked<command::History>().room, "lobby");
  auto old = make_message(9, bob, lobby(), "is the scanner free?");
  old.replay = true;
  stage.tell(old);
  stage.tell(stage.reply(number));
  EXPECT_THAT(stage.screen(), HasSubstr("is the scanner free?"));
  stage.press("Esc");
  EXPECT_THAT(stage.last_row(), HasSubstr("#lobby>"));
}

TEST_F(TuiTest, AnAmbiguousNameBringsAListAndTheChosenOneGetsIt) {
  begin();
  stage.type("/msg dave hi");
  stage.press("Enter");
  std::size_t number = 0;
  stage.last_asked<command::Send>(&number);
  const auto first = make_peer("dave", 5), second = make_peer("dave", 6);
  auto refused = stage.reply(number);
  refused.error = Refusal{ErrorCode::ambiguous, "dave", {first, second}};
  stage.tell(refused);
  EXPECT_THAT(stage.screen(), HasSubstr(first.ref));
  EXPECT_THAT(stage.screen(), HasSubstr(second.ref));
  stage.press("Down");
  stage.press("Enter");
  EXPECT_EQ(stage.last_asked<command::Send>().to, std::vector<std::string>{second.ref});
  EXPECT_EQ(stage.last_asked<command::Send>().text, "hi");
}

TEST_F(TuiTest, WhoIsHereLiesOverTheMessagesUntilAKey) {
  begin();
  stage.type("/peers");
  stage.press("Enter");
  std::size_t number = 0;
  stage.last_asked<command::Peers>(&number);
  auto listed = bob;
  listed.host = "the-laptop";
  stage.tell(event::Peer{event::Peer::What::listed, listed, {}});
  stage.tell(stage.reply(number));
  EXPECT_THAT(stage.screen(), HasSubstr("the-laptop"));
  stage.press("Esc");
  EXPECT_THAT(stage.screen(), Not(HasSubstr("the-laptop")));
}

TEST_F(TuiTest, NobodyThereBringsAPanelThatGoesWhenSomebodyComes) {
  stage.begin();
  stage.pass(10s);
  std::size_t number = 0;
  stage.last_asked<command::Status>(&number);
  auto status = stage.reply(number);
  status.status.emplace();
  status.status->network = make_network();
  stage.tell(status);
  EXPECT_THAT(stage.screen(), HasSubstr("No one else is here yet."));
  stage.comes(bob);
  EXPECT_THAT(stage.screen(), Not(HasSubstr("No one else is here yet.")));
}

TEST_F(TuiTest, TheIntroductionStandsUntilTheFirstMessage) {
  begin();
  stage.pass(2s);
  EXPECT_THAT(stage.screen(), HasSubstr("you are alice"));
  stage.tell(make_own(1, lobby(), "hello", 1), 1);
  EXPECT_THAT(stage.screen(), Not(HasSubstr("change with /nick")));
  stage.pass(3s);
  TuiOptions options;
  options.remembered = stage.kept;
  begin(options);
  stage.pass(2s);
  EXPECT_THAT(stage.screen(), Not(HasSubstr("change with /nick")));
}

TEST_F(TuiTest, ThePanelForSomebodyAloneKeepsItselfUpToDateUntilThereIsSomebody) {
  stage.begin({});
  const auto answer = [&](std::size_t other_networks) {
    auto reply = stage.reply();
    reply.status.emplace().other_networks = other_networks;
    stage.tell(reply);
  };
  stage.pass(10s);
  EXPECT_EQ(stage.asked_for<command::Status>(), 1U);
  answer(0);
  EXPECT_THAT(stage.screen(), HasSubstr("answers   none"));
  stage.pass(10s);
  EXPECT_EQ(stage.asked_for<command::Status>(), 2U);
  answer(3);
  EXPECT_THAT(stage.screen(), HasSubstr("3 nodes here are on another network"));
  stage.comes(bob);
  EXPECT_THAT(stage.screen(), Not(HasSubstr("answers   none")));
  stage.pass(20s);
  EXPECT_EQ(stage.asked_for<command::Status>(), 2U);
}

TEST_F(TuiTest, ACallInAnotherConversationRingsOnceInFiveSeconds) {
  begin();
  stage.press("Alt-2");
  stage.says(1, carol, lobby(), "nothing for anybody");
  EXPECT_THAT(stage.terminal->raw, Not(HasSubstr("\a")));
  stage.says(2, carol, lobby(), "alice, look");
  EXPECT_EQ(stage.terminal->raw, "\a");
  stage.says(3, carol, lobby(), "alice!");
  EXPECT_EQ(stage.terminal->raw, "\a");
  stage.pass(5s);
  EXPECT_EQ(stage.terminal->raw, "\a\a");
}

TEST_F(TuiTest, AMessageIsSelectedAndAnswered) {
  begin();
  stage.says(1, bob, lobby(), "who has the key?");
  stage.screen();
  stage.press("Up");
  stage.press("r");
  stage.type("I have");
  stage.press("Enter");
  EXPECT_EQ(stage.last_asked<command::Send>().reply_to, to_string(make_id(1)));
  EXPECT_EQ(stage.last_asked<command::Send>().text, "I have");
}

TEST_F(TuiTest, ALetterThatDoesNothingToASelectedMessageIsTyped) {
  begin();
  stage.says(1, bob, lobby(), "who has the key?");
  stage.screen();
  stage.press("Up");
  stage.press("w");
  EXPECT_THAT(stage.last_row(), HasSubstr("#lobby> w"));
}

TEST_F(TuiTest, WhatWasMissedIsSaidAndAskedForAgain) {
  begin();
  const auto peers = stage.asked_for<command::Peers>();
  stage.face->missed(stage.now, 12, {});
  EXPECT_THAT(stage.screen(), HasSubstr("12 lines of news were left out"));
  EXPECT_GT(stage.asked_for<command::Peers>(), peers);
}

TEST_F(TuiTest, ATerminalThatWasClosedEndsTheFace) {
  begin();
  stage.terminal->gone = true;
  stage.look();
  EXPECT_TRUE(stage.face->finished());
}

}  // namespace
}  // namespace earshot::front
