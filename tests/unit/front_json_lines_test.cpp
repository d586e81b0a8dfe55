#include "front/json_lines.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "front_stage.h"

namespace earshot::front {
namespace {

using Json = nlohmann::json;

const PeerView kBob = make_peer("bob", 2);
const std::string kBobCode = code_of(kBob.id);
const std::string kBobTag = kBob.tag;

std::string bob_json() {
  return R"({"id":")" + kBobCode + R"(","name":"bob","nick":"bob","alias":null,"tag":")" + kBobTag +
         R"(","ref":"bob+)" + kBobTag +
         R"(","show_name":"","host":"laptop","trust":"new","verified_ts":null,"state":"here",)" +
         R"("addrs":["192.168.1.7:47475"],"rtt_ms":null,"last_seen":null,"version":"0.1.0","caps":[]})";
}

std::string line(const std::string& type_and_rest) { return R"({"v":1,"type":)" + type_and_rest; }

std::string event_line(const decltype(Event::what)& what, std::optional<std::uint64_t> seq = {}, bool ascii = false) {
  Event event;
  event.seq = seq;
  event.at = kStageWall;
  event.what = what;
  return JsonLines(make_about(), ascii).event(event);
}

const std::string kTs = R"("ts":"2025-11-22T11:02:03.123Z")";

TEST(JsonLines, HelloNamesTheProgramTheFormatAndOneself) {
  const Json hello = Json::parse(JsonLines(make_about(), false).hello(kStageWall));
  EXPECT_EQ(hello["v"], 1);
  EXPECT_EQ(hello["type"], "hello");
  EXPECT_EQ(hello["ts"], "2025-11-22T11:02:03.123Z");
  EXPECT_EQ(hello["program"], "earshot");
  EXPECT_EQ(hello["version"], "0.1.0");
  EXPECT_EQ(hello["formats"], Json::array({1}));
  EXPECT_EQ(hello["profile"], "default");
  EXPECT_EQ(hello["self"]["trust"], "self");
}

TEST(JsonLines, Ready) {
  EXPECT_EQ(event_line(event::Ready{make_network(), 3}),
            line(R"("ready",)" + kTs +
                 R"(,"network":null,"interfaces":[{"name":"wlan0","addr":"192.168.1.23","broadcast":"192.168.1.255",)"
                 R"("prefix":24,"index":2,"multicast":false}],)"
                 R"("discovery_port":47474,"port":47475,"peers":3})"));
}

TEST(JsonLines, PeerComesAndIsRenamed) {
  EXPECT_EQ(event_line(event::Peer{event::Peer::What::here, kBob, {}}, 7),
            line(R"("peer",)" + kTs + R"(,"seq":7,"event":"here","peer":)" + bob_json() + "}"));
  const Json renamed = Json::parse(event_line(event::Peer{event::Peer::What::renamed, kBob, "robert"}));
  EXPECT_EQ(renamed["event"], "renamed");
  EXPECT_EQ(renamed["old_name"], "robert");
}

TEST(JsonLines, AnAddressWithoutAPortIsWrittenWithoutOne) {
  PeerView self = kBob;
  self.addresses = {*parse_address("192.168.1.7", 0), *parse_address("fd77::1", 0)};
  const Json peer = Json::parse(event_line(event::Peer{event::Peer::What::here, self, {}}))["peer"];
  EXPECT_EQ(peer["addrs"], Json::parse(R"(["192.168.1.7","fd77::1"])"));
}

TEST(JsonLines, WordsToCompareHaveNoSeq) {
  event::Words words{event::Words::What::ready, kBob, {"acid", "bark"}, {}};
  EXPECT_EQ(event_line(words),
            line(R"("words",)" + kTs + R"(,"event":"ready","peer":)" + bob_json() + R"(,"words":["acid","bark"]})"));
  words = {event::Words::What::failed, kBob, {}, "gone"};
  EXPECT_EQ(event_line(words),
            line(R"("words",)" + kTs + R"(,"event":"failed","peer":)" + bob_json() + R"(,"reason":"gone"})"));
}

TEST(JsonLines, VerifyTellsBothCodes) {
  Answer answer;
  answer.action = Answered::verify;
  answer.reply.peer = kBob;
  const Json data = Json::parse(JsonLines(make_about(), false).result(kStageWall, answer))["data"];
  EXPECT_EQ(data["my_code"], code_of(make_about().self.id));
  EXPECT_EQ(data["their_code"], kBobCode);
  EXPECT_EQ(data["peer"]["id"], kBobCode);
}

