// Who still answers. Each peer pings four fixed others, its partners of open conversations and now and then somebody
// who has long been silent, suspects in public who misses three pings, and learns from every answer: round trip, log
// head, roster digest, and which of our beacons was heard (the two-way test). Fixed others, because a unicast to a
// stranger costs an ARP broadcast.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/context.h"
#include "core/rooms.h"
#include "core/roster.h"
#include "core/tries.h"

namespace earshot::core {

class Buddies {
 public:
  Buddies(Context& context, const wire::Here& own_card, const Rooms& rooms)
      : context_(context), own_card_(own_card), rooms_(rooms) {}

  void start(Moment now);
  // Asks one peer now, beside the regular turn (the doctor; a relay believes it lives).
  // `on_account`: sends no more to an address that is not proven than came from it.
  void probe(Moment now, const PeerId& id, bool on_account = false);
  // Somebody lists this life of a peer that is gone here: asks the peer, and if it does not answer accuses it, so that
  // those who missed its going hear of it. One such thing at a time.
  void doubt(Moment now, const PeerId& id, Epoch epoch);
  void set_partners(const std::vector<PeerId>& partners) { partners_ = partners; }
  bool is_probing(const PeerId& id) const { return probes_.contains(id); }

  // Answers a ping, if the answer is not larger than the question or the source is proven.
  void receive(Moment now, const Received& received, const wire::Ping& ping);
  // True when the pong answers a question of ours and is authentic.
  bool receive(Moment now, const Received& received, const wire::Pong& pong);
  // Somebody else has said what a doubt of ours would have said.
  void receive(Moment now, const Received& received, const wire::Lost& lost);

  void wake(Moment now);
  std::optional<Instant> deadline() const;

  // The peers that get the regular pings: two successors in the order of keys, two by distance.
  std::vector<PeerId> buddies() const;

 private:
  struct Probe {
    Tries tries;
    Instant started;              // first try
    Instant next;                 // next try, or next accusation
    std::size_t accusations = 0;  // `lost` sent: f0, f0, f1
    std::optional<Instant> accuse_at;
    bool is_on_account = false;
    std::optional<Epoch> doubted;  // the life that others list
  };
  std::optional<PeerId> silent(Moment now) const;
  void ping(Moment now, const PeerId& id, Probe& probe);
  void next_turn(Moment now);
  void accuse(Moment now, const PeerId& id, Probe& probe);
  bool advance(Moment now, const PeerId& id, Probe& probe);

  Context& context_;
  const wire::Here& own_card_;
  const Rooms& rooms_;
  std::vector<PeerId> partners_;
  std::map<PeerId, Probe> probes_;
  std::map<PeerId, Instant> partner_pinged_;
  std::size_t turn_ = 0;
  std::optional<Instant> next_turn_;
  std::optional<Instant> doubted_at_;
};

}  // namespace earshot::core
