// Bytes as letters: base64url (RFC 4648 section 5, no padding) on the wire, Crockford base 32 for people.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "earshot/base/types.h"

namespace earshot {

std::string base64url(BytesView bytes);
// Only the canonical form: no padding, no other letters, unused bits 0.
std::optional<Bytes> from_base64url(std::string_view text);
// The same without an allocation. `read` is false, and leaves anything in `to`, unless the text is exactly that long.
void append_base64url(std::string& to, BytesView bytes);
bool read_base64url(std::string_view text, std::span<std::uint8_t> to);

// Lower case, no i, l, o, u. 32 bytes give 52 characters.
std::string base32(BytesView bytes);

// Lower case only, both ways.
std::string hex(BytesView bytes);
std::optional<Bytes> from_hex(std::string_view text);

template <std::size_t N>
BytesView view(const std::array<std::uint8_t, N>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), N};
}
template <std::size_t N>
std::optional<std::array<std::uint8_t, N>> to_array(BytesView bytes) {
  if (bytes.size() != N) return std::nullopt;
  std::array<std::uint8_t, N> result;
  for (std::size_t i = 0; i < N; ++i) result[i] = static_cast<std::uint8_t>(bytes[i]);
  return result;
}

// The 52 characters that name a peer for people and scripts, and the 18 that name a message ("m-" and 16).
std::string code_of(const PeerId& id);
std::optional<PeerId> parse_code(std::string_view text);
std::string to_string(const MessageId& id);
std::optional<MessageId> parse_message_id(std::string_view text);

}  // namespace earshot
