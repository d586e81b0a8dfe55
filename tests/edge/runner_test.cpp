// The contract between runner and node, with scripted nodes on the loopback of an empty network.
#include "earshot/net/runner.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "earshot/net/line_input.h"
#include "edge/own_network.h"
#include "edge/probe.h"
#include "edge/scripted_node.h"
#include "edge/turning.h"
#include "support/seeded_random.h"

namespace earshot::net {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

constexpr std::uint16_t kDiscovery = 4'000;
const Group kEveryone{.every_channel = true, .only = {}};
const Command kAnyCommand = command::Status{};

Runner::Options on(const std::vector<std::string>& interfaces) {
  Runner::Options options;
  options.interfaces = *InterfaceRules::parse(interfaces);
  options.discovery_port = kDiscovery;
  options.unicast_port_first = 4'001;
  return options;
}

// A scripted node with its runner, and what the runner told and kept.
class Person {
 public:
  Person(Loop& loop, const std::string& nick, const Runner::Options& options = on({"lo"}))
      : script(nick),
        node_(config(nick), identity_, *seal_, random_),
        runner(loop, node_, options,
               {.event = [this](const Event& event) { told(event); },
                .keep = [this](std::span<const Store> records) { return keep(records); },
                .recall =
                    [this](const HistoryQuery& query) {
                      script.inputs.push_back("look up " + query.words);
                      return Recalled{.messages = std::vector<HistoryMessage>(2)};
                    }}) {}

  std::string address() const { return "127.0.0.1:" + std::to_string(runner.network().port); }

  Script script;
  std::vector<std::string> notices;                 // by code
  std::vector<std::vector<std::uint64_t>> batches;  // of tickets that were given to the keeper
  bool disk_full = false;
  std::function<void()> on_event = [] {};

 private:
  static Config config(const std::string& nick) {
    Config result;
    result.nick = nick;
    return result;
  }

  void told(const Event& event) {
    if (const auto* notice = std::get_if<event::Notice>(&event.what)) notices.push_back(notice->code);
    on_event();
  }

  bool keep(std::span<const Store> records) {
    batches.emplace_back();
    for (const Store& it : records) batches.back().push_back(it.ticket.value);
    script.inputs.push_back("keep");
    return !disk_full;
  }

  crypto::Identity identity_;
  std::unique_ptr<crypto::Seal> seal_ = crypto::make_sodium_seal();
  SeededRandom random_{1};
  Node node_;

