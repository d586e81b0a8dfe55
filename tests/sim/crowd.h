// The people of a scenario on one pretended LAN, and what the simulator counts of them whatever the scenario.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "sim/census.h"
#include "sim/chart.h"
#include "sim/extras.h"
#include "sim/figures.h"
#include "sim/options.h"
#include "sim/progress.h"
#include "support/sim_lan.h"
#include "support/traffic.h"

namespace earshot::sim {

class Crowd {
 public:
  // Complaints of the witness go to the report.
  Crowd(const Options& options, Report& report, Progress& progress);
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  // --- what people do; through these only, so that the census follows ---
  SimHost& joins(HostOptions how);  // somebody new
  // So many, and the extras.
  void join_within(Duration time, std::size_t count, const HostOptions& how);
  void leaves(SimHost& who);
  void crashes(SimHost& who);
  void restarts(SimHost& who);

  // --- time ---
  void run_for(Duration time);
  std::optional<Duration> run_until(const std::function<bool()>& condition, Duration limit);
  Duration ran() const { return lan_.now() - begin_; }

  // --- what there is to ask ---
  SimLan& lan() { return lan_; }
  const Census& census() const { return census_; }
  Traffic& traffic() { return traffic_; }
  // Beacons and hellos that were broadcast, those of extras too.
  std::uint64_t beacons() const;
  std::size_t false_leaves() const { return false_leaves_; }  // told to be gone, and is not
  std::vector<SimHost*> who_are(bool on) const;
  SimHost* anybody(bool on);  // by chance; none when there is nobody
  HostNumber number_of(const PeerId& id) const { return numbers_.at(id); }
  const std::string& name_of(HostNumber who) const { return lan_.hosts()[who]->nick(); }
  // No host, but somebody with keys: may be listed and shown, and is not counted.
  void expect_guest(const PeerId& id);
  bool is_guest(const PeerId& id) const { return guests_.contains(id); }
  // Is told every event from now on, after it was counted.
  void listen(std::function<void(const SimHost&, const Event&)> listener) { listener_ = std::move(listener); }
  // Likewise of all that is sent, and of each crash in a commit.
  void tap(std::function<void(const Sent&)> tap) { tap_ = std::move(tap); }
  void when_power_fails(std::function<void(const SimHost&)> told) { told_of_power_ = std::move(told); }

 private:
  // The extras do what is due; then the longest time that may pass before something is to be looked at.
  Duration next_step(Instant end);
  void sent(const Sent& sent);
  void lost_power(const SimHost& who);
  void shown(const SimHost& viewer, const Event& event);
  void count(const SimHost& viewer, const event::Peer& peer);

  Report& report_;
  Progress& progress_;
  Chart chart_;
  Census census_;
  Traffic traffic_;
  std::map<PeerId, HostNumber> numbers_;
  std::set<PeerId> guests_;
  std::size_t false_leaves_ = 0;
  std::function<void(const SimHost&, const Event&)> listener_;
  std::function<void(const Sent&)> tap_;
  std::function<void(const SimHost&)> told_of_power_;
  SimLan lan_;
  std::optional<Extras> extras_;
  const Instant begin_;
};

}  // namespace earshot::sim
