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
    // Nobody else can open the file meanwhile: two connections that write and checkpoint can damage a file under this
    // version of SQLite.
    write,
    // Needs no right to write, and sees what a crash left in the journal. Nobody may write the file meanwhile.
    read,
  };
  // The file must exist. It and its journal stay as they are; for what is written see begin_writing().
  // A writer goes through the VFS of that name; empty: the system's.
  Database(const std::filesystem::path& file, Access access, const std::string& vfs = "");
  // One in memory, to compare with.
  Database();
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // From now on what is committed survives a power cut.
  void begin_writing();
  // Closing would carry the journal over into the file; now it will not.
  void leave_as_is();

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
  void open(const std::string& name, int flags, const char* vfs);
  void open_to_read(const std::filesystem::path& file);
  void set_up_safety();
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
