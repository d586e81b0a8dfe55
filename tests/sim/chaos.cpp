// Everything at once, drawn at random; then the network is whole again, and all must agree.
#include <algorithm>
#include <array>
#include <set>

#include "sim/scenarios.h"

namespace earshot::sim {

namespace {

// After the last fault: until who was cut off or is slow to notice has been told of; and until all must be one again.
constexpr Duration kAftermath = 60s;
constexpr Duration kHealingPatience = 5min;

class Chaos {
 public:
  Chaos(const Options& options, Crowd& crowd) : options_(options), crowd_(crowd), chance_(crowd.lan().chance()) {
    crowd_.listen([this](const SimHost& viewer, const Event& event) { shown(viewer, event); });
  }

  void rages();
  void ends();
  void report_on(Report& report);

 private:
  // --- what may happen ---
  void somebody_says();
  void somebody_tells();
  void somebody_joins();
  void somebody_leaves();
  void somebody_crashes();
  void somebody_restarts();
  void somebody_comes_back();
  void somebody_forgets();
  void somebody_moves();
  void the_network_parts();
  void the_network_heals() { crowd_.lan().heal(); }
  void the_weather_changes();
  struct Act {
    std::uint64_t weight;
    void (Chaos::*play)();
  };
  static std::span<const Act> acts();

  // Half of the people stay, so that there is somebody to tell.
  bool may_go() const { return crowd_.census().count() > std::max<std::size_t>(2, options_.peers / 2); }
  void crashes(SimHost& who);
  double up_to(double most) { return chance_.fraction() * most; }

  // --- who has what ---
  void shown(const SimHost& viewer, const Event& event);
  std::size_t entries_missing() const;
  std::size_t direct_undelivered() const;

  struct Direct {
    HostNumber from = 0;
    HostNumber to = 0;
  };

