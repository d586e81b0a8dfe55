#include "core/commands.h"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "core/deliveries.h"
#include "core/names.h"
#include "earshot/base/encoding.h"
#include "earshot/text/text.h"

namespace earshot::core {

namespace {

using namespace std::chrono_literals;

// A greeted node answers within a round trip; the first greeting may be lost and is followed by a pull.
constexpr Duration kAddTimeout = 2s;
constexpr std::size_t kHeldMax = 1'024;
constexpr std::size_t kAddsMax = 64;

}  // namespace

Result<CommandId, Refusal> Commands::submit(Moment now, const Command& command) {
  const CommandId id{last_.value + 1};
  last_ = id;
  if (const auto refused = std::visit([&](const auto& it) { return carry_out(now, id, it); }, command))
    return Failure{*refused};
  return id;
}

void Commands::answer(Moment now, event::Reply reply) { context_.out.event(now.wall, std::move(reply)); }

// --- send ---

Commands::Refused Commands::carry_out(Moment now, CommandId id, const command::Send& send) {
  if (send.text.empty() || !text::is_utf8(send.text) || send.text.find('\0') != std::string::npos)
    return refuse(ErrorCode::bad_text, {});
  if (send.room.has_value() != send.to.empty()) return refuse(ErrorCode::bad_request, {});
  if (!send.reply_to.empty() && !parse_message_id(send.reply_to)) return refuse(ErrorCode::no_such_id, send.reply_to);
  const auto until = started_ + context_.config.name_patience;
  if (now.instant >= until || names_are_known(now, send)) return send_now(now, id, send);
  if (held_.size() >= kHeldMax) return refuse(ErrorCode::busy, {});
  held_.push_back({id, send, until});
  return std::nullopt;
}

// A bare nick waits until the whole roster was fetched, so that a second bearer is never overlooked, unless two are
// known already; who is named with a tag may be written to as soon as that one is here.
bool Commands::names_are_known(Moment now, const command::Send& send) const {
  const bool is_settled = desk_.pull.is_settled(now.instant);
  if (send.to.empty()) return is_settled;
  return std::all_of(send.to.begin(), send.to.end(), [&](const std::string& name) {
    const auto found = resolve(context_.roster, name);
    if (!found) return found.reason().code != ErrorCode::no_such_peer;
    return context_.roster.is_live(*found) && (is_settled || has_tag(name));
  });
}

Commands::Refused Commands::send_now(Moment now, CommandId id, const command::Send& send) {
  return send.room ? send_to_room(now, id, send) : send_to_people(now, id, send);
}

Commands::Refused Commands::send_to_room(Moment now, CommandId id, const command::Send& send) {
  const auto name = text::room_name(*send.room);
  if (!name || !desk_.rooms.is_heard_of(Room{*name})) return refuse(ErrorCode::no_such_room, *send.room);
  const Room room{*name};
  // Who is blocked can read it, and is not waited for: its acknowledgements are nothing to us.
  auto recipients = context_.roster.members(room);
  std::erase_if(recipients, [&](const PeerId& it) { return context_.roster.is_blocked(it); });
  if (recipients.empty() && !send.queue) return refuse(ErrorCode::not_here, *send.room);
  if (send.verified)
    for (const auto& recipient : recipients)
      if (auto refused = desk_.people.may_write_to(recipient, *send.room, true)) return refused;
  const auto message = desk_.rooms.post(now, room, send.text, send.reply_to, send.action, recipients);
  if (!message) return message.reason();
  context_.deliveries.await(now, id, send, {*message}, 0);
  return std::nullopt;
}

Commands::Refused Commands::send_to_people(Moment now, CommandId id, const command::Send& send) {
  // Everything that can be known is checked before anything is sent.
  std::vector<PeerId> here;
  std::size_t not_here = 0;
  for (const auto& name : send.to) {
    const auto peer = resolve(context_.roster, name);
    if (!peer) return peer.reason();
    if (auto refused = desk_.people.may_write_to(*peer, name, send.verified)) return refused;
    if (std::find(here.begin(), here.end(), *peer) != here.end()) continue;
    if (!send.queue && !context_.roster.is_live(*peer)) {
      ++not_here;
      continue;
    }
    if (!desk_.direct.has_room(*peer)) return refuse(ErrorCode::busy, name);
    here.push_back(*peer);
  }
  if (here.empty()) return refuse(ErrorCode::not_here, send.to.front());
  std::vector<MessageId> ids;
  for (const auto& peer : here) {
    const auto message = desk_.direct.send(now, peer, send.text, send.reply_to, send.action);
    if (!message) return message.reason();
    ids.push_back(*message);
  }
  context_.deliveries.await(now, id, send, ids, not_here);
  return std::nullopt;
}

Commands::Refused Commands::carry_out(Moment now, CommandId id, const command::Withdraw& withdraw) {
  const auto message = parse_message_id(withdraw.id);
  if (!message || !desk_.direct.withdraw(now, *message)) return refuse(ErrorCode::no_such_id, withdraw.id);
  event::Reply reply;
  reply.command = id;
  reply.ids = {*message};
  answer(now, std::move(reply));
  return std::nullopt;
}

// --- self and people ---

Commands::Refused Commands::carry_out(Moment now, CommandId id, const command::Nick& nick) {
  const auto name = text::nick(nick.name);
  if (!name) return refuse(ErrorCode::bad_request, nick.name);
  const auto old_name = desk_.own_card.nm;
  desk_.presence.rename(now, *name);
  event::Peer renamed{
      .what = event::Peer::What::renamed, .peer = view_of_self(context_.roster, desk_.own_card), .old_name = old_name};
  event::Reply reply;
  reply.command = id;
  reply.peer = renamed.peer;
  context_.out.event(now.wall, std::move(renamed));
  answer(now, std::move(reply));
  return std::nullopt;
}

Commands::Refused Commands::carry_out(Moment now, CommandId id, const command::Away& away) {
  desk_.presence.set_away(now, away.on);
  event::Peer changed{.what = away.on ? event::Peer::What::away : event::Peer::What::here,
                      .peer = view_of_self(context_.roster, desk_.own_card),
                      .old_name = {}};
  event::Reply reply;
  reply.command = id;
  reply.peer = changed.peer;
  context_.out.event(now.wall, std::move(changed));
  answer(now, std::move(reply));
  return std::nullopt;
}

Commands::Refused Commands::carry_out(Moment now, CommandId id, const command::Add& add) {
  const auto address = parse_address(add.address, 0);
  if (!address || !is_one_host(*address)) return refuse(ErrorCode::bad_request, add.address);
  if (adds_.size() >= kAddsMax) return refuse(ErrorCode::busy, add.address);
  desk_.presence.greet(now, *address);
  adds_.push_back({id, *address, now.instant + kAddTimeout});
  return std::nullopt;
}

Commands::Refused Commands::carry_out(Moment now, CommandId id, const command::Peers& peers) {
  event::Reply reply;
  reply.command = id;
  reply.count = 0;
  const auto list = [&](const Peer& peer) {
    context_.out.event(now.wall, event::Peer{event::Peer::What::listed, view_of(context_.roster, peer), {}});
    ++*reply.count;
  };
  if (!peers.only.empty()) {
    const auto found = resolve(context_.roster, peers.only);
    if (!found) return found.reason();
    list(*context_.roster.find(*found));
    reply.peer = view_of(context_.roster, *found);
  } else {
    for (const auto& [peer_id, peer] : context_.roster.all())
      if (peers.all || peer.live) list(peer);
  }
  answer(now, std::move(reply));
  return std::nullopt;
}

// --- rooms ---

void Commands::tell_room(Moment now, event::Room::What what, const Room& room) {
  event::Room event;
  event.what = what;
  event.room = room.name;
  event.joined = room.name == "lobby" || desk_.rooms.joined().contains(room);
  event.members = context_.roster.members(room).size();
  context_.out.event(now.wall, std::move(event));
}

void Commands::announce_rooms(Moment now) {
  std::vector<std::string> names;
  for (const auto& room : desk_.rooms.joined()) names.push_back(room.name);
  desk_.presence.set_rooms(now, names);
}

Commands::Refused Commands::carry_out(Moment now, CommandId id, const command::Join& join) {
  const auto name = text::room_name(join.room);
  if (!name) return refuse(ErrorCode::bad_request, join.room);
  const Room room{*name};
  if (room.name != "lobby" && !desk_.rooms.joined().contains(room)) {
    std::size_t bytes = room.name.size();
    for (const auto& joined : desk_.rooms.joined()) bytes += joined.name.size();
    if (desk_.rooms.joined().size() >= wire::kRoomsMax || bytes > wire::kRoomsBytesMax)
      return refuse(ErrorCode::bad_request, join.room);
    desk_.rooms.join(room);
    context_.out.store(record::Joined{room.name, true});
    announce_rooms(now);
  }
  tell_room(now, event::Room::What::joined, room);
  event::Reply reply;
  reply.command = id;
  reply.room = room.name;
  answer(now, std::move(reply));
  return std::nullopt;
}

Commands::Refused Commands::carry_out(Moment now, CommandId id, const command::Leave& leave) {
  const auto name = text::room_name(leave.room);
  if (name == "lobby") return refuse(ErrorCode::bad_request, leave.room);
  if (!name || !desk_.rooms.joined().contains(Room{*name})) return refuse(ErrorCode::no_such_room, leave.room);
  desk_.rooms.leave(Room{*name});
  context_.out.store(record::Joined{*name, false});
  announce_rooms(now);
  tell_room(now, event::Room::What::left, Room{*name});
  event::Reply reply;
  reply.command = id;
  reply.room = *name;
  answer(now, std::move(reply));
  return std::nullopt;
}

Commands::Refused Commands::carry_out(Moment now, CommandId id, const command::Rooms&) {
  std::set<Room> rooms = desk_.rooms.joined();
  for (const auto& [peer_id, peer] : context_.roster.all())
    if (peer.live)
      for (const auto& name : peer.card.rm) rooms.insert(Room{name});
  tell_room(now, event::Room::What::listed, Room{"lobby"});
  for (const auto& room : rooms) tell_room(now, event::Room::What::listed, room);
  event::Reply reply;
  reply.command = id;
  reply.count = rooms.size() + 1;
  answer(now, std::move(reply));
  return std::nullopt;
}

// --- this node ---

Commands::Refused Commands::carry_out(Moment now, CommandId id, const command::Status&) {
  event::Reply::Status status;
  status.network = desk_.network;
  status.self = view_of_self(context_.roster, desk_.own_card);
  status.peers = context_.roster.live_count();
  status.queued = context_.deliveries.queued();
  status.other_networks = desk_.elsewhere.nodes();
  status.counters = context_.counters.list();
  event::Reply reply;
  reply.command = id;
  reply.status = std::move(status);
  answer(now, std::move(reply));
  return std::nullopt;
}

Commands::Refused Commands::carry_out(Moment now, CommandId id, const command::Ident&) {
  event::Reply reply;
  reply.command = id;
  reply.peer = view_of_self(context_.roster, desk_.own_card);
  answer(now, std::move(reply));
  return std::nullopt;
}

Commands::Refused Commands::carry_out(Moment now, CommandId id, const command::Doctor& doctor) {
  std::optional<PeerId> only;
  if (!doctor.to.empty()) {
    const auto found = resolve(context_.roster, doctor.to);
    if (!found) return found.reason();
    only = *found;
  }
  return desk_.doctor.begin(now, id, only);
}

// --- what was said ---

// The names are looked up here, the messages by who keeps them.
Commands::Refused Commands::carry_out(Moment, CommandId id, const command::History& history) {
  HistoryQuery query;
  if (!history.peer.empty()) {
    const auto found = resolve(context_.roster, history.peer);
    if (!found) return found.reason();
    query.peer = *found;
  }
  if (!history.from.empty()) {
    const auto found = resolve_anyone(context_.roster, desk_.own_card, history.from);
    if (!found) return found.reason();
    query.from = *found;
  }
  if (history.room) {
    query.room = text::room_name(*history.room);
    if (!query.room) return refuse(ErrorCode::no_such_room, *history.room);
  }
  for (const auto& [given, place] :
       {std::pair(&history.before, &query.before), std::pair(&history.after, &query.after)}) {
    if (given->empty()) continue;
    *place = parse_message_id(*given);
    if (!*place) return refuse(ErrorCode::no_such_id, *given);
  }
  const bool is_blank = history.words.find_first_not_of(" \t\n") == std::string::npos;
  if (history.n == 0 || (query.peer && query.room) || (is_blank && !history.words.empty()))
    return refuse(ErrorCode::bad_request, history.words);
  if (history.since) query.since_ms = history.since->ms;
  if (history.until) query.until_ms = history.until->ms;
  query.words = history.words;
  query.limit = std::min(history.n, command::History::kPageMax) + 1;  // one more tells whether there is more
  query.bytes_max = command::History::kPageBytesMax;
  query.oldest = history.oldest;
  query.by_arrival = history.by_arrival;
  asked_.emplace(id, history);
  context_.out.recall(id, std::move(query));
  return std::nullopt;
}

void Commands::recalled(Moment now, CommandId question, const Recalled& answer) {
  const auto found = asked_.find(question);
  if (found == asked_.end()) return;
  const auto asked = std::move(found->second);
  asked_.erase(found);

  event::Reply reply;
  reply.command = question;
  std::span messages(answer.messages);
  std::size_t bytes = 0;
  for (const auto& message : messages) bytes += message.text.size();
  reply.more = messages.size() > std::min(asked.n, command::History::kPageMax) ||
               (messages.size() > 1 && bytes > command::History::kPageBytesMax);
  if (reply.more) messages = asked.oldest ? messages.first(messages.size() - 1) : messages.subspan(1);
  for (const auto& message : messages) context_.out.recalled(message, shown(message));
  reply.count = messages.size();

  const bool is_filtered =
      !asked.from.empty() || asked.since || asked.until || !asked.before.empty() || !asked.after.empty();
  const auto room = asked.room ? text::room_name(*asked.room) : std::nullopt;
  if (answer.error)
    reply.error = refuse(*answer.error, asked.before.empty() ? asked.after : asked.before);
  else if (messages.empty() && !asked.words.empty())
    reply.error = refuse(ErrorCode::no_match, asked.words);
  else if (messages.empty() && room && !is_filtered && !desk_.rooms.is_heard_of(Room{*room}))
    reply.error = refuse(ErrorCode::no_such_room, *asked.room);
  if (reply.error && reply.error->code != ErrorCode::no_match) reply.count.reset();
  this->answer(now, std::move(reply));
}

event::Message Commands::shown(const HistoryMessage& kept) const {
  const auto& roster = context_.roster;
  event::Message message;
  message.id = kept.id;
  message.outgoing = kept.outgoing;
  message.conversation =
      kept.kind == Conversation::Kind::peer ? conversation_with(roster, kept.peer) : conversation_in(Room{kept.room});
  message.from = kept.outgoing ? view_of_self(roster, desk_.own_card) : view_of(roster, kept.author);
  message.text = kept.text;
  message.reply_to = kept.reply_to;
  message.action = kept.action;
  message.sent = kept.sent;
  message.replay = true;
  if (!kept.outgoing) return message;
  message.state = kept.state.value_or(DeliveryState::sent);
  if (kept.kind == Conversation::Kind::peer)
    message.of = {.delivered = message.state == DeliveryState::delivered ? 1U : 0U, .total = 1};
  if (const auto standing = context_.deliveries.standing(kept.id)) {
    message.state = standing->state;
    message.of = standing->of;
  }
  return message;
}

// --- time ---

void Commands::wake(Moment now) {
  std::vector<HeldSend> ready;
  std::erase_if(held_, [&](const HeldSend& held) {
    if (now.instant < held.until && !names_are_known(now, held.send)) return false;
    ready.push_back(held);
    return true;
  });
  for (const auto& held : ready) {
    const auto refused = send_now(now, held.id, held.send);
    if (!refused) continue;
    event::Reply reply;
    reply.command = held.id;
    reply.error = refused;
    answer(now, std::move(reply));
  }
  std::erase_if(adds_, [&](const PendingAdd& add) {
    event::Reply reply;
    reply.command = add.id;
    for (const auto& [id, peer] : context_.roster.all())
      for (const auto& path : peer.paths)
        if (peer.live && path.heard && path.address.ip == add.address.ip &&
            (add.address.port == 0 || path.address.port == add.address.port))
          reply.peer = view_of(context_.roster, peer);
    if (!reply.peer && now.instant < add.until) return false;
    if (!reply.peer) reply.error = refuse(ErrorCode::no_answer, ip_to_string(add.address));
    answer(now, std::move(reply));
    return true;
  });
}

std::optional<Instant> Commands::deadline() const {
  std::optional<Instant> first;
  const auto consider = [&](Instant when) {
    if (!first || when < *first) first = when;
  };
  for (const auto& held : held_) consider(held.until);
  for (const auto& add : adds_) consider(add.until);
  return first;
}

}  // namespace earshot::core
