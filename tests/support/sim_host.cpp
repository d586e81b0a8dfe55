#include "support/sim_host.h"

#include <gtest/gtest.h>

#include <span>
#include <utility>

#include "support/sim_lan.h"

namespace earshot::sim {

namespace {

constexpr std::uint16_t kDiscoveryPort = 47'474;
constexpr std::uint16_t kPort = 47'475;

// Between attempts to keep what could not be kept, as the runner has it.
constexpr Duration kKeepAgain = 1s;

// A node may be woken a little early now and then; one that wants to be woken at once for ever is stuck.
constexpr std::size_t kWakesWithoutProgressMax = 100;

}  // namespace

SimHost::SimHost(SimLan& lan, HostNumber number, Config config, crypto::Identity identity, std::vector<Card> cards,
                 std::chrono::seconds wall_skew, std::uint64_t luck)
    : lan_(lan),
      number_(number),
      config_(std::move(config)),
      identity_(std::move(identity)),
      cards_(std::move(cards)),
      clock_(wall_skew),
      random_(luck) {}

Address SimHost::address(std::size_t card) const {
  Address address = cards_.at(card).v4.value();
  address.port = kPort;
  return address;
}

Moment SimHost::now() const { return {lan_.now(), clock_.at(lan_.now())}; }

NetworkView SimHost::network() const {
  NetworkView network{.interfaces = {}, .discovery_port = kDiscoveryPort, .port = kPort};
  for (const auto& card : cards_) {
    if (!card.plugged) continue;
    Interface interface {
      .index = card.index, .name = "eth" + std::to_string(card.index.value), .addresses = {},
      .multicast = card.multicast, .loopback = false
    };
    if (card.v4) interface.addresses.push_back({*card.v4, 16});
    if (card.v6) interface.addresses.push_back({*card.v6, 64});
    network.interfaces.push_back(std::move(interface));
  }
  return network;
}

template <class Act>
auto SimHost::input(const Act& act) {
  if constexpr (std::is_void_v<decltype(act())>) {
    act();
    drain();
  } else {
    auto result = act();
    drain();
    return result;
  }
}

void SimHost::drain() {
  while (auto output = node_->poll()) std::visit([this](auto& it) { carry_out(it); }, *output);
  for (const auto& question : std::exchange(questions_, {})) input([&] { node_->recalled(now(), question, {}); });
  if (node_->stopped()) {
    node_.reset();
    lan_.witness_.crashed(id());  // what was not yet on its disk will never be
    return;
  }
  const auto deadline = node_->deadline();
  if (deadline == wake_at_) return;
  wake_at_ = deadline;
  if (deadline) lan_.wake_at(*this, std::max(*deadline, lan_.now()));
}

void SimHost::carry_out(Transmit& transmit) { lan_.carry(*this, transmit); }

void SimHost::carry_out(Store& store) {
  if (keeper_.take(std::move(store))) lan_.commit_later(*this, commit_takes_);
}

void SimHost::carry_out(Event& event) {
  lan_.witness(*this, event);
  if (lan_.has_screens()) seen_.add(event);
}

// Its disk keeps what the node needs, and no messages to look up.
void SimHost::carry_out(Recall& question) { questions_.push_back(question.command); }

void SimHost::commit() {
  if (keeper_.writing().empty() || asleep_) return;
  const auto does = lasts(commit_does_) ? commit_does_ : std::exchange(commit_does_, Commit::done);
  keep(keeper_.kept_by(does));
  if (cuts_power(does)) {
    crash();
    return lan_.lost_power(*this);
  }
  if (!is_told_as_done(does)) {
    keeper_.begin();
    return lan_.commit_later(*this, kKeepAgain);
  }
  const Ticket last = keeper_.end();
  if (keeper_.begin()) lan_.commit_later(*this, commit_takes_);
  input([&] { node_->stored(now(), last); });
}

void SimHost::keep(std::size_t count) {
  for (const auto& store : std::span(keeper_.writing()).first(count)) {
    disk_.keep(store.record);
    lan_.witness_.durable(id(), store.record);
  }
}

void SimHost::arrive(const Datagram& datagram) {
  input([&] { node_->receive(now(), datagram); });
}

void SimHost::wake_if_due() {
  if (!wake_at_ || *wake_at_ > lan_.now()) return;  // it changed its mind since
  wake_at_.reset();
  input([&] { node_->wake(now()); });
  const bool progress = !wake_at_ || *wake_at_ > lan_.now();
  wakes_without_progress_ = progress ? 0 : wakes_without_progress_ + 1;
  if (wakes_without_progress_ <= kWakesWithoutProgressMax) return;
  lan_.complain(Complaint{"wants to be woken for ever at one and the same time", ""}, *this);
  crash();
}

void SimHost::learn_of_network() {
  input([&] { node_->network_changed(now(), network()); });
}

void SimHost::stop() {
  input([&] { node_->stop(now()); });
}

void SimHost::crash() {
  node_.reset();
  keeper_.forget();
  lan_.witness_.crashed(id());
}

void SimHost::restart() {
  crash();
  ++life_;
  asleep_ = false;
  wake_at_.reset();
  wakes_without_progress_ = 0;
  seen_ = {};
  lan_.witness_.started(id());
  node_ = std::make_unique<Node>(config_, identity_, *lan_.seal_, random_);
  input([&] { node_->start(now(), network(), disk_.begin(now().wall)); });
}

void SimHost::lose_data(std::chrono::seconds clock_back) {
  disk_.wipe();
  clock_.set_forward(-clock_back);
  lan_.witness_.lost_its_data(id(), disk_);
}

void SimHost::restore_backup(const Disk& backup) {
  disk_ = backup;
  lan_.witness_.lost_its_data(id(), disk_);
}

void SimHost::clock_behaves(WallClock::Manner manner) { clock_.behave(manner, lan_.now()); }

void SimHost::sleep() { asleep_ = true; }

void SimHost::wake_up() {
  asleep_ = false;
  input([&] { node_->resumed(now()); });
  commit();
  // What came due in its sleep was passed over.
  if (wake_at_) lan_.wake_at(*this, std::max(*wake_at_, lan_.now()));
}

void SimHost::unplug(std::size_t card) {
  cards_.at(card).plugged = false;
  lan_.learn_later(*this);
}

void SimHost::plug(std::size_t card) {
  cards_.at(card).plugged = true;
  lan_.learn_later(*this);
}

void SimHost::change_address(std::size_t card) {
  lan_.move_in(cards_.at(card), number_, card);
  lan_.learn_later(*this);
}

void SimHost::says(const std::string& room, const std::string& text) {
  command::Send send;
  send.room = room;
  send.text = text;
  sends(send);
}

void SimHost::tells(const std::string& to, const std::string& text) {
  command::Send send;
  send.to = {to};
  send.text = text;
  send.queue = true;
  sends(send);
}

std::vector<std::string> SimHost::says_lines(std::size_t count, const std::string& room) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < count; ++i) {
    lines.push_back(nick() + " says line " + std::to_string(++lines_));
    says(room, lines.back());
  }
  return lines;
}

std::vector<std::string> SimHost::tells_lines(std::size_t count, const std::string& to) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < count; ++i) {
    lines.push_back(nick() + " tells line " + std::to_string(++lines_));
    tells(to, lines.back());
  }
  return lines;
}

void SimHost::sends(const command::Send& send) {
  const auto result = does(send);
  if (!result)
    lan_.complain(Complaint{"a command was refused", "error " + std::to_string(static_cast<int>(result.reason().code))},
                  *this);
}

Result<CommandId, Refusal> SimHost::does(const Command& command) {
  return input([&] { return node_->submit(now(), command); });
}

bool SimHost::has_delivered(const std::string& text, const SimHost& to) const {
  return seen_.state(text, to.id()) == DeliveryState::delivered;
}

}  // namespace earshot::sim
