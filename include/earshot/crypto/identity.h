// The key that a peer is. Where it is kept is the business of store/identity_file.
#pragma once

#include "earshot/base/random.h"
#include "earshot/base/types.h"
#include "earshot/crypto/seal.h"
#include "earshot/crypto/wipe.h"

namespace earshot::crypto {

struct Identity {
  Seed seed{};
  PeerId id;
  ~Identity() { wipe(seed); }
};
Identity make_identity(const Seal& seal, const Seed& seed);
Identity make_identity(const Seal& seal, Random& random);

}  // namespace earshot::crypto
