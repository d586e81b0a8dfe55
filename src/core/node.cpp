// Dispatch only: which part gets what, and in which order the parts see a change. Everything else is in the parts.
#include "earshot/core/node.h"

#include <algorithm>
#include <cassert>

#include "core/buddies.h"
#include "core/cards.h"
#include "core/commands.h"
#include "core/context.h"
#include "core/deliveries.h"
#include "core/direct.h"
#include "core/doctor.h"
#include "core/elsewhere.h"
#include "core/gate.h"
#include "core/kind_rules.h"
#include "core/names.h"
#include "core/notices.h"
#include "core/people.h"
#include "core/presence.h"
#include "core/pull.h"
#include "core/rooms.h"
#include "core/roster.h"
#include "earshot/base/encoding.h"
#include "earshot/core/network.h"
#include "earshot/crypto/hash.h"
#include "earshot/wire/codec.h"

namespace earshot {

using core::Count;
using core::PeerChange;

namespace {

std::optional<wire::NetTag> net_tag(const Config& config) {
  if (config.keys) return config.keys->tag;
  if (config.network.empty()) return std::nullopt;
  const auto hash = crypto::hash8("earshot tag " + config.network);
  return wire::NetTag{hash[0], hash[1], hash[2], hash[3]};
}

std::optional<core::Envelopes> envelopes_of(const Config& config, const crypto::Seal& seal, Random& random) {
  if (!config.keys) return std::nullopt;
  return core::Envelopes(config.keys, seal, random);
}

}  // namespace

struct Node::Parts {
  Parts(const Config& config_, const crypto::Identity& identity_, const crypto::Seal& seal, Random& random)
      : config(config_),
        identity(identity_),
        gate(config, random),
        roster(config, identity.id),
        deliveries(context, card),
        context{config,
                identity,
                seal,
                random,
                core::net_id(config),
                net_tag(config),
                envelopes_of(config, seal, random),
                out,
                counters,
                gate,
                roster,
                deliveries,
                {}},
        elsewhere(context),
        rooms(context),
        direct(context),
        people(context, direct),
        cards(context, card),
        presence(context, cards, card),
        buddies(context, card, rooms),
        pull(context, cards, presence, rooms),
        doctor(context, cards, presence, buddies, card, network, elsewhere),
        commands(context, {rooms, direct, people, presence, pull, doctor, card, network, elsewhere}) {}

  void start(Moment now, const NetworkView& view, const Remembered& remembered);
  void receive(Moment now, const Datagram& datagram);
  void open_envelope(Moment now, const Datagram& datagram, const wire::Split& split);
  void take_in(Moment now, const Datagram& datagram, const wire::Split& split, BytesView bytes);
  void network_changed(Moment now, const NetworkView& view);
  void wake(Moment now);
  void after_input(Moment now);
  void begin_epoch(Moment now, Epoch epoch);
  std::optional<Instant> deadline() const;

  // One overload a kind, so that the compiler finds what is missing.
  void take(Moment now, const core::Received& it, const wire::Here& here);
  void take(Moment now, const core::Received& it, const wire::Bye& bye) { presence.receive(now, it, bye); }
  void take(Moment now, const core::Received& it, const wire::Lost& lost) {
    buddies.receive(now, it, lost);
    presence.receive(now, it, lost);
  }
  void take(Moment now, const core::Received& it, const wire::Ping& ping);
  void take(Moment now, const core::Received& it, const wire::Pong& pong);
  void take(Moment now, const core::Received& it, const wire::Pull& question) { pull.receive(now, it, question); }
  void take(Moment now, const core::Received& it, const wire::Page& page);
  void take(Moment now, const core::Received& it, const wire::Post& post) { rooms.receive(now, it, post); }
  void take(Moment now, const core::Received& it, const wire::LogHead& head) { rooms.receive(now, it, head); }
  void take(Moment now, const core::Received& it, const wire::Want& want) { rooms.receive(now, it, want); }
  void take(Moment now, const core::Received& it, const wire::None& none) { rooms.receive(now, it, none); }
  void take(Moment now, const core::Received& it, const wire::Ack& ack) { rooms.receive(now, it, ack); }
  void take(Moment now, const core::Received& it, const wire::Handshake1& hs1) { direct.receive(now, it, hs1); }
  void take(Moment now, const core::Received& it, const wire::Handshake2& hs2) { direct.receive(now, it, hs2); }
  void take(Moment now, const core::Received& it, const wire::Cookie& cookie);
  void take(Moment now, const core::Received& it, const wire::Sealed& sealed) { direct.receive(now, it, sealed); }
  // Of a network with a name alone, or in another envelope: nobody makes one there.
  void take(Moment, const core::Received&, const wire::Envelope&) { counters.add(Count::dropped_unopened); }

