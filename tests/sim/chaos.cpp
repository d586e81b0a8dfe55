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
// Acknowledged by all who hear it, asked for and paged: a person who pastes.
constexpr std::size_t kMuch = 20;
constexpr std::size_t kLongText = 30'000;

const Fates kNoFates;

}  // namespace

Chaos::Chaos(const Trace& trace, Crowd& crowd, const Report& report, Fates* book)
    : trace_(trace),
      crowd_(crowd),
      report_(report),
      lan_(crowd.lan()),
      begin_(lan_.now()),
      agreement_(crowd),
      parrot_(lan_) {
  lan_.write_down(book);
  if (trace.fates) lan_.follow(&*trace.fates);
  crowd_.listen([this](const SimHost& viewer, const Event& event) { agreement_.shown(viewer, event); });
  crowd_.tap([this](const Sent& sent) { parrot_.hears(sent); });
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
  datagrams_at_rest_ = static_cast<double>(crowd_.traffic().all().datagrams()) /
                       std::chrono::duration<double>(kAftermath).count() /
                       static_cast<double>(std::max<std::size_t>(1, crowd_.census().count()));
}

void Chaos::report_on(Report& report) const {
  report.tell("Faults: " + faults_of(trace_));
  report.add_count("acts of chaos", acts_played_);
  report.add_count("messages", agreement_.said());
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
  report.add({.name = "datagrams that each sends, in the end",
              .unit = "/s",
              .value = datagrams_at_rest_,
              .decimals = 2,
              .promise = Promise{3}});
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

void Chaos::play_of_people(const Act& act) {
  auto* who = host(act.who);
  const auto* whom = host(act.whom);
  const auto& recipe = trace_.hosts[act.who];
  switch (act.kind) {
    case Kind::joins:
      // The LAN counts who joins in the order in which they do.
      if (who == nullptr && act.who == hosts_.size())
        hosts_[act.who] = &crowd_.joins({.ipv6_and_multicast = recipe.multicast, .luck = recipe.luck});
      break;
    case Kind::leaves:
      if (is_up(act.who)) crowd_.leaves(*who);
      break;
    case Kind::returns:
      if (who == nullptr || crowd_.census().is_on(who->number())) break;
      if (who->is_on()) crashes(*who);  // it was about to say bye
      restarts(*who);
      break;
    case Kind::says:
      if (is_up(act.who)) says(*who, 1);
      break;
    case Kind::says_much:
      if (is_up(act.who)) says(*who, kMuch);
      break;
    case Kind::tells:
      if (is_up(act.who) && whom != nullptr) tells(*who, *whom, next_text(*who));
      break;
    case Kind::tells_much:
      if (is_up(act.who) && whom != nullptr) tells(*who, *whom, next_text(*who) + std::string(kLongText, '.'));
      break;
    default:
      break;
  }
}

void Chaos::wakes(SimHost& who) {
  if (who.is_on() && who.is_asleep()) who.wake_up();
}

void Chaos::says(SimHost& who, std::size_t lines) {
  for (std::size_t i = 0; i < lines; ++i) {
    command::Send send;
    send.room = kLobby;
    send.text = next_text(who) + ", line " + std::to_string(i);
    send.queue = true;  // also when nobody is here
    (void)who.does(send);
  }
}

void Chaos::tells(SimHost& from, const SimHost& to, const std::string& text) {
  if (&from == &to) return;
  command::Send send;
  send.to = {to.nick()};
  send.text = text;
  send.queue = true;
  (void)from.does(send);  // refused by who has never heard of the other
}

void Chaos::play_of_hosts(const Act& act) {
  auto& who = *host(act.who);
  switch (act.kind) {
    case Kind::crashes:
      crashes(who);
      break;
    case Kind::restarts:
      crashes(who);
      restarts(who);
      break;
    case Kind::forgets:
      crashes(who);
      who.lose_data(std::chrono::seconds(act.number % 3'600));
      restarts(who);
      break;
    case Kind::backs_up:
      backups_[act.who] = who.backup();
      break;
    case Kind::restores:
      if (backups_.contains(act.who)) restores(who);
      break;
    case Kind::moves:
      who.change_address();
      break;
    case Kind::sleeps:
      who.sleep();
      break;
    default:
      break;
  }
}

void Chaos::crashes(SimHost& who) {
  crowd_.crashes(who);
  agreement_.lost_memory(who);
}

void Chaos::restarts(SimHost& who) {
  who.disk_does(Commit::done);
  crowd_.restarts(who);
}

void Chaos::restores(SimHost& who) {
  crashes(who);
  who.restore_backup(backups_.at(who.number()));
  agreement_.lost_memory(who);
  restarts(who);
}

void Chaos::play_of_network(const Act& act) {
  switch (act.kind) {
    case Kind::parts:
    case Kind::isolates:
      parts(act);
      break;
    case Kind::deafens:
      if (host(act.who) != nullptr && host(act.whom) != nullptr)
        lan_.block(*host(act.who), *host(act.whom), static_cast<Blocked>(act.number % 3));
      break;
    case Kind::heals:
      lan_.heal();
      break;
    case Kind::weather:
      lan_.use_link(weather(act.number));
      break;
    case Kind::parrots:
      parrot_.speaks(act.number);
      break;
    default:
      break;
  }
}

void Chaos::parts(const Act& act) {
  const auto count = 2 + act.number % 2;
  std::vector<std::vector<const SimHost*>> sides(count);
  for (const auto& [number, it] : hosts_) {
    SeededRandom chance(act.number + number);
    const bool is_alone = number == act.who;
    sides[act.kind == Kind::isolates ? std::size_t{is_alone} : chance.below(count)].push_back(it);
  }
  lan_.partition(sides);
}

// Up to the worst, each part of it by itself.
Link Chaos::weather(std::uint64_t number) const {
  SeededRandom chance(number);
  Link link = trace_.worst;
  link.delay = chance.between(50us, 5ms);
  link.jitter = chance.between(0us, 5ms);
  for (double* const part : {&link.loss, &link.group_loss, &link.bursts, &link.duplicates, &link.echoes,
                             &link.reordered, &link.stragglers, &link.freezes, &link.flipped, &link.cut})
    *part *= chance.fraction();
  return link;
}

void Chaos::play_of_clocks(const Act& act) {
  constexpr std::int64_t kTenYears = std::int64_t{10} * 365 * 24 * 3'600;
  auto& who = *host(act.who);
  switch (act.kind) {
    case Kind::clock_jumps: {
      const auto most = act.number % 2 == 0 ? kTenYears : 3'600;
      SeededRandom chance(act.number);
      const auto by = static_cast<std::int64_t>(chance.below(static_cast<std::uint64_t>(2 * most + 1))) - most;
      who.set_clock_forward(std::chrono::seconds(by));
      break;
    }
    case Kind::clock_stands:
      who.clock_behaves(WallClock::Manner::stands);
      break;
    case Kind::clock_runs_back:
      who.clock_behaves(WallClock::Manner::backwards);
      break;
    default:
      break;
  }
}

void Chaos::play_of_disks(const Act& act) {
  constexpr Commit kCuts[] = {Commit::cut_before, Commit::cut_within, Commit::cut_after};
  auto& who = *host(act.who);
  switch (act.kind) {
    case Kind::disk_is_slow:
      who.disk_takes(Duration(act.number % 2'000'000));
      break;
    case Kind::disk_is_full:
      who.disk_does(Commit::refused);
      break;
    case Kind::disk_lies:
      who.disk_does(Commit::pretended);
      break;
    case Kind::disk_is_well:
      who.disk_does(Commit::done);
      who.disk_takes(std::nullopt);
      break;
    case Kind::commit_is_denied:
      who.disk_does(Commit::kept_and_refused);
      break;
    case Kind::commit_is_cut:
      who.disk_does(kCuts[act.number % 3]);
      break;
    default:
      break;
  }
}

Report play(const Trace& trace, Fates* book) {
  Options options{.scenario = "chaos", .peers = trace.hosts.size(), .seed = trace.seed, .sodium = trace.sodium};
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
