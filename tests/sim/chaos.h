// Everything at once, as a trace has it; then the network, the disks and the weather are well again, and all must
// agree.
#pragma once

#include <optional>
#include <string>

#include "sim/agreement.h"
#include "sim/byzantine.h"
#include "sim/parrot.h"
#include "sim/trace.h"

namespace earshot::sim {

class Chaos {
 public:
  // Both must outlive it. `book`: there it is written down what chance did.
  Chaos(const Trace& trace, Crowd& crowd, const Report& report, Fates* book);

  // Each ends at the first complaint: what comes after it is mostly the same again.
  void rages();
  void ends();
  void report_on(Report& report) const;

 private:
  using Kind = Act::Kind;

  void play(const Act& act);
  void play_of_people(const Act& act);
  void play_of_hosts(const Act& act);
  void play_of_network(const Act& act);
  void play_of_clocks(const Act& act);
  void play_of_disks(const Act& act);

  void says(SimHost& who, std::size_t lines);
  void tells(SimHost& from, const SimHost& to, const std::string& text);
  void wakes(SimHost& who);
  void crashes(SimHost& who);
  void restarts(SimHost& who);
  void restores(SimHost& who);
  void parts(const Act& act);
  Link weather(std::uint64_t number) const;
  std::string next_text(const SimHost& by) { return by.nick() + " in act " + std::to_string(acts_played_); }

  // The host of this number in the trace; none before it has joined.
  SimHost* host(HostNumber number) const;
  bool is_up(HostNumber number) const;
  bool is_over() const { return !report_.complaints().empty(); }

  const Trace& trace_;
  Crowd& crowd_;
  const Report& report_;
  SimLan& lan_;
  const Instant begin_;
  Agreement agreement_;
  Parrot parrot_;
  Byzantine byzantine_;
  std::map<HostNumber, SimHost*> hosts_;
  std::map<HostNumber, Disk> backups_;
  std::size_t acts_played_ = 0;
  std::optional<Duration> one_again_after_;
  std::size_t false_leaves_before_ = 0;
  double datagrams_at_rest_ = 0;  // that each sends in a second
  std::string sent_at_rest_;
};

void play(const Trace& trace, Crowd& crowd, Report& report, Fates* book);
// With people of its own; `chart`: a file for what happens.
Report play(const Trace& trace, Fates* book, const std::string& chart = {});

}  // namespace earshot::sim
