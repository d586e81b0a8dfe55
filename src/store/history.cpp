#include "store/history.h"

#include <algorithm>
#include <optional>

#include "earshot/text/text.h"
#include "store/message_rows.h"

namespace earshot::store {
namespace {

constexpr std::string_view kSpaces = " \t\n";
constexpr std::size_t kWordsMax = 8;        // more find nothing that eight did not
constexpr std::size_t kWordBytesMax = 200;  // a pattern has to stay within SQLite's limits
constexpr std::size_t kTrigram = 3;         // characters: shorter words are not in the index
// Places of values in the SQL of a query: of the words that are not in the index, and of the limit.
constexpr std::size_t kScanFirst = 9, kLimit = kScanFirst + kWordsMax;

constexpr const char* kSelect =
    "SELECT id, peer, room, author, outgoing, sent_ms, stored_ms, placed_ms, text, reply_to, action, state"
    " FROM messages";
constexpr const char* kByPlace = "placed_ms, author, stream, first";

std::optional<DeliveryState> state_of(const std::string& word) {
  using enum DeliveryState;
  for (const auto state : {queued, sent, delivered, failed})
    if (word == name(state)) return state;
  return std::nullopt;
}

HistoryMessage message_in(const Row& row) {
  HistoryMessage message;
  message.id = {row.array<10>(0)};
  if (row.is_null(2)) {
    message.kind = Conversation::Kind::peer;
    message.peer = {row.array<32>(1)};
  } else {
    message.room = row.text(2);
  }
  message.author = {row.array<32>(3)};
  message.outgoing = row.number(4) != 0;
  message.sent = Wall{row.number(5)};
  message.stored = Wall{row.number(6)};
  message.placed = Wall{row.number(7)};
  message.text = row.text(8);
  message.reply_to = row.text(9);
  message.action = row.number(10) != 0;
  if (!row.is_null(11)) message.state = state_of(row.text(11));
  return message;
}

std::vector<std::string_view> split(std::string_view words) {
  std::vector<std::string_view> result;
  while (result.size() < kWordsMax) {
    const auto begin = words.find_first_not_of(kSpaces);
    if (begin == std::string_view::npos) break;
    const auto end = std::min(words.find_first_of(kSpaces, begin), words.size());
    result.push_back(text::cut(words.substr(begin, end - begin), kWordBytesMax));
    words.remove_prefix(end);
  }
  return result;
}

bool is_indexed(std::string_view word) {
  const auto is_start = [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; };
  return static_cast<std::size_t>(std::ranges::count_if(word, is_start)) >= kTrigram;
}

// A word as the index takes it literally.
std::string quoted(std::string_view word) {
  std::string result = "\"";
  for (const char letter : word) result.append(letter == '"' ? 2 : 1, letter);
  return result + "\"";
}

std::string pattern(std::string_view word) {
  std::string result = "%";
  for (const char letter : word) {
    if (letter == '%' || letter == '_' || letter == '\\') result += '\\';
    result += letter;
  }
  return result + "%";
}

// Whether so many messages have the words that those wanted are soon met on the way back through time. To gather and to
// sort all of them would take a second of a million.
bool is_frequent(Database& database, std::string_view indexed) {
  constexpr std::uint64_t kFrequent = 10'000;
  return database.number("SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)", indexed,
                         kFrequent) == kFrequent;
}

enum class Way { by_words, by_time };

// What a query asks, as SQL: only what is set, so that an index can serve it. The values always have the same places.
std::string select_for(const HistoryQuery& query, Way way, std::size_t scanned, bool has_indexed) {
  const std::string place = query.by_arrival ? "number" : kByPlace, time = query.by_arrival ? "stored_ms" : "placed_ms";
  const auto beyond = [&place](const char* direction, const char* anchor) {
    return " AND (" + place + ") " + direction + " (SELECT " + place + " FROM messages WHERE id = " + anchor + ")";
  };
  std::string sql = std::string(kSelect) + " WHERE true";
  if (query.peer) sql += " AND peer = ?1";
  if (query.room) sql += " AND room = ?2";
  if (query.from) sql += " AND author = ?3";
  if (query.since_ms) sql += " AND " + time + " >= ?4";
  if (query.until_ms) sql += " AND " + time + " <= ?5";
  if (query.before) sql += beyond("<", "?6");
  if (query.after) sql += beyond(">", "?7");
  // The sign keeps SQLite from beginning with the words.
  const std::string number = way == Way::by_words ? "number" : "+number";
  if (has_indexed) sql += " AND " + number + " IN (SELECT rowid FROM words WHERE words MATCH ?8)";
  for (std::size_t i = 0; i < scanned; ++i) sql += " AND text LIKE ?" + std::to_string(kScanFirst + i) + " ESCAPE '\\'";
  const std::string direction = query.oldest ? "" : " DESC";
  sql += " ORDER BY ";
  sql += query.by_arrival
             ? "number" + direction
             : "placed_ms" + direction + ", author" + direction + ", stream" + direction + ", first" + direction;
  return sql + " LIMIT ?" + std::to_string(kLimit);
}

}  // namespace

std::vector<HistoryMessage> find_messages(Database& database, const HistoryQuery& query) {
  std::string indexed;
  std::vector<std::string> scanned;
  for (const auto word : split(query.words)) {
    if (is_indexed(word))
      indexed += quoted(word) + " ";
    else
      scanned.push_back(pattern(word));
  }
  const auto way = !indexed.empty() && is_frequent(database, indexed) ? Way::by_time : Way::by_words;
  Statement statement(database.handle(), select_for(query, way, scanned.size(), !indexed.empty()));
  if (query.peer) statement.bind(1, blob(query.peer->bytes));
  if (query.room) statement.bind(2, std::string_view(*query.room));
  if (query.from) statement.bind(3, blob(query.from->bytes));
  statement.bind(4, query.since_ms);
  statement.bind(5, query.until_ms);
  if (query.before) statement.bind(6, blob(query.before->bytes));
  if (query.after) statement.bind(7, blob(query.after->bytes));
  statement.bind(8, std::string_view(indexed));
  for (std::size_t i = 0; i < scanned.size(); ++i)
    statement.bind(static_cast<int>(kScanFirst + i), std::string_view(scanned[i]));
  statement.bind(static_cast<int>(kLimit), std::uint64_t{query.limit});

  std::vector<HistoryMessage> found;
  Rows rows(statement);
  for (std::size_t bytes = 0; bytes <= query.bytes_max.value_or(bytes) && rows.next();
       bytes += found.back().text.size())
    found.push_back(message_in(rows));
  if (!query.oldest) std::ranges::reverse(found);
  return found;
}

bool has_message(Database& database, const MessageId& id) {
  return database.number("SELECT count(*) FROM messages WHERE id = ?", blob(id.bytes)) > 0;
}

void visit_messages(Database& database, const std::function<void(const HistoryMessage&)>& take) {
  auto rows = database.query(std::string(kSelect) + " ORDER BY " + kByPlace);
  while (rows.next()) take(message_in(rows));
}

}  // namespace earshot::store
