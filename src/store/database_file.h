// The database file from outside: who may read it, whether it can be used, and what becomes of one that cannot.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "earshot/base/time.h"
#include "store/database.h"

namespace earshot::store {

struct OpenedDatabase {
  std::unique_ptr<Database> database;
  std::string read_only_because;  // a sentence; empty: it can be written
};

// Opens the file, or makes a new one, mode 0600, in a folder of mode 0700. Throws StorageError when it can be neither
// read nor made, and DatabaseError with is_damage() when it is no sound database of ours; the file is then untouched.
OpenedDatabase open_database_file(const std::filesystem::path& file, Wall now, const std::string& vfs = "");

// To make the successor of a damaged file in. What is there of an earlier attempt is removed. This and the next throw
// std::system_error.
std::filesystem::path successor_of(const std::filesystem::path& file);
// Gives the damaged file and what belongs to it a name with the date, and its own name to the successor, which must be
// whole, closed and without a journal. Returns the new name. Cut short at any point, the next start either goes on with
// the damaged file as it was, or with the successor.
std::filesystem::path replace_by_successor(const std::filesystem::path& file, Wall now);

}  // namespace earshot::store