  void passed_on(Moment now, const PeerChange& change);
  bool is_worth_keeping(const PeerChange& change) const;
  void tell_faces(Moment now, const PeerChange& change);
  void tell_updated(Moment now, const core::Peer& peer, const wire::Here& before);
  void warn_of_same_nick(Moment now, const core::Peer& peer);
  bool tell_changed_keys(Moment now, const std::string& nick);
  void tell_members(Moment now, const std::vector<std::string>& rooms_changed);

  const Config config;
  const crypto::Identity identity;
  core::Outputs out;
  core::Counters counters;
  core::Gate gate;
  core::Roster roster;
  wire::Here card;
  NetworkView network;
  core::Deliveries deliveries;
  core::Context context;
  core::Elsewhere elsewhere;
  core::Rooms rooms;
  core::Direct direct;
  core::People people;
  core::Cards cards;
  core::Presence presence;
  core::Buddies buddies;
  core::Pull pull;
  core::Doctor doctor;
  core::Commands commands;
  std::set<PeerId> changed_keys;  // told
  bool knows_all = false;         // who is here was fetched once
  bool started = false;
};

void Node::Parts::start(Moment now, const NetworkView& view, const Remembered& remembered) {
  started = true;
  network = view;
  context.epoch = remembered.epoch.value_or(Epoch{std::min(now.wall.ms, kIntegerMax)});
  // Rises per profile without being stored: a later start has a later epoch, and a run makes fewer than 1,024 lasting
  // events per millisecond. Stays below 2^53 until the year 2248.
  out.number_events_from(context.epoch.value * 1'024);
  card.id = identity.id;
  card.ep = context.epoch;
  card.nm = config.nick;
  card.sn = config.show_name;
  card.ho = config.host;
  card.ap = config.program;
  // Nothing that the user has said about somebody may be left out for want of room.
  const auto is_marked = [](const record::Peer& it) { return !it.alias.empty() || it.verified_ms > 0 || it.blocked; };
  for (const bool marked : {true, false})
    for (const auto& peer : remembered.peers)
      if (is_marked(peer) == marked) roster.remember(peer);
  rooms.restore(now, remembered);
  direct.restore(now, remembered);
  card.rm = remembered.rooms;
  out.event(now.wall, event::Ready{network, 0});
  presence.start(now, network);
  buddies.start(now);
  pull.start(now);
  commands.start(now);
}

void Node::Parts::receive(Moment now, const Datagram& datagram) {
  counters.add(Count::received);
  const auto split = wire::decode_head(datagram.bytes);
  if (!split) return counters.add(split.reason());
  if (split->head.network != context.tag) return elsewhere.heard(now, split->head, datagram.source, datagram.interface);
  if (!context.envelopes || split->head.kind == wire::Kind::d) return take_in(now, datagram, *split, datagram.bytes);
  open_envelope(now, datagram, *split);
}

// Nothing else than envelopes and packets of sessions exists on a private network; and neither is in an envelope.
void Node::Parts::open_envelope(Moment now, const Datagram& datagram, const wire::Split& split) {
  if (split.head.kind != wire::Kind::e) return counters.add(Count::dropped_unopened);
  const auto inside = context.envelopes->open(split, datagram.bytes);
  if (!inside) return counters.add(Count::dropped_unopened);
  const auto inner = wire::decode_head(*inside);
  if (!inner) return counters.add(inner.reason());
  if (inner->head.network || inner->head.kind == wire::Kind::d) return counters.add(Count::dropped_unopened);
  take_in(now, datagram, *inner, *inside);
}

// `bytes`: the datagram, or what was in its envelope.
void Node::Parts::take_in(Moment now, const Datagram& datagram, const wire::Split& split, BytesView bytes) {
  const bool on_group = datagram.channel == Channel::group;
  const auto kind = split.head.kind;
  if (on_group && !core::belongs_on_group(kind)) return counters.add(Count::dropped_wrong_channel);
  if (core::needs_verifying(kind) && gate.is_ignored(now.instant, datagram.source))
    return counters.add(Count::dropped_ignored_source);
  if (split.head.token) {
    // In answers to our questions it is one for us to keep; else it is one of ours that came back.
    if (kind == wire::Kind::here || kind == wire::Kind::ck)
      gate.keep_token(datagram.source, *split.head.token);
    else
      gate.accept_token(now.instant, datagram.source, *split.head.token);
  }
  const auto message = wire::decode_body(kind, split.body);
  if (!message) return counters.add(message.reason());
  if (!core::has_own_account(kind)) gate.came_from(now.instant, datagram.source, datagram.bytes.size());
  const auto head_bytes = bytes.substr(0, bytes.size() - split.body.size() - 1);
  const core::Received received{split.head,         head_bytes, split.body,           datagram.source,
                                datagram.interface, on_group,   datagram.bytes.size()};
  std::visit([&](const auto& it) { take(now, received, it); }, *message);
}

void Node::Parts::take(Moment now, const core::Received& it, const wire::Here& here) {
  const bool is_worth_a_look = presence.receive(now, it, here);
  const auto* peer = roster.find(here.id);
  const bool is_newest = peer && peer->heard == now.instant && peer->card.ep == here.ep && peer->card.no == here.no;
  if (is_newest) rooms.head_told(now, peer->id, peer->card.ep, peer->card.hd);
  if (!is_worth_a_look) return;
  // Who knows fewer peers than we will ask us, not we him.
  if (here.n >= roster.live_count() + 1) pull.consider(now, here.id, here.rd);
}

void Node::Parts::take(Moment now, const core::Received& it, const wire::Ping& ping) {
  buddies.receive(now, it, ping);
  // Anybody may write a ping; what the peer itself says to that is signed.
  if (ping.dg && roster.is_live(ping.fr) && pull.is_worth_comparing(now, ping.fr, *ping.dg))
    buddies.probe(now, ping.fr);
}

void Node::Parts::take(Moment now, const core::Received& it, const wire::Pong& pong) {
  if (!buddies.receive(now, it, pong)) return;
  const auto* peer = roster.find(pong.id);
  // It restarted, or has another nick or other rooms by now, and we missed the beacon.
  if (pong.ep > peer->card.ep) return pull.fetch(now, pong.id, it.source);
  if (pong.ep == peer->card.ep && pong.no > peer->card.no) pull.fetch(now, pong.id, it.source);
  rooms.head_told(now, pong.id, pong.ep, pong.hd);
  if (pong.n >= roster.live_count() + 1) pull.consider(now, pong.id, pong.rd);
  if (pong.dg) pull.consider_logs(now, pong.id, *pong.dg);
}

void Node::Parts::take(Moment now, const core::Received& it, const wire::Page& page) {
  // A relay's belief that somebody lives is a reason to ask, not to believe.
  for (const auto& [id, epoch] : pull.receive(now, it, page)) buddies.doubt(now, id, epoch);
}

void Node::Parts::take(Moment now, const core::Received& it, const wire::Cookie&) {
  if (!it.head.token) return counters.add(Count::dropped_unsolicited);
  pull.receive_cookie(now, it);
  rooms.receive_cookie(now, it);
  direct.receive_cookie(now, it);
}

void Node::Parts::network_changed(Moment now, const NetworkView& view) {
  const bool was_down = network.interfaces.empty();
  const bool is_down = view.interfaces.empty();
  network = view;
  using What = event::Network::What;
  const auto what = is_down ? What::down : was_down ? What::up : What::changed;
  out.event(now.wall, event::Network{what, network, {}});
  presence.network_changed(now, network);
  direct.network_changed(now);
}

void Node::Parts::wake(Moment now) {
  presence.wake(now);
  if (presence.is_stopping()) return;
  buddies.set_partners(direct.partners(now.instant));
  buddies.wake(now);
  pull.wake(now);
  rooms.wake(now);
  direct.wake(now);
  doctor.wake(now);
  commands.wake(now);
  deliveries.wake(now);
  elsewhere.wake(now);
}

// What the parts found out reaches the others here, after each input: nothing happens in the middle of something else.
void Node::Parts::after_input(Moment now) {
  if (const auto past = rooms.take_past_epoch()) cards.found_past_life(*past);
  if (const auto past = cards.take_past_epoch()) begin_epoch(now, Epoch{past->value + 1});
  for (const auto& [author, source] : rooms.take_strangers()) pull.fetch(now, author, source);
  for (const auto& [author, source] : rooms.take_nameless()) pull.fetch_name(now, author, source);
  for (const auto& author : pull.take_named()) {
    rooms.name_known(now, author);
    out.store(core::record_of(*roster.find(author)));
  }
  // A change may cause another one (a revived peer gets its messages), so until there is none.
  for (auto changes = roster.take_changes(); !changes.empty(); changes = roster.take_changes())
    for (const auto& change : changes) passed_on(now, change);
  if (!knows_all && pull.is_settled(now.instant)) {
    knows_all = true;
    for (const auto& [id, peer] : roster.all())
      if (peer.live) tell_changed_keys(now, peer.card.nm);
  }
  presence.set_log_head(rooms.own_head());
  commands.wake(now);
}

// As after a restart: above what a former life used, or nobody who remembers it would listen.
void Node::Parts::begin_epoch(Moment now, Epoch epoch) {
  context.epoch = epoch;
  out.store(record::EpochUsed{epoch});
  rooms.begin_log();
  presence.begin_epoch(now);
}

void Node::Parts::passed_on(Moment now, const PeerChange& change) {
  tell_faces(now, change);
  if (is_worth_keeping(change)) out.store(core::record_of(*roster.find(change.id)));
  // Anybody can invent peers: the disk remembers no more of them than the roster.
  if (change.what == PeerChange::What::forgotten && !roster.find(change.id))
    out.store(record::Forgotten{change.id, false});
  // Of every new beacon, one from a relay too: what its author says from here on is of our time.
  if (const auto* peer = roster.find(change.id)) rooms.head_known(now, peer->id, peer->card.ep, peer->card.hd);
  rooms.peer_changed(now, change);
  direct.peer_changed(now, change);
}

// Not every beacon is: each record is a write to the disk.
bool Node::Parts::is_worth_keeping(const PeerChange& change) const {
  const auto* peer = roster.find(change.id);
  if (!peer) return false;
  return !change.before || change.before->nm != peer->card.nm || change.before->ho != peer->card.ho;
}

void Node::Parts::tell_faces(Moment now, const PeerChange& change) {
  const auto* peer = roster.find(change.id);
  if (!peer) return;
  switch (change.what) {
    case PeerChange::What::appeared: {
      auto view = core::view_of(roster, *peer);
      if (view.trust == Trust::changed && !knows_all) view.trust = peer->trust;  // the verified one may come yet
      out.event(now.wall, event::Peer{event::Peer::What::here, std::move(view), {}});
      warn_of_same_nick(now, *peer);
      tell_members(now, peer->card.rm);
      return;
    }
    case PeerChange::What::gone:
      out.event(now.wall, event::Peer{event::Peer::What::gone, core::view_of(roster, *peer), {}});
      tell_changed_keys(now, peer->card.nm);
      tell_members(now, peer->card.rm);
      return;
    case PeerChange::What::restarted:
    case PeerChange::What::updated:
      return tell_updated(now, *peer, *change.before);
    case PeerChange::What::forgotten:
      return;
  }
}

void Node::Parts::tell_updated(Moment now, const core::Peer& peer, const wire::Here& before) {
  if (before.nm != peer.card.nm) {
    out.event(now.wall, event::Peer{event::Peer::What::renamed, core::view_of(roster, peer), before.nm});
    warn_of_same_nick(now, peer);
  }
  if (before.st != peer.card.st) {
    const auto what = peer.card.st == 1 ? event::Peer::What::away : event::Peer::What::here;
    out.event(now.wall, event::Peer{what, core::view_of(roster, peer), {}});
  }
  std::vector<std::string> changed;
  const auto rooms_before = std::set<std::string>(before.rm.begin(), before.rm.end());
  const auto rooms_now = std::set<std::string>(peer.card.rm.begin(), peer.card.rm.end());
  std::set_symmetric_difference(rooms_before.begin(), rooms_before.end(), rooms_now.begin(), rooms_now.end(),
                                std::back_inserter(changed));
  tell_members(now, changed);
}

void Node::Parts::warn_of_same_nick(Moment now, const core::Peer& peer) {
  if (roster.bearers(peer.card.nm) < 2 || peer.blocked || tell_changed_keys(now, peer.card.nm)) return;
  const auto view = core::view_of(roster, peer);
  const bool is_mine = roster.bearers(peer.card.nm) == 2 && roster.is_alike(peer.card.nm, card.nm);
  out.event(now.wall, is_mine ? core::my_nick_taken(view) : core::same_nick(view));
}

// A nick's one verified bearer is not here, and others are under it: told once, until that changes, and not before
// everybody who is here could be known. Whether there are any.
bool Node::Parts::tell_changed_keys(Moment now, const std::string& nick) {
  bool are_there = false;
  if (changed_keys.empty() && roster.bearers(nick) < 2) return false;
  for (const auto& id : roster.all_alike(nick)) {
    const auto* peer = roster.find(id);
    if (!peer || core::trust_of(roster, *peer) != Trust::changed) {
      changed_keys.erase(id);
      continue;
    }
    are_there = true;
    if (knows_all && changed_keys.insert(id).second)
      out.event(now.wall, event::Peer{event::Peer::What::changed_key, core::view_of(roster, *peer), {}});
  }
  return are_there;
}

void Node::Parts::tell_members(Moment now, const std::vector<std::string>& rooms_changed) {
  for (const auto& name : rooms_changed) {
    if (!rooms.joined().contains(Room{name})) continue;
    event::Room room;
    room.what = event::Room::What::members;
    room.room = name;
    room.joined = true;
    room.members = roster.members(Room{name}).size();
    out.event(now.wall, std::move(room));
  }
}

std::optional<Instant> Node::Parts::deadline() const {
  if (!started) return std::nullopt;
  auto first = presence.deadline();
  if (presence.is_stopping()) return first;
  for (const auto& other : {buddies.deadline(), pull.deadline(), rooms.deadline(), direct.deadline(), doctor.deadline(),
                            commands.deadline(), deliveries.deadline(), elsewhere.deadline()})
    if (other && (!first || *other < *first)) first = other;
  return first;
}

// --- the public face: every input asserts that the outputs of the one before were taken ---

Node::Node(const Config& config, const crypto::Identity& identity, const crypto::Seal& seal, Random& random)
    : parts_(std::make_unique<Parts>(config, identity, seal, random)) {}
Node::~Node() = default;

void Node::start(Moment now, const NetworkView& network, const Remembered& remembered) {
  assert(!parts_->started);
  parts_->start(now, network, remembered);
  parts_->after_input(now);
}

void Node::receive(Moment now, const Datagram& datagram) {
  assert(parts_->started && parts_->out.empty());
  if (parts_->presence.is_stopping()) return;
  parts_->receive(now, datagram);
  parts_->after_input(now);
}

void Node::wake(Moment now) {
  assert(parts_->started && parts_->out.empty());
  parts_->wake(now);
  parts_->after_input(now);
}

void Node::network_changed(Moment now, const NetworkView& network) {
  assert(parts_->started && parts_->out.empty());
  parts_->network_changed(now, network);
  parts_->after_input(now);
}

void Node::resumed(Moment now) {
  assert(parts_->started && parts_->out.empty());
  parts_->presence.network_changed(now, parts_->network);
  parts_->direct.network_changed(now);
  parts_->after_input(now);
}

void Node::stored(Moment now, Ticket up_to) {
  assert(parts_->started && parts_->out.empty());
  parts_->rooms.stored(now, up_to);
  parts_->direct.stored(now, up_to);
  parts_->after_input(now);
}

Result<CommandId, Refusal> Node::submit(Moment now, const Command& command) {
  assert(parts_->started && parts_->out.empty());
  auto result = parts_->commands.submit(now, command);
  parts_->after_input(now);
  return result;
}

void Node::recalled(Moment now, CommandId question, const Recalled& answer) {
  assert(parts_->started && parts_->out.empty());
  parts_->commands.recalled(now, question, answer);
  parts_->after_input(now);
}

void Node::stop(Moment now) {
  assert(parts_->started && parts_->out.empty());
  for (const auto& [id, peer] : parts_->roster.all())
    if (peer.live) parts_->out.store(core::record_of(peer));
  parts_->presence.stop(now);
}

bool Node::stopped() const { return parts_->presence.stopped(); }

std::optional<Output> Node::poll() {
  auto output = parts_->out.poll();
  if (output && std::holds_alternative<Transmit>(*output)) parts_->counters.add(Count::sent);
  return output;
}

std::optional<Instant> Node::deadline() const { return parts_->deadline(); }

}  // namespace earshot
