#include "sim/scenarios.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <set>
#include <utility>

namespace earshot::sim {

namespace {

constexpr double kLongest = 10'000;  // hours

constexpr std::array kScenarios{
    Scenario{"join", "all start within 2 s; then newcomers one by one", 0.01, kLongest, 0, 0.2, true, play_join},
    Scenario{"idle", "nobody says anything", 1, kLongest, 0, 0.2, true, play_idle},
    Scenario{"crash", "one in a hundred at a time crashes, and comes back", 0.1, kLongest, 0, 0.2, true, play_crash},
    Scenario{"talk", "messages in the lobby, now one and now another", 0.05, kLongest, 0.05, 0, false, play_talk},
    // What is older than a day is forgotten, so later nobody could say what all should have.
    Scenario{"chaos", "joins, leaves, crashes, partitions, loss, moves and messages; then peace", 1, 12, 0.1, 0.2,
             false, play_chaos},
};

// A beacon is then one datagram, not three.
const HostOptions kBroadcastOnly{.ipv6_and_multicast = false};

constexpr Duration kCrowdStartsWithin = 2s;
// In a larger crowd it takes as long as one relay needs to serve all pages: 400 a second (pages_per_second), four
// beacons each.
constexpr std::size_t kNewcomersPromisedUpTo = 1'000;
constexpr Duration kPatience = 60s;  // what took longer has not happened

// What is promised at some loss of broadcasts is not promised where unicast is lost as well.
std::optional<Promise> promised_up_to(double broadcast_loss, const Options& options, Promise promise) {
  if (options.loss > 0 || options.broadcast_loss > broadcast_loss) return std::nullopt;
  return promise;
}

// One half of the time without loss and one with; all of it without where the options have none.
struct Half {
  Duration time;
  bool is_lossy = false;
  std::string named(const std::string& figure) const { return figure + (is_lossy ? ", with loss" : ", no loss"); }
};
void play_halves(const Options& options, Crowd& crowd, const std::function<void(const Half&)>& play) {
  if (options.loss == 0 && options.broadcast_loss == 0) return play({options.time()});
  play({options.time() / 2});
  crowd.lan().use_link({.loss = options.loss, .group_loss = options.broadcast_loss});
  play({options.time() / 2, true});
}

void settle(Crowd& crowd, Report& report, std::size_t peers) {
  crowd.join_within(kCrowdStartsWithin, peers, kBroadcastOnly);
  if (!crowd.run_until([&] { return crowd.census().all_know_all(); }, kPatience))
    report.complain({"a minute after the start not all know all", ""});
  crowd.run_for(10s);
  crowd.traffic().clear();
}

void add_false_leaves(const Options& options, const Crowd& crowd, Report& report) {
  report.add_count("told to be gone, and was not", crowd.false_leaves(), promised_up_to(0.2, options, {0}));
}

void add_rate(Report& report, const std::string& name, const std::string& unit, double rate,
              std::optional<Promise> promise = {}) {
  report.add({.name = name, .unit = unit, .value = rate, .decimals = 2, .promise = promise});
}

std::optional<Duration> slower(std::optional<Duration> one, std::optional<Duration> other) {
  return one && other ? std::optional(std::max(*one, *other)) : std::nullopt;
}

// At least one.
void meet_newcomers(Crowd& crowd, Report& report, const Half& half, std::optional<Promise> promise) {
  constexpr Duration kBetween = 6s;  // each meets a LAN at rest
  const auto end = crowd.lan().now() + half.time;
  std::optional<Duration> slowest_to_know = Duration::zero(), slowest_to_be_known = Duration::zero();
  do {
    const auto begin = crowd.lan().now();
    const auto who = crowd.joins(kBroadcastOnly).number();
    const auto knows = crowd.run_until([&] { return crowd.census().knows_all(who); }, kPatience);
    slowest_to_know = slower(slowest_to_know, knows);
    const bool is_known = crowd.run_until([&] { return crowd.census().is_known_by_all(who); }, kPatience).has_value();
    slowest_to_be_known =
        slower(slowest_to_be_known, is_known ? std::optional(crowd.lan().now() - begin) : std::nullopt);
    crowd.run_for(std::max(kBetween - (crowd.lan().now() - begin), Duration::zero()));
  } while (crowd.lan().now() < end);
  report.add_time(half.named("the slowest newcomer knows everybody"), slowest_to_know, promise);
  report.add_time(half.named("everybody knows the slowest newcomer"), slowest_to_be_known);
}

void measure_idle(const Options& options, Crowd& crowd, Report& report, const Half& half) {
  crowd.traffic().clear();
  const auto beacons_before = crowd.beacons();
  crowd.run_for(half.time);
  const auto all = crowd.traffic().all();
  const auto group = static_cast<double>(all.group), unicast = static_cast<double>(all.unicast);
  const auto own_beacons = static_cast<double>(crowd.traffic().of(wire::Kind::here).group);
  const auto beacons = static_cast<double>(crowd.beacons() - beacons_before);
  const auto seconds = std::chrono::duration<double>(half.time).count();
  const auto each = seconds * static_cast<double>(options.peers);
  const auto promised = [&](double value) {
    return half.is_lossy ? std::nullopt : std::optional(Promise{value, true});
  };
  add_rate(report, half.named("beacons on the segment"), "/s", beacons / seconds, promised(10));
  add_rate(report, half.named("datagrams sent by each"), "/s", (group + unicast) / each, promised(1));
  add_rate(report, half.named("bytes sent by each"), "/s", static_cast<double>(all.bytes) / each);
  const auto heard = group - own_beacons + beacons;
  add_rate(report, half.named("datagrams on their way to each"), "/s", heard / seconds + unicast / each, promised(11));
}

class Crashes {
 public:
  explicit Crashes(Crowd& crowd) : crowd_(crowd) {
    crowd_.listen([this](const SimHost&, const Event& event) {
      const auto* peer = std::get_if<event::Peer>(&event.what);
      if (peer != nullptr && peer->what == event::Peer::What::gone &&
          crashed_.contains(crowd_.number_of(peer->peer.id)))
        noticed_after_.push_back(crowd_.lan().now() - crashed_at_);
    });
  }

