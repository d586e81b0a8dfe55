#include "earshot/core/network.h"

#include "core/context.h"
#include "earshot/crypto/hash.h"

namespace earshot::core {

NetId net_id(const Config& config) {
  if (config.keys) return config.keys->id;
  return {crypto::hash8(config.network.empty() ? "earshot open" : "earshot named " + config.network)};
}

bool is_genuine(const crypto::Seal& seal, const NetId& network, const record::Entry& entry) {
  return seal.verify(entry.author, signature_input(network, wire::Kind::post, entry.body), entry.signature);
}

}  // namespace earshot::core
