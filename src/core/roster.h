// Who is known, and where: one entry per key, whatever the interfaces and addresses. It keeps what presence, pull and
// the others found out; it decides nothing about liveness and sends nothing.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/digests.h"
#include "earshot/base/address.h"
#include "earshot/base/result.h"
#include "earshot/base/time.h"
#include "earshot/core/config.h"
#include "earshot/core/error.h"
#include "earshot/core/output.h"
#include "earshot/core/view.h"
#include "earshot/wire/message.h"

namespace earshot::core {

// One way to reach a peer.
struct Path {
  Address address;
  std::optional<Instant> heard;  // a verified datagram came from it; none: only claimed (`at`, a relay)
  bool operator==(const Path&) const = default;
};
constexpr std::size_t kPathsMax = 8;  // cable, Wi-Fi and VPN with two families each, and two to spare

struct Peer {
  PeerId id;
  wire::Here card;          // newest verified beacon
  bool has_beacon = false;  // verified in this start; else the card has the name alone
  std::string body;         // of the newest known beacon as signed, for relaying; of an earlier start it is unverified
  wire::Signature signature{};
  bool live = false;        // not known to have gone
  bool said_bye = false;    // in this epoch, and `card.no` is the bye's: no straggler brings it back
  std::vector<Path> paths;  // best first
  Instant heard;            // any authentic datagram
  std::map<InterfaceIndex, Instant> heard_on_group;
  std::uint64_t beacon_heard_on_group = 0;  // its newest beacon that came over a group channel, this epoch
  std::optional<Duration> rtt;
  std::optional<std::uint64_t> hears_own_beacon;  // what its last answer said; none: it never answered
  Wall first_seen, last_seen;
  Trust trust = Trust::fresh;  // fresh or seen; names.h has the word that is shown
  // What the user has decided.
  std::string alias;             // empty none
  std::optional<Wall> verified;  // since when
  std::string verified_as;       // the nick that the peer had then
  bool blocked = false;

  // The user has said something about it, which may not be lost.
  bool is_marked() const { return !alias.empty() || verified || blocked; }
};

// What happened to a peer during one input; the node passes it on to the other parts.
struct PeerChange {
  enum class What : std::uint8_t { appeared, restarted, updated, gone, forgotten };
  What what{};
  PeerId id;
  std::optional<wire::Here> before{};  // updated and restarted: the beacon before
};

class Roster {
 public:
  Roster(const Config& config, const PeerId& self) : config_(config), self_(self) {}

  const PeerId& self() const { return self_; }
  const Peer* find(const PeerId& id) const;
  // How many known peers, gone ones and oneself included, have a nick that is alike (same fold).
  std::size_t bearers(const std::string& nick) const;
  static bool is_alike(const std::string& a, const std::string& b);
  std::vector<PeerId> all_alike(const std::string& nick) const;  // without oneself
  // Whose alias this is (same fold).
  std::optional<PeerId> by_alias(std::string_view name) const;
  bool is_blocked(const PeerId& id) const;
  bool is_live(const PeerId& id) const;
  std::size_t live_count() const { return live_count_; }
  const std::map<PeerId, Peer>& all() const { return peers_; }

  // Best address to send to, if any is known.
  std::optional<Address> address(const PeerId& id) const;

  // Near: heard on a group channel of some interface within two beacon intervals.
  bool is_near(const PeerId& id, Instant now) const;
  // The live near peers of each interface. A peer heard on two stands in both.
  std::map<InterfaceIndex, std::vector<PeerId>> near_by_interface(Instant now) const;
  // Live peers that are not near: they get room messages by unicast.
  std::vector<PeerId> far(Instant now) const;
  // Live members of a room, without oneself.
  std::vector<PeerId> members(const Room& room) const;

  Duration beacon_interval() const;  // before jitter: grows with the number of live peers

  // Digest over (id, epoch) of the live peers in (after, until], and of oneself if it is in there.
  wire::Digest digest(const PeerId& after, const PeerId& until) const { return digests_.within(end_of(after), until); }
  // Calls `visit` with each live id in (after, until], oneself included, in order, until it returns false. Returns
  // whether it saw all of them.
  template <class Visit>
  bool each_live(const PeerId& after, const PeerId& until, Visit visit) const {
    return digests_.each(end_of(after), until, [&](const DigestKey& key) { return visit(key.id); });
  }
  const wire::Digest& digest() const { return digests_.all(); }  // of all

  // Somebody whom an earlier start has met. Not live; a beacon says more.
  void remember(const record::Peer& peer);

  // --- decided by the user ---
  void set_alias(const PeerId& id, const std::string& alias);
  void set_verified(const PeerId& id, Wall since);
  void set_blocked(const PeerId& id, bool blocked);
  // Who is here stays, as somebody just met.
  void forget(const PeerId& id);

  // --- changed by presence, pull and sessions only ---
  // A verified beacon newer than what is known.
  void admit(Instant now, Wall wall, const wire::Here& card, BytesView body, const wire::Signature& signature);
  // One of a peer that is not known, and probably gone: for its name.
  void remember(const wire::Here& card, BytesView body, const wire::Signature& signature);
  void set_self(const wire::Here& card);  // own part of the digests, own nick
  // An authentic and new (not replayed) datagram of the peer came from this address. Revives a peer that was thought
  // to be gone, unless it said so itself.
  void heard(const PeerId& id, Instant now, Wall wall, const Address& from);
  void heard_on_group(const PeerId& id, Instant now, InterfaceIndex interface, std::uint64_t beacon);
  void claim(const PeerId& id, const std::vector<Address>& addresses);
  void prefer(const PeerId& id, const Address& address);  // proven to work right now
  void measured(const PeerId& id, Duration rtt);
  void set_live(const PeerId& id, bool live);
  void said_bye(const PeerId& id, std::uint64_t number);  // of the bye: only a beacon above it brings it back
  // The peer answered that it last heard this beacon of ours on a group channel; 0 none.
  void hears(const PeerId& id, std::uint64_t own_beacon);
  // After interfaces changed: nothing was heard on the new network yet.
  void forget_group_hearing();

  // Changes since the last call, in order.
  std::vector<PeerChange> take_changes();

 private:
  Peer* mutable_find(const PeerId& id);
  Peer* add(const PeerId& id);  // nothing when all that are known are live and their number is at the limit
  void set_fold(const PeerId& id, const std::string& nick);
  void drop(std::map<PeerId, Peer>::iterator it);

  const Config& config_;
  PeerId self_;
  std::map<PeerId, Peer> peers_;
  Digests digests_;                             // of live peers and oneself
  std::map<PeerId, std::string> folds_;         // of every nick, oneself included
  std::map<std::string, std::size_t> bearers_;  // how many have this fold
  std::map<std::string, PeerId> aliases_;       // by fold
  std::size_t live_count_ = 0;
  std::vector<PeerChange> changes_;
};

}  // namespace earshot::core
