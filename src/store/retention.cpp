#include "store/retention.h"

#include "store/message_rows.h"
#include "store/recall.h"

namespace earshot::store {
namespace {

constexpr std::uint64_t kDayMs = 86'400'000;
constexpr std::uint64_t kTurnRows = 500;  // some 50 ms, with the index

Wall days_before(Wall now, std::uint64_t days) { return {now.ms / kDayMs < days ? 0 : now.ms - days * kDayMs}; }

}  // namespace

void drop_entries(Database& database, Wall now, const EntryLimits& limits) {
  static const std::string sql =
      std::string(
          "DELETE FROM entries WHERE arrival IN (SELECT arrival FROM (SELECT arrival, stored_ms,"
          " row_number() OVER newest AS place, sum(bytes) OVER newest AS total FROM (") +
      kRankedEntries +
      ") WINDOW newest AS (ORDER BY worth DESC, seq DESC)) WHERE stored_ms < ?1 OR place > ?2 OR total > ?3)";
  Transaction transaction(database);
  database.run(sql, days_before(now, limits.days).ms, limits.count, limits.bytes);
  transaction.commit();
}

bool drop_messages(Database& database, Wall now, std::uint64_t days) {
  if (days == 0) return false;
  Transaction transaction(database);
  const auto dropped = remove_messages(database, days_before(now, days), kTurnRows);
  transaction.commit();
  return dropped == kTurnRows;
}

void carry_over_journal(Database& database) { database.run("PRAGMA wal_checkpoint(TRUNCATE)"); }

}  // namespace earshot::store
