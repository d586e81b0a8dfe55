// A type for every idea that travels between the layers. Plain values; nothing here knows how it is encoded or stored.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace earshot {

using Bytes = std::string;           // octets, not text
using BytesView = std::string_view;  // likewise

// A peer is its Ed25519 public key. Addresses and nicks are cached guesses and labels.
struct PeerId {
  std::array<std::uint8_t, 32> bytes{};
  auto operator<=>(const PeerId&) const = default;
};

// Separates the networks: part of every signature's input. BLAKE2b-64 of the network's name or key.
struct NetId {
  std::array<std::uint8_t, 8> bytes{};
  auto operator<=>(const NetId&) const = default;
};

// One start of one node: greater than every epoch that this identity used before.
struct Epoch {
  std::uint64_t value = 0;
  auto operator<=>(const Epoch&) const = default;
};

// Place in an author's log, from 1; 0 means "nothing yet".
struct Seq {
  std::uint64_t value = 0;
  auto operator<=>(const Seq&) const = default;
  Seq next() const { return Seq{value + 1}; }
};

// Same on every node: derived from author, epoch and number (core/ids.h).
struct MessageId {
  std::array<std::uint8_t, 10> bytes{};
  auto operator<=>(const MessageId&) const = default;
};

// Without the leading '#'. Only names that text::room_name accepted.
struct Room {
  std::string name;
  auto operator<=>(const Room&) const = default;
};
// The one room that everybody is in.
inline constexpr const char* kLobby = "lobby";

// The kernel's interface index; 0 = not known or not tied to one.
struct InterfaceIndex {
  std::uint32_t value = 0;
  auto operator<=>(const InterfaceIndex&) const = default;
};

// The largest integer that every JSON reader keeps exactly: 2^53 - 1.
constexpr std::uint64_t kIntegerMax = 9'007'199'254'740'991;

}  // namespace earshot
