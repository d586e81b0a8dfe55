// Six words that two people read to each other, from numbers that neither could choose knowing the other's: the one
// with the smaller id commits to its number before it sees the other's. Equal words mean that nobody stands between
// them. The exchange, packets apart: spoken_words.cpp. proto_docs/security.md has the reasons.
#pragma once

#include <string>
#include <vector>

#include "earshot/base/types.h"
#include "earshot/crypto/hash.h"
#include "earshot/wire/message.h"

namespace earshot::core {

// What both sides know of their session: `a` has the smaller id.
struct SpokenSetup {
  crypto::Hash32 handshake{};
  PeerId a, b;
};

wire::Secret32 commitment(const SpokenSetup& setup, const wire::Secret32& number_a);
std::vector<std::string> spoken_words(const SpokenSetup& setup, const wire::Secret32& number_a,
                                      const wire::Secret32& number_b);

}  // namespace earshot::core
