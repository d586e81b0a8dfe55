#include "core/outputs.h"

namespace earshot::core {

void Outputs::transmit(Urgency urgency, const Address& to, Bytes datagram) {
  datagrams_[static_cast<std::size_t>(urgency)].push_back({to, std::move(datagram)});
}

void Outputs::transmit(Urgency urgency, const Group& to, Bytes datagram) {
  datagrams_[static_cast<std::size_t>(urgency)].push_back({to, std::move(datagram)});
}

void Outputs::event(Wall at, decltype(Event::what) what) {
  const bool lasts = !std::holds_alternative<event::Ready>(what) && !std::holds_alternative<event::Check>(what) &&
                     !std::holds_alternative<event::Notice>(what) && !std::holds_alternative<event::Words>(what) &&
                     !std::holds_alternative<event::Reply>(what);
  Event event{.seq = std::nullopt, .at = at, .what = std::move(what)};
  if (lasts) event.seq = ++seq_;
  events_.push_back(std::move(event));
}

void Outputs::recalled(const HistoryMessage& kept, event::Message message) {
  events_.push_back({.seq = std::nullopt, .at = kept.stored, .what = std::move(message)});
}

Ticket Outputs::store(Record record) {
  ++ticket_.value;
  records_.push_back({ticket_, std::move(record)});
  return ticket_;
}

template <class T>
static std::optional<Output> take(std::deque<T>& queue) {
  if (queue.empty()) return std::nullopt;
  Output output = std::move(queue.front());
  queue.pop_front();
  return output;
}

std::optional<Output> Outputs::poll() {
  if (auto record = take(records_)) return record;
  if (auto event = take(events_)) return event;
  if (auto recall = take(recalls_)) return recall;
  for (auto& queue : datagrams_)
    if (auto datagram = take(queue)) return datagram;
  return std::nullopt;
}

bool Outputs::empty() const {
  if (!records_.empty() || !events_.empty() || !recalls_.empty()) return false;
  for (const auto& queue : datagrams_)
    if (!queue.empty()) return false;
  return true;
}

}  // namespace earshot::core
