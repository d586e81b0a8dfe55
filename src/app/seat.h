// The places in the program's loop: a node with its sockets, and a face that talks to it.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "app/exec_queue.h"
#include "earshot/core/node.h"
#include "earshot/front/face.h"
#include "earshot/net/line_input.h"
#include "earshot/net/loop.h"
#include "earshot/net/runner.h"
#include "earshot/store/storage.h"

namespace earshot::app {

constexpr int kHungUp = 128 + 1;  // exit code, as the shell has it for SIGHUP

// A node with its sockets. The demo has three of them in one loop.
class Station {
 public:
  Station(net::Loop& loop, const Config& config, const crypto::Identity& identity, const crypto::Seal& seal,
          Random& random, const net::Runner::Options& options, std::function<void(const Event&)> event)
      : node_(config, identity, seal, random),
        runner_(loop, node_, options, {.event = std::move(event), .keep = [this](std::span<const Store> records) {
                                         return storage_.commit(records);
                                       }}) {}
  net::Runner& runner() { return runner_; }

 private:
  store::MemoryStorage storage_;
  Node node_;
  net::Runner runner_;
};

// A face at a station: events and input to the one, commands to the other, until the face has finished.
class Seat : public front::Desk {
 public:
  explicit Seat(net::Loop& loop) : loop_(loop), alarm_(loop, [this] { wake(); }) {}

  // `over` is called once, when the face has finished.
  void sit_down(net::Runner& runner, std::unique_ptr<front::Face> face, std::function<void()> over);
  void start();
  void read_input();  // the standard input, from now on
  void event(const Event& event);
  void stop(front::Stop why);
  void hang_up();  // nobody reads any more: the end, without a word
  int exit_code() const;

  Result<CommandId, Refusal> submit(const Command& command) override { return runner_->submit(command); }

 private:
  void take_line(std::string_view line);
  void take_end();
  void wake();
  void look();
  void hand_in_lines();

  net::Loop& loop_;
  net::Timer alarm_;
  net::Runner* runner_ = nullptr;
  std::unique_ptr<front::Face> face_;
  std::unique_ptr<net::LineInput> input_;
  std::function<void()> over_;
  std::deque<std::string> lines_;  // read, and not wanted yet
  bool ended_ = false, end_told_ = false, over_told_ = false, looking_ = false, hung_up_ = false;
};

// SIGINT and SIGTERM end the face, which ends the rest in its own order. SIGHUP: its terminal or reader has gone. What
// `exec` has not begun is left undone.
void stop_on_signals(net::Loop& loop, Seat& seat, ExecQueue* exec);

}  // namespace earshot::app
