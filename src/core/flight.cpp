#include "core/flight.h"

#include <algorithm>
#include <iterator>

namespace earshot::core {

namespace {

// RFC 9002, kPacketThreshold: reordering by fewer is not taken for loss.
constexpr std::uint64_t kPacketThreshold = 3;
// A sleeping Wi-Fi station hears its packets once per beacon or two, 102.4 ms each.
constexpr Duration kProbeFloorMax = std::chrono::milliseconds(250);
// Probes come on top of the window. What is older than this many packets is counted as lost, so that a peer which never
// answers costs no memory.
constexpr std::size_t kTrackedMax = 64;

bool contains(const std::vector<wire::Range>& ranges, std::uint64_t number) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const wire::Range& it) { return it.first <= number && number <= it.last; });
}

}  // namespace

Flight::Flight(const Config& config, const Rtt& rtt)
    : config_(config), rtt_(rtt), window_(config.flight_max), probe_floor_(config.pto_min) {}

void Flight::sent(Instant now, std::uint64_t number, Cargo cargo) {
  packets_.push_back({number, now, std::move(cargo)});
  end_ = number + 1;
}

std::vector<Flight::Packet> Flight::take_acked(const std::vector<wire::Range>& ranges) {
  const auto first_acked = std::stable_partition(
      packets_.begin(), packets_.end(), [&](const Packet& packet) { return !contains(ranges, packet.number); });
  std::vector<Packet> acked(std::make_move_iterator(first_acked), std::make_move_iterator(packets_.end()));
  packets_.erase(first_acked, packets_.end());
  return acked;
}

Flight::Verdict Flight::acknowledged(Instant now, const std::vector<wire::Range>& newest_first, Duration held) {
  Verdict verdict;
  if (newest_first.empty()) return verdict;
  const auto newest = newest_first.front().last;
  acked_end_ = std::max(acked_end_, newest + 1);
  verdict.acked = take_acked(newest_first);
  if (!verdict.acked.empty()) {
    if (verdict.acked.back().number == newest) {
      verdict.rtt = now - verdict.acked.back().sent;
      rtt_.sample(*verdict.rtt, std::min(held, config_.ack_delay_max));
    }
    learn_probe_floor(now, verdict.acked, newest);
    probes_ = 0;
    for (const auto& packet : verdict.acked)
      if (packet.number >= recovery_end_ && window_ < config_.flight_max) ++window_;
  }
  verdict.lost = take_lost(now);
  return verdict;
}

// An answer that left before the first probe came in says that the probe was too early. An answer to the probe alone
// says that it was right.
void Flight::learn_probe_floor(Instant now, const std::vector<Packet>& acked, std::uint64_t newest) {
  if (probes_ == 0) return;
  if (newest < first_probe_) {
    probe_floor_ = std::clamp((now - acked.front().sent) * 9 / 8, probe_floor_, kProbeFloorMax);
  } else if (acked.front().number >= first_probe_) {
    probe_floor_ = std::max(probe_floor_ / 2, config_.pto_min);
  }
}

std::vector<Flight::Packet> Flight::take_lost(Instant now) {
  const auto delay = rtt_.loss_delay();
  loss_deadline_.reset();
  std::vector<Packet> lost;
  const auto too_many = packets_.size() > kTrackedMax ? packets_[packets_.size() - kTrackedMax].number : 0;
  for (auto& packet : packets_) {
    if (packet.number >= acked_end_ && packet.number >= too_many) break;
    const bool is_passed = packet.number + kPacketThreshold < acked_end_;
    const bool is_late = packet.number < acked_end_ && packet.sent + delay <= now;
    if (packet.number < too_many || is_passed || is_late) {
      lost.push_back(packet);
    } else if (!loss_deadline_) {
      loss_deadline_ = packet.sent + delay;
    }
  }
  for (const auto& packet : lost) shrink(packet.number);
  std::erase_if(packets_, [&](const Packet& packet) {
    return std::any_of(lost.begin(), lost.end(), [&](const Packet& it) { return it.number == packet.number; });
  });
  return lost;
}

void Flight::shrink(std::uint64_t lost) {
  if (lost < recovery_end_) return;
  window_ = std::max(window_ / 2, config_.flight_min);
  recovery_end_ = end_;
}

bool Flight::take_probe(Instant now) {
  const auto deadline = probe_deadline();
  if (!deadline || *deadline > now) return false;
  if (probes_++ == 0) first_probe_ = end_;
  return true;
}

const Flight::Cargo* Flight::cargo(std::size_t n) const {
  for (const auto& packet : packets_) {
    if (packet.cargo.empty()) continue;
    if (n-- == 0) return &packet.cargo;
  }
  return nullptr;
}

void Flight::forget_cargo() {
  for (auto& packet : packets_) packet.cargo.clear();
}

std::optional<Instant> Flight::probe_deadline() const {
  if (packets_.empty() || loss_deadline_) return std::nullopt;
  auto timeout = std::max(rtt_.probe_timeout(config_.ack_delay_max), probe_floor_);
  for (std::size_t i = 0; i < probes_ && timeout < config_.pto_max; ++i) timeout *= 2;
  return packets_.back().sent + std::min(timeout, config_.pto_max);
}

}  // namespace earshot::core
