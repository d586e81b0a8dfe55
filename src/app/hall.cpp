#include "app/hall.h"

#include <utility>

namespace earshot::app {
namespace {

bool is_row(const Event& event) {
  const auto* peer = std::get_if<event::Peer>(&event.what);
  const auto* room = std::get_if<event::Room>(&event.what);
  return is_recalled(event) || (peer && peer->what == event::Peer::What::listed) ||
         (room && room->what == event::Room::What::listed);
}

bool lists(const Command& command) {
  return std::holds_alternative<command::Peers>(command) || std::holds_alternative<command::Rooms>(command) ||
         std::holds_alternative<command::History>(command);
}

}  // namespace

Hall::Place::Place(Hall& hall, Hear hear) : hall_(hall), hear_(std::move(hear)) { hall_.places_.insert(this); }

Hall::Place::~Place() {
  hall_.places_.erase(this);
  std::erase_if(hall_.asked_, [this](const auto& it) { return it.second.place == this; });
}

Result<CommandId, Refusal> Hall::Place::submit(const Command& command) {
  const auto id = hall_.submit_(command);
  if (id) hall_.asked_[*id] = {this, lists(command), std::holds_alternative<command::Doctor>(command)};
  return id;
}

void Hall::tell(const Event& event) {
  if (is_row(event)) return rows_.push_back(event);
  if (const auto* reply = std::get_if<event::Reply>(&event.what)) return answer(event, *reply);
  if (std::holds_alternative<event::Check>(event.what)) {
    for (const auto& [id, asked] : asked_)
      if (asked.examines) return asked.place->hear_(event);  // there is one examination at a time
    return;
  }
  // Somebody may come or go over what is told.
  for (auto* place : std::set<Place*>(places_))
    if (places_.contains(place)) place->hear_(event);
}

void Hall::answer(const Event& event, const event::Reply& reply) {
  auto rows = std::exchange(rows_, {});
  const auto at = asked_.find(reply.command);
  if (at == asked_.end()) return;
  const auto asked = at->second;
  asked_.erase(at);
  if (asked.lists)
    for (const auto& row : rows)
      if (places_.contains(asked.place)) asked.place->hear_(row);
  if (places_.contains(asked.place)) asked.place->hear_(event);
}

}  // namespace earshot::app
