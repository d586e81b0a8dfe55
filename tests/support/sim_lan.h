// The pretended LAN: many real nodes, one event queue, virtual time, one seed. A run is a function of its options and
// of what the test does; it never sleeps and never touches a socket.
//
//   SimLan lan{{.seed = seed, .link = {.loss = 0.3}}};
//   auto& ann = lan.join("ann");
//   auto& bob = lan.join("bob");
//   lan.run_for(30s);
//   ann.says("lobby", "hi");
//   EXPECT_TRUE(lan.run_until([&] { return ann.of("hi") == Of{1, 1}; }, 5s));
//
// It knows nothing of the protocol. A Witness looks on in every run and fails the test when it sees what must not be.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "earshot/crypto/seal.h"
#include "support/faults.h"
#include "support/seeded_random.h"
#include "support/sim_host.h"
#include "support/witness.h"

namespace earshot::sim {

using namespace literals;

// As the edge does it: an interface that comes up changes several times within moments.
constexpr Duration kNetworkDebounce = 500ms;

enum class Crypto : std::uint8_t { transparent, sodium };
// Most runs need no secrecy and are faster without; every third has the real thing.
constexpr Crypto crypto_for(std::uint64_t seed) { return seed % 3 == 0 ? Crypto::sodium : Crypto::transparent; }

struct Sent;

// For who counts instead of keeping everything: told at once of what happens. Each may be missing.
struct Watch {
  std::function<void(const Sent&)> sent{};
  std::function<void(const SimHost&, const Event&)> shown{};
  std::function<void(const SimHost&)> lost_power{};   // it crashed in a commit
  std::function<void(const Complaint&)> complaint{};  // in place of a failure of the test
};

struct LanOptions {
  std::uint64_t seed = 1;
  Link link{};
  std::optional<Crypto> crypto{};  // none: as crypto_for(seed)
  Duration store_latency = 1ms;    // a commit on an SSD, without fsync
  bool routed = false;             // unicast passes between segments; group datagrams never do
  bool tapped = false;             // keep everything that is sent, for tapped()
  bool screens = true;             // without, sees() stays empty: a thousand that list a thousand are a gigabyte
  Config config{};                 // of every node; the nick is set by join()
  Watch watch{};
};

// One datagram as it left a card, whether or not anybody got it.
struct Sent {
  enum class By : std::uint8_t { broadcast, multicast4, multicast6, unicast };
  Instant at;
  HostNumber from = 0;
  By by{};
  Address to;  // of unicast
  std::shared_ptr<const Bytes> bytes;
};

class SimLan {
 public:
  explicit SimLan(const LanOptions& options);
  ~SimLan();
  SimLan(const SimLan&) = delete;
  SimLan& operator=(const SimLan&) = delete;

  SimHost& join(const std::string& nick, const HostOptions& options = {});
  std::vector<SimHost*> join_many(std::size_t count, const HostOptions& options = {});  // "p1", "p2", …

  // --- time ---
  Instant now() const { return now_; }
  void run_for(Duration time);
  // How long it took until the condition held; nothing when it did not within `limit`. Looked at after every event
  // that a user could have seen.
  std::optional<Duration> run_until(const std::function<bool()>& condition, Duration limit);

  // --- the network ---
  void use_link(const Link& link) { faults_.set_usual(link); }
  void use_link(const SimHost& from, const SimHost& to, const Link& link) {
    faults_.set(from.number(), to.number(), link);
  }
  void block(const SimHost& from, const SimHost& to, Blocked what) { faults_.block(from.number(), to.number(), what); }
  void partition(const std::vector<std::vector<const SimHost*>>& sides);
  void heal() { faults_.heal(); }
  // See Faults.
  void write_down(Fates* book) { faults_.write_down(book); }
  void follow(const Fates* script) { faults_.follow(script); }
  // A datagram out of nowhere, at once: any source, any bytes.
  void inject(SimHost& to, BytesView bytes, const Address& source, Channel channel = Channel::unicast);
  // The same for who answers what it hears: not before that has happened.
  void inject_later(SimHost& to, const Bytes& bytes, const Address& source, Duration after);
  Address stranger_address();  // on segment 0, and nobody's
  // A datagram of somebody who is no host, on segment 0; the network does to it what it does to those of hosts. The
  // first is heard by all, the second leaves so much later.
  void broadcast_for(const Address& source, const std::shared_ptr<const Bytes>& bytes);
  void unicast_for(const Address& source, SimHost& to, const std::shared_ptr<const Bytes>& bytes, Duration after);
  // A peer that is no host of the LAN: the test speaks for it.
  void invite(const PeerId& guest) { witness_.guest(guest); }
  const crypto::Seal& seal() const { return *seal_; }  // with which all here sign

