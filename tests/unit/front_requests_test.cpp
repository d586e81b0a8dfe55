#include "front/requests.h"

#include <gtest/gtest.h>

#include "front_stage.h"

namespace earshot::front {
namespace {

template <class C>
C command(const std::string& line) {
  const auto request = parse_request(line);
  EXPECT_TRUE(request) << line << ": " << request.reason().trouble.message;
  return std::get<C>(std::get<Command>(request->what));
}
std::string fault(const std::string& line) {
  const auto request = parse_request(line);
  return request ? "" : request.reason().trouble.message;
}

TEST(Requests, SendTakesOnePersonOrSeveralOrARoom) {
  EXPECT_EQ(command<command::Send>(R"({"do":"send","to":"bob","text":"hi"})").to, std::vector<std::string>{"bob"});
  EXPECT_EQ(command<command::Send>(R"({"do":"send","to":["bob","carol"],"text":"hi"})").to.size(), 2U);
  EXPECT_EQ(command<command::Send>(R"({"do":"send","room":"lobby","text":"hi"})").room, "lobby");
  EXPECT_EQ(command<command::Send>(R"({"do":"send","to":"#lobby","text":"hi"})").room, "#lobby");
  EXPECT_NE(fault(R"({"do":"send","text":"hi"})"), "");
  EXPECT_NE(fault(R"({"do":"send","to":"bob","room":"lobby","text":"hi"})"), "");
}

TEST(Requests, SendWaitsForNothingUnlessAsked) {
  EXPECT_EQ(command<command::Send>(R"({"do":"send","to":"bob","text":"hi"})").wait, command::Send::Wait::none);
  const auto send =
      command<command::Send>(R"({"do":"send","to":"bob","text":"hi","wait":"delivered","timeout_s":0.5,"queue":true})");
  EXPECT_EQ(send.wait, command::Send::Wait::delivered);
  EXPECT_EQ(send.timeout, 500ms);
  EXPECT_TRUE(send.queue);
}

TEST(Requests, TimeoutIsAboveZeroAndAtMostADay) {
  EXPECT_EQ(fault(R"({"do":"send","to":"b","text":"h","timeout_s":86400})"), "");
  EXPECT_NE(fault(R"({"do":"send","to":"b","text":"h","timeout_s":86401})"), "");
  EXPECT_NE(fault(R"({"do":"send","to":"b","text":"h","timeout_s":0})"), "");
  EXPECT_NE(fault(R"({"do":"send","to":"b","text":"h","timeout_s":1e300})"), "");
}

TEST(Requests, HistoryTakesTheFiltersOfTheCommandLine) {
  const auto all = command<command::History>(R"({"do":"history"})");
  EXPECT_EQ(all.n, 50U);
  EXPECT_FALSE(all.room);
  const auto it = command<command::History>(
      R"({"do":"history","peer":"bob","from":"me","since":"2025-11-22T11:02:03Z","until":"2025-11-22T12:02:03.5+01:00",)"
      R"("grep":"a b","n":7,"before":"m-1","after":"m-2","oldest":true,"by_arrival":true})");
  EXPECT_EQ(it.peer, "bob");
  EXPECT_EQ(it.from, "me");
  EXPECT_EQ(it.since, Wall{1'763'809'323'000});
  EXPECT_EQ(it.until, Wall{1'763'809'323'500});
  EXPECT_EQ(it.words, "a b");
  EXPECT_EQ(it.n, 7U);
  EXPECT_EQ(it.before, "m-1");
  EXPECT_EQ(it.after, "m-2");
  EXPECT_TRUE(it.oldest && it.by_arrival);
  EXPECT_EQ(command<command::History>(R"({"do":"history","peer":"#dev"})").room, "#dev");
  EXPECT_EQ(command<command::History>(R"({"do":"search","grep":"x"})").words, "x");
  for (const char* wrong : {R"("n":0)", R"("n":1001)", R"("n":1.5)", R"("since":"2h")", R"("until":"2025-11-22")",
                            R"("peer":"bob","room":"dev")"})
    EXPECT_NE(fault(std::string(R"({"do":"history",)") + wrong + "}"), "") << wrong;
  EXPECT_NE(fault(R"({"do":"search"})"), "");
  EXPECT_NE(fault(R"({"do":"search","grep":""})"), "");
}

TEST(Requests, EveryActionOfThisVersion) {
  EXPECT_TRUE(command<command::Peers>(R"({"do":"peers","all":true})").all);
  command<command::Rooms>(R"({"do":"rooms"})");
  command<command::Status>(R"({"do":"status"})");
  command<command::Ident>(R"({"do":"id"})");
  EXPECT_EQ(command<command::Nick>(R"({"do":"nick","name":"al"})").name, "al");
  EXPECT_TRUE(command<command::Away>(R"({"do":"away","on":true})").on);
  EXPECT_EQ(command<command::Add>(R"({"do":"add","address":"10.0.0.8"})").address, "10.0.0.8");
  EXPECT_EQ(command<command::Doctor>(R"({"do":"doctor","to":"bob"})").to, "bob");
  EXPECT_EQ(command<command::Join>(R"({"do":"join","room":"dev"})").room, "dev");
  EXPECT_EQ(command<command::Leave>(R"({"do":"leave","room":"dev"})").room, "dev");
  EXPECT_TRUE(std::holds_alternative<Ping>(parse_request(R"({"do":"ping"})")->what));
  EXPECT_TRUE(std::holds_alternative<Quit>(parse_request(R"({"do":"quit"})")->what));
  const auto subscribe = parse_request(R"({"do":"subscribe","types":["message"],"conv":"#lobby"})");
  EXPECT_EQ(std::get<Subscribe>(subscribe->what).types, std::vector<std::string>{"message"});
}

TEST(Requests, ActionsOfLaterVersionsAreNotKnown) {
  for (const char* action : {"retry", "withdraw", "file_send", "nonsense"})
    EXPECT_NE(fault(std::string(R"({"do":")") + action + R"("})"), "") << action;
}

TEST(Requests, UnknownFieldsAreIgnoredAndNullIsAbsent) {
  EXPECT_EQ(command<command::Send>(R"({"do":"send","to":"bob","room":null,"text":"hi","mood":[1,{}]})").text, "hi");
}

TEST(Requests, WhatCannotBePromisedIsRefusedAndNotIgnored) {
  EXPECT_NE(fault(R"({"do":"send","to":"bob","text":"hi","dedupe":"k"})"), "");
}

TEST(Requests, WhatIsSaidAboutPeople) {
  using Step = command::Verify::Step;
  EXPECT_TRUE(command<command::Send>(R"({"do":"send","to":"bob","text":"hi","verified":true})").verified);
  EXPECT_EQ(command<command::Alias>(R"({"do":"alias","to":"bob","name":""})").to, "bob");
  EXPECT_NE(fault(R"({"do":"alias","to":"bob"})"), "");
  EXPECT_TRUE(command<command::Block>(R"({"do":"block","to":"bob"})").on);
  EXPECT_FALSE(command<command::Block>(R"({"do":"unblock","to":"bob"})").on);
  EXPECT_TRUE(command<command::Forget>(R"({"do":"forget","to":"bob","history":true})").history);
  EXPECT_EQ(command<command::Withdraw>(R"({"do":"withdraw","id":"abc"})").id, "abc");
  EXPECT_NE(fault(R"({"do":"withdraw"})"), "");
  EXPECT_EQ(command<command::Verify>(R"({"do":"verify","to":"bob"})").step, Step::show);
  EXPECT_EQ(command<command::Verify>(R"({"do":"verify","to":"bob","code":"7k3f"})").step, Step::confirm);
  EXPECT_EQ(command<command::Verify>(R"({"do":"verify","to":"bob","step":"words"})").step, Step::words);
  EXPECT_NE(fault(R"({"do":"verify","to":"bob","step":"believe"})"), "");
  EXPECT_NE(fault(R"({"do":"verify","to":"bob","step":"check"})"), "");
}

TEST(Requests, BadLinesAreBadRequests) {
  for (const char* line : {"", "{", "[]", "7", R"("do")", "{}", R"({"do":5})", R"({"do":"send","to":5,"text":"x"})",
                           R"({"do":"send","to":"b","text":["x"]})", R"({"do":"send","to":"b"})",
                           R"({"do":"send","to":["b",1],"text":"x"})", R"({"do":"nick"})", R"({"do":"ping","req":1})",
                           R"({"do":"away","on":"yes"})", "{\"do\":\"ping\",\"req\":\"\xFF\"}"}) {
    const auto request = parse_request(line);
    ASSERT_FALSE(request) << line;
    EXPECT_EQ(request.reason().trouble.code, ErrorCode::bad_request) << line;
  }
}

TEST(Requests, NulInTextIsBadText) {
  EXPECT_EQ(parse_request(R"({"do":"send","to":"b","text":"a\u0000b"})").reason().trouble.code, ErrorCode::bad_text);
}

TEST(Requests, LineMayBeOfTheLimitAndNotLonger) {
  const std::string head = R"({"do":"ping","x":")";
  const std::string longest = head + std::string(kInputLineBytesMax - head.size() - 2, 'x') + "\"}";
  ASSERT_EQ(longest.size(), kInputLineBytesMax);
  EXPECT_TRUE(parse_request(longest));
  EXPECT_FALSE(parse_request(longest + " "));
}

TEST(Requests, DeepNestingIsNoTrouble) {
  EXPECT_FALSE(parse_request(std::string(100'000, '[')));
  EXPECT_TRUE(parse_request(R"({"do":"ping","x":)" + std::string(50'000, '[') + std::string(50'000, ']') + "}"));
}

}  // namespace
}  // namespace earshot::front
