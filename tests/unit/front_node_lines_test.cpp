// A face in another process is told what a node of its own would tell it: every event comes out of its line as it went
// in, every command out of its request.
#include "earshot/front/node_lines.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <tuple>

#include "earshot/wire/limits.h"
#include "front/json_lines.h"
#include "front/requests.h"
#include "front/troubles.h"
#include "front_stage.h"

namespace earshot::front {
namespace {

using Json = nlohmann::json;

PeerView full_peer() {
  PeerView peer = make_peer("bøb", 2, "lap\ttop");
  peer.show_name = "Bob \"B\" \x7f\u0085";
  peer.trust = Trust::changed;
  peer.alias = "Rob";
  peer.verified = Wall{1'763'000'000'001};
  peer.state = PeerState::away;
  peer.addresses = {*parse_address("10.0.0.1:47475", 0), *parse_address("[fe80::1%3]:47476", 0),
                    *parse_address("fd77::2", 0)};
  peer.rtt = Duration(633);
  peer.last_seen = Wall{1'763'809'000'001};
  peer.features = {"files", "x"};
  return peer;
}

PeerView foreign_peer() {
  PeerView peer = make_peer("eve", 3);
  peer.program = "chatter 2.1";
  peer.addresses.clear();
  return peer;
}

NetworkView full_network() {
  NetworkView network = make_network();
  network.interfaces[0].multicast = true;
  network.interfaces[0].addresses.push_back({*parse_address("fe80::7c5b:46ff:fef0:9586%2", 0), 64});
  Interface lo;
  lo.index = {1};
  lo.name = "lo";
  lo.loopback = true;
  lo.addresses = {{*parse_address("127.0.0.1", 0), 8}};
  network.interfaces.push_back(lo);
  return network;
}

std::string line_of(const decltype(Event::what)& what, std::optional<std::uint64_t> seq = {}) {
  return JsonLines(make_about(), false).event(Event{seq, kStageWall, what});
}

// The event as it comes out of its own line.
template <class What>
What through_a_line(const What& what) {
  const auto line = parse_node_line(line_of(what, 7));
  EXPECT_TRUE(line) << line_of(what);
  const Event event = std::get<Event>(line.value_or(Event{}));
  EXPECT_EQ(event.seq, 7U);
  EXPECT_EQ(event.at, kStageWall);
  const What* read = std::get_if<What>(&event.what);
  EXPECT_NE(read, nullptr);
  return read ? *read : What{};
}

TEST(NodeLines, Hello) {
  About about = make_about();
  about.network = "home";
  about.self = full_peer();
  const auto line = parse_node_line(JsonLines(about, false).hello(kStageWall));
  ASSERT_TRUE(line && std::holds_alternative<Hello>(*line));
  const About& read = std::get<Hello>(*line).about;
  EXPECT_EQ(read.version, about.version);
  EXPECT_EQ(read.profile, about.profile);
  EXPECT_EQ(read.network, about.network);
  EXPECT_EQ(read.process, about.process);
  EXPECT_EQ(read.self, about.self);
  about.network.reset();
  EXPECT_EQ(std::get<Hello>(*parse_node_line(JsonLines(about, false).hello(kStageWall))).about.network, std::nullopt);
}

TEST(NodeLines, WhatIsRecalledIsKnownAsSuchOnTheOtherSide) {
  auto message = make_message(1, make_peer("bob", 2), lobby(), "hi");
  EXPECT_FALSE(is_recalled(std::get<Event>(*parse_node_line(line_of(message)))));
  message.replay = true;
  EXPECT_TRUE(is_recalled(std::get<Event>(*parse_node_line(line_of(message)))));
  EXPECT_FALSE(is_recalled(std::get<Event>(*parse_node_line(line_of(message, 7)))));  // only late
}

TEST(NodeLines, AnEventMayHaveNoSeq) {
  EXPECT_EQ(std::get<Event>(*parse_node_line(line_of(event::Notice{}))).seq, std::nullopt);
}

TEST(NodeLines, Ready) {
  const event::Ready ready{full_network(), 3};
  EXPECT_EQ(through_a_line(ready).network, ready.network);
  EXPECT_EQ(through_a_line(ready).peers, 3U);
  EXPECT_EQ(through_a_line(event::Ready{}).network, NetworkView{});
}

TEST(NodeLines, EveryKindOfPeer) {
  using What = event::Peer::What;
  for (const What what : {What::listed, What::here, What::away, What::gone, What::renamed, What::aliased,
                          What::changed_key, What::verified, What::blocked, What::unblocked, What::forgotten}) {
    const std::string old_name = what == What::renamed || what == What::aliased ? "robert" : "";
    for (const PeerView& peer : {full_peer(), foreign_peer(), make_about().self}) {
      const event::Peer read = through_a_line(event::Peer{what, peer, old_name});
      EXPECT_EQ(read.what, what);
      EXPECT_EQ(read.peer, peer);
      EXPECT_EQ(read.old_name, old_name);
    }
  }
}

TEST(NodeLines, EveryTrust) {
  for (const Trust trust : {Trust::fresh, Trust::seen, Trust::verified, Trust::changed, Trust::blocked, Trust::self}) {
    PeerView peer = full_peer();
    peer.trust = trust;
    EXPECT_EQ(through_a_line(event::Peer{event::Peer::What::listed, peer, {}}).peer, peer);
  }
}

TEST(NodeLines, WordsToCompare) {
  using What = event::Words::What;
  for (const auto& words :
       {event::Words{What::asked, full_peer(), {}, {}}, event::Words{What::ready, full_peer(), {"acid", "bark"}, {}},
        event::Words{What::failed, full_peer(), {}, "commitment"}}) {
    const auto read = through_a_line(words);
    EXPECT_EQ(std::tuple(read.what, read.peer, read.words, read.reason),
              std::tuple(words.what, words.peer, words.words, words.reason));
  }
}

auto fields(const event::Message& it) {
  return std::tuple(it.id, it.outgoing, it.conversation, it.from, it.text, it.reply_to, it.action, it.sent, it.state,
                    it.of, it.replay);
}

TEST(NodeLines, Messages) {
  event::Message direct = make_message(1, full_peer(), with(full_peer()), "two\nlines \x1b[31m \u009b \U0001F600");
  direct.reply_to = to_string(make_id(9));
  direct.action = direct.replay = true;
  EXPECT_EQ(fields(through_a_line(direct)), fields(direct));
  event::Message own = make_own(2, lobby(), "", 9);
  own.of.delivered = 7;
  for (const auto state :
       {DeliveryState::queued, DeliveryState::sent, DeliveryState::delivered, DeliveryState::failed}) {
    own.state = state;
    EXPECT_EQ(fields(through_a_line(own)), fields(own));
  }
}

auto fields(const event::State& it) {
  return std::tuple(it.id, it.conversation, it.to, it.state, it.reason, it.attempt, it.rtt, it.of);
}

TEST(NodeLines, States) {
  event::State state = make_state(1, with(full_peer()), full_peer(), DeliveryState::delivered, {1, 2});
  EXPECT_EQ(fields(through_a_line(state)), fields(state));
  state.state = DeliveryState::failed;
  state.reason = "expired";
  state.rtt.reset();
  state.attempt = kIntegerMax;
  EXPECT_EQ(fields(through_a_line(state)), fields(state));
}

TEST(NodeLines, Rooms) {
  using What = event::Room::What;
  for (const What what : {What::listed, What::joined, What::left, What::members}) {
    const event::Room read = through_a_line(event::Room{what, "dév", what != What::left, 4, 5});
    EXPECT_EQ(std::tuple(read.what, read.room, read.joined, read.members, read.unread),
              std::tuple(what, "dév", what != What::left, 4U, 5U));
  }
}

TEST(NodeLines, Network) {
  using What = event::Network::What;
  for (const What what : {What::up, What::down, What::changed}) {
    const event::Network read = through_a_line(event::Network{what, full_network(), "cable"});
    EXPECT_EQ(std::tuple(read.what, read.network, read.reason), std::tuple(what, full_network(), "cable"));
  }
}

TEST(NodeLines, Checks) {
  using Status = event::Check::Status;
  for (const Status status : {Status::ok, Status::warn, Status::fail, Status::skip}) {
    for (const auto& peer : {std::optional(full_peer()), std::optional<PeerView>()}) {
      const event::Check read = through_a_line(event::Check{status, "two-way", "found", "try\nthis", peer});
      EXPECT_EQ(std::tuple(read.status, read.name, read.detail, read.fix, read.peer),
                std::tuple(status, "two-way", "found", "try\nthis", peer));
    }
  }
}

TEST(NodeLines, Notices) {
  for (const bool warn : {true, false}) {
    const event::Notice read = through_a_line(event::Notice{warn, "twin", "what", "do"});
    EXPECT_EQ(std::tuple(read.warn, read.code, read.message, read.hint), std::tuple(warn, "twin", "what", "do"));
  }
}

// --- replies: their lines are results

event::Reply through_a_result(Answered action, event::Reply reply, const std::optional<Trouble>& error = {}) {
  reply.command = CommandId{4'711};
  Answer answer;
  answer.action = action;
  answer.req = "4711";
  answer.error = error;
  answer.reply = reply;
  const auto line = parse_node_line(JsonLines(make_about(), false).result(kStageWall, answer));
  EXPECT_TRUE(line);
  const Event event = std::get<Event>(line.value_or(Event{}));
  const auto* read = std::get_if<event::Reply>(&event.what);
  EXPECT_NE(read, nullptr);
  if (!read) return {};
  EXPECT_EQ(read->command, reply.command);
  return *read;
}

TEST(NodeLines, ReplyToSend) {
  event::Reply reply;
  reply.ids = {make_id(1), make_id(2)};
  reply.of = Of{1, 2};
  const event::Reply read = through_a_result(Answered::send, reply);
  EXPECT_EQ(read.ids, reply.ids);
  EXPECT_EQ(read.of, reply.of);
  EXPECT_FALSE(read.error);
}

TEST(NodeLines, RepliesThatAreAboutAPeerOrCount) {
  event::Reply reply;
  reply.peer = full_peer();
  for (const Answered action : {Answered::nick, Answered::away, Answered::add, Answered::id})
    EXPECT_EQ(through_a_result(action, reply).peer, reply.peer);
  reply.count = 3;
  EXPECT_EQ(through_a_result(Answered::peers, reply).peer, reply.peer);
  EXPECT_EQ(through_a_result(Answered::peers, reply).count, 3U);
  EXPECT_EQ(through_a_result(Answered::rooms, reply).count, 3U);
  reply.room = "dev";
  for (const Answered action : {Answered::join, Answered::leave}) {
    const event::Reply read = through_a_result(action, reply);
    EXPECT_EQ(read.room, reply.room);
    EXPECT_FALSE(read.error || read.peer || read.count || read.of || read.status || read.checks);
  }
}

TEST(NodeLines, ReplyToStatus) {
  event::Reply reply;
  reply.status = event::Reply::Status{full_network(), full_peer(), 1, 2, 3, {{"received", 9}, {"sent", 8}}};
  const auto read = through_a_result(Answered::status, reply).status;
  ASSERT_TRUE(read);
  EXPECT_EQ(std::tuple(read->network, read->self, read->peers, read->queued, read->other_networks, read->counters),
            std::tuple(reply.status->network, reply.status->self, 1U, 2U, 3U, reply.status->counters));
}

TEST(NodeLines, ReplyToDoctor) {
  event::Reply reply;
  reply.checks = event::Reply::Checks{1, 2, 3, 4};
  const auto read = through_a_result(Answered::doctor, reply).checks;
  ASSERT_TRUE(read);
  EXPECT_EQ(std::tuple(read->ok, read->warn, read->fail, read->skip), std::tuple(1U, 2U, 3U, 4U));
}

TEST(NodeLines, EveryErrorWithWhatItIsAbout) {
  for (unsigned i = 0; i <= static_cast<unsigned>(ErrorCode::terminated); ++i) {
    const Refusal refusal{static_cast<ErrorCode>(i), "bob", {full_peer(), foreign_peer()}};
    event::Reply reply;
    const auto read = through_a_result(Answered::peers, reply, in_words(refusal, command::Peers{}));
    EXPECT_EQ(read.error, refusal);
  }
}

TEST(NodeLines, GapAndBye) {
  const JsonLines lines(make_about(), false);
  const Gap gap = std::get<Gap>(*parse_node_line(lines.gap(kStageWall, 12, 100)));
  EXPECT_EQ(gap.dropped, 12U);
  EXPECT_EQ(gap.from_seq, 100U);
  EXPECT_EQ(std::get<Gap>(*parse_node_line(lines.gap(kStageWall, 1, {}))).from_seq, std::nullopt);
  const Bye bye = std::get<Bye>(*parse_node_line(lines.bye(kStageWall, "quit", {})));
  EXPECT_EQ(bye.reason, "quit");
  EXPECT_FALSE(bye.error);
  const Trouble trouble{ErrorCode::node_silent, "what", "do", 3};
  const Bye failed = std::get<Bye>(*parse_node_line(lines.bye(kStageWall, "node_silent", trouble)));
  ASSERT_TRUE(failed.error);
  EXPECT_EQ(std::tuple(failed.error->code, failed.error->message, failed.error->hint, failed.error->line),
            std::tuple(trouble.code, trouble.message, trouble.hint, trouble.line));
}

// --- hostile lines

TEST(NodeLines, WhatNoNodeWritesIsNone) {
  const std::string peer = R"({"id":")" + code_of(full_peer().id) + R"(","trust":"new","state":"here"})";
  for (const std::string& line : {
           std::string(),
           std::string("nonsense"),
           std::string("[]"),
           std::string("{}"),
           std::string("{\"type\":\"message\""),
           std::string(R"({"type":"later","ts":"2025-11-22T11:02:03.123Z"})"),
           std::string(R"({"type":7})"),
           std::string(R"({"type":"hello"})"),
           std::string(R"({"type":"notice"})"),
           std::string(R"({"type":"notice","ts":"2025-02-30T11:02:03.123Z"})"),
           std::string(R"({"type":"notice","ts":"2025-11-22T11:02:03.123Z","seq":-1})"),
           std::string(R"({"type":"notice","ts":"2025-11-22T11:02:03.123Z","seq":9007199254740992})"),
           std::string(R"({"type":"room","ts":"2025-11-22T11:02:03.123Z","event":"listed","joined":"yes"})"),
           std::string(R"({"type":"room","ts":"2025-11-22T11:02:03.123Z","event":"seized"})"),
           std::string(R"({"type":"ready","ts":"2025-11-22T11:02:03.123Z","port":65536})"),
           std::string(R"({"type":"ready","ts":"2025-11-22T11:02:03.123Z","interfaces":{"a":1}})"),
           std::string(R"({"type":"ready","ts":"2025-11-22T11:02:03.123Z","interfaces":[7]})"),
           std::string(R"({"type":"result","ts":"2025-11-22T11:02:03.123Z","req":"mine"})"),
           std::string(R"({"type":"result","ts":"2025-11-22T11:02:03.123Z","req":"1","error":{"code":"odd"}})"),
           std::string(R"({"type":"result","ts":"2025-11-22T11:02:03.123Z","req":"1","data":{"ids":[null]}})"),
           R"({"type":"peer","ts":"2025-11-22T11:02:03.123Z","event":"here","peer":)" + peer.substr(0, 20) + "\"}}",
           R"({"type":"message","ts":"2025-11-22T11:02:03.123Z","from":)" + peer + "}",
           std::string(R"({"type":"gap","dropped":1.5})"),
       })
    EXPECT_FALSE(parse_node_line(line)) << line;
}

TEST(NodeLines, OneWrongFieldSpoilsALineAndNoneCrashesIt) {
  const event::Message message = make_message(1, full_peer(), with(full_peer()), "hi");
  for (const std::string& line : {line_of(message), line_of(event::Ready{full_network(), 1})}) {
    const Json whole = Json::parse(line).flatten();
    for (const auto& [path, value] : whole.items()) {
      for (const Json& wrong :
           {Json(nullptr), Json(true), Json(-1), Json(1e300), Json("x"), Json::array({Json()}), Json{{"a", 1}}}) {
        Json changed = Json::parse(line);
        changed[Json::json_pointer(path)] = wrong;
        (void)parse_node_line(changed.dump());
      }
    }
    for (std::size_t length = 0; length < line.size(); ++length) EXPECT_FALSE(parse_node_line(line.substr(0, length)));
  }
  EXPECT_FALSE(parse_node_line(std::string(1'000'000, '[')));
  EXPECT_FALSE(parse_request(std::string(kInputLineBytesMax, '[')));
}

// --- commands

// As it comes out of its request.
template <class C>
C through_a_request(const C& command) {
  const auto request = parse_request(request_line(command, CommandId{42}));
  EXPECT_TRUE(request) << request_line(command, CommandId{42});
  if (!request) return {};
  EXPECT_EQ(request->req, "42");
  return std::get<C>(std::get<Command>(request->what));
}

auto fields(const command::Send& it) {
  return std::tuple(it.to, it.room, it.text, it.reply_to, it.action, it.wait, it.timeout, it.queue, it.verified);
}

TEST(RequestLines, Send) {
  using Wait = command::Send::Wait;
  command::Send plain;
  plain.to = {"bob"};
  plain.text = "hi";
  EXPECT_EQ(fields(through_a_request(plain)), fields(plain));
  for (const Wait wait : {Wait::none, Wait::sent, Wait::delivered}) {
    command::Send full{{"bob+7k3f", "carol"}, {},   "a\n\"b\" \x01 \U0001F600",
                       to_string(make_id(1)), true, wait,
                       Duration(1'250'001),   true, true};
    EXPECT_EQ(fields(through_a_request(full)), fields(full));
  }
  for (const std::string room : {"dev", "#dev"}) {
    command::Send to_room = plain;
    to_room.to.clear();
    to_room.room = room;
    EXPECT_EQ(fields(through_a_request(to_room)), fields(to_room));
  }
}

TEST(RequestLines, AWaitBeyondADayIsADay) {
  command::Send send;
  send.to = {"bob"};
  send.text = "hi";
  send.timeout = std::chrono::hours(100);
  EXPECT_EQ(through_a_request(send).timeout, std::chrono::hours(24));
  send.timeout = Duration{0};
  EXPECT_GT(through_a_request(send).timeout, Duration{0});
}

TEST(RequestLines, TheLongestTextFits) {
  command::Send send;
  send.to = {"bob"};
  send.text.assign(wire::kTextBytesMax, '"');
  EXPECT_EQ(through_a_request(send).text, send.text);
}

TEST(RequestLines, History) {
  const auto fields = [](const command::History& it) {
    return std::tuple(it.peer, it.room, it.from, it.since, it.until, it.words, it.before, it.after, it.n, it.oldest,
                      it.by_arrival);
  };
  for (const auto& history : {command::History{}, command::History{.room = "#dev", .n = 1'000, .oldest = true},
                              command::History{.peer = "bob+7k3f",
                              .from = "me",
                              .since = kStageWall,
                              .until = Wall{1},
                              .words = "\"a\" \x01",
                              .before = "m-1",
                              .after = "m-2",
                              .n = 1,
                              .by_arrival = true}})
    EXPECT_EQ(fields(through_a_request(history)), fields(history));
  EXPECT_EQ(through_a_request(command::History{.n = 50'000}).n, command::History::kPageMax);
}

TEST(RequestLines, AllOthers) {
  EXPECT_EQ(through_a_request(command::Nick{"robert"}).name, "robert");
  for (const bool on : {true, false}) {
    EXPECT_EQ(through_a_request(command::Away{on}).on, on);
    EXPECT_EQ(through_a_request(command::Peers{on, {}}).all, on);
  }
  EXPECT_EQ(through_a_request(command::Peers{true, "bob+7k3f"}).only, "bob+7k3f");
  EXPECT_EQ(through_a_request(command::Add{"[fe80::1%2]:47475"}).address, "[fe80::1%2]:47475");
  EXPECT_EQ(through_a_request(command::Join{"dev"}).room, "dev");
  EXPECT_EQ(through_a_request(command::Leave{"dev"}).room, "dev");
  EXPECT_EQ(through_a_request(command::Doctor{"bob"}).to, "bob");
  EXPECT_EQ(through_a_request(command::Doctor{}).to, "");
  EXPECT_EQ(through_a_request(command::Withdraw{"abc"}).id, "abc");
  (void)through_a_request(command::Rooms{});
  (void)through_a_request(command::Status{});
  (void)through_a_request(command::Ident{});
  const auto alias = through_a_request(command::Alias{"bob", "boss"});
  EXPECT_EQ(std::pair(alias.to, alias.name), std::pair(std::string("bob"), std::string("boss")));
  EXPECT_EQ(through_a_request(command::Alias{"bob", ""}).name, "");
  for (const bool on : {true, false}) {
    EXPECT_EQ(through_a_request(command::Block{"bob", on}).on, on);
    EXPECT_EQ(through_a_request(command::Forget{"bob", on}).history, on);
  }
  using Step = command::Verify::Step;
  for (const Step step : {Step::show, Step::check, Step::words, Step::confirm, Step::differ}) {
    const auto verify = through_a_request(command::Verify{"bob", step == Step::check ? "7k3f" : "", step});
    EXPECT_EQ(std::tuple(verify.to, verify.code, verify.step),
              std::tuple(std::string("bob"), std::string(step == Step::check ? "7k3f" : ""), step));
  }
  static_assert(std::variant_size_v<Command> == 17, "a new command needs its request, and its line here");
}

}  // namespace
}  // namespace earshot::front
