#include "app/target_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "app/wording.h"

namespace earshot::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = std::size_t{64} * 1024;

front::Trouble failed(int number, const fs::path& path) {
  const std::system_error error(number, std::generic_category(), path.string() + " cannot be written");
  if (number == EEXIST) return usage(path.string() + " is there already.", "To replace it: --force");
  auto trouble = in_words(error);
  // It is no file of the profile.
  if (trouble.code == ErrorCode::database) trouble = {ErrorCode::internal, error.what(), {}, std::nullopt};
  return trouble;
}

}  // namespace

bool DescriptorBuffer::write_out() {
  std::string_view rest(waiting_);
  while (!rest.empty() && error_ == 0) {
    const auto written = ::write(descriptor_, rest.data(), rest.size());
    if (written >= 0)
      rest.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      error_ = errno;
  }
  waiting_.clear();
  return error_ == 0;
}

std::streamsize DescriptorBuffer::xsputn(const char* text, std::streamsize size) {
  waiting_.append(text, static_cast<std::size_t>(size));
  return waiting_.size() < kPiece || write_out() ? size : 0;
}

DescriptorBuffer::int_type DescriptorBuffer::overflow(int_type letter) {
  const char one = traits_type::to_char_type(letter);
  return xsputn(&one, 1) == 1 ? letter : traits_type::eof();
}

TargetFile::TargetFile(fs::path path, bool may_replace)
    : path_(std::move(path)), may_replace_(may_replace), descriptor_(-1), buffer_([this] {
        const auto kind = fs::status(path_).type();
        const bool is_new = kind == fs::file_type::not_found;
        if (is_new || kind == fs::file_type::regular) {
          if (!is_new && !may_replace_) throw TargetFileError(failed(EEXIST, path_));
          beside_ = path_.string() + ".part";
        }
        const int flags = beside_.empty() ? O_WRONLY : O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW;
        descriptor_ = ::open((beside_.empty() ? path_ : beside_).c_str(), flags | O_CLOEXEC, 0600);
        if (descriptor_ < 0) throw TargetFileError(failed(errno, path_));
        return descriptor_;
      }()) {}

TargetFile::~TargetFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  if (!beside_.empty()) ::unlink(beside_.c_str());
}

std::optional<front::Trouble> TargetFile::close() {
  int error = buffer_.write_out() ? 0 : buffer_.error();
  if (error == 0 && !beside_.empty() && ::fsync(descriptor_) != 0) error = errno;
  if (::close(descriptor_) != 0 && error == 0) error = errno;
  descriptor_ = -1;
  if (!beside_.empty()) {
    const unsigned how = may_replace_ ? 0 : RENAME_NOREPLACE;
    if (error == 0 && ::renameat2(AT_FDCWD, beside_.c_str(), AT_FDCWD, path_.c_str(), how) != 0) error = errno;
    if (error != 0) ::unlink(beside_.c_str());
  }
  if (error == 0) return std::nullopt;
  return failed(error, path_);
}

}  // namespace earshot::app
