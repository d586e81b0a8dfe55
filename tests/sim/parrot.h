// Somebody on the wire who is no member: hears everything, and says it again, late, damaged, in the name of others or
// back to who said it. From its own address it may get no more than it gave.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "support/accounts.h"
#include "support/seeded_random.h"
#include "support/sim_lan.h"

namespace earshot::sim {

class Parrot {
 public:
  explicit Parrot(SimLan& lan) : lan_(lan), address_(lan.stranger_address()) {}

  void hears(const Sent& sent);
  void speaks(std::uint64_t luck);
  // What it found wrong.
  const std::optional<Complaint>& complaint() const { return complaint_; }

 private:
  struct Heard {
    std::shared_ptr<const Bytes> bytes;
    HostNumber from = 0;
  };
  Address source(Random& chance, const Heard& heard, const SimHost& to) const;

  SimLan& lan_;
  const Address address_;
  std::vector<Heard> heard_;
  std::uint64_t count_ = 0;
  bool is_speaking_ = false;  // from its own address
  Accounts accounts_;
  std::optional<Complaint> complaint_;
};

}  // namespace earshot::sim
