#include "core/acks.h"

#include <algorithm>

#include "earshot/wire/limits.h"

namespace earshot::core {

namespace {
// At most 64 packets wait for an answer at the peer, and what is three behind the newest it has given up.
constexpr std::uint64_t kRememberedPackets = 128;
// RFC 9000, 13.2.2: an answer for every second packet.
constexpr std::uint64_t kAskingMax = 2;
}  // namespace

void Acks::received(Instant now, std::uint64_t number, bool asks) {
  const auto expected = received_.empty() ? 0 : received_.highest() + 1;
  if (number >= expected) newest_came_ = now;
  received_.add(number, number);
  const auto newest = received_.highest();
  if (newest >= kRememberedPackets) received_.remove(0, newest - kRememberedPackets);
  if (!asks) return;
  const bool at_once = number != expected || ++asking_ >= kAskingMax;
  answer_by(at_once ? now : now + delay_max_);
}

void Acks::answer_by(Instant when) { due_ = due_ ? std::min(*due_, when) : when; }

std::vector<wire::Range> Acks::newest_first() const {
  if (received_.empty()) return {};
  auto ranges = received_.within(received_.lowest(), received_.highest());
  std::reverse(ranges.begin(), ranges.end());
  if (ranges.size() > wire::kRangesMax) ranges.resize(wire::kRangesMax);
  return ranges;
}

void Acks::answered() {
  due_.reset();
  asking_ = 0;
}

}  // namespace earshot::core
