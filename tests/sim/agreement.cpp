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
  std::erase_if(on_their_way_,
                [&](const auto& it) { return it.second.from == who.number() && !who.disk().has_unsent(it.first); });
}

std::size_t Agreement::undelivered() const {
  return static_cast<std::size_t>(std::ranges::count_if(on_their_way_, [this](const auto& it) {
    return crowd_.census().is_on(it.second.from) && crowd_.census().is_on(it.second.to);
  }));
}

std::set<Disk::Place> Agreement::places() const {
  std::set<Disk::Place> places;
  for (const auto* host : crowd_.who_are(true))
    for (const auto& [place, entry] : host->disk().entries()) places.insert(place);
  return places;
}

std::size_t Agreement::entries_missing() const {
  const auto count = places().size();
  std::size_t missing = 0;
  for (const auto* host : crowd_.who_are(true)) missing += count - host->disk().entries().size();
  return missing;
}

std::string Agreement::lacks() const {
  std::map<std::pair<HostNumber, HostNumber>, std::size_t> lacking;
  const auto all = places();
  for (const auto* host : crowd_.who_are(true))
    for (const auto& place : all)
      if (!host->disk().entries().contains(place)) ++lacking[{host->number(), crowd_.number_of(std::get<0>(place))}];
  std::string text;
  for (const auto& [who, count] : lacking)
    text += (text.empty() ? "" : ", ") + crowd_.name_of(who.first) + " lacks " + std::to_string(count) + " of " +
            crowd_.name_of(who.second);
  return text;
}

}  // namespace earshot::sim
