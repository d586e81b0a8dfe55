// Two honest hosts that know each other, with the cryptography that ships, and an attacker who has keys, can forge
// every source address, and hears what is sent to addresses that are nobody's. What it is sent, it must have paid for
// (support/accounts.h).
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/context.h"
#include "earshot/core/network.h"
#include "earshot/wire/codec.h"
#include "support/accounts.h"
#include "support/said.h"
#include "support/sim_lan.h"

namespace earshot::hostile {

using namespace literals;
using crypto::Identity;
using sim::SimHost;

inline sim::LanOptions with_real_crypto(sim::LanOptions options = {}) {
  options.crypto = sim::Crypto::sodium;
  options.tapped = true;
  return options;
}

inline std::shared_ptr<const crypto::NetworkKeys> keys_of(const std::string& passphrase) {
  return crypto::make_network_keys("home", passphrase, {.passes = 1, .memory_bytes = 8'192});
}

class Stage {
 public:
  explicit Stage(const sim::LanOptions& options = {})
      : lan(with_real_crypto(options)),
        network(core::net_id(options.config)),
        ann(lan.join("ann")),
        bob(lan.join("bob")) {
    run(5s);
    EXPECT_TRUE(ann.lists(bob) && bob.lists(ann));
  }
  ~Stage() { look(); }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  // --- what the attacker does ---
  Address somewhere() { return lan.stranger_address(); }
  Identity stranger() {
    auto identity = crypto::make_identity(*seal, lan.chance());
    lan.invite(identity.id);
    return identity;
  }
  void sends(const Address& from, SimHost& to, BytesView datagram, Channel channel = Channel::unicast) {
    look();
    if (!is_host(from)) accounts.came(from, datagram);
    answering_ = from;
    lan.inject(to, datagram, from, channel);
    look();
    answering_.reset();
  }
  void run(Duration time) {
    lan.run_for(time);
    look();
  }
  // What was sent to an address since the last call.
  std::vector<Bytes> heard_at(const Address& address) {
    look();
    return std::exchange(heard_[address], {});
  }
  std::vector<Bytes> heard_at(const Address& address, wire::Kind kind) {
    auto heard = heard_at(address);
    std::erase_if(heard, [&](const Bytes& it) { return wire::decode_head(it)->head.kind != kind; });
    return heard;
  }

  // --- what it can write ---
  Bytes said(const Identity& by, const wire::Message& message, std::size_t pad_to = 0) const {
    return said_as(by, wire::kind_of(message), wire::encode_body(message), pad_to);
  }
  // Signed, where its kind is.
  Bytes said_as(const Identity& by, wire::Kind kind, BytesView body, std::size_t pad_to = 0) const {
    return sim::said_as(*seal, network, by, kind, body, pad_to);
  }
  Bytes asked(const wire::Message& question, std::optional<wire::Token> token = {}, std::size_t pad_to = 0) const {
    const wire::Head head{.kind = wire::kind_of(question), .token = token};
    return wire::encode_datagram(head, wire::encode_body(question), pad_to);
  }
  wire::Here card(const Identity& of, std::uint64_t number = 1, std::uint64_t epoch = 1'000) const {
    wire::Here card{.id = of.id, .ep = {epoch}, .no = number, .nm = "mallory", .ap = "earshot 0.1.0"};
    card.n = 1;
    return card;
  }
  // Both hosts have the beacon, from there.
  void introduce(const Identity& who, const Address& from, std::uint64_t number = 1, std::uint64_t epoch = 1'000) {
    for (auto* host : {&ann, &bob}) sends(from, *host, said(who, card(who, number, epoch)), Channel::group);
  }
  // Whoever sits there has a token, and sends it back.
  wire::Token token_at(const Address& address, SimHost& of) {
    sends(address, of, asked(wire::Want{.fr = {}, .au = of.id(), .ep = {1}, .rg = {{1, 1}}}, {}, 300));
    for (const auto& it : heard_at(address, wire::Kind::ck)) {
      const auto token = *wire::decode_head(it)->head.token;
      sends(address, of, asked(wire::Want{.fr = {}, .au = of.id(), .ep = {1}, .rg = {}}, token));
      heard_at(address);
      return token;
    }
    ADD_FAILURE() << "no token";
    return {};
  }

  // --- what became of it ---
  bool is_host(const Address& address) const {
    if (address.family == Address::Family::v6) return true;  // the attacker has none
    return std::ranges::any_of(lan.hosts(), [&](const auto& host) { return host->address().ip == address.ip; });
  }
  // Of the newest beacon that the host has sent.
  wire::Here beacon_of(const SimHost& host) const {
    for (auto sent = lan.tapped().rbegin(); sent != lan.tapped().rend(); ++sent) {
      const auto split = wire::decode_head(*sent->bytes);
      if (sent->from != host.number() || split->head.kind != wire::Kind::here) continue;
      const auto body = wire::decode_body(wire::Kind::here, split->body);
      if (body) return std::get<wire::Here>(*body);
    }
    ADD_FAILURE() << "no beacon";
    return {};
  }
  // How many datagrams the host has dropped for this reason.
  std::uint64_t counted(SimHost& host, const std::string& reason) {
    EXPECT_TRUE(host.does(command::Status{}));
    for (const auto& [name, count] : host.sees().replies().back().status->counters)
      if (name == reason) return count;
    return 0;
  }
  std::size_t told(const SimHost& host, const std::string& code) const {
    const auto& notices = host.sees().notices();
    return static_cast<std::size_t>(std::ranges::count(notices, code, &event::Notice::code));
  }
  // Ann and bob can still talk, in the room and in private.
  void expect_honest_talk() {
    const auto number = std::to_string(++talks_);
    ann.says("lobby", "to all " + number);
    bob.tells("ann", "to ann " + number);
    const auto is_done = [&] {
      return bob.sees().heard_from(ann.id()).size() >= talks_ && bob.has_delivered("to ann " + number, ann);
    };
    EXPECT_TRUE(lan.run_until(is_done, 5s)) << "ann and bob cannot talk";
    look();
    EXPECT_EQ(bob.sees().heard_from(ann.id()).back(), "to all " + number);
  }

  const std::unique_ptr<const crypto::Seal> seal = crypto::make_sodium_seal();
  sim::SimLan lan;
  const NetId network;
  SimHost& ann;
  SimHost& bob;
  sim::Accounts accounts;

 private:
  // At what has been sent since the last look.
  void look() {
    for (; looked_at_ < lan.tapped().size(); ++looked_at_) {
      const auto& sent = lan.tapped()[looked_at_];
      if (sent.by != sim::Sent::By::unicast || is_host(sent.to)) continue;
      const auto complaint = accounts.went(sent.to, *sent.bytes, answering_ == sent.to);
      if (complaint && !std::exchange(has_complained_, true)) ADD_FAILURE() << complaint->words();
      heard_[sent.to].push_back(*sent.bytes);
    }
  }

  std::map<Address, std::vector<Bytes>> heard_;
  std::optional<Address> answering_;
  std::size_t looked_at_ = 0;
  std::size_t talks_ = 0;
  bool has_complained_ = false;
};

}  // namespace earshot::hostile
