#include "sim/agreement.h"

#include <algorithm>

namespace earshot::sim {

void Agreement::shown(const SimHost& viewer, const Event& event) {
  if (const auto* message = std::get_if<event::Message>(&event.what); message != nullptr && message->outgoing) {
    said_.insert(message->id);
    if (message->conversation.kind == Conversation::Kind::peer && !message->replay)
      on_their_way_[message->id] = {viewer.number(), crowd_.number_of(message->conversation.peer)};
  }
  if (const auto* state = std::get_if<event::State>(&event.what);
      state != nullptr && (state->state == DeliveryState::delivered || state->state == DeliveryState::failed))
    on_their_way_.erase(state->id);
}

void Agreement::lost_memory(const SimHost& who) {
  std::erase_if(on_their_way_, [&](const auto& it) {
    return it.second.from == who.number() && !who.disk().has_unsent(it.first);
  });
}

std::size_t Agreement::undelivered() const {
  return static_cast<std::size_t>(std::ranges::count_if(on_their_way_, [this](const auto& it) {
    return crowd_.census().is_on(it.second.from) && crowd_.census().is_on(it.second.to);
  }));
}

std::size_t Agreement::entries_missing() const {
  std::set<Disk::Place> places;
  std::size_t kept = 0;
  const auto hosts = crowd_.who_are(true);
  for (const auto* host : hosts) {
    kept += host->disk().entries().size();
    for (const auto& [place, entry] : host->disk().entries()) places.insert(place);
  }
  return places.size() * hosts.size() - kept;
}

}  // namespace earshot::sim
