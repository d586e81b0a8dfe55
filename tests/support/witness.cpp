#include "support/witness.h"

#include "earshot/base/encoding.h"
#include "earshot/core/ids.h"

namespace earshot::sim {

void Witness::started(const PeerId& host) {
  auto& screen = screens_[host];
  screen = {.shown = std::move(screen.shown), .here = {}, .last_place = {}, .delivered = {}};
}

void Witness::lost_its_data(const PeerId& host) { screens_[host] = {}; }

void Witness::durable(const PeerId& host, const Record& record) {
  if (const auto* entry = std::get_if<record::Entry>(&record))
    disks_[host].insert(core::room_message_id(entry->author, entry->epoch, entry->seq));
  if (const auto* direct = std::get_if<record::Direct>(&record))
    if (!direct->outgoing) disks_[host].insert(direct->id);
}

Witness::Complaint Witness::emitted(const PeerId& host, const Event& event) {
  return std::visit([&](const auto& what) { return judge(host, what); }, event.what);
}

Witness::Complaint Witness::judge(const PeerId& host, const event::Message& message) {
  const auto quoted = to_string(message.id) + " \"" + message.text.substr(0, 40) + "\"";
  const bool is_said = message.outgoing && !message.replay;  // else it comes back from those who heard it
  if (is_said) {
    const bool is_new =
        said_.try_emplace(message.id, Said{host, message.conversation.kind, message.text, said_.size()}).second;
    if (!is_new) return "two messages have the id of " + quoted;
    return std::nullopt;
  }
  if (guests_.contains(message.from.id)) {
    const bool is_first = screens_[host].shown.insert(message.id).second;
    return is_first ? std::nullopt : Complaint("shown twice: " + quoted);
  }
  const auto found = said_.find(message.id);
  if (found == said_.end()) return "shown, but nobody said it: " + quoted;
  const auto& said = found->second;
  if (said.author != message.from.id) return "shown as said by somebody else: " + quoted;
  if (said.text != message.text) return "shown with another text: " + quoted;
  if (said.kind != message.conversation.kind) return "shown in another conversation: " + quoted;
  auto& screen = screens_[host];
  if (!screen.shown.insert(message.id).second) return "shown twice: " + quoted;
  if (message.replay) return std::nullopt;
  auto& last = screen.last_place.try_emplace({said.author, said.kind}, 0).first->second;
  if (said.place < last) return "shown after what its author said later: " + quoted;
  last = said.place;
  return std::nullopt;
}

Witness::Complaint Witness::judge(const PeerId& host, const event::State& state) {
  if (state.state != DeliveryState::delivered) return std::nullopt;
  const auto name = to_string(state.id) + " to " + state.to.name;
  if (!screens_[host].delivered.insert({state.id, state.to.id}).second) return "delivered twice: " + name;
  if (!guests_.contains(state.to.id) && !disks_[state.to.id].contains(state.id))
    return "delivered, but not on the recipient's disk: " + name;
  return std::nullopt;
}

Witness::Complaint Witness::judge(const PeerId& host, const event::Peer& peer) {
  auto& here = screens_[host].here;
  const auto& id = peer.peer.id;
  using What = event::Peer::What;
  // What its user changes about it is told like anybody's, so that all faces and the file of the nick follow.
  if (id == host && peer.peer.trust == Trust::self && peer.what != What::listed && peer.what != What::gone)
    return std::nullopt;
  if (id == host) return "a node lists itself";
  switch (peer.what) {
    case What::here:
      if (!here.insert(id).second && peer.peer.state != PeerState::here) return "here, but not here: " + peer.peer.name;
      break;
    case What::away:
      here.insert(id);
      break;
    case What::gone:
      if (here.erase(id) == 0) return "gone who was not here: " + peer.peer.name;
      break;
    case What::listed:
    case What::renamed:
    case What::aliased:
    case What::changed_key:
    case What::verified:
    case What::blocked:
    case What::unblocked:
    case What::forgotten:
      break;
  }
  return std::nullopt;
}

}  // namespace earshot::sim
