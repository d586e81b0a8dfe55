#include "store/schema.h"

#include <array>

namespace earshot::store {
namespace {

// Ids and bytes as signed are BLOBs, so that nothing takes them for text. Numbers of the protocol are below 2^53.
constexpr std::array kSteps = {R"sql(
-- By the user or the program: the nick, for example.
CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- The greatest epoch or stream of ours that was ever used or seen. One row.
CREATE TABLE epoch(place INTEGER PRIMARY KEY CHECK (place = 0), used INTEGER NOT NULL CHECK (used >= 0)) STRICT;
INSERT INTO epoch VALUES(0, 0);

-- Joined. The lobby is not in it: everybody is there.
CREATE TABLE rooms(name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE peers(
  id BLOB PRIMARY KEY CHECK (length(id) = 32), nick TEXT NOT NULL, host TEXT NOT NULL,
  first_seen_ms INTEGER NOT NULL, last_seen_ms INTEGER NOT NULL,
  addresses TEXT NOT NULL, -- one a line, best first
  alias TEXT NOT NULL, verified INTEGER NOT NULL, blocked INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Where each peer's streams to us stand. Not read from the messages, which may expire.
CREATE TABLE received(
  peer BLOB CHECK (length(peer) = 32), stream INTEGER NOT NULL, stored_up_to INTEGER NOT NULL,
  PRIMARY KEY(peer, stream)
) STRICT, WITHOUT ROWID;

-- The logs of all authors, as signed: what others may ask for.
CREATE TABLE entries(
  arrival INTEGER PRIMARY KEY,
  author BLOB NOT NULL CHECK (length(author) = 32), epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
  stored_ms INTEGER NOT NULL, room TEXT NOT NULL,
  body BLOB NOT NULL, signature BLOB NOT NULL CHECK (length(signature) = 64),
  UNIQUE(author, epoch, seq)
) STRICT;

-- One row for each message that is shown. Exactly one of peer and room is set.
CREATE TABLE messages(
  number INTEGER PRIMARY KEY, -- rises in the order of arrival
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 10),
  peer BLOB CHECK (length(peer) = 32), room TEXT,
  author BLOB NOT NULL CHECK (length(author) = 32), outgoing INTEGER NOT NULL,
  stream INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, -- epoch and places, for a room
  sent_ms INTEGER NOT NULL, stored_ms INTEGER NOT NULL, placed_ms INTEGER NOT NULL,
  text TEXT NOT NULL, reply_to TEXT NOT NULL, action INTEGER NOT NULL,
  state TEXT, -- of own ones
  CHECK ((peer IS NULL) <> (room IS NULL))
) STRICT;
CREATE INDEX messages_by_time ON messages(placed_ms, author, stream, first);
CREATE INDEX messages_by_peer ON messages(peer, placed_ms, author, stream, first) WHERE peer IS NOT NULL;
CREATE INDEX messages_by_room ON messages(room, placed_ms, author, stream, first) WHERE room IS NOT NULL;
CREATE INDEX messages_by_arrival ON messages(stored_ms);
CREATE INDEX messages_unsent ON messages(peer, stream, first) WHERE state = 'queued';

-- Finds parts of words in any script. It holds no text of its own and can be made anew.
CREATE VIRTUAL TABLE words USING fts5(text, content = 'messages', content_rowid = 'number', tokenize = 'trigram');
)sql",
                               R"sql(
-- `verified` is when, 0 for never; and this the nick of that time.
ALTER TABLE peers ADD COLUMN verified_as TEXT NOT NULL DEFAULT '';
)sql",
                               R"sql(
-- The newest beacon as signed, for latecomers who ask for the name; empty none.
ALTER TABLE peers ADD COLUMN card BLOB NOT NULL DEFAULT x'';
ALTER TABLE peers ADD COLUMN card_signature BLOB NOT NULL DEFAULT x''
  CHECK (length(card_signature) = 64 OR length(card) = 0);
)sql"};

}  // namespace

std::span<const char* const> schema_steps() { return kSteps; }

bool is_empty(Database& database) { return database.number("SELECT count(*) FROM sqlite_schema") == 0; }

bool is_ours(Database& database) { return database.number("PRAGMA application_id") == kApplicationId; }

std::uint64_t schema_version(Database& database) { return database.number("PRAGMA user_version"); }

void migrate(Database& database, std::span<const char* const> steps) {
  for (auto version = schema_version(database); version < steps.size(); ++version) {
    Transaction transaction(database);
    database.execute(steps[version]);
    database.execute("PRAGMA application_id = " + std::to_string(kApplicationId));
    database.execute("PRAGMA user_version = " + std::to_string(version + 1));
    transaction.commit();
  }
}

bool has_column(Database& database, std::string_view table, std::string_view column) {
  return database.number("SELECT count(*) FROM pragma_table_info(?) WHERE name = ?", table, column) > 0;
}

Schema schema_of(Database& database) {
  Schema result;
  auto rows = database.query("SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name");
  while (rows.next()) result.emplace_back(rows.text(0), rows.text(1), rows.text(2));
  return result;
}

Schema schema_wanted() {
  Database database;
  migrate(database);
  return schema_of(database);
}

bool are_pages_intact(Database& database) {
  auto rows = database.query("PRAGMA quick_check(1)");
  return rows.next() && rows.text(0) == "ok";
}

}  // namespace earshot::store