  const Options& options_;
  Crowd& crowd_;
  Random& chance_;
  std::size_t acts_played_ = 0;
  std::set<MessageId> said_;
  std::map<MessageId, Direct> on_their_way_;
  std::optional<Duration> one_again_after_;
  std::size_t false_leaves_before_ = 0;
};

std::span<const Chaos::Act> Chaos::acts() {
  static constexpr std::array acts{
      Act{30, &Chaos::somebody_says},       Act{20, &Chaos::somebody_tells},   Act{4, &Chaos::somebody_joins},
      Act{5, &Chaos::somebody_leaves},      Act{5, &Chaos::somebody_crashes},  Act{5, &Chaos::somebody_restarts},
      Act{10, &Chaos::somebody_comes_back}, Act{1, &Chaos::somebody_forgets},  Act{6, &Chaos::somebody_moves},
      Act{3, &Chaos::the_network_parts},    Act{5, &Chaos::the_network_heals}, Act{6, &Chaos::the_weather_changes}};
  return acts;
}

void Chaos::rages() {
  std::uint64_t weights = 0;
  for (const auto& act : acts()) weights += act.weight;
  crowd_.join_within(2s, options_.peers, {});
  crowd_.lan().use_link({.loss = options_.loss, .group_loss = options_.broadcast_loss});
  const auto end = crowd_.lan().now() + options_.time();
  while (crowd_.lan().now() < end) {
    auto drawn = chance_.below(weights);
    const auto* act = acts().data();
    for (; drawn >= act->weight; ++act) drawn -= act->weight;
    (this->*act->play)();
    ++acts_played_;
    crowd_.run_for(chance_.between(0s, 4s));
  }
}

void Chaos::ends() {
  crowd_.lan().heal();
  crowd_.lan().use_link({});
  const auto begin = crowd_.lan().now();
  const auto is_one = [this] {
    return crowd_.census().all_know_all() && direct_undelivered() == 0 && entries_missing() == 0;
  };
  while (!one_again_after_ && crowd_.lan().now() - begin < kHealingPatience) {
    crowd_.run_for(1s);
    if (is_one()) one_again_after_ = crowd_.lan().now() - begin;
  }
  crowd_.run_for(kAftermath);
  false_leaves_before_ = crowd_.false_leaves();
  crowd_.run_for(kAftermath);
}

void Chaos::report_on(Report& report) {
  report.add_count("acts of chaos", acts_played_);
  report.add_count("messages", said_.size());
  report.add_count("datagrams", crowd_.traffic().all().datagrams());
  report.add_time("all is one, after the last fault", one_again_after_, Promise{60});
  report.add_count("pairs that do not know each other", crowd_.census().unknown_pairs(), Promise{0});
  report.add_count("pairs of which one lists the other, who is off", crowd_.census().stale_pairs(), Promise{0});
  report.add_count("messages of rooms that somebody lacks", entries_missing(), Promise{0});
  report.add_count("direct messages that wait though both are here", direct_undelivered(), Promise{0});
  report.add_count("told to be gone, and was not, in the end", crowd_.false_leaves() - false_leaves_before_,
                   Promise{0});
}

void Chaos::somebody_says() { crowd_.anybody(true)->says_lines(1); }

void Chaos::somebody_tells() {
  const auto &from = *crowd_.anybody(true), &to = *crowd_.lan().hosts()[chance_.below(crowd_.lan().hosts().size())];
  if (&from == &to) return;
  command::Send send;
  send.to = {to.nick()};
  send.text = from.nick() + " tells " + to.nick() + " in act " + std::to_string(acts_played_);
  send.queue = true;
  (void)crowd_.lan().hosts()[from.number()]->does(send);  // refused by who has never heard of the other
}

void Chaos::somebody_joins() {
  if (crowd_.lan().hosts().size() >= 2 * options_.peers) return;
  crowd_.joins({.ipv6_and_multicast = chance_.below(4) > 0});
}

void Chaos::somebody_leaves() {
  if (may_go()) crowd_.leaves(*crowd_.anybody(true));
}

// What it had to tell and had not yet on its disk is lost.
void Chaos::crashes(SimHost& who) {
  std::erase_if(on_their_way_, [&](const auto& it) { return it.second.from == who.number(); });
  crowd_.crashes(who);
}

void Chaos::somebody_crashes() {
  if (may_go()) crashes(*crowd_.anybody(true));
}

void Chaos::somebody_restarts() {
  auto& who = *crowd_.anybody(true);
  crashes(who);
  crowd_.run_for(chance_.between(0ms, 500ms));
  crowd_.restarts(who);
}

void Chaos::somebody_comes_back() {
  auto* who = crowd_.anybody(false);
  if (who == nullptr) return;
  if (who->is_on()) crashes(*who);  // it was about to say bye
  crowd_.restarts(*who);
}

void Chaos::somebody_forgets() {
  auto& who = *crowd_.anybody(true);
  crashes(who);
  who.lose_data(std::chrono::seconds(chance_.below(3600)));
  crowd_.restarts(who);
}

void Chaos::somebody_moves() { crowd_.anybody(true)->change_address(); }

void Chaos::the_network_parts() {
  std::vector<std::vector<const SimHost*>> sides(2 + chance_.below(2));
  for (const auto& host : crowd_.lan().hosts()) sides[chance_.below(sides.size())].push_back(host.get());
  crowd_.lan().partition(sides);
}

// Up to twice as bad as the options have it, so that it is that bad in the mean.
void Chaos::the_weather_changes() {
  crowd_.lan().use_link({.loss = up_to(std::min(1.0, 2 * options_.loss)),
                         .group_loss = up_to(std::min(1.0, 2 * options_.broadcast_loss)),
                         .duplicates = up_to(0.1),
                         .reordered = up_to(0.2),
                         .delay = chance_.between(50us, 5ms),
                         .jitter = chance_.between(0us, 5ms)});
}

void Chaos::shown(const SimHost& viewer, const Event& event) {
  if (const auto* message = std::get_if<event::Message>(&event.what); message != nullptr && message->outgoing) {
    said_.insert(message->id);
    if (message->conversation.kind == Conversation::Kind::peer && !message->replay)
      on_their_way_[message->id] = {viewer.number(), crowd_.number_of(message->conversation.peer)};
  }
  if (const auto* state = std::get_if<event::State>(&event.what);
      state != nullptr && state->state == DeliveryState::delivered)
    on_their_way_.erase(state->id);
}

std::size_t Chaos::direct_undelivered() const {
  return static_cast<std::size_t>(std::ranges::count_if(on_their_way_, [this](const auto& it) {
    return crowd_.census().is_on(it.second.from) && crowd_.census().is_on(it.second.to);
  }));
}

// Of what anybody who is on has, how much each of the others lacks, in all.
std::size_t Chaos::entries_missing() const {
  std::set<Disk::Place> places;
  std::size_t kept = 0;
  const auto hosts = crowd_.who_are(true);
  for (const auto* host : hosts) {
    kept += host->disk().entries().size();
    for (const auto& [place, entry] : host->disk().entries()) places.insert(place);
  }
  return places.size() * hosts.size() - kept;
}

}  // namespace

void play_chaos(const Options& options, Crowd& crowd, Report& report) {
  Chaos chaos(options, crowd);
  chaos.rages();
  chaos.ends();
  chaos.report_on(report);
}

}  // namespace earshot::sim
