#include "support/fragile_disk.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>

namespace earshot {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSectorBytes = 512;

std::string read_all(const fs::path& name) {
  std::ifstream stream(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// 0: there is none.
ino_t number_of(const fs::path& name) {
  struct stat status {};
  return ::stat(name.c_str(), &status) == 0 ? status.st_ino : 0;
}

std::optional<fs::path> name_of(ino_t number, const fs::path& last_known) {
  if (number_of(last_known) == number) return last_known;
  for (const auto& it : fs::directory_iterator(last_known.parent_path()))
    if (number_of(it.path()) == number) return it.path();
  return std::nullopt;
}

int error_of(FragileDisk::Operation operation) {
  switch (operation) {
    using enum FragileDisk::Operation;
    case open:
      return SQLITE_CANTOPEN;
    case read:
      return SQLITE_IOERR_READ;
    case size:
      return SQLITE_IOERR_FSTAT;
    case write:
      return SQLITE_IOERR_WRITE;
    case truncate:
      return SQLITE_IOERR_TRUNCATE;
    case sync:
      return SQLITE_IOERR_FSYNC;
    case remove:
      return SQLITE_IOERR_DELETE;
  }
  return SQLITE_IOERR;
}

// Run for each new connection while some disk claims to be safe.
int lower_safety(sqlite3* connection, char**, const sqlite3_api_routines*) {
  return sqlite3_exec(connection, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = NORMAL", nullptr, nullptr,
                      nullptr);
}
void (*const kLowerSafety)() = reinterpret_cast<void (*)()>(lower_safety);

}  // namespace

// What SQLite sees. The system's file stands behind it in the same memory.
struct FragileDisk::File {
  sqlite3_file base;
  FragileDisk* disk;
  Content* content;  // none: a temporary file
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

FragileDisk::File& FragileDisk::of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }

const sqlite3_io_methods FragileDisk::kMethods = {
    .iVersion = 1,  // no shared memory, no mapping
    .xClose = close,
    .xRead = read,
    .xWrite = write,
    .xTruncate = truncate,
    .xSync = sync,
    .xFileSize = size,
    .xLock = [](sqlite3_file* file, int level) { return of(file).real()->pMethods->xLock(of(file).real(), level); },
    .xUnlock = [](sqlite3_file* file, int level) { return of(file).real()->pMethods->xUnlock(of(file).real(), level); },
    .xCheckReservedLock =
        [](sqlite3_file* file, int* result) {
          return of(file).real()->pMethods->xCheckReservedLock(of(file).real(), result);
        },
    .xFileControl = control,
    .xSectorSize = [](sqlite3_file* file) { return of(file).real()->pMethods->xSectorSize(of(file).real()); },
    .xDeviceCharacteristics =
        [](sqlite3_file* file) { return of(file).real()->pMethods->xDeviceCharacteristics(of(file).real()); },
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

FragileDisk::FragileDisk(std::uint64_t seed) : random_(seed), system_(sqlite3_vfs_find(nullptr)) {
  static int count = 0;
  name_ = "fragile-" + std::to_string(++count);
  vfs_ = *system_;
  vfs_.szOsFile = static_cast<int>(sizeof(File)) + system_->szOsFile;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.pNext = nullptr;
  vfs_.xOpen = open;
  vfs_.xDelete = remove;
  if (sqlite3_vfs_register(&vfs_, 0) != SQLITE_OK) throw std::runtime_error("sqlite3_vfs_register");
}

FragileDisk::~FragileDisk() {
  if (claims_to_be_safe_) sqlite3_cancel_auto_extension(kLowerSafety);
  sqlite3_vfs_unregister(&vfs_);
}

void FragileDisk::claim_to_be_safe() {
  claims_to_be_safe_ = true;
  sqlite3_auto_extension(kLowerSafety);
}

std::uint64_t FragileDisk::used() const {
  std::uint64_t sum = 0;
  for (const auto& [number, content] : contents_) sum += content.size;
  return sum;
}

int FragileDisk::begin(Operation operation) {
  if (is_without_power_) return error_of(operation);
  ++operations_;
  if (operation >= Operation::write) is_without_power_ = ++changes_ == cut_at_;
  const bool fails = operations_ >= fail_from_ && operations_ < fail_until_;
  return is_without_power_ || fails ? error_of(operation) : SQLITE_OK;
}

void FragileDisk::apply(std::string& content, const Change& change) {
  const auto at = static_cast<std::size_t>(change.at);
  if (!change.bytes) {
    content.resize(at);
    return;
  }
  if (content.size() < at + change.bytes->size()) content.resize(at + change.bytes->size());
  content.replace(at, change.bytes->size(), *change.bytes);
}

// All, nothing, the older part, or any.
std::string FragileDisk::survivor(const Content& content) {
  auto result = content.synced;
  const auto way = random_.below(4);
  const auto whole = way == 0   ? content.unsynced.size()
                     : way == 1 ? 0
                                : random_.below(1 + static_cast<std::uint32_t>(content.unsynced.size()));
  for (std::size_t i = 0; i < content.unsynced.size(); ++i) {
    const auto& change = content.unsynced[i];
    if (i < whole) {
      apply(result, change);
      continue;
    }
    if (way < 2 || (way == 2 && i > whole)) break;
    if (!change.bytes) {
      if (random_.below(2) == 0) apply(result, change);
      continue;
    }
    // Sectors of the disk, not of the write.
    for (std::size_t done = 0; done < change.bytes->size();) {
      const auto at = static_cast<std::size_t>(change.at) + done;
      const auto count = std::min(kSectorBytes - at % kSectorBytes, change.bytes->size() - done);
      if (random_.below(2) == 0) apply(result, {at, change.bytes->substr(done, count)});
      done += count;
    }
  }
  return result;
}

void FragileDisk::restore_power() {
  for (const auto& [number, content] : contents_) {
    const auto name = name_of(number, content.name);
    if (!name) continue;
    if (!content.is_there && random_.below(2) == 0) {
      fs::remove(*name);
      continue;
    }
    std::ofstream(*name, std::ios::binary | std::ios::trunc) << survivor(content);
    removed_.erase(*name);
  }
  for (const auto& [name, bytes] : removed_)
    if (random_.below(2) == 0) std::ofstream(name, std::ios::binary) << bytes;
  contents_.clear();
  removed_.clear();
  is_without_power_ = false;
  cut_at_ = 0;
}

// That of a file that was removed and made anew, without us, is no longer its.
FragileDisk::Content* FragileDisk::content_of(const char* name, bool was_there) {
  auto& content = contents_[number_of(name)];
  if (was_there && !content.name.empty() && content.size == fs::file_size(name)) return &content;
  content = {.name = name, .is_there = was_there, .synced = read_all(name), .unsynced = {}};
  content.size = content.synced.size();
  return &content;
}

int FragileDisk::open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto& disk = of(vfs);
  file->pMethods = nullptr;
  if (const int error = disk.begin(Operation::open); error != SQLITE_OK) return error;
  auto& opened = *new (file) File{{nullptr}, &disk, nullptr};
  const bool was_there = name != nullptr && fs::exists(name);
  const int result = disk.system_->xOpen(disk.system_, name, opened.real(), flags, out_flags);
  if (result != SQLITE_OK) return result;
  opened.base.pMethods = &kMethods;
  if (name) opened.content = disk.content_of(name, was_there);
  return result;
}

int FragileDisk::remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  auto& disk = of(vfs);
  if (const int error = disk.begin(Operation::remove); error != SQLITE_OK) return error;
  if (const auto found = disk.contents_.find(number_of(name)); found != disk.contents_.end()) {
    if (found->second.is_there) disk.removed_[name] = disk.survivor(found->second);
    disk.contents_.erase(found);
  }
  if (sync_folder) disk.removed_.clear();
  return disk.system_->xDelete(disk.system_, name, 0);
}

int FragileDisk::close(sqlite3_file* file) { return of(file).real()->pMethods->xClose(of(file).real()); }

int FragileDisk::read(sqlite3_file* file, void* to, int count, sqlite3_int64 at) {
  if (const int error = of(file).disk->begin(Operation::read); error != SQLITE_OK) return error;
  return of(file).real()->pMethods->xRead(of(file).real(), to, count, at);
}

int FragileDisk::write(sqlite3_file* file, const void* from, int count, sqlite3_int64 at) {
  auto& it = of(file);
  const int error = it.disk->begin(Operation::write);
  if (!it.content) return error != SQLITE_OK ? error : it.real()->pMethods->xWrite(it.real(), from, count, at);
  const bool may_be_torn = it.disk->is_without_power_ && it.disk->changes_ == it.disk->cut_at_;
  if (error != SQLITE_OK && !may_be_torn) return error;
  const auto end = static_cast<std::uint64_t>(at) + static_cast<std::uint64_t>(count);
  const auto growth = end > it.content->size ? end - it.content->size : 0;
  if (it.disk->room_ && growth > 0 && it.disk->used() + growth > *it.disk->room_) return SQLITE_FULL;
  it.content->unsynced.push_back(
      {static_cast<std::uint64_t>(at), std::string(static_cast<const char*>(from), static_cast<std::size_t>(count))});
  it.content->size += growth;
  return error != SQLITE_OK ? error : it.real()->pMethods->xWrite(it.real(), from, count, at);
}

int FragileDisk::truncate(sqlite3_file* file, sqlite3_int64 size) {
  auto& it = of(file);
  if (const int error = it.disk->begin(Operation::truncate); error != SQLITE_OK) return error;
  if (it.content) {
    it.content->unsynced.push_back({static_cast<std::uint64_t>(size), std::nullopt});
    it.content->size = static_cast<std::uint64_t>(size);
  }
  return it.real()->pMethods->xTruncate(it.real(), size);
}

int FragileDisk::sync(sqlite3_file* file, int) {
  auto& it = of(file);
  const int error = it.disk->begin(Operation::sync);
  if (!it.content) return error;
  if (it.disk->is_without_power_) return error;
  if (error == SQLITE_OK) {
    for (const auto& change : it.content->unsynced) apply(it.content->synced, change);
    // With the first sync of what it made, the system's VFS syncs the folder.
    if (!it.content->is_there) it.disk->removed_.clear();
    it.content->is_there = true;
  } else {
    it.content->synced = it.disk->survivor(*it.content);
  }
  it.content->unsynced.clear();
  return error;
}

int FragileDisk::size(sqlite3_file* file, sqlite3_int64* size) {
  if (const int error = of(file).disk->begin(Operation::size); error != SQLITE_OK) return error;
  return of(file).real()->pMethods->xFileSize(of(file).real(), size);
}

int FragileDisk::control(sqlite3_file* file, int operation, void* argument) {
  auto& it = of(file);
  if (operation == SQLITE_FCNTL_PRAGMA && it.disk->claims_to_be_safe_) {
    auto** const words = static_cast<char**>(argument);  // room for the answer, the pragma, its value
    if (std::string_view(words[1]) == "synchronous" && (!words[2] || std::string_view(words[2]) == "FULL")) {
      if (!words[2]) words[0] = sqlite3_mprintf("2");
      return SQLITE_OK;
    }
  }
  return it.real()->pMethods->xFileControl(it.real(), operation, argument);
}

}  // namespace earshot
