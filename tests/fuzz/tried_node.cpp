#include "fuzz/tried_node.h"

#include <algorithm>
#include <utility>

#include "earshot/front/node_lines.h"
#include "earshot/wire/codec.h"
#include "front/json_lines.h"
#include "fuzz/targets.h"

// Bytes that are allocated now, as the sanitizers count them; there is none in a build without.
extern "C" __attribute__((weak)) std::size_t __sanitizer_get_current_allocated_bytes();

namespace earshot::fuzz {

using namespace literals;

namespace {

constexpr std::uint16_t kPort = 47'475;
constexpr std::uint64_t kWallMs = 1'760'000'000'000;
constexpr Instant kStart{std::chrono::hours(1)};
constexpr std::size_t kOutputsMax = 20'000;  // of one input
constexpr std::size_t kWakesMax = 2'000;     // within one pass(); then it is woken late, which is allowed
constexpr std::size_t kWakesWithoutProgressMax = 100;
constexpr std::size_t kMemoryMax = 4 << 20;    // that a node of these limits may need
constexpr std::size_t kMemoryPerByteMax = 64;  // and for each byte that came: text is kept with what is around it
constexpr std::uint8_t kStaticHost = 9;

std::size_t allocated_bytes() {
  return __sanitizer_get_current_allocated_bytes ? __sanitizer_get_current_allocated_bytes() : 0;
}

Config config_of(const TriedOptions& options) {
  Config config;
  config.nick = "host" + std::to_string(options.host);
  config.host = "pc";
  if (options.has_static_peer) config.static_peers = {TriedNode::address_of(kStaticHost)};
  if (options.has_small_tables) {
    config.peers_max = 8;
    config.sources_max = 4;
    config.proven_max = 4;
    config.log_entries_max = 16;
    config.tentative_max = 2;
    config.outbox_messages_max = 4;
    config.handshakes_calm = 1;
    config.far_ahead = 16;
  }
  if (options.is_private) {
    const auto keys = std::make_shared<crypto::NetworkKeys>();
    keys->id.bytes.fill(1);
    keys->tag.fill(2);
    keys->group.fill(3);
    keys->psk.fill(4);
    config.keys = keys;
  }
  return config;
}

// What an honest receiver would send back, as it is written: tokens, nonces, path challenges, our index.
void add_challenges(std::set<std::string>& challenges, BytesView datagram) {
  constexpr std::size_t kNonceLetters = 11;
  for (const BytesView key : {R"("tk":")", R"("nn":")", R"("pc":")"})
    for (auto at = datagram.find(key); at != BytesView::npos; at = datagram.find(key, at + 1))
      challenges.emplace(datagram.substr(at + key.size(), kNonceLetters));
  const auto head = wire::decode_head(datagram);
  if (head && head->head.index) challenges.insert("\"r\":" + std::to_string(*head->head.index));
}

// Kinds that only ever answer a question: everything else may be sent to a peer for reasons of our own.
bool is_answer(wire::Kind kind) {
  using wire::Kind;
  return kind == Kind::pong || kind == Kind::page || kind == Kind::ck || kind == Kind::hs2 || kind == Kind::none;
}

}  // namespace

TriedNode::TriedNode(const crypto::Seal& seal, const TriedOptions& options)
    : seal_(seal),
      options_(options),
      identity_(identity_of(seal, options.host)),
      config_(config_of(options)),
      random_(options.host),
      instant_(kStart),
      memory_before_(allocated_bytes()) {
  if (options.has_static_peer) named_by_user_.insert(address_of(kStaticHost));
  restart();
}

Address TriedNode::address_of(std::uint8_t host) {
  Address address;
  address.ip = {10, 0, 0, host};
  address.port = kPort;
  return address;
}

crypto::Identity TriedNode::identity_of(const crypto::Seal& seal, std::uint8_t host) {
  crypto::Seed seed{};
  seed.fill(host);
  return crypto::make_identity(seal, seed);
}

Moment TriedNode::moment() const {
  return {instant_, Wall{kWallMs + static_cast<std::uint64_t>(instant_.time_since_epoch() / 1ms)}};
}

NetworkView TriedNode::network(std::uint8_t host) const {
  Interface eth0{.index = {2}, .name = "eth0", .addresses = {}, .multicast = true, .loopback = false};
  auto own = address_of(host);
  own.port = 0;
  eth0.addresses = {{own, 24}};
  return {.interfaces = {eth0}, .discovery_port = 47'474, .port = kPort};
}

template <class Act>
void TriedNode::input(const Act& act) {
  if (!node_) return;
  act();
  drain();
  for (auto asked = std::exchange(questions_, {}); !asked.empty(); asked = std::exchange(questions_, {})) {
    for (const auto& question : asked) {
      node_->recalled(moment(), question, {});
      drain();
    }
  }
  if (node_->stopped()) node_.reset();
  expect_bounded_memory();
}

void TriedNode::drain() {
  std::size_t outputs = 0;
  while (auto output = node_->poll()) {
    std::visit([this](auto& it) { carry_out(it); }, *output);
    require(++outputs <= kOutputsMax, "one input has a bounded number of outputs");
  }
}

void TriedNode::expect_bounded_memory() const {
  const auto now = allocated_bytes();
  const auto grown = now - std::min(now, memory_before_);
  require(grown <= kMemoryMax + kMemoryPerByteMax * bytes_in_, "memory grows within limits");
}

void TriedNode::receive(const Address& source, Channel channel, BytesView datagram) {
  auto& account = accounts_[source];
  ++account.datagrams_in;
  account.bytes_in += datagram.size();
  bytes_in_ += datagram.size();
  account.is_proven |= std::ranges::any_of(account.challenges,
                                           [&](const std::string& it) { return datagram.find(it) != BytesView::npos; });
  answering_ = &source;
  input([&] { node_->receive(moment(), {datagram, source, InterfaceIndex{2}, channel}); });
  answering_ = nullptr;
}

void TriedNode::submit(const Command& command) {
  if (const auto* add = std::get_if<command::Add>(&command))
    if (const auto address = parse_address(add->address, kPort)) named_by_user_.insert(*address);
  input([&] { static_cast<void>(node_->submit(moment(), command)); });
}

void TriedNode::pass(Duration time) {
  const auto end = instant_ + time;
  for (std::size_t wakes = 0; node_ && wakes < kWakesMax; ++wakes) {
    const auto deadline = node_->deadline();
    if (!deadline || *deadline > end) break;
    wakes_without_progress_ = *deadline > instant_ ? 0 : wakes_without_progress_ + 1;
    require(wakes_without_progress_ <= kWakesWithoutProgressMax, "a wake makes progress");
    instant_ = std::max(instant_, *deadline);
    input([&] { node_->wake(moment()); });
  }
  instant_ = end;
  input([&] { node_->wake(moment()); });
}

void TriedNode::commit() {
  if (uncommitted_.empty()) return;
  for (const auto& store : uncommitted_) disk_.keep(store.record);
  const auto last = uncommitted_.back().ticket;
  uncommitted_.clear();
  input([&] { node_->stored(moment(), last); });
}

void TriedNode::lose_network() {
  input([&] { node_->network_changed(moment(), {.interfaces = {}, .discovery_port = 47'474, .port = kPort}); });
}

void TriedNode::find_network(std::uint8_t host) {
  input([&] { node_->network_changed(moment(), network(host)); });
}

void TriedNode::sleep(Duration time) {
  instant_ += time;
  input([&] { node_->resumed(moment()); });
}

void TriedNode::stop() {
  input([&] { node_->stop(moment()); });
}

void TriedNode::restart() {
  node_.reset();
  uncommitted_.clear();
  accounts_.clear();  // what was proven to the one before is not to this one
  node_ = std::make_unique<Node>(config_, identity_, seal_, random_);
  input([&] { node_->start(moment(), network(options_.host), disk_.begin(moment().wall)); });
}

std::vector<Transmit> TriedNode::take_sent() { return std::exchange(sent_, {}); }

void TriedNode::carry_out(Transmit& transmit) {
  require(transmit.datagram.size() <= wire::kDatagramBytesMax, "a datagram is small enough");
  const auto split = wire::decode_head(transmit.datagram);
  require(bool{split}, "another node can read what is sent");
  require(bool{wire::decode_body(split->head.kind, split->body)}, "another node can take what is sent");
  if (const auto* to = std::get_if<Address>(&transmit.to)) enter(accounts_[*to], transmit);
  sent_.push_back(std::move(transmit));
}

void TriedNode::enter(Account& account, const Transmit& transmit) {
  const auto& to = std::get<Address>(transmit.to);
  add_challenges(account.challenges, transmit.datagram);
  const bool is_at_once = answering_ != nullptr && *answering_ == to;
  auto kind = wire::decode_head(transmit.datagram)->head.kind;
  if (!is_answer(kind) && !(is_at_once && kind == wire::Kind::post)) return;
  ++account.datagrams_out;
  account.bytes_out += transmit.datagram.size();
  if (account.is_proven || named_by_user_.contains(to)) return;
  require(account.datagrams_out <= account.datagrams_in, "no more datagrams in answer than came");
  require(account.bytes_out <= account.bytes_in, "no more bytes in answer than came");
}

void TriedNode::carry_out(Event& event) {
  if (std::holds_alternative<event::Reply>(event.what)) return;
  const auto line = front::JsonLines({}, false).event(event);
  require(line.find('\n') == std::string::npos, "an event is one line");
  require(front::parse_node_line(line).has_value(), "a face can read an event");
}

void TriedNode::carry_out(Store& store) {
  if (const auto* entry = std::get_if<record::Entry>(&store.record))
    require(bool{wire::decode_body(wire::Kind::post, entry->body)}, "an entry that is kept can be read");
  uncommitted_.push_back(std::move(store));
}

}  // namespace earshot::fuzz
