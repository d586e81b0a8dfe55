// What each act of a trace does.
#include "sim/chaos.h"

namespace earshot::sim {

namespace {

// Acknowledged by all who hear it, asked for and paged: a person who pastes.
constexpr std::size_t kMuch = 20;
constexpr std::size_t kLongText = 30'000;

}  // namespace

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
      agreement_.lost_memory(who);
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
    case Kind::lies:
      byzantine_.speaks(act.number);
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

}  // namespace earshot::sim
