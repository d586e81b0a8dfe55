#include "support/witness.h"

#include "earshot/base/encoding.h"
#include "earshot/core/ids.h"
#include "earshot/wire/codec.h"

namespace earshot::sim {

namespace {

std::string quoted(const event::Message& message) {
  return to_string(message.id) + " \"" + message.text.substr(0, 40) + "\"";
}

}  // namespace

void Witness::started(const PeerId& host) {
  auto& screen = screens_[host];
  screen = {.shown = std::move(screen.shown), .shown_of_guests = {}, .here = {}, .last_place = {}, .delivered = {}};
}

void Witness::lost_its_data(const PeerId& host, const Disk& disk) {
  screens_[host] = {};
  entries_[host].clear();
  for (const auto& [place, entry] : disk.entries()) keeps(host, entry);
}

void Witness::durable(const PeerId& host, const Record& record) {
  if (const auto* entry = std::get_if<record::Entry>(&record)) keeps(host, *entry);
  if (const auto* direct = std::get_if<record::Direct>(&record)) {
    if (direct->outgoing)
      unkept_[host].erase(direct->id);
    else
      keeps(host, direct->id);
  }
  if (const auto* abandoned = std::get_if<record::Abandoned>(&record)) unkept_[host].erase(abandoned->id);
}

void Witness::keeps(const PeerId& host, const record::Entry& entry) {
  const auto id = core::room_message_id(entry.author, entry.epoch, entry.seq);
  keeps(host, id);
  if (entry.author == host) unkept_[host].erase(id);
  entries_[host][{entry.author, entry.epoch}].add(entry.seq.value);
  if (guests_.contains(entry.author)) return;  // it may contradict itself
  const auto& body = bodies_.try_emplace({entry.author, entry.epoch, entry.seq}, entry.body).first->second;
  if (body != entry.body) contradiction_ = {"one place in a log has two messages", to_string(id)};
}

void Witness::keeps(const PeerId& host, const MessageId& id) {
  if (!disks_[host].insert(id).second) return;
  const auto said = said_.find(id);
  if (said == said_.end() || said->second.author != host) ++copies_[id];
}

Witness::Verdict Witness::sent(const PeerId& host, BytesView datagram) {
  if (contradiction_) return contradiction_;
  const auto split = wire::decode_head(datagram);
  if (!split || split->head.kind != wire::Kind::ack) return std::nullopt;
  const auto message = wire::decode_body(wire::Kind::ack, split->body);
  if (!message) return std::nullopt;
  const auto& ack = std::get<wire::Ack>(*message);
  const auto& stored = entries_[host][{ack.au, ack.ep}];
  auto from = ack.lo.value;
  for (const auto& gap : ack.mi) {
    if (gap.first > from && !stored.hold(from, gap.first - 1)) from = 0;
    if (from == 0) break;
    from = gap.last + 1;
  }
  if (from > 0 && stored.hold(from, ack.hd.value)) return std::nullopt;
  return Complaint{"acknowledged, but not on the disk",
                   std::to_string(ack.lo.value) + " to " + std::to_string(ack.hd.value) + " of " + code_of(ack.au)};
}

Witness::Verdict Witness::rested(const PeerId& host) const {
  const auto unkept = unkept_.find(host);
  if (unkept == unkept_.end() || unkept->second.empty()) return std::nullopt;
  return Complaint{"said, and not on the author's disk", to_string(*unkept->second.begin())};
}

Witness::Verdict Witness::emitted(const PeerId& host, const Event& event) {
  return std::visit([&](const auto& what) { return judge(host, what); }, event.what);
}

Witness::Verdict Witness::judge(const PeerId& host, const event::Message& message) {
  if (auto wrong = judge_count(message.id, message.of)) return wrong;
  const bool is_said = message.outgoing && !message.replay;  // else it comes back from those who heard it
  return is_said ? judge_said(host, message) : judge_shown(host, message);
}

Witness::Verdict Witness::judge_said(const PeerId& host, const event::Message& message) {
  const bool is_new =
      said_.try_emplace(message.id, Said{host, message.conversation.kind, message.text, said_.size()}).second;
  if (!is_new) return Complaint{"two messages have one id", quoted(message)};
  unkept_[host].insert(message.id);
  return std::nullopt;
}

Witness::Verdict Witness::judge_shown(const PeerId& host, const event::Message& message) {
  auto& screen = screens_[host];
  const bool is_of_guest = guests_.contains(message.from.id);
  const bool is_first = (is_of_guest ? screen.shown_of_guests : screen.shown).insert(message.id).second;
  if (!is_of_guest) {
    const auto found = said_.find(message.id);
    if (found == said_.end()) return Complaint{"shown, but nobody said it", quoted(message)};
    const auto& said = found->second;
    if (said.author != message.from.id) return Complaint{"shown as said by somebody else", quoted(message)};
    if (said.text != message.text) return Complaint{"shown with another text", quoted(message)};
    if (said.kind != message.conversation.kind) return Complaint{"shown in another conversation", quoted(message)};
    auto& last = screen.last_place.try_emplace({said.author, said.kind}, 0).first->second;
    if (is_first && !message.replay && said.place < last)
      return Complaint{"shown after what its author said later", quoted(message)};
    if (!message.replay) last = said.place;
  }
  if (!is_first) return Complaint{"shown twice", quoted(message)};
  return std::nullopt;
}

Witness::Verdict Witness::judge_count(const MessageId& id, const Of& of) const {
  const auto copies = copies_.find(id);
  const auto count = copies == copies_.end() ? 0 : copies->second;
  if (of.delivered <= count + guests_.size()) return std::nullopt;  // a guest may say what it likes
  return Complaint{"more are said to have it than have it",
                   std::to_string(of.delivered) + " instead of " + std::to_string(count) + " have " + to_string(id)};
}

Witness::Verdict Witness::judge(const PeerId& host, const event::State& state) {
  if (auto wrong = judge_count(state.id, state.of)) return wrong;
  if (state.state == DeliveryState::failed) unkept_[host].erase(state.id);
  if (state.state != DeliveryState::delivered) return std::nullopt;
  const auto name = to_string(state.id) + " to " + state.to.name;
  if (!screens_[host].delivered.insert({state.id, state.to.id}).second) return Complaint{"delivered twice", name};
  if (!guests_.contains(state.to.id) && !disks_[state.to.id].contains(state.id))
    return Complaint{"delivered, but not on the recipient's disk", name};
  return std::nullopt;
}

Witness::Verdict Witness::judge(const PeerId& host, const event::Peer& peer) {
  auto& here = screens_[host].here;
  const auto& id = peer.peer.id;
  using What = event::Peer::What;
  // What its user changes about it is told like anybody's, so that all faces and the file of the nick follow.
  if (id == host && peer.peer.trust == Trust::self && peer.what != What::listed && peer.what != What::gone)
    return std::nullopt;
  if (id == host) return Complaint{"a node lists itself", ""};
  switch (peer.what) {
    case What::here:
      if (!here.insert(id).second && peer.peer.state != PeerState::here)
        return Complaint{"announced as here, and is not", peer.peer.name};
      break;
    case What::away:
      here.insert(id);
      break;
    case What::gone:
      if (here.erase(id) == 0) return Complaint{"gone who was not here", peer.peer.name};
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