  void play(Report& report, const Half& half) {
    noticed_after_.clear();
    crashes_ = unnoticed_ = 0;
    const auto end = crowd_.lan().now() + half.time;
    do some();
    while (crowd_.lan().now() < end);
    report.add_count(half.named("crashes"), crashes_);
    const bool is_enough = crashes_ >= kCrashesForAMedian;
    report.add_time(half.named("noticed after, median"), percentile(noticed_after_, 0.5),
                    is_enough ? std::optional(Promise{8}) : std::nullopt);
    report.add_time(half.named("noticed after, 99 of 100"), percentile(noticed_after_, 0.99));
    report.add_time(half.named("noticed after, the last of all"), percentile(noticed_after_, 1));
    report.add_count(half.named("listed by somebody a minute after the crash"), unnoticed_, Promise{0});
  }

 private:
  // All notice a crash at about the same time, between 3 and 12 s: the median of fewer says little.
  static constexpr std::size_t kCrashesForAMedian = 30;
  static constexpr std::size_t kOneOf = 100;  // so few that they are seldom one another's buddies

  bool is_any_listed() const {
    return std::ranges::any_of(crashed_, [&](HostNumber it) { return crowd_.census().is_listed(it); });
  }
  void some() {
    crowd_.run_for(crowd_.lan().chance().between(5s, 10s));
    crashed_at_ = crowd_.lan().now();
    const auto count = std::max<std::size_t>(1, crowd_.lan().hosts().size() / kOneOf);
    while (crashed_.size() < count) {
      auto& host = *crowd_.anybody(true);
      crashed_.insert(host.number());
      crowd_.crashes(host);
    }
    crashes_ += count;
    crowd_.run_until([&] { return !is_any_listed(); }, kPatience);
    for (const auto number : std::exchange(crashed_, {})) {
      unnoticed_ += crowd_.census().is_listed(number) ? 1U : 0U;
      crowd_.restarts(*crowd_.lan().hosts()[number]);
    }
  }

