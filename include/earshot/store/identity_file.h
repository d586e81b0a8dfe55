// The file that holds the secret of an identity: one line of text, written once and never again. Whoever has it is
// that peer; if it is lost, so is the identity.
//
//   earshot-identity 1 <seed, 64 hex digits> <BLAKE2b-64 of all before, 16 hex digits>
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include "earshot/base/random.h"
#include "earshot/crypto/identity.h"
#include "earshot/crypto/seal.h"

namespace earshot::store {

// ErrorCode::identity_file. what() is a sentence for the user, with the remedy.
class IdentityFileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Reads the identity, or makes one if there is no such file; of several programs that do so at once, all get the same.
// A file that cannot be used (rights, damage, a newer version) is left as it is.
crypto::Identity open_identity(const std::filesystem::path& file, const crypto::Seal& seal, Random& random);

}  // namespace earshot::store
