#include "store/message_rows.h"

namespace earshot::store {
namespace {

// A stamp that is further ahead says nothing about the order (core/posting).
constexpr std::uint64_t kStampAheadMax = 60'000;

}  // namespace

Wall placed_at(Wall sent, Wall stored) { return sent.ms > stored.ms + kStampAheadMax ? stored : sent; }

bool add_message(Database& database, const HistoryMessage& message, const MessagePlace& place) {
  const bool is_direct = message.kind == Conversation::Kind::peer;
  const auto peer = is_direct ? std::optional(blob(message.peer.bytes)) : std::nullopt;
  const auto room = is_direct ? std::nullopt : std::optional<std::string_view>(message.room);
  const auto state = message.state ? std::optional<std::string_view>(name(*message.state)) : std::nullopt;
  const auto added = database.run(
      "INSERT INTO messages(id, peer, room, author, outgoing, stream, first, last, sent_ms, stored_ms, placed_ms, text,"
      " reply_to, action, state) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO NOTHING",
      blob(message.id.bytes), peer, room, blob(message.author.bytes), message.outgoing, place.stream, place.first,
      place.last, message.sent.ms, message.stored.ms, message.placed.ms, std::string_view(message.text),
      std::string_view(message.reply_to), message.action, state);
  if (added == 0) return false;
  database.run("INSERT INTO words(rowid, text) VALUES(last_insert_rowid(), ?)", std::string_view(message.text));
  return true;
}

std::uint64_t remove_messages(Database& database, Wall before, std::uint64_t most) {
  static const std::string old =
      "(SELECT number FROM messages WHERE stored_ms < ? AND state IS NOT 'queued' ORDER BY stored_ms, number LIMIT ?)";
  database.run(
      "INSERT INTO words(words, rowid, text) SELECT 'delete', number, text FROM messages WHERE number IN " + old,
      before.ms, most);
  return database.run("DELETE FROM messages WHERE number IN " + old, before.ms, most);
}

void remove_messages(Database& database, const PeerId& peer) {
  database.run(
      "INSERT INTO words(words, rowid, text) SELECT 'delete', number, text FROM messages WHERE ?1 IN (peer, author)",
      blob(peer.bytes));
  database.run("DELETE FROM messages WHERE ?1 IN (peer, author)", blob(peer.bytes));
}

void try_words(Database& database) {
  database.number("SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH '\"the\"' LIMIT 1)");
}

void rebuild_words(Database& database) { database.run("INSERT INTO words(words) VALUES('rebuild')"); }

}  // namespace earshot::store
