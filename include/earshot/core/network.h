// The network as what is signed and stored knows it.
#pragma once

#include "earshot/core/config.h"
#include "earshot/core/output.h"
#include "earshot/crypto/seal.h"

namespace earshot::core {

// Of the name, where there are no keys; the open network's (an empty name) is fixed by the protocol.
NetId net_id(const Config& config);

// Whether its author has signed it, for this network.
bool is_genuine(const crypto::Seal& seal, const NetId& network, const record::Entry& entry);

}  // namespace earshot::core
