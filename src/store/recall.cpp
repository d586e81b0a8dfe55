#include "store/recall.h"

#include "store/schema.h"

namespace earshot::store {
namespace {

std::vector<record::Peer> peers(Database& database) {
  std::vector<record::Peer> result;
  const auto or_none = [&](const std::string& column, const char* none) {
    return has_column(database, "peers", column) ? column : none;
  };
  auto rows =
      database.query("SELECT id, nick, host, first_seen_ms, last_seen_ms, addresses, alias, verified, blocked, " +
                     or_none("verified_as", "''") + ", " + or_none("card", "x''") + ", " +
                     or_none("card_signature", "x''") + " FROM peers ORDER BY id");
  while (rows.next()) {
    record::Peer peer{.id = {rows.array<32>(0)},
                      .nick = rows.text(1),
                      .host = rows.text(2),
                      .first_seen_ms = rows.number(3),
                      .last_seen_ms = rows.number(4),
                      .addresses = {},
                      .alias = rows.text(6),
                      .verified_ms = rows.number(7),
                      .verified_as = rows.text(9),
                      .blocked = rows.number(8) != 0,
                      .card = rows.bytes(10)};
    if (!peer.card.empty()) peer.card_signature = rows.array<64>(11);
    const auto lines = rows.text(5);
    for (std::size_t begin = 0; begin < lines.size();) {
      const auto end = std::min(lines.find('\n', begin), lines.size());
      if (const auto address = parse_address(std::string_view(lines).substr(begin, end - begin), 0))
        peer.addresses.push_back(*address);
      begin = end + 1;
    }
    result.push_back(std::move(peer));
  }
  return result;
}

std::vector<record::Received> received(Database& database) {
  std::vector<record::Received> result;
  auto rows = database.query("SELECT peer, stream, stored_up_to FROM received ORDER BY peer, stream");
  while (rows.next()) result.push_back({{rows.array<32>(0)}, rows.number(1), rows.number(2)});
  return result;
}

std::vector<record::Direct> unsent(Database& database) {
  std::vector<record::Direct> result;
  auto rows = database.query(
      "SELECT peer, id, stream, first, last, sent_ms, text, reply_to, action FROM messages"
      " WHERE state = 'queued' ORDER BY peer, stream, first");
  while (rows.next()) {
    result.push_back({.peer = {rows.array<32>(0)},
                      .outgoing = true,
                      .id = {rows.array<10>(1)},
                      .stream = rows.number(2),
                      .first = rows.number(3),
                      .last = rows.number(4),
                      .sent_ms = rows.number(5),
                      .text = rows.text(6),
                      .reply_to = rows.text(7),
                      .action = rows.number(8) != 0});
  }
  return result;
}

std::vector<record::Entry> entries(Database& database, std::size_t most) {
  std::vector<record::Entry> result;
  auto rows =
      database.query(std::string("SELECT author, epoch, seq, body, signature FROM entries WHERE arrival IN ("
                                 "SELECT arrival FROM (") +
                         kRankedEntries + ") ORDER BY worth DESC, seq DESC LIMIT ?) ORDER BY author, epoch, seq",
                     std::uint64_t{most});
  while (rows.next())
    result.push_back({{rows.array<32>(0)}, {rows.number(1)}, {rows.number(2)}, rows.bytes(3), rows.array<64>(4)});
  return result;
}

std::vector<std::string> rooms(Database& database) {
  std::vector<std::string> result;
  auto rows = database.query("SELECT name FROM rooms ORDER BY name");
  while (rows.next()) result.push_back(rows.text(0));
  return result;
}

}  // namespace

const char* const kRankedEntries =
    "SELECT arrival, length(body) + length(signature) AS bytes, seq,"
    " max(stored_ms) OVER log AS stored_ms, max(arrival) OVER log AS worth"
    " FROM entries WINDOW log AS (PARTITION BY author, epoch ORDER BY seq)";

Remembered recall(Database& database, std::size_t entries_max) {
  return {.epoch = {},
          .peers = peers(database),
          .received = received(database),
          .unsent = unsent(database),
          .entries = entries(database, entries_max),
          .rooms = rooms(database)};
}

}  // namespace earshot::store