TEST(JsonLines, IncomingMessageHasNoState) {
  EXPECT_EQ(
      event_line(make_message(5, kBob, with(kBob), "hi"), 881),
      line(R"("message",)" + kTs + R"(,"seq":881,"id":")" + to_string(make_id(5)) +
           R"(","dir":"in","conv":{"kind":"peer","id":")" + kBobCode + R"(","name":"bob+)" + kBobTag + R"("},"from":)" +
           bob_json() + R"(,"text":"hi","mention":false,"sent_ts":"2025-11-22T11:02:03.123Z","replay":false})"));
}

TEST(JsonLines, OwnMessageSaysHowManyShouldHaveIt) {
  const Json own = Json::parse(event_line(make_own(5, lobby(), "hi", 9)));
  EXPECT_EQ(own["dir"], "out");
  EXPECT_EQ(own["conv"], Json::parse(R"({"kind":"room","id":"lobby","name":"#lobby"})"));
  EXPECT_EQ(own["state"], "sent");
  EXPECT_EQ(own["of"], Json::parse(R"({"delivered":0,"total":9})"));
}

TEST(JsonLines, MentionIsAWholeWordInAnyCase) {
  const auto mention = [](const std::string& text) {
    return Json::parse(event_line(make_message(1, kBob, lobby(), text)))["mention"].get<bool>();
  };
  EXPECT_TRUE(mention("ALICE: look"));
  EXPECT_TRUE(mention("thanks @alice"));
  EXPECT_FALSE(mention("alicexyz"));
  EXPECT_FALSE(mention("malice"));
}

TEST(JsonLines, StateHasAReasonOnlyWhenItFailed) {
  const std::string delivered = event_line(make_state(5, with(kBob), kBob, DeliveryState::delivered, {1, 1}));
  EXPECT_EQ(delivered,
            line(R"("state",)" + kTs + R"(,"id":")" + to_string(make_id(5)) + R"(","conv":{"kind":"peer","id":")" +
                 kBobCode + R"(","name":"bob+)" + kBobTag + R"("},"to":)" + bob_json() +
                 R"(,"state":"delivered","attempt":1,"rtt_ms":0.8,"of":{"delivered":1,"total":1}})"));
  event::State failed = make_state(5, with(kBob), kBob, DeliveryState::failed, {0, 1});
  failed.reason = "expired";
  EXPECT_EQ(Json::parse(event_line(failed))["reason"], "expired");
}

TEST(JsonLines, RoomNetworkCheckAndNotice) {
  EXPECT_EQ(event_line(event::Room{event::Room::What::members, "dev", true, 4, 0}),
            line(R"("room",)" + kTs + R"(,"event":"members","room":"dev","joined":true,"members":4,"unread":0})"));
  EXPECT_EQ(
      event_line(event::Network{event::Network::What::down, {}, "cable"}),
      line(R"("network",)" + kTs + R"(,"event":"down","interfaces":[],"discovery_port":0,"port":0,"reason":"cable"})"));
  EXPECT_EQ(event_line(event::Check{event::Check::Status::warn, "ports", "two", "close one", {}}),
            line(R"("check",)" + kTs + R"(,"name":"ports","status":"warn","detail":"two","fix":"close one"})"));
  EXPECT_EQ(
      event_line(event::Notice{true, "same_nick", "another bob", "use tags"}),
      line(R"("notice",)" + kTs + R"(,"level":"warn","code":"same_nick","message":"another bob","hint":"use tags"})"));
}

TEST(JsonLines, GapSaysWhatIsMissing) {
  EXPECT_EQ(JsonLines(make_about(), false).gap(kStageWall, 12, 900),
            line(R"("gap",)" + kTs + R"(,"dropped":12,"from_seq":900})"));
}

TEST(JsonLines, ResultIsOkExactlyWhenItsExitIsZero) {
  Answer answer;
  answer.action = Answered::send;
  answer.req = "1";
  answer.reply.ids = {make_id(5)};
  answer.reply.of = Of{1, 1};
  EXPECT_EQ(JsonLines(make_about(), false).result(kStageWall, answer),
            line(R"("result",)" + kTs + R"(,"req":"1","ok":true,"exit":0,"data":{"ids":[")" + to_string(make_id(5)) +
                 R"("],"of":{"delivered":1,"total":1}}})"));
  answer.error = Trouble{ErrorCode::no_answer, "no answer", "try", 3};
  answer.reply.of = Of{0, 1};
  const Json failed = Json::parse(JsonLines(make_about(), false).result(kStageWall, answer));
  EXPECT_EQ(failed["ok"], false);
  EXPECT_EQ(failed["exit"], 5);
  EXPECT_EQ(failed["error"],
            Json::parse(R"({"code":"no_answer","exit":5,"message":"no answer","hint":"try","line":3})"));
}

