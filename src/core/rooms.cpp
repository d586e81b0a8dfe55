#include "core/rooms.h"

#include <algorithm>
#include <utility>

#include "core/gate.h"
#include "core/names.h"
#include "core/notices.h"
#include "core/rooms_parts.h"
#include "earshot/crypto/hash.h"

namespace earshot::core {

namespace {
constexpr std::size_t kStrangersMax = 64;  // authors without a beacon, noted for the node within one input
}  // namespace

// --- what earlier starts have left ---

void Rooms::restore(Moment now, const Remembered& remembered) {
  auto& parts = *parts_;
  for (const auto& room : remembered.rooms) join(Room{room});
  for (const auto& it : remembered.entries) {
    const auto message = wire::decode_body(wire::Kind::post, it.body);
    const auto* post = message ? std::get_if<wire::Post>(&*message) : nullptr;
    if (!post || it.seq == Seq{}) continue;  // the store has kept it as it came: of a later version, perhaps
    parts.posting.seen(now, post->ts);
    parts.hear_of(Room{post->rm});
    const LogKey key{it.author, it.epoch};
    parts.logs.restore(now, key, it.seq, make_entry(it.body, it.signature, post->pv, std::nullopt));
    parts.reading.restored(key, it.seq);
  }
}

// --- entries of others ---

void Rooms::receive(Moment now, const Received& received, const wire::Post& post) {
  auto& parts = *parts_;
  const LogKey key{post.au, post.ep};
  auto* log = parts.logs.find(key);
  // Of an own log only what was written in an earlier life, and asked for.
  const bool is_own = post.au == parts.context.self.id;
  if (is_own && (!log || key == parts.logs.own_key())) return parts.drop(Count::dropped_own);
  if (!parts.is_new(now, received, post, log)) return;
  const bool was_asked_for = parts.wants.missed_since(key, post.sq).has_value();
  const bool is_proved = log && !log->has(post.sq) && log->is_named(post.sq, crypto::hash16(received.body));
  if (!is_proved && !parts.is_verified(now, received, post.au, wire::Kind::post, was_asked_for)) return;
  if (log && log->has(post.sq))
    return void(parts.contradict(now, post, make_entry(received.body, *received.head.signature, post.pv), *log));
  if (!log) {
    log = parts.logs.open(key, parts.base_for(key, Seq{post.sq.value - 1}));
    if (!log) return parts.drop(Count::dropped_full);
    log->opened = now.instant;
  }
  parts.accept(now, received, post, *log, is_proved);
}

bool Rooms::Parts::is_new(Moment now, const Received& received, const wire::Post& post, Log* log) {
  const auto dropped = [&](Count why) {
    drop(why);
    return false;
  };
  const auto limit = context.config.far_ahead;
  if (post.sq == Seq{}) return dropped(Count::dropped_stale);
  if (!log) return !logs.is_outdated({post.au, post.ep}) || dropped(Count::dropped_stale);
  if (log->is_repeat(post.sq, received.body)) {
    repeated(now, received, *log);
    return dropped(Count::dropped_stale);
  }
  if (log->is_far_below(post.sq, limit)) return dropped(Count::dropped_stale);
  if (log->is_far_ahead(post.sq, limit)) {
    wants.ask_what_is_next(now, log->key(), log->known());
    return dropped(Count::dropped_far_ahead);
  }
  return true;
}

bool Rooms::Parts::is_verified(Moment now, const Received& received, const PeerId& author, wire::Kind kind,
                               bool was_asked_for) {
  const bool is_known = was_asked_for || context.roster.find(author) != nullptr;
  if (!is_known && !context.gate.allow(now.instant, received.source, Gate::Work::stranger_signature)) {
    drop(Count::dropped_too_fast);
    return false;
  }
  if (is_signed_by(context, author, kind, received.body, *received.head.signature)) return true;
  context.gate.bad_signature(now.instant, received.source);
  drop(Count::dropped_bad_signature);
  return false;
}

void Rooms::Parts::accept(Moment now, const Received& received, const wire::Post& post, Log& log, bool is_proved) {
  const auto& key = log.key();
  const bool is_news = post.sq > log.known();
  const bool was_asked_for = wants.missed_since(key, post.sq).has_value();
  // Until somebody who has been away says how far its log goes, what comes may have been written meanwhile.
  const auto* author = context.roster.find(post.au);
  const bool is_away = author && !author->live;
  const bool is_relayed = is_away && author->has_beacon && !is_path_of(post.au, received.source);
  if (is_news && (is_away || log.was_apart))
    log.is_history(is_relayed || log.was_apart ? post.sq : Seq{post.sq.value - 1});
  if (post.sq <= log.history_up_to() && backlog.is_busy()) reading.gather_history(now);
  enter(now, post,
        make_entry(received.body, *received.head.signature, post.pv, is_proved ? std::nullopt : std::optional(true)),
        log);
  if (logs.awaits_beacon(key)) {
    if (!was_asked_for) note_stranger(received, log);
    return;
  }
  // An old one may have been recorded and sent again by anybody; a new one says that its author is there.
  if (is_news) heard_from(now, post.au, received.source);
}

void Rooms::Parts::enter(Moment now, const wire::Post& post, Entry entry, Log& log) {
  const auto& key = log.key();
  posting.seen(now, post.ts);
  backlog.seen(post.ts);
  hear_of(Room{post.rm});
  const auto ticket = context.out.store(record::Entry{post.au, post.ep, post.sq, entry.body, entry.signature});
  pending.push_back({ticket, key, post.sq});
  wants.filled(now, key, post.sq);
  wants.miss(now, key, log.add(post.sq, std::move(entry)));
  logs.added(key, post.sq);
  check_chain(now, post, log);
  backlog.filled(now, key, post.sq);
}

// --- the chain, and where authors are ---

// A newcomer does not miss what was said before it came, up to here. But when an author that we knew restarts, all of
// its new log is written in our time, even if its first entries or its beacon did not reach us.
Seq Rooms::Parts::base_for(const LogKey& key, Seq up_to) const {
  const bool restarted = !logs.of(key.author).empty() || (logs.awaits_beacon(key) && context.roster.find(key.author));
  return restarted && up_to.value <= context.config.far_ahead ? Seq{} : up_to;
}

// Our acknowledgement may have been lost: who sends an entry to us alone, or names it, believes that we lack it. A
// broadcast of what we have was meant for others.
void Rooms::Parts::repeated(Moment now, const Received& received, const Log& log) {
  if (!received.on_group) acks.due(now, log.key());
}

// Two valid bodies for one place: everybody keeps the one with the lower hash, so that all agree in the end.
bool Rooms::Parts::contradict(Moment now, const wire::Post& post, Entry entry, Log& log) {
  tell_fork(now, log);
  const auto* held = log.find(post.sq);
  if (!held || held->hash <= entry.hash) return false;
  context.out.store(record::Entry{post.au, post.ep, post.sq, entry.body, entry.signature});
  log.replace(post.sq, std::move(entry));
  return true;
}

// Each entry names the one before it: a name that does not fit is a fork, too.
void Rooms::Parts::check_chain(Moment now, const wire::Post& post, Log& log) {
  const auto* entry = log.find(post.sq);
  const auto* before = log.find(Seq{post.sq.value - 1});
  const auto* after = log.find(post.sq.next());
  const bool fits = (!before || entry->previous == before->hash) && (!after || after->previous == entry->hash);
  if (!fits) tell_fork(now, log);
}

void Rooms::Parts::tell_fork(Moment now, Log& log) {
  context.counters.add(Count::forks_seen);
  if (std::exchange(log.fork_told, true) || context.roster.is_blocked(log.key().author)) return;
  context.out.event(now.wall, fork(view_of(context.roster, log.key().author)));
}

void Rooms::Parts::note_stranger(const Received& received, Log& log) {
  log.source = received.source;
  if (strangers.size() < kStrangersMax) strangers.emplace_back(log.key().author, received.source);
}

bool Rooms::Parts::is_path_of(const PeerId& id, const Address& source) const {
  const auto* peer = context.roster.find(id);
  const auto is_source = [&](const Path& path) { return path.address == source; };
  return peer && std::any_of(peer->paths.begin(), peer->paths.end(), is_source);
}

// Heard itself, not only held live by others.
bool Rooms::Parts::is_heard_within(Moment now, const PeerId& id, Duration time) const {
  const auto* peer = context.roster.find(id);
  return peer && std::any_of(peer->paths.begin(), peer->paths.end(),
                             [&](const Path& path) { return path.heard && now.instant - *path.heard <= time; });
}

// Only at an address that is known to be the author's: a relay's is not.
void Rooms::Parts::heard_from(Moment now, const PeerId& id, const Address& source) {
  if (is_path_of(id, source)) context.roster.heard(id, now.instant, now.wall, source);
}

void Rooms::stored(Moment now, Ticket up_to) {
  auto& parts = *parts_;
  while (!parts.pending.empty() && parts.pending.front().ticket <= up_to) {
    const auto [ticket, key, place] = parts.pending.front();
    parts.pending.pop_front();
    auto* log = parts.logs.find(key);
    if (!log) continue;
    log->mark_stored(place);
    parts.logs.digest_changed(key);
    parts.acks.due(now, key);
    parts.reading.stored(now, key, place);
  }
  parts.acks.wake(now);
}

// --- where logs end ---

void Rooms::receive(Moment now, const Received& received, const wire::LogHead& head) {
  auto& parts = *parts_;
  if (head.id == parts.context.self.id) return parts.drop(Count::dropped_own);
  const LogKey key{head.id, head.ep};
  const auto* log = parts.logs.find(key);
  if (log ? head.hd < log->known() : parts.logs.is_outdated(key)) return parts.drop(Count::dropped_stale);
  const bool is_repeat = log && head.hd == log->known();
  if (is_repeat && received.on_group) return parts.drop(Count::dropped_stale);
  if (!parts.is_verified(now, received, head.id, wire::Kind::head, false)) return;
  if (is_repeat) return parts.repeated(now, received, *log);
  parts.head_known(now, key, head.hd);
}

void Rooms::head_known(Moment now, const PeerId& author, Epoch epoch, Seq head) {
  parts_->head_known(now, {author, epoch}, head);
}

void Rooms::head_told(Moment now, const PeerId& author, Epoch epoch, Seq head) {
  auto* log = parts_->logs.find({author, epoch});
  head_known(now, author, epoch, head);
  if (log) log->was_apart = false;
}

void Rooms::Parts::head_known(Moment now, const LogKey& key, Seq head) {
  if (key.author == context.self.id) return;
  auto* log = logs.find(key);
  if (!log) {
    if (logs.is_outdated(key)) return;
    log = logs.open(key, base_for(key, head));
    if (!log) return drop(Count::dropped_full);
    log->opened = now.instant;
  }
  if (log->was_apart) log->is_history(head);
  if (head <= log->known()) return;
  // However far it goes, only so much is asked for at a time.
  const auto first_held = log->received().empty() ? log->base().value : log->received().highest();
  const auto limit = std::max(first_held, log->base().value) + context.config.far_ahead;
  wants.miss(now, key, log->told(Seq{std::min(head.value, limit)}));
  logs.digest_changed(key);
}

// --- repair ---

void Rooms::receive(Moment now, const Received& received, const wire::Want& want) {
  auto& parts = *parts_;
  if (want.fr == parts.context.self.id) return parts.drop(Count::dropped_own);
  if (!parts.context.gate.is_proven(now.instant, received.source)) return parts.send_cookie(now, received);
  const LogKey key{want.au, want.ep};
  const auto* log = parts.logs.find(key);
  const auto lowest = log ? log->lowest() : std::nullopt;
  const auto is_below = [&](const wire::Range& range) { return range.first < lowest.value_or(Seq{UINT64_MAX}).value; };
  if (std::any_of(want.rg.begin(), want.rg.end(), is_below)) {
    const wire::None none{
        .fr = parts.context.self.id, .au = want.au, .ep = want.ep, .lo = lowest.value_or(Seq{kIntegerMax})};
    parts.context.out.transmit(Urgency::repair, received.source, make_datagram(parts.context, none));
  }
  parts.repair.asked(now, key, want.rg, received.source);
}

// The source may be forged: it gets one short token, smaller than the question, and data when the token comes back.
void Rooms::Parts::send_cookie(Moment now, const Received& received) {
  auto datagram = make_datagram(context, wire::Cookie{}, 0, context.gate.token_for(now.instant, received.source));
  if (!context.gate.allow_sending(now.instant, received.source, datagram.size())) return;
  context.out.transmit(Urgency::answer, received.source, std::move(datagram));
}

void Rooms::receive(Moment now, const Received& received, const wire::None& none) {
  parts_->wants.receive(now, received, none);
  parts_->after_wants(now);
}

void Rooms::receive_cookie(Moment now, const Received& received) { parts_->wants.receive_cookie(now, received); }

void Rooms::receive(Moment now, const Received& received, const wire::Ack& ack) {
  if (parts_->receipts.receive(now, received, ack)) parts_->heard_from(now, ack.fr, received.source);
}

void Rooms::Parts::after_wants(Moment now) {
  for (const auto& [key, is_refused] : wants.take_given_up()) {
    backlog.given_up(now, key, is_refused);
    reading.go_on(now, key);
  }
}

// --- the rest of the face ---

Rooms::Rooms(Context& context) : parts_(std::make_unique<Parts>(context)) {}
Rooms::~Rooms() = default;

Result<MessageId, Refusal> Rooms::post(Moment now, const Room& room, const std::string& text,
                                       const std::string& reply_to, bool action,
                                       const std::vector<PeerId>& recipients) {
  return parts_->posting.post(now, room, text, reply_to, action, recipients);
}

Seq Rooms::own_head() const { return parts_->logs.own().known(); }

void Rooms::begin_log() {
  parts_->logs.begin_own();
  parts_->receipts.forget_all();
  parts_->posting.forget_newest();
}

void Rooms::join(const Room& room) { parts_->reading.join(room); }
void Rooms::leave(const Room& room) { parts_->reading.leave(room); }
const std::set<Room>& Rooms::joined() const { return parts_->reading.joined(); }

bool Rooms::is_heard_of(const Room& room) const {
  if (room.name == kLobby || joined().contains(room) || parts_->heard_of.contains(room)) return true;
  const auto& peers = parts_->context.roster.all();
  return std::any_of(peers.begin(), peers.end(), [&](const auto& it) {
    const auto& rooms = it.second.card.rm;
    return it.second.live && std::find(rooms.begin(), rooms.end(), room.name) != rooms.end();
  });
}

std::vector<std::pair<PeerId, Address>> Rooms::take_strangers() { return std::exchange(parts_->strangers, {}); }

std::vector<std::pair<PeerId, Address>> Rooms::take_nameless() { return std::exchange(parts_->nameless, {}); }
std::optional<Epoch> Rooms::take_past_epoch() { return std::exchange(parts_->past_epoch, std::nullopt); }

void Rooms::name_known(Moment now, const PeerId& author) {
  for (const auto& key : parts_->logs.of(author)) parts_->reading.go_on(now, key);
}

void Rooms::peer_changed(Moment now, const PeerChange& change) {
  auto& parts = *parts_;
  parts.receipts.peer_changed(now, change);
  if (change.what == PeerChange::What::gone)
    for (const auto& key : parts.logs.of(change.id)) parts.logs.find(key)->was_apart = true;
  if (change.what != PeerChange::What::appeared) return;
  for (const auto& key : parts.logs.of(change.id)) {
    // What was given up is worth asking for again, what waited for a name has one, and an acknowledgement that could
    // not go to an unproven address can go now.
    auto& log = *parts.logs.find(key);
    const bool is_first_beacon = std::exchange(log.source, std::nullopt).has_value();
    if (is_first_beacon) parts.acks.due(now, key);
    // What was written while we could not hear each other; but not what has just come and told us that it is back.
    if (!is_first_beacon) log.is_history(Seq{log.known().value - (log.has(log.known()) ? 1 : 0)});
    if (log.known() > log.base()) parts.wants.miss(now, key, log.gaps());
    parts.reading.go_on(now, key);
  }
}

void Rooms::wake(Moment now) {
  auto& parts = *parts_;
  parts.acks.wake(now);
  parts.wants.wake(now);
  parts.after_wants(now);
  parts.repair.wake(now);
  parts.receipts.wake(now);
  parts.reading.wake(now);
  parts.posting.wake(now);
}

std::optional<Instant> Rooms::deadline() const {
  std::optional<Instant> first;
  for (const auto& part : {parts_->acks.deadline(), parts_->wants.deadline(), parts_->repair.deadline(),
                           parts_->receipts.deadline(), parts_->reading.deadline(), parts_->posting.deadline()})
    if (part && (!first || *part < *first)) first = part;
  return first;
}

}  // namespace earshot::core
