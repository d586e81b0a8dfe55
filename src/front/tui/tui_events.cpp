// What happens: events change what is known of people, rooms and conversations.
#include <algorithm>
#include <utility>

#include "earshot/text/text.h"
#include "front/mention.h"
#include "front/phrases.h"
#include "front/tables.h"
#include "front/trust_words.h"
#include "front/tui/tui.h"
#include "front/welcome.h"
#include "front/words.h"

namespace earshot::front {
namespace {

// Rows that a person asked for look as in every chat.
Manner as_rows() {
  Manner manner;
  manner.out_is_terminal = manner.in_is_terminal = true;
  return manner;
}

}  // namespace

void Tui::take(Moment now, const Event&, const event::Ready& ready) {
  network_ = ready.network;
  if (std::exchange(is_open_, true)) return;
  hint_.clear();
  begin(now);
}

void Tui::take(Moment now, const Event&, const event::Peer& peer) {
  using What = event::Peer::What;
  const PeerView& who = peer.peer;
  if (who.trust == Trust::self) {
    about_.self = who;
    if (peer.what == What::renamed) notice(now, say("you are now {1}", {who.nick}));
    if (peer.what == What::listed) show_rows(peer_row(as_rows(), who, now.wall));
    return;
  }
  if (peer.what == What::listed) show_rows(peer_row(as_rows(), who, now.wall));
  if (peer.what == What::forgotten) {
    here_.erase(who.id);
    side_.forget(who.id);
    notice(now, say("{1} is forgotten", {who.ref}));
    return;
  }
  const bool was_here = here_.contains(who.id);
  const bool is_here = who.state != PeerState::gone && who.trust != Trust::blocked;
  if (peer.what != What::listed) take_presence(now, peer);
  is_here ? (void)here_.insert(who.id) : (void)here_.erase(who.id);
  if (is_here && !was_here) told_queued_.erase(who.id);
  side_.peer(who);
  if (const auto talk = talks_.find(who.id); talk != talks_.end())
    talk->second.transcript.rename(side_.conversation(who.id));
  if (!here_.empty()) nobody_.clear();
  if (wanted_ && peer.what != What::listed) go_to_wanted(now);
}

void Tui::take_presence(Moment now, const event::Peer& peer) {
  using What = event::Peer::What;
  if (const auto told = trust_told(peer)) {
    notice(now, *told, peer.what == What::changed_key);
    return;
  }
  if (peer.peer.trust == Trust::blocked) return;
  const bool is_new = peer.what == What::here && !here_.contains(peer.peer.id);
  for (auto& [key, talk] : talks_) {
    const bool is_worth = is_worth_a_line(now, key, talk, peer);
    if (is_worth && peer.what == What::renamed)
      talk.transcript.notice(now.wall, say("{1} is now {2}", {peer.old_name, peer.peer.name}));
    else if (is_new)
      talk.presence.came(now, peer.peer, is_worth);
    else
      talk.presence.changed(now, peer, is_worth);
  }
}

// Those one talks with there, and, in the lobby, whoever ends or begins that one is alone.
bool Tui::is_worth_a_line(Moment now, const ConversationKey& key, const Talk& talk, const event::Peer& peer) const {
  using Presence = TuiSettings::Presence;
  const PeerId& id = peer.peer.id;
  if (settings_.presence == Presence::none) return false;
  const auto* const room = std::get_if<Room>(&key);
  if (room == nullptr) return std::get<PeerId>(key) == id && talk.transcript.is_visited();
  if (talk.speakers.spoke_lately(now, id)) return true;
  if (room->name != kLobby) return false;
  if (settings_.presence == Presence::all) return true;
  if (peer.what == event::Peer::What::here) return here_.empty();
  return peer.what == event::Peer::What::gone && here_.size() == 1 && here_.contains(id);
}

void Tui::tell_presence(Moment now) {
  for (auto& [key, talk] : talks_) {
    const auto due = talk.presence.deadline();
    if (!due || *due > now.instant) continue;
    for (const PresenceNote& note : talk.presence.take(now))
      talk.transcript.notice(now.wall, came_or_went(note.what, note.peers, false));
  }
}

void Tui::take(Moment now, const Event& event, const event::Message& message) {
  if (is_recalled(event)) {
    recalled_.push_back({event.at, message});
    return;
  }
  const ConversationKey key = key_of(message.conversation);
  Talk& talk = talk_of(key);
  if (!talk.transcript.add(now, message)) return;
  keep_soon(now);
  talk.changed = now.instant;
  talk.is_mine = talk.is_mine || message.outgoing;
  if (message.outgoing) {
    fates_.message(now, message);
    remembered_.has_spoken = true;
    nobody_.clear();
    if (message.of.total == 0 && message.conversation.kind == Conversation::Kind::room)
      talk.transcript.notice(event.at, say("nobody else is in #{1} now", {message.conversation.name}));
  } else {
    take_from_other(now, message, talk);
  }
  settle(now, key);
  drop_a_strangers_talk();
}

void Tui::take_from_other(Moment now, const event::Message& message, Talk& talk) {
  const ConversationKey key = key_of(message.conversation);
  talk.presence.spoke(message.from.id);
  const bool is_direct = message.conversation.kind == Conversation::Kind::peer;
  const bool is_call = !is_direct && mentions(message.text, about_.self.nick);
  talk.speakers.spoke(now, message.from.id, is_call);
  talk.is_urgent = talk.is_urgent || is_call;
  const TuiSettings::Notify& wants = settings_.notify;
  const bool is_worth = is_direct ? wants.direct : (is_call && wants.mentions) || wants.rooms;
  const bool is_seen = is_watched(now) && key == side_.current();
  if (is_worth && !is_seen && !message.replay)
    notices_.add(now, key, is_direct ? side_.name(key) : side_.name(key) + " " + message.from.name, message.text);
}

void Tui::take(Moment now, const Event&, const event::State& state) {
  const ConversationKey key = key_of(state.conversation);
  const auto talk = talks_.find(key);
  if (talk == talks_.end() || !talk->second.transcript.state(now, state)) return;
  if (const Fate* fate = fates_.state(state); fate != nullptr && fate->settled()) fates_.forget(state.id);
  settle(now, key);
}

void Tui::take(Moment now, const Event&, const event::Room& room) {
  using What = event::Room::What;
  side_.room(room);
  if (room.what == What::listed) show_rows(room_row(as_rows(), room));
  if (room.what == What::left && side_.current() == ConversationKey(Room{room.room})) turn_to(now, Room{kLobby});
  if (room.what == What::left) notice(now, say("you have left #{1}", {room.room}));
}

void Tui::take(Moment now, const Event&, const event::Network& network) {
  network_ = network.network;
  notice(now, network_in_words(network), network.what == event::Network::What::down);
  if (!nobody_.empty()) show_nobody_panel(now);
}

void Tui::take(Moment now, const Event&, const event::Check& check) {
  const std::string rows = check_rows(check);
  if (!show_rows(rows)) notice(now, rows);
}

void Tui::take(Moment now, const Event&, const event::Notice& event) {
  notice(now, event.hint.empty() ? say("{1}", {event.message}) : say("{1} {2}", {event.message, event.hint}),
         event.warn);
}

void Tui::take(Moment now, const Event&, const event::Words& words) {
  Talk& talk = talk_of(words.peer.id);
  talk.transcript.notice(now.wall, words_told(words, true), words.reason == "commitment");
  if (side_.current() != ConversationKey(words.peer.id)) notice(now, words_told(words, true));
}

}  // namespace earshot::front
