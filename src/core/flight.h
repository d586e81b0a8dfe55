// Own packets of one session that ask for an acknowledgement and have none yet: which were lost, when to ask again, how
// many may be under way. The rules are RFC 9002's. It does not know its cargo: numbers that mean something to the
// outbox.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/rtt.h"
#include "earshot/base/time.h"
#include "earshot/core/config.h"
#include "earshot/wire/message.h"

namespace earshot::core {

class Flight {
 public:
  using Cargo = std::vector<std::uint64_t>;
  struct Packet {
    std::uint64_t number = 0;
    Instant sent;
    Cargo cargo;
  };

  Flight(const Config& config, const Rtt& rtt);

  bool has_room() const { return packets_.size() < window_; }
  bool empty() const { return packets_.empty(); }
  // The packet left. Probes leave even when there is no room.
  void sent(Instant now, std::uint64_t number, Cargo cargo);

  struct Verdict {
    std::vector<Packet> acked, lost;
    std::optional<Duration> rtt;  // a new sample
  };
  // Ranges of packets that were really sent. `held`: how long the peer held the newest back.
  Verdict acknowledged(Instant now, const std::vector<wire::Range>& newest_first, Duration held);
  // Lost because newer ones were answered long ago.
  std::vector<Packet> take_lost(Instant now);

  // Whether it is time to ask again. A probe asks; it does not declare anything lost.
  bool take_probe(Instant now);
  std::size_t probes() const { return probes_; }  // since the last answer
  // Cargo of the n-th oldest packet that has any; nothing when there are not so many.
  const Cargo* cargo(std::size_t n) const;
  // What is under way is of no use when it arrives.
  void forget_cargo();
  // Answers come by another way now: ask again soon.
  void path_changed() { probes_ = 0; }

  const Rtt& rtt() const { return rtt_; }
  std::optional<Instant> loss_deadline() const { return loss_deadline_; }
  std::optional<Instant> probe_deadline() const;

 private:
  std::vector<Packet> take_acked(const std::vector<wire::Range>& ranges);
  void learn_probe_floor(Instant now, const std::vector<Packet>& acked, std::uint64_t newest);
  void shrink(std::uint64_t lost);

  const Config& config_;
  Rtt rtt_;
  std::vector<Packet> packets_;  // by number
  std::size_t window_;
  std::uint64_t end_ = 0;           // one more than the newest sent
  std::uint64_t recovery_end_ = 0;  // losses below belong to the loss epoch that halved the window already
  std::uint64_t acked_end_ = 0;     // one more than the newest acknowledged
  std::optional<Instant> loss_deadline_;
  std::size_t probes_ = 0;
  std::uint64_t first_probe_ = 0;  // number of the first since the last answer
  Duration probe_floor_;
};

}  // namespace earshot::core
