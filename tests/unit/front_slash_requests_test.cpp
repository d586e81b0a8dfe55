#include "front/slash_requests.h"

#include <gmock/gmock.h>

#include "earshot/base/encoding.h"

namespace earshot::front {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Conversation lobby() { return {.kind = Conversation::Kind::room, .peer = {}, .name = "lobby"}; }
Conversation bob() { return {.kind = Conversation::Kind::peer, .peer = PeerId{{7}}, .name = "bob"}; }

// What a line asks of the node.
template <class What>
What asked(std::string_view line, const Conversation& here = lobby()) {
  const ChatLine parsed = parse_chat_line(line, Chat::screen);
  const SlashMeaning meaning = meaning_of(std::get<Slash>(parsed), here);
  return std::get<What>(std::get<SlashRequest>(meaning).command);
}
template <class Kind>
bool means(std::string_view line, const Conversation& here = lobby()) {
  return std::holds_alternative<Kind>(meaning_of(std::get<Slash>(parse_chat_line(line, Chat::screen)), here));
}

TEST(SlashRequests, AMessageGoesToAPersonOrARoom) {
  const auto to_bob = asked<command::Send>("/msg bob+7k3f hi  there");
  EXPECT_THAT(to_bob.to, ElementsAre("bob+7k3f"));
  EXPECT_EQ(to_bob.room, std::nullopt);
  EXPECT_EQ(to_bob.text, "hi  there");
  const auto to_dev = asked<command::Send>("/msg #dev hi");
  EXPECT_THAT(to_dev.to, testing::IsEmpty());
  EXPECT_EQ(to_dev.room, "dev");
}

TEST(SlashRequests, ANameWithACommaIsNotGuessed) {
  const SlashMeaning meaning = meaning_of({SlashWord::msg, "bob, hi"}, lobby());
  const auto* none = std::get_if<NoCommand>(&meaning);
  ASSERT_NE(none, nullptr);
  EXPECT_THAT(none->sentence, HasSubstr("Nothing was sent. Write: /msg bob hi"));
}

TEST(SlashRequests, WhatLeavesSomethingOutIsNotAsked) {
  for (const char* line : {"/msg", "/msg bob", "/whois", "/join", "/me", "/nick", "/add", "/verify", "/alias", "/block",
                           "/unblock", "/forget", "/forget bob", "/forget bob now", "/find", "/find -a"})
    EXPECT_TRUE(means<NeedsMore>(line)) << line;
  EXPECT_TRUE(means<NeedsMore>("/leave", bob())) << "no room to leave";
}

TEST(SlashRequests, WhatTheScreenDoesIsNotTheNodes) {
  for (const char* line : {"/help", "/go bob", "/quit", "/close", "/info", "/copy", "/set", "/keys", "/reply hi"})
    EXPECT_TRUE(means<std::monostate>(line)) << line;
}

TEST(SlashRequests, RoomsAreMeantWithAndWithoutTheirSign) {
  EXPECT_EQ(asked<command::Join>("/join #dev").room, "dev");
  EXPECT_EQ(asked<command::Join>("/join dev").room, "dev");
  EXPECT_EQ(asked<command::Leave>("/leave #dev").room, "dev");
  EXPECT_EQ(asked<command::Leave>("/leave").room, "lobby") << "the one on the screen";
}

TEST(SlashRequests, AnActionGoesWhereOneIs) {
  const auto in_lobby = asked<command::Send>("/me waves");
  EXPECT_TRUE(in_lobby.action);
  EXPECT_EQ(in_lobby.text, "waves");
  EXPECT_EQ(in_lobby.room, "lobby");
  EXPECT_THAT(asked<command::Send>("/me waves", bob()).to, ElementsAre("bob"));
}

TEST(SlashRequests, VerifyingHasItsSteps) {
  using Step = command::Verify::Step;
  EXPECT_EQ(asked<command::Verify>("/verify bob").step, Step::show);
  EXPECT_EQ(asked<command::Verify>("/verify bob yes").step, Step::confirm);
  EXPECT_EQ(asked<command::Verify>("/verify bob no").step, Step::differ);
  const auto by_code = asked<command::Verify>("/verify bob abcd efgh");
  EXPECT_EQ(by_code.step, Step::confirm);
  EXPECT_EQ(by_code.code, "abcd efgh");
  EXPECT_EQ(by_code.to, "bob");
}

TEST(SlashRequests, WhatIsDoneWithPeople) {
  EXPECT_EQ(asked<command::Alias>("/alias bob The Boss").name, "The Boss");
  EXPECT_EQ(asked<command::Alias>("/alias bob \"\"").name, "") << "takes it away";
  EXPECT_EQ(asked<command::Alias>("/alias bob").name, "");
  EXPECT_TRUE(asked<command::Block>("/block bob").on);
  EXPECT_FALSE(asked<command::Block>("/unblock bob").on);
  EXPECT_FALSE(asked<command::Forget>("/forget bob yes").history);
  EXPECT_TRUE(asked<command::Forget>("/forget bob history").history);
  EXPECT_TRUE(asked<command::Away>("/away").on);
  EXPECT_FALSE(asked<command::Away>("/back").on);
}

TEST(SlashRequests, FindingLooksHereOrEverywhere) {
  const auto here = asked<command::History>("/find old news");
  EXPECT_EQ(here.room, "lobby");
  EXPECT_EQ(here.words, "old news");
  const auto with_bob = asked<command::History>("/find old", bob());
  EXPECT_EQ(with_bob.peer, code_of(PeerId{{7}}));
  EXPECT_EQ(with_bob.room, std::nullopt);
  const auto everywhere = asked<command::History>("/find -a old news");
  EXPECT_EQ(everywhere.room, std::nullopt);
  EXPECT_EQ(everywhere.peer, "");
  EXPECT_EQ(everywhere.words, "old news");
}

TEST(SlashNumbers, SayWhichMessageIsMeant) {
  const auto split = [](const std::string& words) {
    const Numbered it = split_number(words);
    return std::to_string(it.nth) + "|" + it.rest;
  };
  EXPECT_EQ(split("2 yes"), "2|yes");
  EXPECT_EQ(split("yes 2"), "1|yes 2");
  EXPECT_EQ(split("2nd"), "1|2nd");
  EXPECT_EQ(split("0 x"), "1|0 x");
  EXPECT_EQ(split("-1 x"), "1|-1 x");
  EXPECT_EQ(split("99999999999999999999 x"), "1|99999999999999999999 x");
  EXPECT_EQ(which_message(""), 1U);
  EXPECT_EQ(which_message("3"), 3U);
  EXPECT_EQ(which_message("3 x"), std::nullopt);
}

}  // namespace
}  // namespace earshot::front
