#include "support/seen.h"

namespace earshot::sim {

void Seen::add(const Event& event) {
  std::visit([this](const auto& what) { add_what(what); }, event.what);
}

void Seen::add_what(const event::Peer& peer) {
  using What = event::Peer::What;
  ++peer_events_[{peer.peer.id, peer.what}];
  if (peer.peer.trust == Trust::self) return;  // nobody has oneself in the list
  switch (peer.what) {
    case What::listed:
      listed_.push_back(peer.peer);
      break;
    case What::gone:
      here_.erase(peer.peer.id);
      break;
    case What::here:
    case What::away:
      here_[peer.peer.id] = peer.peer;
      break;
    case What::renamed:
    case What::aliased:
    case What::changed_key:
    case What::verified:
    case What::blocked:
    case What::unblocked:
    case What::forgotten:
      if (lists(peer.peer.id)) here_[peer.peer.id] = peer.peer;
      break;
  }
}

void Seen::add_what(const event::Message& message) {
  if (message.outgoing && !message.replay) {
    own_[message.text] = message.id;
    of_[message.id] = message.of;
  } else {
    messages_.push_back(message);
  }
}

void Seen::add_what(const event::State& state) {
  of_[state.id] = state.of;
  last_states_[{state.id, state.to.id}] = state.state;
  states_.push_back(state);
}

std::size_t Seen::times(const PeerId& id, event::Peer::What what) const {
  const auto found = peer_events_.find({id, what});
  return found == peer_events_.end() ? 0 : found->second;
}

std::vector<std::string> Seen::heard() const {
  std::vector<std::string> texts;
  for (const auto& message : messages_) texts.push_back(message.text);
  return texts;
}

std::vector<std::string> Seen::heard_from(const PeerId& author) const {
  std::vector<std::string> texts;
  for (const auto& message : messages_)
    if (message.from.id == author) texts.push_back(message.text);
  return texts;
}

std::optional<MessageId> Seen::id_of(const std::string& text) const {
  const auto found = own_.find(text);
  if (found == own_.end()) return std::nullopt;
  return found->second;
}

std::optional<Of> Seen::of(const std::string& text) const {
  const auto id = id_of(text);
  if (!id) return std::nullopt;
  const auto found = of_.find(*id);
  if (found == of_.end()) return std::nullopt;
  return found->second;
}

std::optional<DeliveryState> Seen::state(const std::string& text, const PeerId& to) const {
  const auto id = id_of(text);
  if (!id) return std::nullopt;
  const auto found = last_states_.find({*id, to});
  if (found == last_states_.end()) return std::nullopt;
  return found->second;
}

}  // namespace earshot::sim