  // --- what was seen ---
  const std::vector<Sent>& tapped() const { return tapped_; }
  // Differs as soon as one output of one node differs.
  std::uint64_t fingerprint() const { return fingerprint_; }
  Random& chance() { return chance_; }  // for what a story leaves to chance
  const std::vector<std::unique_ptr<SimHost>>& hosts() const { return hosts_; }
  // Nothing was done lately, and whatever was asked of the network and the disks is done: then this must hold, too.
  void expect_rest();

 private:
  friend class SimHost;

  // --- called by the hosts ---
  void carry(SimHost& from, const Transmit& transmit);
  void witness(SimHost& host, const Event& event);
  bool has_screens() const { return options_.screens; }
  void wake_at(SimHost& host, Instant when) { push({.at = when, .what = What::wake, .host = host.number_}, host); }
  void commit_later(SimHost& host, std::optional<Duration> takes) {
    push({.at = now_ + takes.value_or(options_.store_latency), .what = What::commit, .host = host.number_}, host);
  }
  void lost_power(const SimHost& host) {
    if (options_.watch.lost_power) options_.watch.lost_power(host);
  }
  void learn_later(SimHost& host) {
    push({.at = now_ + kNetworkDebounce, .what = What::network, .host = host.number_}, host);
  }
  void move_in(Card& card, HostNumber host, std::size_t place);  // with new addresses
  void complain(const std::optional<Complaint>& complaint, const SimHost& host);
  template <class Value>
  void mix(const Value& value);

  enum class What : std::uint8_t { arrival, wake, commit, network };
  struct Happening {
    Instant at;
    std::uint64_t order = 0;  // of what happens at the same time, the first scheduled comes first
    What what{};
    Channel channel{};  // and the rest only of an arrival
    HostNumber host = 0;
    std::uint32_t life = 0;
    std::uint32_t card = 0;
    Address source{};
    std::shared_ptr<const Bytes> bytes{};
    bool operator>(const Happening& other) const { return at != other.at ? at > other.at : order > other.order; }
  };
  void push(Happening happening, const SimHost& host);
  Happening pop();
  void happen(const Happening& happening);
  void run_to(Instant end, const std::function<bool()>* condition);

  void left(const SimHost& from, const Sent& sent);
  void send_group(SimHost& from, const Group& group, const std::shared_ptr<const Bytes>& bytes);
  void send_group_by(SimHost& from, const Card& card, Sent::By by, const std::shared_ptr<const Bytes>& bytes);
  void send_unicast(SimHost& from, const Address& to, const std::shared_ptr<const Bytes>& bytes);
  const Card* route(const SimHost& from, const Address& to) const;
  // `source` with the port.
  void deliver(const Faults::Datagram& datagram, std::size_t card, Address source,
               const std::shared_ptr<const Bytes>& bytes, Duration after = {});

  const LanOptions options_;
  SeededRandom chance_;
  Faults faults_;
  const std::unique_ptr<const crypto::Seal> seal_;
  Witness witness_;
  std::vector<std::unique_ptr<SimHost>> hosts_;
  std::vector<Happening> happenings_;  // a heap, next on top
  std::uint64_t order_ = 0;
  Instant now_;
  struct Place {
    HostNumber host = 0;
    std::size_t card = 0;
  };
  std::map<Address, Place> places_;                       // who has this address (port and scope 0)
  std::map<std::size_t, std::uint32_t> addresses_given_;  // per segment
  std::vector<Sent> tapped_;
  std::uint64_t fingerprint_ = 0;
  bool seen_something_ = false, has_complained_ = false;
};

}  // namespace earshot::sim
