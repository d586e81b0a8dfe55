#include "support/traffic.h"

#include "earshot/wire/codec.h"

namespace earshot::sim {

namespace {

void add_to(Traffic::Sum& sum, const Traffic::Sum& more) {
  sum.group += more.group;
  sum.unicast += more.unicast;
  sum.bytes += more.bytes;
}

}  // namespace

void Traffic::add(const Sent& sent) {
  const auto split = wire::decode_head(*sent.bytes);
  auto& sum = sums_[split ? std::optional(split->head.kind) : std::nullopt];
  ++(sent.by == Sent::By::unicast ? sum.unicast : sum.group);
  sum.bytes += sent.bytes->size();
}

Traffic::Sum Traffic::all() const {
  Sum all;
  for (const auto& [kind, sum] : sums_) add_to(all, sum);
  return all;
}

Traffic::Sum Traffic::of(wire::Kind kind) const {
  const auto found = sums_.find(kind);
  return found == sums_.end() ? Sum{} : found->second;
}

std::string Traffic::words() const {
  std::string words;
  for (const auto& [kind, sum] : sums_)
    words += (words.empty() ? "" : ", ") + std::to_string(sum.datagrams()) + ' ' + (kind ? name(*kind) : "others");
  return words;
}

Traffic::Sum Traffic::of_rooms() const {
  using wire::Kind;
  Sum rooms;
  for (const auto kind : {Kind::post, Kind::head, Kind::want, Kind::none, Kind::ack}) add_to(rooms, of(kind));
  return rooms;
}

}  // namespace earshot::sim
