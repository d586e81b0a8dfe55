#include "app/seat.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace earshot::app {
namespace {

constexpr std::size_t kLinesAhead = 100;  // read before they are wanted; more stay where they come from

}  // namespace

void Seat::sit_down(std::unique_ptr<front::Face> face, std::function<void()> over) {
  face_ = std::move(face);
  over_ = std::move(over);
}

void Seat::start() {
  face_->start(net::now());
  look();
}

void Seat::read_input() {
  standard_input_ = std::make_unique<net::LineInput>(
      loop_, STDIN_FILENO, [this](std::string_view line) { take_line(line); }, [this] { take_end(); });
  input_ = {[this] { standard_input_->pause(); }, [this] { standard_input_->resume(); }};
}

void Seat::watch(front::TerminalHold& screen) {
  terminal_ = std::make_unique<net::Watch>(loop_, screen.descriptor(), [this] { look_at_terminal(); });
}

void Seat::look_at_terminal() {
  if (!face_ || over_told_) return;
  face_->look_at_terminal(net::now());
  look();
}

void Seat::event(const Event& event) {
  if (!face_ || over_told_) return;
  face_->event(net::now(), event);
  look();
}

void Seat::missed(std::uint64_t events, std::optional<std::uint64_t> from_seq) {
  if (!face_ || over_told_) return;
  face_->missed(net::now(), events, from_seq);
  look();
}

void Seat::stop(front::Stop why) {
  if (over_told_) return;
  face_->stop(net::now(), why);
  look();
}

void Seat::take_line(std::string_view line) {
  lines_.emplace_back(line);
  look();
}

void Seat::take_end() {
  ended_ = true;
  look();
}

void Seat::wake() {
  if (over_told_) return;
  face_->wake(net::now());
  look();
}

void Seat::look() {
  if (looking_ || !face_) return;  // a line that was handed in here; or nobody sits here yet
  looking_ = true;
  hand_in_lines();
  looking_ = false;
  if (face_->finished()) {
    terminal_.reset();
    if (!over_told_) over_();
    over_told_ = true;
    return alarm_.disarm();
  }
  if (const auto next = face_->deadline())
    alarm_.arm(std::max(Duration{0}, *next - net::now().instant));
  else
    alarm_.disarm();
}

void Seat::hand_in_lines() {
  while (!face_->finished() && face_->wants_input() && !lines_.empty() && (!is_ready_ || is_ready_())) {
    const auto line = std::move(lines_.front());
    lines_.pop_front();
    face_->line(net::now(), line);
  }
  if (input_.pause) lines_.size() < kLinesAhead ? input_.resume() : input_.pause();
  if (!ended_ || !lines_.empty() || end_told_ || face_->finished()) return;
  end_told_ = true;
  face_->end_of_input(net::now());
}

void Seat::hang_up() {
  if (over_told_) return;
  over_told_ = hung_up_ = true;
  terminal_.reset();
  alarm_.disarm();
  over_();
}

int Seat::exit_code() const { return hung_up_ ? kHungUp : face_->finished().value_or(0); }

void stop_on_signals(net::Loop& loop, Seat& seat, ExecQueue* exec, front::TerminalHold* screen) {
  const auto act = [&seat, exec, screen](int signal) {
    if (signal == SIGTSTP) return screen->suspend();
    if (signal == SIGCONT) screen->go_on();
    if (signal == SIGCONT || signal == SIGWINCH) return seat.look_at_terminal();
    if (exec) exec->drop_waiting();
    if (signal == SIGHUP) return seat.hang_up();
    seat.stop(signal == SIGINT ? front::Stop::interrupt : front::Stop::terminate);
  };
  if (screen)
    loop.on_signals({SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT}, act);
  else
    loop.on_signals({SIGINT, SIGTERM, SIGHUP}, act);
}

}  // namespace earshot::app
