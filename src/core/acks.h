// The peer's packets of one session: which came in, and when the peer must be told.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/seq_set.h"
#include "earshot/base/time.h"
#include "earshot/wire/message.h"

namespace earshot::core {

class Acks {
 public:
  explicit Acks(Duration delay_max) : delay_max_(delay_max) {}

  // An authentic packet. One that asks is answered at once when it leaves or fills a gap and when it is the second,
  // else within delay_max: the answer may find company.
  void received(Instant now, std::uint64_t number, bool asks);
  // There is something to tell: not later than this.
  void answer_by(Instant when);
  std::optional<Instant> due() const { return due_; }

  // What an answer says. Newest first; what the peer has long made up its mind about is left out.
  std::vector<wire::Range> newest_first() const;
  Duration held(Instant now) const { return now - newest_came_; }
  void answered();

 private:
  Duration delay_max_;
  SeqSet received_;
  Instant newest_came_;
  std::optional<Instant> due_;
  std::uint64_t asking_ = 0;  // since the last answer
};

}  // namespace earshot::core
