// The places in the program's loop: a node with its sockets, and a face that talks to it.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "app/archive.h"
#include "app/exec_queue.h"
#include "app/hall.h"
#include "earshot/core/node.h"
#include "earshot/front/face.h"
#include "earshot/front/tui.h"
#include "earshot/net/line_input.h"
#include "earshot/net/loop.h"
#include "earshot/net/runner.h"
#include "earshot/store/storage.h"

namespace earshot::app {

constexpr int kHungUp = 128 + 1;  // exit code, as the shell has it for SIGHUP

// A node with its sockets. What happens there is told in the hall. The demo has three of them in one loop.
class Station {
 public:
  // `hall` and `storage` must outlive it.
  Station(net::Loop& loop, Hall& hall, const Config& config, const crypto::Identity& identity, const crypto::Seal& seal,
          Random& random, store::Storage& storage, const net::Runner::Options& options)
      : hall_(hall),
        storage_(storage),
        keeping_changed_(loop,
                         [this] {
                           hall_.tell({{}, net::now().wall, keeping_notice(refused_because_)});
                         }),
        node_(config, identity, seal, random),
        runner_(loop, node_, options,
                {.event = [this](const Event& event) { hall_.tell(event); },
                 .keep = [this](std::span<const Store> records) { return keep(records); },
                 .recall = [this](const HistoryQuery& query) { return look_up(storage_, query); }}) {}
  net::Runner& runner() { return runner_; }

 private:
  // The faces learn of it when the turn is over: they may have something to say to it.
  bool keep(std::span<const Store> records) {
    const bool kept = storage_.commit(records);
    if (kept == refused_because_.empty()) return kept;
    refused_because_ = kept ? std::string() : storage_.refused_because();
    keeping_changed_.arm({});
    return kept;
  }

  Hall& hall_;
  store::Storage& storage_;
  std::string refused_because_;  // empty while records are kept
  net::Timer keeping_changed_;
  Node node_;
  net::Runner runner_;
};

// A face with its input and its alarm.
class Seat {
 public:
  // Where lines come from, to be stopped while the face wants none.
  struct Input {
    std::function<void()> pause;
    std::function<void()> resume;
  };

  explicit Seat(net::Loop& loop) : loop_(loop), alarm_(loop, [this] { wake(); }) {}

  // `over` is called once, when the face has finished.
  void sit_down(std::unique_ptr<front::Face> face, std::function<void()> over);
  bool is_taken() const { return face_ != nullptr; }
  void start();
  void read_input();  // the standard input, from now on
  // From elsewhere: the lines are handed in by take_line() and take_end().
  void read_input(Input input) { input_ = std::move(input); }
  void take_line(std::string_view line);
  void take_end();
  // Beside the face, somebody else has to be ready for what a line may bring. To be told by look() when that changes.
  void wait_for(std::function<bool()> is_ready) { is_ready_ = std::move(is_ready); }
  void event(const Event& event);
  void missed(std::uint64_t events, std::optional<std::uint64_t> from_seq);
  void stop(front::Stop why);
  void watch(front::TerminalHold& screen);  // instead: the face itself reads and paints there
  void look_at_terminal();
  void hang_up();  // nobody reads any more: the end, without a word
  // After every call to the face: more input if it wants some, the next alarm, or the end.
  void look();
  int exit_code() const;

 private:
  void wake();
  void hand_in_lines();

  net::Loop& loop_;
  net::Timer alarm_;
  std::unique_ptr<front::Face> face_;
  std::unique_ptr<net::LineInput> standard_input_;
  std::unique_ptr<net::Watch> terminal_;
  Input input_;
  std::function<bool()> is_ready_;
  std::function<void()> over_;
  std::deque<std::string> lines_;  // read, and not wanted yet
  bool ended_ = false, end_told_ = false, over_told_ = false, looking_ = false, hung_up_ = false;
};

// A node and a face of its own.
struct Participant {
  Participant(net::Loop& loop, const Config& config, const crypto::Identity& identity, const crypto::Seal& seal,
              Random& random, store::Storage& storage, const net::Runner::Options& options)
      : hall([this](const Command& command) { return station.runner().submit(command); }),
        station(loop, hall, config, identity, seal, random, storage, options),
        seat(loop),
        place(hall, [this](const Event& event) { seat.event(event); }) {}

  void begin(std::unique_ptr<front::Face> face, const Remembered& remembered, std::function<void()> over) {
    seat.sit_down(std::move(face), std::move(over));
    station.runner().start(remembered);
    seat.start();
  }

  Hall hall;
  Station station;
  Seat seat;
  Hall::Place place;
};

// SIGINT and SIGTERM end the face, which ends the rest in its own order. SIGHUP: its terminal or reader has gone. What
// `exec` has not begun is left undone. `screen`: what becomes of the terminal interface's terminal is told there.
void stop_on_signals(net::Loop& loop, Seat& seat, ExecQueue* exec, front::TerminalHold* screen);

}  // namespace earshot::app
