#include "sim/parrot.h"

namespace earshot::sim {

namespace {

constexpr std::size_t kRemembered = 4'000;
constexpr std::uint64_t kOneIn = 5;  // so that it remembers minutes

}  // namespace

void Parrot::hears(const Sent& sent) {
  if (sent.by == Sent::By::unicast && sent.to == address_) {
    auto complaint = accounts_.went(sent.to, *sent.bytes, is_speaking_);
    if (complaint && !complaint_) complaint_ = std::move(complaint);
  }
  if (++count_ % kOneIn != 0) return;
  const Heard heard{sent.bytes, sent.from};
  if (heard_.size() < kRemembered)
    heard_.push_back(heard);
  else
    heard_[count_ / kOneIn % kRemembered] = heard;
}

Address Parrot::source(Random& chance, const Heard& heard, const SimHost& to) const {
  const auto& hosts = lan_.hosts();
  switch (chance.below(4)) {
    case 0:
      return hosts[heard.from]->address();
    case 1:
      return hosts[chance.below(hosts.size())]->address();
    case 2:
      return to.address();
    default:
      return address_;
  }
}

void Parrot::speaks(std::uint64_t luck) {
  SeededRandom chance(luck);
  for (auto times = 1 + chance.below(20); times > 0 && !heard_.empty(); --times) {
    const auto heard = heard_[chance.below(heard_.size())];
    const bool reflects = chance.below(3) == 0;
    auto& to = *lan_.hosts()[reflects ? heard.from : chance.below(lan_.hosts().size())];
    const Fate fate{.flips = chance.below(3) == 0 ? chance.number() | 1 : 0,
                    .cut = chance.below(8) == 0 ? chance.number() | 1 : 0};
    const auto bytes = damaged(*heard.bytes, fate);
    const auto from = source(chance, heard, to);
    is_speaking_ = from == address_;
    if (is_speaking_) accounts_.came(from, bytes);
    lan_.inject(to, bytes, from, chance.below(2) == 0 ? Channel::group : Channel::unicast);
    is_speaking_ = false;
  }
}

}  // namespace earshot::sim
