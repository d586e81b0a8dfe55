// Extras: peers who are no nodes, for crowds that fit into no memory as such (each node lists all others). An extra has
// a key, an address and beacons of its own, and answers hellos, pings and pulls as proto_docs says. All extras share
// one roster and hear whatever is sent; they do not talk, and keep the rules that others are without. Only the whole
// nodes among them look, crash and are judged.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/roster.h"
#include "earshot/crypto/seal.h"
#include "earshot/wire/codec.h"
#include "support/seeded_random.h"
#include "support/sim_lan.h"
#include "support/traffic.h"

namespace earshot::sim {

class Extras {
 public:
  // Whole nodes have ids that begin with this octet, extras never. So the buddies of a whole node, and those who answer
  // its hello, are whole nodes, as in a crowd where all are.
  static constexpr std::uint8_t kWholeIdsBegin = 0x5a;

  // At least one. `luck`: their keys come of it, and what they leave to chance.
  Extras(SimLan& lan, std::size_t count, std::uint64_t luck);

  std::vector<PeerId> ids() const;
  void start_within(Duration time);
  void hears(const Sent& sent);  // of somebody whole
  void act();                    // what is due
  // When something will be; once started there always is something.
  Instant next() const { return agenda_.empty() ? Instant::max() : agenda_.begin()->first; }
  const Traffic& traffic() const { return traffic_; }

 private:
  enum class Deed : std::uint8_t { first_hello, second_hello, last_hello, beacon, refutation, believes_lost };
  struct Due {
    PeerId who;
    Deed deed{};
    std::uint64_t number = 0;  // of believes_lost: of the beacon that was the newest
  };
  struct Extra {
    crypto::Identity identity;
    Address address;
    wire::Here card;  // as last said
    std::string body{};
    wire::Signature signature{};
  };

  // --- what they say ---
  void say_here(Extra& extra, Deed deed);
  void renew(Extra& extra, std::uint64_t question);
  void answer(Extra& extra, HostNumber newcomer);
  Bytes written(const Extra& extra, const wire::Message& message) const;
  void send(const Extra& extra, HostNumber to, Bytes bytes, Duration after);

  // --- what they hear ---
  void hears_here(const Sent& sent, const wire::Split& split, const wire::Here& here);
  void hears_lost(const wire::Lost& lost);
  std::vector<PeerId> nearest(const PeerId& newcomer, std::size_t count) const;
  wire::Page page(const Extra& extra, const wire::Pull& pull) const;
  void enter(const wire::Here& card, BytesView body, const wire::Signature& signature);

  SimLan& lan_;
  const Config config_;
  const NetId network_;
  SeededRandom chance_;
  std::map<PeerId, Extra> extras_;
  std::map<Address, PeerId> by_address_;
  core::Roster roster_;  // of all who are on; nobody is its self
  std::multimap<Instant, Due> agenda_;
  Traffic traffic_;
};

}  // namespace earshot::sim