 public:
  Runner runner;
};

Event notice(const std::string& code) {
  return {.seq = {}, .at = {}, .what = event::Notice{.warn = false, .code = code, .message = {}, .hint = {}}};
}

Store record(std::uint64_t ticket) { return {Ticket{ticket}, record::Delivered{}}; }

class RunnerContract : public OwnNetwork {
 protected:
  Loop loop_;
};

TEST_F(RunnerContract, TheNodeStartsWithItsPortsAndInterfaces) {
  Person ann(loop_, "ann");
  ann.runner.start();
  EXPECT_EQ(ann.script.inputs, std::vector<std::string>{"start"});
  EXPECT_EQ(ann.script.network.discovery_port, kDiscovery);
  EXPECT_EQ(ann.script.network.port, 4'001);
  ASSERT_EQ(ann.script.network.interfaces.size(), 1U);
  EXPECT_EQ(ann.script.network.interfaces[0].name, "lo");
  EXPECT_FALSE(ann.runner.port_range_full());
}

TEST_F(RunnerContract, NodesOfOneLoopHearEachOther) {
  Person ann(loop_, "ann");
  Person bob(loop_, "bob");
  ann.script.answer = [&](const std::string& input) {
    if (input == "start") ann.script.outputs.push_back(Transmit{kEveryone, "hello"});
  };
  bob.script.answer = [&](const std::string& input) {
    if (input == "receive hello") bob.script.outputs.push_back(Transmit{bob.script.last->source, "hello ann"});
  };
  bob.runner.start();
  ann.runner.start();
  EXPECT_TRUE(run_until(loop_, [&] { return ann.script.has("receive hello ann"); }));
  EXPECT_EQ(ann.script.last->channel, Channel::unicast);
  EXPECT_EQ(bob.script.last->channel, Channel::group);
}

TEST_F(RunnerContract, EventsComeAfterSubmitHasReturned) {
  Person ann(loop_, "ann");
  ann.runner.start();
  ann.script.answer = [&](const std::string&) { ann.script.outputs.push_back(notice("answer")); };
  const auto id = ann.runner.submit(kAnyCommand);
  ASSERT_TRUE(id);
  EXPECT_TRUE(ann.notices.empty());
  EXPECT_TRUE(run_until(loop_, [&] { return ann.notices.size() == 1; }));
}

TEST_F(RunnerContract, AnEventMayLeadToACommand) {
  Person ann(loop_, "ann");
  ann.runner.start();
  ann.script.answer = [&](const std::string&) { ann.script.outputs.push_back(notice("answer")); };
  ann.on_event = [&] {
    if (ann.notices.size() == 5) return;
    EXPECT_TRUE(ann.runner.submit(kAnyCommand));
  };
  EXPECT_TRUE(ann.runner.submit(kAnyCommand));
  EXPECT_TRUE(run_until(loop_, [&] { return ann.notices.size() == 5; }));
  EXPECT_EQ(ann.script.count("submit"), 5U);
}

TEST_F(RunnerContract, TheRecordsOfATurnAreKeptTogetherAndThenConfirmed) {
  Person ann(loop_, "ann");
  ann.runner.start();
  std::uint64_t ticket = 0;
  ann.script.answer = [&](const std::string& input) {
    if (input == "submit") ann.script.outputs.push_back(record(++ticket));
    if (input == "stored 3") ann.script.outputs.push_back(notice("acknowledged"));
  };
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(ann.runner.submit(kAnyCommand));
  EXPECT_TRUE(run_until(loop_, [&] { return !ann.notices.empty(); }));
  EXPECT_EQ(ann.batches, (std::vector<std::vector<std::uint64_t>>{{1, 2, 3}}));
  EXPECT_EQ(ann.script.inputs, (std::vector<std::string>{"start", "submit", "submit", "submit", "keep", "stored 3"}));
}

TEST_F(RunnerContract, AQuestionIsAnsweredWhenWhatCameBeforeItIsKept) {
  Person ann(loop_, "ann");
  ann.runner.start();
  ann.script.answer = [&](const std::string& input) {
    if (input == "submit") {
      ann.script.outputs.push_back(Recall{CommandId{7}, {.words = "x"}});
      ann.script.outputs.push_back(record(1));
    }
    if (input == "recalled 7: 2") ann.script.outputs.push_back(notice("answered"));
  };
  EXPECT_TRUE(ann.runner.submit(kAnyCommand));
  EXPECT_TRUE(run_until(loop_, [&] { return !ann.notices.empty(); }));
  EXPECT_EQ(ann.script.inputs,
            (std::vector<std::string>{"start", "submit", "keep", "stored 1", "look up x", "recalled 7: 2"}));
}

TEST_F(RunnerContract, WhatCouldNotBeKeptIsNotConfirmedAndComesAgainASecondLater) {
  Person ann(loop_, "ann");
  ann.runner.start();
  std::uint64_t ticket = 0;
  ann.script.answer = [&](const std::string& input) {
    if (input == "submit") ann.script.outputs.push_back(record(++ticket));
  };
  ann.disk_full = true;
  const Instant begin = now().instant;
  EXPECT_TRUE(ann.runner.submit(kAnyCommand));
  EXPECT_TRUE(run_until(loop_, [&] { return ann.batches.size() == 1; }));
  ann.disk_full = false;
  EXPECT_TRUE(ann.runner.submit(kAnyCommand));
  EXPECT_TRUE(run_until(loop_, [&] { return ann.script.has("stored 2"); }));
  EXPECT_GE(now().instant - begin, 1s);
  EXPECT_FALSE(ann.script.has("stored 1"));
  EXPECT_EQ(ann.batches, (std::vector<std::vector<std::uint64_t>>{{1}, {1, 2}}));
}

TEST_F(RunnerContract, ARecordForWhichThereWasNoRoomIsNeverConfirmedByALaterOne) {
  constexpr std::uint64_t kRoom = 20'000;
  Person ann(loop_, "ann");
  ann.runner.start();
  std::uint64_t ticket = 0;
  ann.script.answer = [&](const std::string& input) {
    if (input != "submit") return;
    for (std::uint64_t i = 0; i < kRoom + 1; ++i) ann.script.outputs.push_back(record(++ticket));
  };
  EXPECT_TRUE(ann.runner.submit(kAnyCommand));
  EXPECT_TRUE(run_until(loop_, [&] { return ann.script.has("stored " + std::to_string(kRoom)); }));
  EXPECT_EQ(ann.runner.counters().records_lost, 1U);
  EXPECT_TRUE(ann.runner.submit(kAnyCommand));
  EXPECT_EQ(ann.runner.counters().records_lost, kRoom + 2);
}

TEST_F(RunnerContract, TheNodeIsWokenAtItsDeadline) {
  Person ann(loop_, "ann");
  const Instant due = now().instant + 20ms;
  std::optional<Instant> woken;
  ann.script.deadline = due;
  ann.script.answer = [&](const std::string& input) {
    if (input != "wake") return;
    woken = now().instant;
    if (*woken >= due) ann.script.deadline.reset();
  };
  ann.runner.start();
  EXPECT_TRUE(run_until(loop_, [&] { return !ann.script.deadline; }));
  EXPECT_LT(*woken - due, 2s);
}

TEST_F(RunnerContract, ADeadlineThatCameNearerCounts) {
  Person ann(loop_, "ann");
  ann.script.deadline = now().instant + 3600s;
  ann.runner.start();
  ann.script.answer = [&](const std::string& input) {
    if (input == "submit") ann.script.deadline = now().instant + 1ms;
    if (input == "wake") ann.script.deadline.reset();
  };
  EXPECT_TRUE(run_until(loop_, [&] { return ann.script.has("start"); }));
  EXPECT_TRUE(ann.runner.submit(kAnyCommand));
  EXPECT_TRUE(run_until(loop_, [&] { return ann.script.has("wake"); }));
}

TEST_F(RunnerContract, ABurstStarvesNeitherATimerNorTheKeyboard) {
  constexpr int kBurst = 2'000;
  Person ann(loop_, "ann");
  ann.runner.start();
  std::array<int, 2> keyboard{};
  ASSERT_EQ(::pipe(keyboard.data()), 0);
  const Fd out(keyboard[0]);
  const Fd in(keyboard[1]);
  std::optional<std::size_t> heard_at_line;
  const LineInput input(
      loop_, out.get(), [&](std::string_view) { heard_at_line = ann.script.count("receive burst"); }, [] {});
  std::optional<std::size_t> heard_at_timer;
  Timer timer(loop_, [&] { heard_at_timer = ann.script.count("receive burst"); });

  const Probe stranger;
  for (int i = 0; i < kBurst; ++i) ASSERT_TRUE(stranger.send(ann.address(), "burst"));
  ASSERT_EQ(::write(in.get(), "typed\n", 6), 6);
  timer.arm(Duration(0));
  ASSERT_TRUE(run_until(loop_, [&] { return heard_at_line && heard_at_timer; }));
  // Both had their turn before the burst was over, after one or two turns of the socket.
  EXPECT_LE(*heard_at_line, 512U);
  EXPECT_LE(*heard_at_timer, 512U);
}

TEST_F(RunnerContract, StoppingTakesUntilTheNodeHasSaidGoodbye) {
  Person ann(loop_, "ann");
  ann.runner.start();
  ann.script.answer = [&](const std::string& input) {
    if (input == "stop") ann.script.deadline = now().instant + 10ms;
    if (input == "wake") ann.script.stopped = true;
  };
  int calls = 0;
  ann.runner.stop([&] {
    ++calls;
    EXPECT_TRUE(ann.script.stopped);
  });
  EXPECT_TRUE(run_until(loop_, [&] { return calls > 0; }));
  EXPECT_EQ(calls, 1);
}

TEST_F(RunnerContract, ARunnerThatIsGoneLeavesTheLoopToTheOthers) {
  Person ann(loop_, "ann");
  ann.runner.start();
  {
    Person bob(loop_, "bob");
    bob.runner.start();
    EXPECT_TRUE(bob.runner.submit(kAnyCommand));
  }
  EXPECT_TRUE(Probe().send(ann.address(), "still here"));
  EXPECT_TRUE(run_until(loop_, [&] { return ann.script.has("receive still here"); }));
}

TEST_F(RunnerContract, ANewAddressIsToldToTheNodeAndASecondLookIsNot) {
  add_lan("lan0", "10.77.1.1/24");
  Person ann(loop_, "ann", on({}));
  ann.runner.start();
  ASSERT_EQ(ann.script.network.interfaces.size(), 1U);
  ip("address add 10.88.1.1/24 dev lan0");
  ip("address change 10.88.1.1/24 dev lan0 valid_lft 1000 preferred_lft 1000");  // a renewal is no change
  EXPECT_TRUE(run_until(loop_, [&] { return ann.script.has("network_changed"); }));
  EXPECT_EQ(ann.script.network.interfaces[0].addresses.size(), 2U);
  ip("address change 10.88.1.1/24 dev lan0 valid_lft 2000 preferred_lft 2000");
  Timer later(loop_, [&] { loop_.stop(); });
  later.arm(800ms);
  loop_.run();
  EXPECT_EQ(ann.script.count("network_changed"), 1U);
}

TEST_F(RunnerContract, WithoutANetworkTheChatWaitsForOne) {
  Person ann(loop_, "ann", on({}));
  ann.runner.start();
  EXPECT_TRUE(ann.script.network.interfaces.empty());
  add_lan("lan0", "10.77.1.1/24");
  EXPECT_TRUE(run_until(loop_, [&] { return ann.script.has("network_changed"); }));
  EXPECT_EQ(ann.script.network.interfaces.size(), 1U);
}

TEST_F(RunnerContract, ACommandThatNeedsANetworkLearnsWhatThereIs) {
  add_lan("lan0", "");
  auto options = on({});
  options.need_interface = true;
  try {
    const Person ann(loop_, "ann", options);
    FAIL() << "there is no network";
  } catch (const StartError& error) {
    EXPECT_EQ(error.code, ErrorCode::no_interface);
    const auto lan = std::ranges::find(error.interfaces, "lan0", [](const auto& it) { return it.interface.name; });
    ASSERT_NE(lan, error.interfaces.end());
    EXPECT_EQ(lan->reason, NotUsed::no_address);
  }
}

TEST_F(RunnerContract, WhatDoesNotFitIntoTheSocketGoesOutAsSoonAsItDoes) {
  constexpr std::size_t kDatagrams = 1'000;
  add_lan("lan0", "10.77.1.1/24");
  // The device takes 8 Mbit/s, the queue in front of it everything: so the send buffer fills.
  ASSERT_EQ(std::system("tc qdisc add dev lan0 root tbf rate 8mbit burst 4kb limit 10mb"), 0);
  Person ann(loop_, "ann", on({}));
  ann.runner.start();
  ann.script.answer = [&](const std::string& input) {
    if (input != "submit") return;
    for (std::size_t i = 0; i < kDatagrams; ++i) ann.script.outputs.push_back(Transmit{Group{}, std::string(600, 'x')});
  };
  EXPECT_TRUE(ann.runner.submit(kAnyCommand));
  EXPECT_TRUE(run_until(loop_, [&] { return ann.runner.counters().sent > 0; }));
  EXPECT_LT(ann.runner.counters().sent, kDatagrams);
  EXPECT_TRUE(run_until(loop_, [&] { return ann.runner.counters().sent == kDatagrams; }));
  EXPECT_EQ(ann.runner.counters().send_errors, 0U);
}

TEST_F(RunnerContract, ASocketThatStaysFullDropsWhatIsNewest) {
  add_lan("lan0", "10.77.1.1/24");
  ASSERT_EQ(std::system("tc qdisc add dev lan0 root tbf rate 8kbit burst 4kb limit 10mb"), 0);
  Person ann(loop_, "ann", on({}));
  ann.runner.start();
  ann.script.answer = [&](const std::string& input) {
    if (input != "submit") return;
    for (int i = 0; i < 1'024; ++i) ann.script.outputs.push_back(Transmit{Group{}, std::string(600, 'x')});
  };
  for (int turn = 0; turn < 3; ++turn) {
    EXPECT_TRUE(ann.runner.submit(kAnyCommand));
    Timer end(loop_, [&] { loop_.stop(); });
    end.arm(1ms);
    loop_.run();
  }
  const Counters counters = ann.runner.counters();
  EXPECT_GT(counters.send_queue_full, 0U);
  EXPECT_EQ(counters.sent + counters.send_queue_full + 1'024, 3U * 1'024);
}

}  // namespace
}  // namespace earshot::net
