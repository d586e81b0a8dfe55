#include "earshot/base/encoding.h"

namespace earshot {
namespace {

constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kBase32 = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kMessageIdPrefix = "m-";

constexpr std::uint8_t kNoLetter = 0xff;
using Values = std::array<std::uint8_t, 256>;

constexpr Values values_of(std::string_view alphabet) {
  Values values{};
  values.fill(kNoLetter);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    values[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}

constexpr Values kBase32Values = values_of(kBase32);

// Groups of `kBits` bits, first bit first; the last group is filled up with zeros.
template <unsigned kBits>
void append_letters(std::string& to, BytesView bytes, std::string_view alphabet) {
  constexpr std::uint32_t kMask = (1u << kBits) - 1;
  std::uint32_t pending = 0;
  unsigned pending_bits = 0;
  for (const char byte : bytes) {
    pending = pending << 8 | static_cast<std::uint8_t>(byte);
    pending_bits += 8;
    while (pending_bits >= kBits) {
      pending_bits -= kBits;
      to.push_back(alphabet[pending >> pending_bits & kMask]);
    }
  }
  if (pending_bits > 0) to.push_back(alphabet[pending << (kBits - pending_bits) & kMask]);
}

// The reverse. False unless the letters are exactly what append_letters writes for that many bytes.
template <unsigned kBits>
bool read_letters(std::string_view text, std::span<std::uint8_t> to, const Values& values) {
  if (text.size() != (to.size() * 8 + kBits - 1) / kBits) return false;
  std::uint32_t pending = 0;
  unsigned pending_bits = 0;
  std::size_t written = 0;
  for (const char letter : text) {
    const std::uint8_t value = values[static_cast<std::uint8_t>(letter)];
    if (value == kNoLetter) return false;
    pending = pending << kBits | value;
    pending_bits += kBits;
    if (pending_bits < 8) continue;
    pending_bits -= 8;
    to[written++] = static_cast<std::uint8_t>(pending >> pending_bits);
  }
  const std::uint32_t unused = pending & ((1u << pending_bits) - 1);
  return written == to.size() && unused == 0;
}

std::span<std::uint8_t> octets(Bytes& bytes) { return {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()}; }

}  // namespace

void append_base64url(std::string& to, BytesView bytes) { append_letters<6>(to, bytes, kBase64Url); }

std::string base64url(BytesView bytes) {
  std::string text;
  text.reserve((bytes.size() * 8 + 5) / 6);
  append_base64url(text, bytes);
  return text;
}

bool read_base64url(std::string_view text, std::span<std::uint8_t> to) {
  static constexpr Values kValues = values_of(kBase64Url);
  return read_letters<6>(text, to, kValues);
}

std::optional<Bytes> from_base64url(std::string_view text) {
  Bytes bytes(text.size() * 6 / 8, '\0');
  if (!read_base64url(text, octets(bytes))) return std::nullopt;
  return bytes;
}

std::string base32(BytesView bytes) {
  std::string text;
  text.reserve((bytes.size() * 8 + 4) / 5);
  append_letters<5>(text, bytes, kBase32);
  return text;
}

std::string hex(BytesView bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  append_letters<4>(text, bytes, kHex);
  return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
  static constexpr Values kValues = values_of(kHex);
  Bytes bytes(text.size() / 2, '\0');
  if (!read_letters<4>(text, octets(bytes), kValues)) return std::nullopt;
  return bytes;
}

std::string code_of(const PeerId& id) { return base32(view(id.bytes)); }

std::optional<PeerId> parse_code(std::string_view text) {
  PeerId id;
  if (!read_letters<5>(text, id.bytes, kBase32Values)) return std::nullopt;
  return id;
}

std::string to_string(const MessageId& id) { return std::string{kMessageIdPrefix} + base32(view(id.bytes)); }

std::optional<MessageId> parse_message_id(std::string_view text) {
  if (!text.starts_with(kMessageIdPrefix)) return std::nullopt;
  MessageId id;
  if (!read_letters<5>(text.substr(kMessageIdPrefix.size()), id.bytes, kBase32Values)) return std::nullopt;
  return id;
}

}  // namespace earshot
