// The queue between the parts of the core and poll(). Classes of datagrams leave in strict order: what others wait for
// first, what can wait last. Records and events leave before datagrams of the same input.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "earshot/core/output.h"

namespace earshot::core {

enum class Urgency : std::uint8_t { answer, chat, discovery, repair };  // handshakes and acks are answers

class Outputs {
 public:
  // The next lasting event gets the number after this one. Before the first.
  void number_events_from(std::uint64_t seq) { seq_ = seq; }

  void transmit(Urgency urgency, const Address& to, Bytes datagram);
  void transmit(Urgency urgency, const Group& to, Bytes datagram);
  // Adds time and, where the event lasts, the next seq.
  template <class What>
  void event(Wall at, What what) {
    event(at, decltype(Event::what)(std::move(what)));
  }
  void event(Wall at, decltype(Event::what) what);
  // Told to who asked for it, and numbered with nothing.
  void recalled(const HistoryMessage& kept, event::Message message);
  void recall(CommandId command, HistoryQuery query) { recalls_.push_back({command, std::move(query)}); }
  // The record is durable when stored() names this ticket or a later one.
  Ticket store(Record record);

  std::optional<Output> poll();
  bool empty() const;

 private:
  std::deque<Store> records_;
  std::deque<Event> events_;
  std::deque<Recall> recalls_;
  std::array<std::deque<Transmit>, 4> datagrams_;
  Ticket ticket_;
  std::uint64_t seq_ = 0;
};

}  // namespace earshot::core