TEST(JsonLines, EveryActionHasTheDataOfItsContract) {
  Answer answer;
  answer.reply.peer = kBob;
  answer.reply.count = 2;
  answer.reply.checks = event::Reply::Checks{1, 2, 3, 4};
  answer.reply.status = event::Reply::Status{make_network(), kBob, 3, 1, 2, {{"received", 9}}};
  const auto data = [&answer](Answered action) {
    answer.action = action;
    return Json::parse(JsonLines(make_about(), false).result(kStageWall, answer))["data"];
  };
  EXPECT_EQ(data(Answered::peers)["count"], 2);
  EXPECT_EQ(data(Answered::peers)["peer"]["nick"], "bob");
  EXPECT_EQ(data(Answered::rooms), Json::parse(R"({"count":2})"));
  EXPECT_EQ(data(Answered::nick)["peer"]["nick"], "bob");
  EXPECT_EQ(data(Answered::id)["code"], kBobCode);
  EXPECT_EQ(data(Answered::id)["addrs"], Json::array({"192.168.1.7:47475"}));
  EXPECT_EQ(data(Answered::doctor), Json::parse(R"({"ok":1,"warn":2,"fail":3,"skip":4})"));
  const Json status = data(Answered::status);
  for (const char* key : {"running", "pid", "profile", "network", "self", "interfaces", "discovery_port", "port",
                          "peers", "queued", "other_networks", "version", "formats"})
    EXPECT_TRUE(status.contains(key)) << key;
  EXPECT_EQ(status["pid"], 812);
  EXPECT_TRUE(data(Answered::ping).is_null());
}

TEST(JsonLines, ByeCarriesItsErrorAndExit) {
  EXPECT_EQ(JsonLines(make_about(), false).bye(kStageWall, "end of input", {}),
            line(R"("bye",)" + kTs + R"(,"reason":"end of input","exit":0})"));
  const Json bye = Json::parse(JsonLines(make_about(), false)
                                   .bye(kStageWall, "interrupted", Trouble{ErrorCode::interrupted, "stopped", {}, {}}));
  EXPECT_EQ(bye["exit"], 130);
  EXPECT_EQ(bye["error"]["code"], "interrupted");
}

TEST(JsonLines, NoControlCharacterIsWrittenRawAndNothingIsLost) {
  std::string text;
  for (char c = 1; c < 32; ++c) text += c;
  text += "\x7f";
  for (int c = 0x80; c < 0xA0; ++c) text += std::string("\xC2") + static_cast<char>(c);
  text += "\xC2\xA0 é";  // the first character behind C1, and one that stays
  const std::string written = event_line(make_message(1, kBob, lobby(), text));
  for (std::size_t i = 0; i < written.size(); ++i) {
    const auto octet = static_cast<unsigned char>(written[i]);
    ASSERT_TRUE(octet >= 0x20 && octet != 0x7F) << i;
    if (octet == 0xC2) {
      ASSERT_GE(static_cast<unsigned char>(written[i + 1]), 0xA0) << i;
    }
  }
  EXPECT_EQ(Json::parse(written)["text"], text);
}

TEST(JsonLines, OnATerminalOnlyAsciiIsWritten) {
  const std::string text =
      "\xE2\x80\xAE"
      "evil \xF0\x9F\x98\x80";  // U+202E turns what follows around
  const std::string written = event_line(make_message(1, kBob, lobby(), text), {}, true);
  for (const char letter : written) ASSERT_TRUE(letter >= 0x20 && letter < 0x7F);
  EXPECT_EQ(Json::parse(written)["text"], text);
}

TEST(JsonLines, BrokenUtf8IsReplacedAndDoesNotThrow) {
  EXPECT_EQ(Json::parse(event_line(make_message(1, kBob, lobby(),
                                                "a\xFF"
                                                "b")))["text"],
            "a\xEF\xBF\xBD"
            "b");
}

}  // namespace
}  // namespace earshot::front
