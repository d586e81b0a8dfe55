#include "earshot/crypto/identity.h"

namespace earshot::crypto {

Identity make_identity(const Seal& seal, const Seed& seed) { return {seed, seal.peer_id(seed)}; }

Identity make_identity(const Seal& seal, Random& random) {
  Identity identity;
  random.fill(identity.seed);
  identity.id = seal.peer_id(identity.seed);
  return identity;
}

}  // namespace earshot::crypto
