#include "store/salvage.h"

#include <algorithm>
#include <optional>
#include <string>

#include "store/message_rows.h"
#include "store/records.h"
#include "store/schema.h"

namespace earshot::store {
namespace {

using Take = std::function<void(const Row&)>;

// A value that cannot be, or one that the new table does not take.
bool is_of_the_row(const DatabaseError& error) {
  return error.is_damage() || (error.code() & 0xff) == SQLITE_CONSTRAINT;
}

// False: it broke before the end.
bool read(Database& from, const std::string& sql, const Take& take) {
  std::optional<Statement> statement;
  const auto next = [&]() -> std::optional<bool> {
    try {
      if (!statement) statement.emplace(from.handle(), sql);
      return statement->step();
    } catch (const DatabaseError&) {
      return std::nullopt;
    }
  };
  auto has_row = next();
  for (; has_row == true; has_row = next()) try {
      take(Row(statement->handle()));
    } catch (const DatabaseError& error) {
      if (!is_of_the_row(error)) throw;
    }
  return has_row.has_value();
}

// Forwards until the file breaks, then backwards from the end until it breaks there: only what is between is lost. A
// row may come twice.
void read_both_ways(Database& from, const std::string& sql, const Take& take) {
  if (!read(from, sql + " ASC", take)) read(from, sql + " DESC", take);
}

// Those of the columns that the table has; all of them when that cannot be read.
std::string columns_of(Database& from, const std::string& table, const std::string& columns) try {
  std::string there;
  for (std::size_t begin = 0; begin < columns.size();) {
    const auto end = std::min(columns.find(", ", begin), columns.size());
    const auto column = columns.substr(begin, end - begin);
    if (has_column(from, table, column)) there += (there.empty() ? "" : ", ") + column;
    begin = end + 2;
  }
  return there.empty() ? columns : there;
} catch (const DatabaseError&) {
  return columns;
}

// Rows as they are, as far as the new table takes them.
std::uint64_t copy(Database& from, Database& to, const std::string& table, const std::string& wanted,
                   const std::string& order) {
  std::uint64_t count = 0;
  const auto columns = columns_of(from, table, wanted);
  std::string places = "?";
  for (const char letter : columns) places += letter == ',' ? ", ?" : "";
  Statement insert(to.handle(), "INSERT OR IGNORE INTO " + table + "(" + columns + ") VALUES(" + places + ")");
  read_both_ways(from, "SELECT " + columns + " FROM " + table + " ORDER BY " + order, [&](const Row& row) {
    const Rows run(insert);
    for (int i = 0; i < sqlite3_bind_parameter_count(insert.handle()); ++i) insert.copy(i + 1, row, i);
    insert.step();
    count += static_cast<std::uint64_t>(sqlite3_changes64(to.handle()));
  });
  return count;
}

std::uint64_t copy_entries(Database& from, Database& to, Records& records,
                           const std::function<bool(const record::Entry&)>& is_genuine) {
  read_both_ways(
      from, "SELECT author, epoch, seq, body, signature, stored_ms FROM entries ORDER BY arrival", [&](const Row& row) {
        const record::Entry entry{{row.array<32>(0)}, {row.number(1)}, {row.number(2)}, row.bytes(3), row.array<64>(4)};
        if (!post_in(entry) || (is_genuine && !is_genuine(entry))) return;
        records.keep(Record{entry}, Wall{row.number(5)});
      });
  return to.number("SELECT count(*) FROM entries");
}

}  // namespace

Salvaged salvage(const std::filesystem::path& damaged, Database& to, const PeerId& self,
                 const std::function<bool(const record::Entry&)>& is_genuine) {
  std::optional<Database> from;
  try {
    from.emplace(damaged, Database::Access::read);
  } catch (const DatabaseError&) {
    return {};
  }
  Salvaged result;
  Records records(to, self);
  Transaction transaction(to);
  copy(*from, to, "settings", "name, value", "name");
  copy(*from, to, "rooms", "name", "name");
  copy(*from, to, "received", "peer, stream, stored_up_to", "peer, stream");
  result.peers = copy(*from, to, "peers",
                      "id, nick, host, first_seen_ms, last_seen_ms, addresses, alias, verified, blocked, verified_as,"
                      " card, card_signature",
                      "id");
  // The rooms are known, so these bring what is shown of them: as signed, better than the row that was made of it.
  result.entries = copy_entries(*from, to, records, is_genuine);
  copy(*from, to, "messages",
       "id, peer, room, author, outgoing, stream, first, last, sent_ms, stored_ms, placed_ms, text, reply_to, action,"
       " state",
       "number");
  result.messages = to.number("SELECT count(*) FROM messages");
  rebuild_words(to);
  read(*from, "SELECT used FROM epoch", [&](const Row& row) { records.use_epoch(row.number(0)); });
  // If it could not be read: what was stored in an epoch came after its begin, and own messages say their epoch.
  records.use_epoch(to.number(
      "SELECT max((SELECT coalesce(max(stream), 0) FROM messages WHERE outgoing),"
      " (SELECT coalesce(max(stored_ms), 0) FROM messages), (SELECT coalesce(max(stored_ms), 0) FROM entries))"));
  transaction.commit();
  return result;
}

}  // namespace earshot::store
