// What the name and the passphrase of a private network give: everything that its members share. The passphrase is
// stretched with Argon2id, so that a listener who guesses passphrases pays that price for each guess.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "earshot/base/types.h"
#include "earshot/crypto/seal.h"

namespace earshot::crypto {

// Never copied, and wiped when it dies: the process has one for each network.
struct NetworkKeys {
  NetworkKeys() = default;
  ~NetworkKeys();
  NetworkKeys(const NetworkKeys&) = delete;
  NetworkKeys& operator=(const NetworkKeys&) = delete;

  NetId id;
  std::array<std::uint8_t, 4> tag{};  // in every head
  Key group{};                        // seals the envelopes
  Key psk{};                          // of the handshakes
};

// Part of the protocol: another cost is another network. Only tests spare themselves the second that it takes.
struct StretchCost {
  std::uint64_t passes = 3;
  std::size_t memory_bytes = std::size_t{256} * 1024 * 1024;
};

// Takes about a second and the memory of its cost, so not for the thread that carries datagrams, and never because of
// what one brought. Throws std::runtime_error when there is not that much memory.
std::shared_ptr<const NetworkKeys> make_network_keys(BytesView name, BytesView passphrase,
                                                     const StretchCost& cost = {});

}  // namespace earshot::crypto
