#include "sim/crowd.h"

#include <algorithm>

#include "sim/without.h"

namespace earshot::sim {

namespace {

constexpr Duration kBetweenTicks = 10ms;  // of the progress; where much happens these take a second

LanOptions lan_options(const Options& options, Watch watch) {
  return {.seed = options.seed,
          .crypto = options.sodium ? Crypto::sodium : Crypto::transparent,
          .screens = false,
          .config = options.without.empty() ? Config{} : without(options.without, Config{}),
          .watch = std::move(watch)};
}

// Beyond all hosts that options.cpp allows: 5,000, and 3,000 newcomers in 5 hours. census.h counts by number.
constexpr HostNumber kFirstExtra = 10'000;

}  // namespace

Crowd::Crowd(const Options& options, Report& report, Progress& progress)
    : report_(report),
      progress_(progress),
      chart_(options.chart),
      lan_(lan_options(options, {.sent = [this](const Sent& it) { sent(it); },
                                 .shown = [this](const SimHost& viewer, const Event& event) { shown(viewer, event); },
                                 .lost_power = [this](const SimHost& who) { lost_power(who); },
                                 .complaint = [this](const Complaint& complaint) { report_.complain(complaint); }})),
      begin_(lan_.now()) {
  if (options.extras == 0) return;
  extras_.emplace(lan_, options.extras, lan_.chance().number());
  for (const auto& id : extras_->ids()) {
    const auto number = kFirstExtra + static_cast<HostNumber>(numbers_.size());
    numbers_[id] = number;
    census_.extra(number);
    lan_.invite(id);
  }
}

SimHost& Crowd::joins(HostOptions how) {
  if (extras_) how.id_begins = Extras::kWholeIdsBegin;
  // The node speaks of itself while it starts, so it is counted before.
  census_.on(static_cast<HostNumber>(lan_.hosts().size()));
  auto& host = lan_.join("p" + std::to_string(lan_.hosts().size() + 1), how);
  numbers_[host.id()] = host.number();
  chart_.joined(host);
  return host;
}

void Crowd::join_within(Duration time, std::size_t count, const HostOptions& how) {
  if (extras_) extras_->start_within(time);
  std::vector<Instant> starts;
  for (std::size_t i = 0; i < count; ++i) starts.push_back(lan_.now() + lan_.chance().between(Duration::zero(), time));
  std::ranges::sort(starts);
  const auto end = lan_.now() + time;
  for (const auto start : starts) {
    run_for(start - lan_.now());
    joins(how);
  }
  run_for(end - lan_.now());
}

void Crowd::leaves(SimHost& who) {
  census_.off(who.number());
  who.stop();
}

void Crowd::crashes(SimHost& who) {
  census_.off(who.number());
  who.crash();
}

void Crowd::restarts(SimHost& who) {
  census_.on(who.number());
  who.restart();
}

Duration Crowd::next_step(Instant end) {
  const auto step = std::min(kBetweenTicks, end - lan_.now());
  if (!extras_) return step;
  extras_->act();
  return std::min(step, extras_->next() - lan_.now());
}

void Crowd::run_for(Duration time) {
  const auto end = lan_.now() + time;
  while (lan_.now() < end) {
    lan_.run_for(next_step(end));
    progress_.tick(ran(), census_.count());
  }
}

std::optional<Duration> Crowd::run_until(const std::function<bool()>& condition, Duration limit) {
  const auto begin = lan_.now(), end = begin + limit;
  while (lan_.now() < end) {
    if (lan_.run_until(condition, next_step(end))) return lan_.now() - begin;
    progress_.tick(ran(), census_.count());
  }
  return std::nullopt;
}

std::uint64_t Crowd::beacons() const {
  return traffic_.of(wire::Kind::here).group + (extras_ ? extras_->traffic().of(wire::Kind::here).group : 0);
}

std::vector<SimHost*> Crowd::who_are(bool on) const {
  std::vector<SimHost*> hosts;
  for (const auto& host : lan_.hosts())
    if (census_.is_on(host->number()) == on) hosts.push_back(host.get());
  return hosts;
}

SimHost* Crowd::anybody(bool on) {
  const auto hosts = who_are(on);
  return hosts.empty() ? nullptr : hosts[lan_.chance().below(hosts.size())];
}

void Crowd::expect_guest(const PeerId& id) {
  guests_.insert(id);
  lan_.invite(id);
}

void Crowd::sent(const Sent& sent) {
  traffic_.add(sent);
  chart_.sent(begin_, lan_, sent);
  if (extras_) extras_->hears(sent);
  if (tap_) tap_(sent);
}

void Crowd::lost_power(const SimHost& who) {
  census_.off(who.number());
  if (told_of_power_) told_of_power_(who);
}

void Crowd::shown(const SimHost& viewer, const Event& event) {
  chart_.shown(begin_, lan_, viewer, event);
  if (const auto* peer = std::get_if<event::Peer>(&event.what)) count(viewer, *peer);
  if (listener_) listener_(viewer, event);
}

void Crowd::count(const SimHost& viewer, const event::Peer& peer) {
  if (peer.peer.trust == Trust::self || is_guest(peer.peer.id)) return;
  const auto found = numbers_.find(peer.peer.id);
  if (found == numbers_.end())
    return report_.complain({"lists who does not exist", viewer.nick() + " lists " + peer.peer.name});
  const auto who = found->second;
  using What = event::Peer::What;
  if (peer.what == What::gone) {
    if (census_.is_on(who)) ++false_leaves_;
    census_.lists(viewer.number(), who, false);
  } else if (peer.what == What::here || peer.what == What::away) {
    census_.lists(viewer.number(), who, true);
  }
}

}  // namespace earshot::sim
