// The inside of one `d` while it is filled: frames as long as they fit, then padding, so that its size says little
// about the text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/outbox.h"
#include "earshot/base/time.h"
#include "earshot/wire/limits.h"
#include "earshot/wire/message.h"

namespace earshot::core {

// The longest head of a `d` with its line feed, and the seal's tag.
constexpr std::size_t kSealedOverheadMax = 65 + 16;
constexpr std::size_t kPlainBytesMax = wire::kDatagramBytesMax - kSealedOverheadMax;
constexpr std::size_t kPaddingStep = 64;

class FramePacker {
 public:
  void challenge(const wire::Nonce& nonce);
  void respond(const wire::Nonce& nonce);
  void close();
  // The step of a comparison of words that these frames hold; no other frames are looked at.
  void compare(const wire::Frames& step);
  // What the peer waits for: what came in, and what is stored.
  struct Answer {
    std::vector<wire::Range> newest_first;
    Duration held{};
    std::uint64_t stream = 0;  // of the peer; 0: nothing ever came
    std::uint64_t stored = 0;
  };
  // As many of the newest ranges as fit beside `reserved` bytes. False, and nothing is added, when not one does, and
  // when there is nothing to tell.
  bool answer(const Answer& answer, std::size_t reserved);
  // Before the first text.
  void stream(std::uint64_t stream, std::uint64_t lowest);
  bool fits(const wire::Frames::Text& text) const { return bytes_of(text) <= left_; }
  void add(const wire::Frames::Text& text);

  // With the comma behind it.
  static std::size_t bytes_of(const wire::Frames::Text& text);
  // Of a stream's first text: what stands around it included.
  static std::size_t bytes_of_first(const wire::Frames::Text& text);

  // Whether the peer must acknowledge the packet. What only answers is not answered, or there would be no end.
  static bool asks(const wire::Frames& frames) { return !frames.m.empty() || frames.pc; }
  bool asks() const { return asks(frames_); }

  // Padded to at least `bytes_min`.
  Bytes plain(std::size_t bytes_min = 0) const;

 private:
  void take(std::size_t bytes);

  wire::Frames frames_;
  std::size_t left_ = kPlainBytesMax - 2;  // the braces
};

}  // namespace earshot::core
