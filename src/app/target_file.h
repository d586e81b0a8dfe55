// The file that an export is for. It is whole or not there: it is written beside its place, and takes it at the end.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <streambuf>
#include <string>
#include <utility>

#include "earshot/front/face.h"

namespace earshot::app {

// What cannot be written any more is remembered, and the stream is bad from then on.
class DescriptorBuffer final : public std::streambuf {
 public:
  explicit DescriptorBuffer(int descriptor) : descriptor_(descriptor) {}
  int error() const { return error_; }  // as errno; 0 none
  bool write_out();

 protected:
  int_type overflow(int_type letter) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;

 private:
  int descriptor_;
  int error_ = 0;
  std::string waiting_;
};

struct TargetFileError : std::runtime_error {
  explicit TargetFileError(front::Trouble why) : std::runtime_error(why.message), trouble(std::move(why)) {}
  front::Trouble trouble;
};

class TargetFile {
 public:
  // An existing file is replaced only if that is wanted; a device or a pipe is written to as it is. Throws
  // TargetFileError.
  TargetFile(std::filesystem::path path, bool may_replace);
  ~TargetFile();
  TargetFile(const TargetFile&) = delete;
  TargetFile& operator=(const TargetFile&) = delete;

  std::ostream& stream() { return stream_; }
  // Everything is on the disk, and at its place; or why it is not.
  std::optional<front::Trouble> close();

 private:
  std::filesystem::path path_, beside_;  // `beside_` is empty where it is written in place
  bool may_replace_;
  int descriptor_;
  DescriptorBuffer buffer_;
  std::ostream stream_{&buffer_};
};

}  // namespace earshot::app
