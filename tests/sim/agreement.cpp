#include "sim/agreement.h"

#include <algorithm>
#include <iterator>

#include "earshot/wire/codec.h"

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

std::set<Disk::Place> Agreement::places_of(const SimHost& host) const {
  std::set<Disk::Place> places;
  for (const auto& [place, entry] : host.disk().entries())
    if (!crowd_.is_guest(entry.author)) places.insert(place);
  return places;
}

std::map<HostNumber, std::vector<Disk::Place>> Agreement::missing() const {
  std::map<HostNumber, std::set<Disk::Place>> held;
  std::set<Disk::Place> all;
  for (const auto* host : crowd_.who_are(true)) {
    held[host->number()] = places_of(*host);
    all.insert(held[host->number()].begin(), held[host->number()].end());
  }
  std::map<HostNumber, std::vector<Disk::Place>> missing;
  bool is_any = false;
  for (const auto& [host, places] : held) {
    std::ranges::set_difference(all, places, std::back_inserter(missing[host]));
    is_any |= !missing[host].empty();
  }
  if (!is_any) return missing;
  const auto stamps = this->stamps();
  const auto newest = std::ranges::max_element(stamps, {}, [](const auto& it) { return it.second; })->second;
  const auto age = static_cast<std::uint64_t>(Config{}.backlog_age / std::chrono::milliseconds(1));
  for (auto& [host, places] : missing)
    std::erase_if(places, [&](const Disk::Place& place) { return stamps.at(place) + age < newest; });
  return missing;
}

std::map<Disk::Place, std::uint64_t> Agreement::stamps() const {
  std::map<Disk::Place, std::uint64_t> stamps;
  for (const auto* host : crowd_.who_are(true))
    for (const auto& [place, entry] : host->disk().entries()) {
      const auto post = wire::decode_body(wire::Kind::post, entry.body);
      if (!crowd_.is_guest(entry.author)) stamps[place] = std::get<wire::Post>(*post).ts;
    }
  return stamps;
}

std::size_t Agreement::entries_missing() const {
  std::size_t count = 0;
  for (const auto& [host, places] : missing()) count += places.size();
  return count;
}

std::string Agreement::lacks() const {
  std::map<std::pair<HostNumber, HostNumber>, std::vector<std::uint64_t>> lacking;
  for (const auto& [host, places] : missing())
    for (const auto& [author, epoch, place] : places) lacking[{host, crowd_.number_of(author)}].push_back(place.value);
  std::string text;
  for (const auto& [who, places] : lacking)
    text += (text.empty() ? "" : ", ") + crowd_.name_of(who.first) + " lacks " + std::to_string(places.size()) +
            " of " + crowd_.name_of(who.second) + ", the first is " + std::to_string(places.front());
  return text;
}

}  // namespace earshot::sim
