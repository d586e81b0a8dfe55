#include "core/frame_packer.h"

#include <algorithm>
#include <cassert>

#include "earshot/wire/codec.h"

namespace earshot::core {

namespace {

std::size_t digits(std::uint64_t number) {
  std::size_t digits = 1;
  for (; number >= 10; number /= 10) ++digits;
  return digits;
}

// "ts":123,
std::size_t bytes_of_field(std::size_t value) { return 5 + value + 1; }
std::size_t bytes_of_number(std::uint64_t number) { return bytes_of_field(digits(number)); }
std::size_t bytes_of_text(std::string_view text) { return bytes_of_field(2 + wire::escaped_size(text)); }
// [1,2],
std::size_t bytes_of_pair(std::uint64_t first, std::uint64_t second) { return digits(first) + digits(second) + 4; }

constexpr std::size_t kList = 7;  // "m":[],
constexpr std::size_t kFlag = 7;  // "me":1,
constexpr std::size_t kNonce = 5 + 2 + 11 + 1;
constexpr std::size_t kSecret = 5 + 2 + 43 + 1;
constexpr std::size_t kIntegerDigits = 16;  // of 2^53 - 1
constexpr std::size_t kStream = 2 * (5 + kIntegerDigits + 1);

// One full fragment fits beside a challenge and its answer, whatever the numbers in it are.
constexpr std::size_t kLongestText = 2 + (4 + kIntegerDigits + 1) + (5 + kIntegerDigits + 1) +
                                     (5 + 2 + kFragmentTextBytes + 1) + (5 + 9 + 1) +
                                     (5 + 2 + wire::kMessageIdBytesMax + 1) + kFlag + (5 + 2 * kIntegerDigits + 4) + 1;
static_assert(2 + 2 * kNonce + kStream + kList + kLongestText <= kPlainBytesMax);

}  // namespace

std::size_t FramePacker::bytes_of(const wire::Frames::Text& text) {
  std::size_t bytes = 3 + bytes_of_number(text.i) + bytes_of_number(text.ts) + bytes_of_text(text.tx);
  if (text.pt) bytes += bytes_of_field(bytes_of_pair(text.pt->first, text.pt->second));
  if (!text.re.empty()) bytes += bytes_of_text(text.re);
  if (text.me) bytes += kFlag;
  if (text.og) bytes += bytes_of_field(bytes_of_pair(text.og->first, text.og->second));
  return bytes;
}

std::size_t FramePacker::bytes_of_first(const wire::Frames::Text& text) { return kStream + kList + bytes_of(text); }

void FramePacker::take(std::size_t bytes) {
  assert(bytes <= left_);
  left_ -= bytes;
}

void FramePacker::challenge(const wire::Nonce& nonce) {
  take(kNonce);
  frames_.pc = nonce;
}

void FramePacker::respond(const wire::Nonce& nonce) {
  take(kNonce);
  frames_.pr = nonce;
}

void FramePacker::close() {
  take(kFlag);
  frames_.cl = true;
}

void FramePacker::compare(const wire::Frames& step) {
  take(kFlag + 3 * kSecret);
  frames_.vq = step.vq;
  frames_.vc = step.vc;
  frames_.vr = step.vr;
  frames_.vo = step.vo;
}

bool FramePacker::answer(const Answer& answer, std::size_t reserved) {
  std::size_t bytes = 0;
  if (answer.stream != 0) bytes += bytes_of_number(answer.stream) + bytes_of_number(answer.stored);
  const auto held_us = static_cast<std::uint64_t>(std::max<Duration::rep>(answer.held.count(), 0));
  std::vector<wire::Range> ranges;
  for (const auto& range : answer.newest_first) {
    const auto more = bytes_of_pair(range.first, range.last) + (ranges.empty() ? kList + bytes_of_number(held_us) : 0);
    if (bytes + more + reserved > left_) break;
    bytes += more;
    ranges.push_back(range);
  }
  if (bytes == 0 || bytes + reserved > left_ || (ranges.empty() && !answer.newest_first.empty())) return false;
  take(bytes);
  if (!ranges.empty()) frames_.ad = held_us;
  frames_.a = std::move(ranges);
  if (answer.stream == 0) return true;
  frames_.de = answer.stream;
  frames_.dl = answer.stored;
  return true;
}

void FramePacker::stream(std::uint64_t stream, std::uint64_t lowest) {
  take(kStream + kList);
  frames_.se = stream;
  frames_.lo = lowest;
}

void FramePacker::add(const wire::Frames::Text& text) {
  take(bytes_of(text));
  frames_.m.push_back(text);
}

Bytes FramePacker::plain(std::size_t bytes_min) const {
  auto plain = wire::encode_frames(frames_);
  assert(plain.size() <= kPlainBytesMax);
  const auto wanted = std::max(plain.size(), bytes_min);
  const auto padded = (wanted + kPaddingStep - 1) / kPaddingStep * kPaddingStep;
  plain.resize(std::min(padded, kPlainBytesMax), ' ');
  return plain;
}

}  // namespace earshot::core
