// SQL with its values, and the rows that come out. What is read is checked: whoever reads a value gets a good one.
#pragma once

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "earshot/base/encoding.h"
#include "earshot/base/types.h"

namespace earshot::store {

// what() says what SQLite said.
class DatabaseError : public std::runtime_error {
 public:
  DatabaseError(int code, const std::string& what) : std::runtime_error(what), code_(code) {}
  explicit DatabaseError(sqlite3* connection);
  int code() const { return code_; }  // an extended result code
  // The file is damaged, or it is no database. A virtual table can be made anew: that is not meant.
  bool is_damage() const;

 private:
  int code_;
};

// A string that SQLite must take for bytes, not for text.
struct Blob {
  BytesView bytes;
};
template <std::size_t N>
Blob blob(const std::array<std::uint8_t, N>& bytes) {
  return {view(bytes)};
}

class Row;

// One prepared statement. Numbers are at most kIntegerMax.
class Statement {
 public:
  Statement(sqlite3* connection, const std::string& sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  void bind(int place, std::uint64_t value);  // place: from 1
  void bind(int place, bool value) { bind(place, std::uint64_t{value}); }
  void bind(int place, std::string_view text);
  void bind(int place, const char*) = delete;  // it would be a bool
  void bind(int place, Blob bytes);
  void bind(int place, std::nullopt_t);
  template <class T>
  void bind(int place, const std::optional<T>& value) {
    value ? bind(place, *value) : bind(place, std::nullopt);
  }
  void copy(int place, const Row& from, int column);

  bool step();  // true: a row
  void reset();
  bool is_busy() const { return sqlite3_stmt_busy(statement_) != 0; }
  sqlite3_stmt* handle() const { return statement_; }

 private:
  [[noreturn]] void fail() const;
  sqlite3_stmt* statement_ = nullptr;
};

// The values of the row that a statement is at. One that cannot have been written by us is damage.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
  bool is_null(int column) const;
  std::uint64_t number(int column) const;
  std::string text(int column) const;  // UTF-8 without NUL
  Bytes bytes(int column) const;
  template <std::size_t N>
  std::array<std::uint8_t, N> array(int column) const {
    const auto result = to_array<N>(bytes(column));
    if (!result) damaged();
    return *result;
  }

 private:
  friend class Statement;
  [[noreturn]] static void damaged();
  BytesView raw(int column) const;
  sqlite3_stmt* statement_;
};

// One run of a statement, from its first row to its last.
class Rows : public Row {
 public:
  explicit Rows(Statement& statement) : Row(statement.handle()), run_(&statement) {}
  ~Rows() {
    if (run_) run_->reset();
  }
  Rows(Rows&& other) noexcept : Row(other), run_(std::exchange(other.run_, nullptr)) {}
  Rows& operator=(Rows&&) = delete;

  bool next() { return run_->step(); }

 private:
  Statement* run_;
};

}  // namespace earshot::store
