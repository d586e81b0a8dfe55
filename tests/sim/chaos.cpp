#include "sim/chaos.h"

#include <algorithm>

#include "sim/draw.h"
#include "sim/scenarios.h"

namespace earshot::sim {

namespace {

// After the last fault: until who was cut off or is slow to notice has been told of; and until all must be one again.
constexpr Duration kLateCopies = 2min;  // that were under way
constexpr Duration kAftermath = 60s;
constexpr Duration kHealingPatience = 5min;

// Datagrams that each sends in a second. Of a log with gaps that nobody can fill, each asks each other, ever more
// rarely.
constexpr double kAtRest = 3, kAtRestAfterLies = 5;

const Fates kNoFates;

}  // namespace

Chaos::Chaos(const Trace& trace, Crowd& crowd, const Report& report, Fates* book)
    : trace_(trace),
      crowd_(crowd),
      report_(report),
      lan_(crowd.lan()),
      begin_(lan_.now()),
      agreement_(crowd),
      parrot_(lan_),
      byzantine_(crowd, trace.seed) {
  lan_.write_down(book);
  if (trace.fates) lan_.follow(&*trace.fates);
  crowd_.listen([this](const SimHost& viewer, const Event& event) { agreement_.shown(viewer, event); });
  crowd_.tap([this](const Sent& sent) {
    parrot_.hears(sent);
    byzantine_.hears(sent);
  });
  crowd_.when_power_fails([this](const SimHost& who) { agreement_.lost_memory(who); });
}

void Chaos::rages() {
  lan_.use_link(trace_.worst);
  for (const auto& act : trace_.acts) {
    if (act.at >= trace_.time || is_over()) break;
    crowd_.run_for(begin_ + act.at - lan_.now());
    play(act);
    ++acts_played_;
  }
  if (!is_over()) crowd_.run_for(begin_ + trace_.time - lan_.now());
}

void Chaos::ends() {
  lan_.write_down(nullptr);
  lan_.follow(&kNoFates);
  lan_.heal();
  lan_.use_link({});
  byzantine_.falls_silent();
  for (const auto& [number, host] : hosts_) {
    host->disk_does(Commit::done);
    host->disk_takes(std::nullopt);
    wakes(*host);
  }
  const auto begin = lan_.now();
  const auto is_one = [this] {
    return crowd_.census().all_know_all() && agreement_.undelivered() == 0 && agreement_.entries_missing() == 0;
  };
  while (!one_again_after_ && !is_over() && lan_.now() - begin < kHealingPatience) {
    crowd_.run_for(1s);
    if (is_one()) one_again_after_ = lan_.now() - begin;
  }
  if (is_over()) return;
  crowd_.run_for(kLateCopies);
  lan_.expect_rest();
  false_leaves_before_ = crowd_.false_leaves();
  crowd_.traffic().clear();
  crowd_.run_for(kAftermath);
  sent_at_rest_ = crowd_.traffic().words();
  datagrams_at_rest_ = static_cast<double>(crowd_.traffic().all().datagrams()) /
                       std::chrono::duration<double>(kAftermath).count() /
                       static_cast<double>(std::max<std::size_t>(1, crowd_.census().count()));
}

void Chaos::report_on(Report& report) const {
  report.tell("Faults: " + faults_of(trace_));
  report.add_count("acts of chaos", acts_played_);
  report.add_count("messages", agreement_.said());
  report.add_time("virtual time", crowd_.ran());
  if (parrot_.complaint()) report.complain(*parrot_.complaint());
  if (is_over()) return;  // it ended early, and nobody could agree
  report.add_time("all is one, after the last fault", one_again_after_, Promise{60});
  report.add_count("pairs that do not know each other", crowd_.census().unknown_pairs(), Promise{0});
  report.add_count("pairs of which one lists the other, who is off", crowd_.census().stale_pairs(), Promise{0});
  if (const auto lacks = agreement_.lacks(); !lacks.empty()) report.tell("In the end " + lacks + ".");
  report.add_count("messages of rooms that somebody lacks", agreement_.entries_missing(), Promise{0});
  report.add_count("direct messages that wait though both are here", agreement_.undelivered(), Promise{0});
  report.add_count("told to be gone, and was not, in the end", crowd_.false_leaves() - false_leaves_before_,
                   Promise{0});
  report.tell("In the last minute: " + sent_at_rest_ + ".");
  report.add({.name = "datagrams that each sends, in the end",
              .unit = "/s",
              .value = datagrams_at_rest_,
              .decimals = 2,
              .promise = Promise{byzantine_.was_there() ? kAtRestAfterLies : kAtRest}});
}

SimHost* Chaos::host(HostNumber number) const {
  const auto found = hosts_.find(number);
  return found == hosts_.end() ? nullptr : found->second;
}

bool Chaos::is_up(HostNumber number) const {
  const auto* it = host(number);
  return it != nullptr && crowd_.census().is_on(it->number()) && it->is_on() && !it->is_asleep();
}

// What the trace does not allow any more, because something before it was taken away, does not happen.
void Chaos::play(const Act& act) {
  play_of_people(act);
  play_of_network(act);
  if (act.kind == Kind::wakes && host(act.who) != nullptr) wakes(*host(act.who));
  if (!is_up(act.who)) return;
  play_of_hosts(act);
  play_of_clocks(act);
  play_of_disks(act);
}

Report play(const Trace& trace, Fates* book, const std::string& chart) {
  Options options{
      .scenario = "chaos", .peers = trace.hosts.size(), .seed = trace.seed, .sodium = trace.sodium, .chart = chart};
  Report report;
  Progress progress;
  Crowd crowd(options, report, progress);
  play(trace, crowd, report, book);
  return report;
}

void play(const Trace& trace, Crowd& crowd, Report& report, Fates* book) {
  Chaos chaos(trace, crowd, report, book);
  chaos.rages();
  chaos.ends();
  chaos.report_on(report);
}

void play_chaos(const Options& options, Crowd& crowd, Report& report) {
  play(draw_trace(options), crowd, report, nullptr);
}

}  // namespace earshot::sim
