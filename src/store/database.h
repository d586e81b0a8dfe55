// One connection to one database file, set up so that what was committed survives a power cut and a hostile file does
// no harm. It knows nothing of what is in it. Everything throws DatabaseError.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "store/statement.h"

namespace earshot::store {

class Database {
 public:
  enum class Access : std::uint8_t {
    // The file must exist. Nobody else can open it meanwhile: two connections that write and checkpoint can damage a
    // file under this version of SQLite.
    write,
    read,  // leaves the file and what belongs to it as they are
    // For a file in a folder where nothing can be written. What a crash left beside it is not seen.
    read_alone,
  };
  Database(const std::filesystem::path& file, Access access);
  // One in memory, to compare with.
  Database();
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Prepared once. At most one run of the same text at a time.
  template <class... Values>
  Rows query(const std::string& sql, const Values&... values) {
    return query_with(cached(sql), values...);
  }
  // Returns the number of rows that it changed.
  template <class... Values>
  std::uint64_t run(const std::string& sql, const Values&... values) {
    query(sql, values...).next();
    return static_cast<std::uint64_t>(sqlite3_changes64(connection_));
  }
  // One row of one number.
  template <class... Values>
  std::uint64_t number(const std::string& sql, const Values&... values) {
    auto rows = query(sql, values...);
    rows.next();
    return rows.number(0);
  }
  // Several statements, not kept.
  void execute(const std::string& script);
  sqlite3* handle() const { return connection_; }

 private:
  template <class... Values>
  static Rows query_with(Statement& statement, const Values&... values) {
    Rows rows(statement);
    int place = 0;
    (statement.bind(++place, values), ...);
    return rows;
  }
  void open(const std::string& name, int flags);
  void set_up_safety();
  void set_up_writing();
  void require(const std::string& pragma, std::string_view wanted, std::string_view got);
  Statement& cached(const std::string& sql);

  sqlite3* connection_ = nullptr;
  std::map<std::string, Statement> statements_;
};

// All or none of what is done in its life. Without commit() none.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  // Durable when it returns. When it throws, nobody knows: the records may be there after the next start.
  void commit();

 private:
  Database& database_;
};

}  // namespace earshot::store
