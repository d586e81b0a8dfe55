// The network as what is signed and stored knows it.
#pragma once

#include <string>

#include "earshot/core/output.h"
#include "earshot/crypto/seal.h"

namespace earshot::core {

// BLAKE2b-64 of the name; the open network's (an empty name) is fixed by the protocol.
NetId net_id(const std::string& network);

// Whether its author has signed it, for this network.
bool is_genuine(const crypto::Seal& seal, const NetId& network, const record::Entry& entry);

}  // namespace earshot::core
