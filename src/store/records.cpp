#include "store/records.h"

#include <algorithm>
#include <vector>

#include "earshot/core/ids.h"
#include "earshot/wire/codec.h"
#include "store/message_rows.h"

namespace earshot::store {
namespace {

std::optional<wire::Post> decoded(BytesView body) {
  const auto message = wire::decode_body(wire::Kind::post, body);
  const auto* post = message ? std::get_if<wire::Post>(&*message) : nullptr;
  return post ? std::optional(*post) : std::nullopt;
}

std::string one_a_line(const std::vector<Address>& addresses) {
  std::string lines;
  for (const auto& address : addresses) lines.append(to_string(address)).push_back('\n');
  return lines;
}

}  // namespace

std::optional<wire::Post> post_in(const record::Entry& entry) {
  const auto post = decoded(entry.body);
  if (!post || post->au != entry.author || post->ep != entry.epoch || post->sq != entry.seq) return std::nullopt;
  return post;
}

void Records::commit(std::span<const Store> records, Wall now) {
  Transaction transaction(database_);
  for (const auto& it : records) keep(it.record, now);
  transaction.commit();
}

void Records::keep(const Record& record, Wall now) {
  std::visit([&](const auto& it) { keep(it, now); }, record);
}

void Records::use_epoch(std::uint64_t epoch) { database_.run("UPDATE epoch SET used = ?1 WHERE used < ?1", epoch); }

// Of two bodies for one place the node keeps the later record. What was shown stays as it was shown.
void Records::keep(const record::Entry& entry, Wall now) {
  const auto post = post_in(entry);
  const std::string room = post ? post->rm : "";
  database_.run(
      "INSERT INTO entries(author, epoch, seq, stored_ms, room, body, signature) VALUES(?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT(author, epoch, seq) DO UPDATE SET room = excluded.room, body = excluded.body,"
      " signature = excluded.signature WHERE body <> excluded.body",
      blob(entry.author.bytes), entry.epoch.value, entry.seq.value, now.ms, std::string_view(room), Blob{entry.body},
      blob(entry.signature));
  if (entry.author == self_) use_epoch(entry.epoch.value);
  if (post && is_shown(*post)) show(*post, now);
}

bool Records::is_shown(const wire::Post& post) {
  if (database_.number("SELECT count(*) FROM peers WHERE blocked AND id = ?", blob(post.au.bytes)) > 0) return false;
  return post.rm == kLobby ||
         database_.number("SELECT count(*) FROM rooms WHERE name = ?", std::string_view(post.rm)) > 0;
}

// The message that the part completes, if it does.
void Records::show(const wire::Post& part, Wall now) {
  const auto [number, count] = part.pt.value_or(std::pair<std::uint64_t, std::uint64_t>{1, 1});
  if (part.sq.value < number) return;
  const auto first = part.sq.value - number + 1;
  const auto last = first + count - 1;
  const auto post = count == 1 ? part : whole_message(part, first, last);
  if (!post) return;
  HistoryMessage message;
  message.id = core::room_message_id(post->au, post->ep, Seq{first});
  message.kind = Conversation::Kind::room;
  message.room = post->rm;
  message.author = post->au;
  message.outgoing = post->au == self_;
  message.sent = Wall{post->ts};
  message.stored = now;
  message.placed = placed_at(message.sent, message.stored);
  message.text = post->tx;
  message.reply_to = post->re;
  message.action = post->me;
  if (message.outgoing) message.state = DeliveryState::sent;
  add_message(database_, message, {post->ep.value, first, last});
}

// As the node shows it (core/reading): each part claims its own place in the same message, the first says the rest.
std::optional<wire::Post> Records::whole_message(const wire::Post& part, std::uint64_t first, std::uint64_t last) {
  auto rows = database_.query(
      "SELECT body FROM entries WHERE author = ? AND epoch = ? AND seq BETWEEN ? AND ?"
      " ORDER BY seq",
      blob(part.au.bytes), part.ep.value, first, last);
  std::optional<wire::Post> whole;
  auto place = first;
  for (; rows.next(); ++place) {
    const auto next = decoded(rows.bytes(0));
    const auto claim = std::pair(place - first + 1, last - first + 1);
    if (!next || next->sq.value != place || next->rm != part.rm || next->pt != claim) return std::nullopt;
    if (!whole)
      whole = next;
    else
      whole->tx += next->tx;
  }
  return place == last + 1 ? whole : std::nullopt;
}

void Records::keep(const record::Direct& direct, Wall now) {
  HistoryMessage message;
  message.id = direct.id;
  message.kind = Conversation::Kind::peer;
  message.peer = direct.peer;
  message.author = direct.outgoing ? self_ : direct.peer;
  message.outgoing = direct.outgoing;
  message.sent = Wall{direct.sent_ms};
  message.stored = now;
  message.placed = placed_at(message.sent, message.stored);
  message.text = direct.text;
  message.reply_to = direct.reply_to;
  message.action = direct.action;
  if (direct.outgoing) message.state = DeliveryState::queued;
  add_message(database_, message, {direct.stream, direct.first, direct.last});
  if (direct.outgoing) return use_epoch(direct.stream);
  keep(record::Received{direct.peer, direct.stream, direct.last}, now);
}

// The node looks no further back than that either (core/inbox).
void Records::keep(const record::Received& received, Wall) {
  database_.run(
      "INSERT INTO received VALUES(?, ?, ?) ON CONFLICT(peer, stream) DO UPDATE SET"
      " stored_up_to = excluded.stored_up_to WHERE excluded.stored_up_to > stored_up_to",
      blob(received.peer.bytes), received.stream, received.stored_up_to);
  database_.run(
      "DELETE FROM received WHERE peer = ?1 AND stream <= (SELECT stream FROM received WHERE peer = ?1"
      " ORDER BY stream DESC LIMIT 1 OFFSET 64)",
      blob(received.peer.bytes));
}

void Records::keep(const record::Delivered& delivered, Wall) {
  database_.run(
      "UPDATE messages SET state = 'delivered' WHERE state = 'queued' AND peer = ? AND stream = ?"
      " AND first <= ?",
      blob(delivered.peer.bytes), delivered.stream, delivered.first);
}

void Records::keep(const record::Abandoned& abandoned, Wall) {
  database_.run("UPDATE messages SET state = 'failed' WHERE state = 'queued' AND id = ?", blob(abandoned.id.bytes));
}

void Records::keep(const record::Peer& peer, Wall) {
  database_.run("INSERT OR REPLACE INTO peers VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", blob(peer.id.bytes),
                std::string_view(peer.nick), std::string_view(peer.host), peer.first_seen_ms, peer.last_seen_ms,
                std::string_view(one_a_line(peer.addresses)), std::string_view(peer.alias), peer.verified_ms,
                peer.blocked, std::string_view(peer.verified_as), Blob{peer.card}, blob(peer.card_signature));
}

// What the logs have of it stays: others would send it again.
void Records::keep(const record::Forgotten& forgotten, Wall) {
  database_.run("DELETE FROM peers WHERE id = ?", blob(forgotten.peer.bytes));
  if (forgotten.history) remove_messages(database_, forgotten.peer);
}

void Records::keep(const record::EpochUsed& used, Wall) { use_epoch(used.epoch.value); }

// Who joins finds in the history what the logs have of the room.
void Records::keep(const record::Joined& joined, Wall now) {
  const std::string_view room = joined.room;
  if (!joined.joined) {
    database_.run("DELETE FROM rooms WHERE name = ?", room);
    return;
  }
  database_.run("INSERT OR IGNORE INTO rooms VALUES(?)", room);
  std::vector<wire::Post> begun;
  auto rows = database_.query("SELECT body FROM entries WHERE room = ? ORDER BY author, epoch, seq", room);
  while (rows.next()) {
    auto post = decoded(rows.bytes(0));
    if (post && post->pt.value_or(std::pair<std::uint64_t, std::uint64_t>{1, 1}).first == 1)
      begun.push_back(std::move(*post));
  }
  for (const auto& post : begun)
    if (is_shown(post)) show(post, now);
}

}  // namespace earshot::store
