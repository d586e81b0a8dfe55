#include "core/direct.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <utility>

#include "core/comparisons.h"
#include "core/deliveries.h"
#include "core/handshakes.h"
#include "core/link.h"
#include "core/names.h"
#include "core/timers.h"
#include "earshot/core/ids.h"

namespace earshot::core {

namespace {

// A conversation is open for this long after its last message.
constexpr Duration kConversationLife = std::chrono::minutes(5);
// Of fragments that wait for others, over all peers: 16 long texts at once, and no more for whoever sends us heaps of
// beginnings.
constexpr std::size_t kHeldBytesMax = 4 << 20;
// Between two looks for messages that are too old.
constexpr Duration kGiveUpInterval = std::chrono::hours(1);

}  // namespace

struct Direct::Parts {
  explicit Parts(Context& context_) : context(context_), handshakes(context_, indexes), comparisons(context_) {}

  struct Peer {
    Link link;
    std::uint64_t last_sent_ms = 0;         // stamps rise, whatever the wall clock does
    std::optional<Instant> last_message{};  // either way
  };
  // A message that came in and waits until it is durable.
  struct Storing {
    Ticket ticket;
    PeerId from;
    Inbox::Message message;
  };

  Peer& peer(const PeerId& id);
  Link* find(const PeerId& id);
  bool may_meet(const PeerId& id) const;
  Link* confirm(Moment now, const PeerId& id, const Address& source);
  void keep(Moment now, const PeerId& from, Inbox::Message message);
  void show(Moment now, const Storing& it);
  void bound_held(Moment now);
  void forget(const PeerId& id);
  void gave_up(Moment now, const PeerId& peer, const MessageId& id, const char* reason);
  void give_up_old(Moment now);
  void want_session(Moment now, const PeerId& id);
  void settle(Moment now, const PeerId& id);
  void adopted(Moment now, const PeerId& id);

