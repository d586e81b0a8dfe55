#include "store/file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace earshot::store {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* what, const fs::path& path) {
  throw std::system_error(errno, std::system_category(), std::string(what) + " " + path.string());
}

}  // namespace

std::optional<File> File::open_existing(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && errno == ENOENT) return std::nullopt;
  if (descriptor < 0) fail("open", path);
  return File(descriptor, path);
}

File File::create_new(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) fail("create", path);
  return File(descriptor, path);
}

File File::open_or_create(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) fail("open", path);
  return File(descriptor, path);
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

File::File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

struct stat File::status() const {
  struct stat result {};
  if (::fstat(descriptor_, &result) != 0) fail("stat", path_);
  return result;
}

std::size_t File::read(std::span<char> to) {
  std::size_t done = 0;
  while (done < to.size()) {
    const ssize_t count = ::read(descriptor_, to.data() + done, to.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("read", path_);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

void File::write(std::span<const char> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("write", path_);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

void File::replace(std::span<const char> bytes) {
  if (::ftruncate(descriptor_, 0) != 0) fail("empty", path_);
  write(bytes);
}

void File::sync() {
  if (::fsync(descriptor_) != 0) fail("sync", path_);
}

void make_private_folder(const fs::path& folder) {
  if (folder.has_parent_path() && !fs::exists(folder.parent_path())) make_private_folder(folder.parent_path());
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) fail("create", folder);
}

void sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) fail("open", folder);
  const int result = ::fsync(descriptor);
  const int error = errno;
  ::close(descriptor);
  if (result == 0) return;
  errno = error;
  fail("sync", folder);
}

}  // namespace earshot::store
