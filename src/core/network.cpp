#include "earshot/core/network.h"

#include "core/context.h"
#include "earshot/crypto/hash.h"

namespace earshot::core {

NetId net_id(const std::string& network) {
  return {crypto::hash8(network.empty() ? "earshot open" : "earshot named " + network)};
}

bool is_genuine(const crypto::Seal& seal, const NetId& network, const record::Entry& entry) {
  return seal.verify(entry.author, signature_input(network, wire::Kind::post, entry.body), entry.signature);
}

}  // namespace earshot::core
