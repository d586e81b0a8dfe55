// Small files that must not be half there: rights, whole reads and writes, and errors that name the path.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>

#include <sys/stat.h>
#include <sys/types.h>

namespace earshot::store {

// Owns an open file. Everything throws std::system_error with the path.
class File {
 public:
  // None: there is no such file.
  static std::optional<File> open_existing(const std::filesystem::path& path);
  // Fails if it exists. Mode 0600.
  static File create_new(const std::filesystem::path& path);
  static File open_or_create(const std::filesystem::path& path);
  ~File();
  File(File&& other) noexcept;
  File& operator=(File&&) = delete;

  int descriptor() const { return descriptor_; }
  struct stat status() const;
  std::size_t read(std::span<char> to);  // until full or at the end
  void write(std::span<const char> bytes);
  void replace(std::span<const char> bytes);  // all that is in it
  void sync();

 private:
  File(int descriptor, std::filesystem::path path) : descriptor_(descriptor), path_(std::move(path)) {}
  int descriptor_;
  std::filesystem::path path_;
};

// With all folders above it, mode 0700 where they are new.
void make_private_folder(const std::filesystem::path& folder);
// After it, a new name in the folder survives a power cut.
void sync_folder(const std::filesystem::path& folder);

}  // namespace earshot::store
