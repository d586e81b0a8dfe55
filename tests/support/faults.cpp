#include "support/faults.h"

#include <algorithm>

#include "support/seeded_random.h"

namespace earshot::sim {

namespace {

constexpr Duration kLateMax = std::chrono::minutes(1);

}  // namespace

Bytes damaged(BytesView bytes, const Fate& fate) {
  Bytes result(bytes);
  if (fate.cut != 0 && !result.empty()) result.resize(SeededRandom(fate.cut).below(result.size()));
  if (fate.flips == 0 || result.empty()) return result;
  SeededRandom chance(fate.flips);
  for (auto flips = 1 + chance.below(4); flips > 0; --flips) {
    auto& octet = result[chance.below(result.size())];
    octet = static_cast<char>(static_cast<unsigned char>(octet) ^ (1U << chance.below(8)));
  }
  return result;
}

void Faults::heal() {
  links_.clear();
  blocked_.clear();
  sides_.clear();
  bursts_.clear();
  asleep_until_.clear();
}

const Link& Faults::link(const Way& way) const {
  if (links_.empty()) return usual_;
  const auto found = links_.find(way);
  return found == links_.end() ? usual_ : found->second;
}

int Faults::side(HostNumber host) const {
  const auto found = sides_.find(host);
  return found == sides_.end() ? 0 : found->second;
}

bool Faults::is_blocked(const Way& way, bool group) const {
  if (!sides_.empty() && side(way.first) != side(way.second)) return true;
  if (blocked_.empty()) return false;
  const auto found = blocked_.find(way);
  if (found == blocked_.end()) return false;
  return found->second == Blocked::both || (found->second == Blocked::group) == group;
}

bool Faults::is_in_a_burst(const Link& link, const Way& way) {
  if (link.bursts == 0) return false;
  if (!bursts_.contains(way)) return happens(link.bursts) && bursts_.insert(way).second;
  if (happens(link.burst_goes_on)) return true;
  bursts_.erase(way);
  return false;
}

bool Faults::is_lost(const Link& link, const Datagram& datagram) {
  return is_in_a_burst(link, {datagram.from, datagram.to}) || happens(link.loss) ||
         happens(datagram.group ? link.group_loss : link.unicast_loss);
}

Duration Faults::lateness(Instant now, const Link& link, HostNumber to) {
  Duration late{};
  if (happens(link.reordered)) late += chance_.between(Duration::zero(), link.held_back);
  // Pareto's law with exponent 1.
  if (happens(link.stragglers)) {
    const auto times = 1 / std::max(1 - chance_.fraction(), 1e-6);
    late += std::min(kLateMax, std::chrono::duration_cast<Duration>(link.late_by * times));
  }
  if (link.freezes == 0) return late;
  auto& until = asleep_until_[to];
  if (happens(link.freezes) && until <= now) until = now + link.freeze;
  return std::max(late, until - now);
}

// `jittered`: of the first copy, drawn on the way.
Fate Faults::draw(Instant now, const Link& link, const Datagram& datagram, const Passage& passage, Duration& jittered) {
  Fate fate{.lost = is_lost(link, datagram)};
  if (fate.lost) return fate;
  const bool is_doubled = happens(link.duplicates);
  jittered = jitter(link, passage);
  fate.late = lateness(now, link, datagram.to);
  if (is_doubled)
    fate.again = any_jitter(link) + lateness(now, link, datagram.to) - jittered - fate.late;
  else if (happens(link.echoes))
    fate.again = chance_.between(Duration::zero(), link.echoed_within);
  if (happens(link.flipped)) fate.flips = chance_.number() | 1;
  if (happens(link.cut)) fate.cut = chance_.number() | 1;
  return fate;
}

Duration Faults::any_jitter(const Link& link) {
  return link.jitter > Duration::zero() ? chance_.between(Duration::zero(), link.jitter) : Duration::zero();
}

// Of a passage that counts: the same whatever happens to the others.
Duration Faults::jitter(const Link& link, const Passage& passage) {
  if (!is_counting_) return any_jitter(link);
  SeededRandom chance((std::uint64_t{passage.from} << 48) ^ (std::uint64_t{passage.to} << 32) ^ passage.number);
  return chance.between(Duration::zero(), link.jitter);
}

Faults::Copies Faults::travel(Instant now, const Datagram& datagram) {
  const Way way{datagram.from, datagram.to};
  const Passage passage{datagram.from, datagram.to, is_counting_ ? counts_[way]++ : 0};
  const Link& on = link(way);
  Copies copies;
  Duration jittered{};
  if (is_blocked(way, datagram.group) || datagram.bytes > on.bytes_max) return copies;
  if (script_ == nullptr) {
    copies.fate = draw(now, on, datagram, passage, jittered);
    if (book_ != nullptr && copies.fate != Fate{}) book_->emplace(passage, copies.fate);
  } else {
    jittered = jitter(on, passage);
    if (const auto found = script_->find(passage); found != script_->end()) copies.fate = found->second;
  }
  if (copies.fate.lost) return copies;
  copies.delays[0] = on.delay + jittered + copies.fate.late;
  copies.count = 1;
  if (copies.fate.again) copies.delays[copies.count++] = copies.delays[0] + *copies.fate.again;
  return copies;
}

}  // namespace earshot::sim
