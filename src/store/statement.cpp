#include "store/statement.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "earshot/text/text.h"

namespace earshot::store {
namespace {

constexpr int kPrimaryCode = 0xff;  // the rest of an extended code says more about it

bool is_clean(std::string_view text) { return text.find('\0') == std::string_view::npos && text::is_utf8(text); }

void check(int result, sqlite3_stmt* statement) {
  if (result != SQLITE_OK) throw DatabaseError(sqlite3_db_handle(statement));
}

}  // namespace

DatabaseError::DatabaseError(sqlite3* connection)
    : DatabaseError(sqlite3_extended_errcode(connection), sqlite3_errmsg(connection)) {}

bool DatabaseError::is_damage() const {
  if (code_ == SQLITE_CORRUPT_VTAB) return false;
  const int primary = code_ & kPrimaryCode;
  return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || primary == SQLITE_FORMAT;
}

Statement::Statement(sqlite3* connection, const std::string& sql) {
  if (sqlite3_prepare_v3(connection, sql.c_str(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement_,
                         nullptr) != SQLITE_OK)
    throw DatabaseError(connection);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::fail() const { throw DatabaseError(sqlite3_db_handle(statement_)); }

void Statement::bind(int place, std::uint64_t value) {
  const auto number = static_cast<sqlite3_int64>(std::min(value, kIntegerMax));
  check(sqlite3_bind_int64(statement_, place, number), statement_);
}

void Statement::bind(int place, std::string_view text) {
  assert(is_clean(text));
  const char* const start = text.empty() ? "" : text.data();
  check(sqlite3_bind_text64(statement_, place, start, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8), statement_);
}

void Statement::bind(int place, Blob bytes) {
  const char* const start = bytes.bytes.empty() ? "" : bytes.bytes.data();  // a null pointer would be NULL
  check(sqlite3_bind_blob64(statement_, place, start, bytes.bytes.size(), SQLITE_TRANSIENT), statement_);
}

void Statement::bind(int place, std::nullopt_t) { check(sqlite3_bind_null(statement_, place), statement_); }

void Statement::copy(int place, const Row& from, int column) {
  switch (sqlite3_column_type(from.statement_, column)) {
    case SQLITE_INTEGER:
      return bind(place, from.number(column));
    case SQLITE_TEXT:
      return bind(place, std::string_view(from.text(column)));
    case SQLITE_BLOB:
      return bind(place, Blob{from.bytes(column)});
    case SQLITE_NULL:
      return bind(place, std::nullopt);
    default:
      Row::damaged();
  }
}

bool Statement::step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) fail();
  return false;
}

// Says again what step() said, which was heard.
void Statement::reset() { sqlite3_reset(statement_); }

void Row::damaged() { throw DatabaseError(SQLITE_CORRUPT, "a value in the database cannot be right"); }

bool Row::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::uint64_t Row::number(int column) const {
  const auto value = sqlite3_column_int64(statement_, column);
  if (sqlite3_column_type(statement_, column) != SQLITE_INTEGER || value < 0 ||
      static_cast<std::uint64_t>(value) > kIntegerMax)
    damaged();
  return static_cast<std::uint64_t>(value);
}

BytesView Row::raw(int column) const {
  const auto* const start = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  if (start || size == 0) return {start, start ? size : 0};
  throw DatabaseError(SQLITE_NOMEM, "out of memory");
}

std::string Row::text(int column) const {
  if (sqlite3_column_type(statement_, column) != SQLITE_TEXT) damaged();
  const auto text = raw(column);
  if (!is_clean(text)) damaged();
  return std::string(text);
}

Bytes Row::bytes(int column) const {
  if (sqlite3_column_type(statement_, column) != SQLITE_BLOB) damaged();
  return Bytes(raw(column));
}

}  // namespace earshot::store
