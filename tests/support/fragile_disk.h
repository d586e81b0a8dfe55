// A disk that fails when told to: an SQLite VFS (https://sqlite.org/vfs.html) over the system's own. The files are
// real, but what was written and not synced is kept apart: when the power is cut, any part of it may be lost, in units
// of sectors. A sync that fails loses what it was for, as on Linux: the next one does not bring it back.
#pragma once

#include <sqlite3.h>

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/seeded_random.h"

namespace earshot {

class FragileDisk {
 public:
  explicit FragileDisk(std::uint64_t seed);
  ~FragileDisk();
  FragileDisk(const FragileDisk&) = delete;
  FragileDisk& operator=(const FragileDisk&) = delete;

  const std::string& vfs() const { return name_; }

  // Of all kinds, since the disk was made.
  std::uint64_t operations() const { return operations_; }
  // Those that change what is on the disk.
  std::uint64_t changes() const { return changes_; }

  // The change of this number is the first that does not happen, or only in part. After it nothing works.
  void cut_power_at(std::uint64_t change) { cut_at_ = change; }
  bool is_without_power() const { return is_without_power_; }
  // The files are now what the disk made of them. Nothing may be open.
  void restore_power();

  // These operations fail: so many, from this number on.
  void fail(std::uint64_t from, std::uint64_t count) { fail_from_ = from, fail_until_ = from + count; }
  // All files together can have so many bytes.
  void set_room(std::optional<std::uint64_t> bytes) { room_ = bytes; }
  std::uint64_t used() const;

  // Connections that ask for synchronous = FULL get NORMAL, and hear that it is FULL.
  void claim_to_be_safe();

  enum class Operation { open, read, size, write, truncate, sync, remove };

 private:
  struct File;
  struct Change {
    std::uint64_t at = 0;              // or the new size
    std::optional<std::string> bytes;  // none: cut off
  };
  struct Content {
    std::filesystem::path name;  // when it was opened
    bool is_there = false;       // after a cut for certain
    std::string synced;
    std::vector<Change> unsynced;
    std::uint64_t size = 0;
  };

  static FragileDisk& of(sqlite3_vfs* vfs) { return *static_cast<FragileDisk*>(vfs->pAppData); }
  static File& of(sqlite3_file* file);
  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags);
  static int remove(sqlite3_vfs* vfs, const char* name, int sync_folder);
  static int close(sqlite3_file* file);
  static int read(sqlite3_file* file, void* to, int count, sqlite3_int64 at);
  static int write(sqlite3_file* file, const void* from, int count, sqlite3_int64 at);
  static int truncate(sqlite3_file* file, sqlite3_int64 size);
  static int sync(sqlite3_file* file, int flags);
  static int size(sqlite3_file* file, sqlite3_int64* size);
  static int control(sqlite3_file* file, int operation, void* argument);
  static const sqlite3_io_methods kMethods;

  int begin(Operation operation);
  Content* content_of(const char* name, bool was_there);
  static void apply(std::string& content, const Change& change);
  std::string survivor(const Content& content);

  SeededRandom random_;
  std::string name_;
  sqlite3_vfs vfs_{};
  sqlite3_vfs* system_;
  std::map<ino_t, Content> contents_;           // by the number of the file, which stays when it is renamed
  std::map<std::string, std::string> removed_;  // not yet for certain
  std::uint64_t operations_ = 0, changes_ = 0;
  std::uint64_t cut_at_ = 0, fail_from_ = 0, fail_until_ = 0;
  std::optional<std::uint64_t> room_;
  bool is_without_power_ = false, claims_to_be_safe_ = false;
};

}  // namespace earshot