  Context& context;
  Indexes indexes;  // before all that holds one
  Handshakes handshakes;
  Comparisons comparisons;
  std::map<PeerId, Peer> peers;
  std::deque<Storing> storing;
  Timers<PeerId> timers;
  std::optional<Instant> give_up_at;  // while something is to be delivered: when old messages are looked for
  std::size_t held = 0;               // bytes in the inboxes that do not make a message yet
  std::uint64_t forgotten = 0;        // outboxes: a later one to the same peer gets a greater stream
};

Direct::Direct(Context& context) : parts_(std::make_unique<Parts>(context)) {}
Direct::~Direct() = default;

// --- one peer ---

Direct::Parts::Peer& Direct::Parts::peer(const PeerId& id) {
  const auto found = peers.find(id);
  if (found != peers.end()) return found->second;
  const auto stream = std::min(context.epoch.value + forgotten, kIntegerMax);
  return peers.emplace(id, Peer{.link = Link(context, id, stream)}).first->second;
}

Link* Direct::Parts::find(const PeerId& id) {
  const auto found = peers.find(id);
  return found == peers.end() ? nullptr : &found->second.link;
}

bool Direct::Parts::may_meet(const PeerId& id) const {
  return context.roster.is_live(id) && !context.roster.is_blocked(id);
}

// After anything that concerned the peer: sends what may leave, asks for keys where they are worn out, sets the timer.
void Direct::Parts::settle(Moment now, const PeerId& id) {
  auto* link = find(id);
  if (!link) return;
  link->want_open(now, !link->outbox().empty() || comparisons.needs_session(id));
  link->flush(now);
  if (link->is_open())
    if (const auto step = comparisons.say(now, id, link->handshake())) link->compare(now, *step);
  if (link->wants_new_session() && may_meet(id)) handshakes.start(now, id);
  const auto deadline = link->deadline();
  if (deadline)
    timers.set(id, *deadline);
  else
    timers.cancel(id);
}

// Somebody is there who has something waiting, or whose session may be gone.
void Direct::Parts::want_session(Moment now, const PeerId& id) {
  const auto* link = find(id);
  if (!link || link->has_session() || !may_meet(id)) return;
  if (link->outbox().empty() && !comparisons.needs_session(id)) return;
  handshakes.start(now, id);
}

void Direct::Parts::forget(const PeerId& id) {
  handshakes.stop(id);
  const auto found = peers.find(id);
  if (found == peers.end() || !found->second.link.outbox().empty()) return;
  held -= found->second.link.inbox().bytes_held();
  peers.erase(found);
  timers.cancel(id);
  ++forgotten;
}

// --- what earlier starts have left ---

void Direct::restore(Moment now, const Remembered& remembered) {
  for (const auto& it : remembered.received) parts_->peer(it.peer).link.inbox().restore(it.stream, it.stored_up_to);
  for (const auto& it : remembered.unsent) {
    auto fragments = split(it.text, it.first, it.sent_ms, it.reply_to, it.action);
    auto& peer = parts_->peer(it.peer);
    if (fragments.empty() || it.stream >= peer.link.outbox().newest_stream()) continue;  // not of our making
    peer.link.outbox().restore(it.id, it.stream, std::move(fragments));
    peer.last_sent_ms = std::max(peer.last_sent_ms, it.sent_ms);
    parts_->context.deliveries.restore(now, it.id, conversation_with(parts_->context.roster, it.peer), {it.peer},
                                       DeliveryState::queued);
    parts_->give_up_at = now.instant;
  }
}

// --- sending ---

Result<MessageId, Refusal> Direct::send(Moment now, const PeerId& to, const std::string& text,
                                        const std::string& reply_to, bool action) {
  auto& context = parts_->context;
  const auto refuse = [](ErrorCode code) { return Failure{Refusal{.code = code, .about = {}, .candidates = {}}}; };
  if (!has_room(to)) return refuse(ErrorCode::busy);
  auto& peer = parts_->peer(to);
  auto& outbox = peer.link.outbox();
  const auto first = outbox.next_number();
  const Wall sent{std::min(std::max(now.wall.ms, peer.last_sent_ms + 1), kIntegerMax)};
  auto fragments = split(text, first, sent.ms, reply_to, action);
  if (fragments.empty()) return refuse(ErrorCode::text_too_long);
  peer.last_sent_ms = sent.ms;
  peer.last_message = now.instant;

  const auto id = direct_message_id(context.self.id, to, outbox.newest_stream(), first);
  context.out.store(record::Direct{.peer = to,
                                   .outgoing = true,
                                   .id = id,
                                   .stream = outbox.newest_stream(),
                                   .first = first,
                                   .last = fragments.back().i,
                                   .sent_ms = sent.ms,
                                   .text = text,
                                   .reply_to = reply_to,
                                   .action = action});
  context.deliveries.begin(now, {.id = id,
                                 .conversation = conversation_with(context.roster, to),
                                 .recipients = {to},
                                 .state = context.roster.is_live(to) ? DeliveryState::sent : DeliveryState::queued,
                                 .text = text,
                                 .reply_to = reply_to,
                                 .action = action,
                                 .sent = sent});
  outbox.push(id, std::move(fragments));
  if (!parts_->give_up_at) parts_->give_up_at = now.instant + kGiveUpInterval;
  parts_->want_session(now, to);
  parts_->settle(now, to);
  return id;
}

bool Direct::has_room(const PeerId& to) const {
  const auto* link = parts_->find(to);
  return !link || link->outbox().messages() < parts_->context.config.outbox_messages_max;
}

void Direct::Parts::gave_up(Moment now, const PeerId& peer, const MessageId& id, const char* reason) {
  context.out.store(record::Abandoned{peer, id});
  context.deliveries.failed(now, id, peer, reason);
}

// Nobody reads what was written for a day long ago.
void Direct::Parts::give_up_old(Moment now) {
  give_up_at.reset();
  const auto life = static_cast<std::uint64_t>(context.config.outbox_life / std::chrono::milliseconds(1));
  for (auto& [id, peer] : peers)
    for (auto oldest = peer.link.outbox().oldest_unsent(); oldest && oldest->sent_ms + life < now.wall.ms;
         oldest = peer.link.outbox().oldest_unsent()) {
      (void)peer.link.outbox().withdraw(oldest->id);
      gave_up(now, id, oldest->id, "expired");
    }
  const bool is_anything_left =
      std::any_of(peers.begin(), peers.end(), [](const auto& it) { return !it.second.link.outbox().empty(); });
  if (is_anything_left) give_up_at = now.instant + kGiveUpInterval;
}

bool Direct::withdraw(Moment now, const MessageId& id) {
  const auto holder = std::find_if(parts_->peers.begin(), parts_->peers.end(),
                                   [&](auto& it) { return it.second.link.outbox().withdraw(id); });
  if (holder == parts_->peers.end()) return false;
  parts_->gave_up(now, holder->first, id, "withdrawn");
  parts_->settle(now, holder->first);
  return true;
}

void Direct::abandon(Moment now, const PeerId& to) {
  parts_->comparisons.stop(now, to, "gone");
  auto* link = parts_->find(to);
  if (!link) return;
  for (const auto& message : link->abandon()) parts_->gave_up(now, to, message.id, "withdrawn");
  parts_->settle(now, to);
}

// --- what the user decides ---

bool Direct::compare(Moment now, const PeerId& with) {
  if (!parts_->comparisons.begin(now, with)) return false;
  (void)parts_->peer(with);
  parts_->want_session(now, with);
  parts_->settle(now, with);
  return true;
}

bool Direct::take_compared(Moment now, const PeerId& with) { return parts_->comparisons.take_done(now, with); }

void Direct::block_changed(Moment now, const PeerId& id) {
  auto* link = parts_->find(id);
  if (parts_->context.roster.is_blocked(id)) {
    parts_->handshakes.stop(id);
    parts_->comparisons.stop(now, id, "blocked");
    if (link) link->close(now);
  }
  parts_->want_session(now, id);
  parts_->settle(now, id);
}

// --- receiving ---

void Direct::receive(Moment now, const Received& received, const wire::Handshake1& handshake) {
  if (parts_->peers.size() >= parts_->context.config.peers_max)
    return parts_->context.counters.add(Count::dropped_full);
  parts_->handshakes.receive(now, received, handshake);
}

void Direct::receive(Moment now, const Received& received, const wire::Handshake2& handshake) {
  auto established = parts_->handshakes.receive(now, received, handshake);
  if (!established) return;
  const auto from = established->peer;
  if (parts_->context.roster.is_blocked(from)) return;
  parts_->peer(from).link.adopt(now, std::move(*established), Link::Role::initiator);
  parts_->adopted(now, from);
  parts_->settle(now, from);
}

void Direct::receive_cookie(Moment now, const Received& received) { parts_->handshakes.receive_cookie(now, received); }

void Direct::receive(Moment now, const Received& received, const wire::Sealed& sealed) {
  auto& counters = parts_->context.counters;
  const auto index = *received.head.receiver;
  const auto from = parts_->indexes.owner(index);
  if (!from) return counters.add(Count::dropped_unopened);
  if (parts_->context.roster.is_blocked(*from)) return counters.add(Count::dropped_blocked);
  auto* link = parts_->find(*from);
  auto* session = link ? link->session(index) : nullptr;
  const bool is_tentative = !session;
  if (is_tentative) session = parts_->handshakes.tentative(*from, index);
  if (!session) return counters.add(Count::dropped_unopened);
  const auto opened = session->open(received, sealed);
  if (!opened) return counters.add(opened.reason());
  if (is_tentative) link = parts_->confirm(now, *from, received.source);
  const auto handshake = session->handshake();
  parts_->held -= link->inbox().bytes_held();
  for (auto& message : link->take(now, received, *session, *opened)) parts_->keep(now, *from, std::move(message));
  parts_->held += link->inbox().bytes_held();
  parts_->bound_held(now);
  if (link->has_session() && link->handshake() == handshake)
    parts_->comparisons.receive(now, *from, handshake, opened->frames);
  parts_->settle(now, *from);
}

void Direct::Parts::adopted(Moment now, const PeerId& id) {
  comparisons.session_changed(now, id, peer(id).link.handshake());
}

// The peer has the keys of the tentative session: from now on it is the one in use.
Link* Direct::Parts::confirm(Moment now, const PeerId& id, const Address& source) {
  auto established = handshakes.confirm(id, source);
  auto& link = peer(id).link;
  link.adopt(now, std::move(established), Link::Role::responder);
  adopted(now, id);
  return &link;
}

void Direct::Parts::keep(Moment now, const PeerId& from, Inbox::Message message) {
  peer(from).last_message = now.instant;
  const auto [stream, first] = message.written;
  auto ticket = context.out.store(record::Direct{.peer = from,
                                                 .outgoing = false,
                                                 .id = direct_message_id(from, context.self.id, stream, first),
                                                 .stream = stream,
                                                 .first = first,
                                                 .last = first + (message.last - message.first),
                                                 .sent_ms = message.sent_ms,
                                                 .text = message.text,
                                                 .reply_to = message.reply_to,
                                                 .action = message.action});
  if (stream != message.stream) ticket = context.out.store(record::Received{from, message.stream, message.last});
  storing.push_back({ticket, from, std::move(message)});
}

void Direct::stored(Moment now, Ticket up_to) {
  auto& storing = parts_->storing;
  std::set<PeerId> authors;
  while (!storing.empty() && storing.front().ticket <= up_to) {
    const auto it = std::move(storing.front());
    storing.pop_front();
    if (!it.message.is_known && !parts_->context.roster.is_blocked(it.from)) parts_->show(now, it);
    if (auto* link = parts_->find(it.from)) link->stored(now, it.message);
    authors.insert(it.from);
  }
  for (const auto& author : authors) parts_->settle(now, author);
}

void Direct::Parts::show(Moment now, const Storing& it) {
  event::Message message;
  message.id = direct_message_id(it.from, context.self.id, it.message.written.first, it.message.written.second);
  message.conversation = conversation_with(context.roster, it.from);
  message.from = view_of(context.roster, it.from);
  message.text = it.message.text;
  message.reply_to = it.message.reply_to;
  message.action = it.message.action;
  message.sent = Wall{it.message.sent_ms};
  context.out.event(now.wall, std::move(message));
}

// Too many unfinished texts: the peer with the most of them begins again.
void Direct::Parts::bound_held(Moment now) {
  if (held <= kHeldBytesMax) return;
  const auto most = std::max_element(peers.begin(), peers.end(), [](const auto& a, const auto& b) {
    return a.second.link.inbox().bytes_held() < b.second.link.inbox().bytes_held();
  });
  held -= most->second.link.inbox().bytes_held();
  context.counters.add(Count::dropped_full);
  most->second.link.close(now);
  settle(now, most->first);
}

// --- what happens around ---

void Direct::peer_changed(Moment now, const PeerChange& change) {
  using What = PeerChange::What;
  auto* link = parts_->find(change.id);
  if (!link) return;
  switch (change.what) {
    case What::appeared:
    case What::updated:
      break;
    case What::restarted:
      link->distrust_session();
      break;
    case What::gone:
      parts_->handshakes.stop(change.id);
      parts_->comparisons.stop(now, change.id, "gone");
      break;
    case What::forgotten:
      return parts_->forget(change.id);
  }
  parts_->want_session(now, change.id);
  parts_->settle(now, change.id);
}

void Direct::network_changed(Moment now) {
  parts_->handshakes.hurry(now);
  for (auto& [id, peer] : parts_->peers) {
    if (parts_->context.roster.is_live(id)) peer.link.check_paths(now);
    parts_->settle(now, id);
  }
}

std::vector<PeerId> Direct::partners(Instant now) const {
  std::vector<PeerId> partners;
  for (const auto& [id, peer] : parts_->peers)
    if (peer.last_message && now - *peer.last_message < kConversationLife) partners.push_back(id);
  return partners;
}

void Direct::wake(Moment now) {
  parts_->handshakes.wake(now);
  if (parts_->give_up_at && *parts_->give_up_at <= now.instant) parts_->give_up_old(now);
  while (const auto due = parts_->timers.take_due(now.instant)) {
    if (auto* link = parts_->find(*due)) link->wake(now);
    parts_->settle(now, *due);
  }
  for (const auto& id : parts_->comparisons.take_due(now)) {
    parts_->want_session(now, id);
    parts_->settle(now, id);
    parts_->comparisons.postpone(now, id);
  }
}

std::optional<Instant> Direct::deadline() const {
  auto first = parts_->give_up_at;
  for (const auto& other : {parts_->timers.next(), parts_->handshakes.deadline(), parts_->comparisons.deadline()})
    if (other && (!first || *other < *first)) first = other;
  return first;
}

}  // namespace earshot::core