  Crowd& crowd_;
  std::set<HostNumber> crashed_;
  Instant crashed_at_;
  std::vector<Duration> noticed_after_;
  std::size_t crashes_ = 0, unnoticed_ = 0;
};

}  // namespace

std::span<const Scenario> scenarios() { return kScenarios; }

const Scenario& scenario(std::string_view name) {
  const auto* found = std::ranges::find(kScenarios, name, &Scenario::name);
  assert(found != kScenarios.end());
  return *found;
}

void play_join(const Options& options, Crowd& crowd, Report& report) {
  crowd.join_within(kCrowdStartsWithin, options.peers, kBroadcastOnly);
  report.add_time("all know all, after the last start",
                  crowd.run_until([&] { return crowd.census().all_know_all(); }, kPatience), Promise{4});
  const auto all = crowd.traffic().all();
  const auto each = static_cast<double>(options.peers);
  add_rate(report, "broadcasts of each by then", "", static_cast<double>(all.group) / each);
  add_rate(report, "unicasts of each by then", "", static_cast<double>(all.unicast) / each);
  crowd.run_for(10s);
  play_halves(options, crowd, [&](const Half& half) {
    const bool is_promised = options.peers + options.extras <= kNewcomersPromisedUpTo;
    const auto promise = half.is_lossy ? promised_up_to(0.2, options, {0.7}) : std::optional(Promise{0.3});
    meet_newcomers(crowd, report, half, is_promised ? promise : std::nullopt);
  });
  add_false_leaves(options, crowd, report);
}

void play_idle(const Options& options, Crowd& crowd, Report& report) {
  settle(crowd, report, options.peers);
  crowd.run_for(1min);  // the beacons of the start are over
  play_halves(options, crowd, [&](const Half& half) { measure_idle(options, crowd, report, half); });
  report.add_count("pairs that do not know each other in the end",
                   crowd.census().unknown_pairs() + crowd.census().stale_pairs(), Promise{0});
  add_false_leaves(options, crowd, report);
}

void play_crash(const Options& options, Crowd& crowd, Report& report) {
  settle(crowd, report, options.peers);
  Crashes crashes(crowd);
  play_halves(options, crowd, [&](const Half& half) { crashes.play(report, half); });
  add_false_leaves(options, crowd, report);
}

void play_talk(const Options& options, Crowd& crowd, Report& report) {
  settle(crowd, report, options.peers);
  crowd.lan().use_link({.loss = options.loss, .group_loss = options.broadcast_loss});
  std::map<MessageId, Instant> said;
  std::vector<Duration> arrived_after;
  crowd.listen([&](const SimHost&, const Event& event) {
    const auto* message = std::get_if<event::Message>(&event.what);
    if (message == nullptr) return;
    if (message->outgoing)
      said[message->id] = crowd.lan().now();
    else if (const auto found = said.find(message->id); found != said.end())
      arrived_after.push_back(crowd.lan().now() - found->second);
  });
  const auto end = crowd.lan().now() + options.time();
  do {
    crowd.anybody(true)->says_lines(1);
    crowd.run_for(crowd.lan().chance().between(1s, 3s));
  } while (crowd.lan().now() < end);
  crowd.run_for(30s);
  const auto rooms = crowd.traffic().of_rooms();
  const auto messages = static_cast<double>(said.size());
  const bool is_calm = options.loss <= 0.05 && options.broadcast_loss == 0;
  const auto promised = [&](double value) { return is_calm ? std::optional(Promise{value}) : std::nullopt; };
  report.add_count("messages", said.size());
  add_rate(report, "broadcasts for a message", "", static_cast<double>(rooms.group) / messages, promised(5));
  add_rate(report, "unicasts for a message", "", static_cast<double>(rooms.unicast) / messages);
  report.add_time("arrived after, median", percentile(arrived_after, 0.5));
  report.add_time("arrived after, 99 of 100", percentile(arrived_after, 0.99), promised(0.3));
  report.add_time("arrived after, the last of all", percentile(arrived_after, 1));
  report.add_count("did not arrive", said.size() * (options.peers - 1) - arrived_after.size(), Promise{0});
  add_false_leaves(options, crowd, report);
}

}  // namespace earshot::sim
