#include "earshot/crypto/network_keys.h"

#include <sodium.h>

#include <new>
#include <stdexcept>
#include <string>

#include "crypto/octets.h"
#include "earshot/base/encoding.h"
#include "earshot/crypto/hash.h"
#include "earshot/crypto/wipe.h"

namespace earshot::crypto {

namespace {

// In memory that is neither swapped out nor dumped, as far as the system allows it.
std::shared_ptr<NetworkKeys> guarded_keys() {
  if (sodium_init() < 0) throw std::runtime_error("start libsodium: no source of random numbers");
  void* const place = sodium_malloc(sizeof(NetworkKeys));
  if (!place) throw std::runtime_error("no memory for the keys of the network");
  return {new (place) NetworkKeys, [](NetworkKeys* keys) {
            keys->~NetworkKeys();
            sodium_free(keys);
          }};
}

Hash16 salt_of(BytesView name) { return hash16(Bytes("earshot salt").append(name)); }

template <std::size_t N>
void derive(const Key& master, BytesView what, std::array<std::uint8_t, N>& key) {
  crypto_generichash(key.data(), key.size(), octets(what), what.size(), master.data(), master.size());
}

}  // namespace

NetworkKeys::~NetworkKeys() {
  wipe(group);
  wipe(psk);
}

std::shared_ptr<const NetworkKeys> make_network_keys(BytesView name, BytesView passphrase, const StretchCost& cost) {
  static_assert(std::tuple_size_v<Hash16> == crypto_pwhash_argon2id_SALTBYTES);
  const auto keys = guarded_keys();
  const auto salt = salt_of(name);
  Key master;
  const int status =
      crypto_pwhash_argon2id(master.data(), master.size(), passphrase.data(), passphrase.size(), salt.data(),
                             cost.passes, cost.memory_bytes, crypto_pwhash_argon2id_ALG_ARGON2ID13);
  if (status != 0)
    throw std::runtime_error("making the keys of the network takes " +
                             std::to_string(cost.memory_bytes / (1024 * 1024)) +
                             " MiB of memory for a second, and there is not so much left");
  derive(master, "earshot netid", keys->id.bytes);
  derive(master, "earshot tag", keys->tag);
  derive(master, "earshot group", keys->group);
  derive(master, "earshot psk", keys->psk);
  wipe(master);
  return keys;
}

}  // namespace earshot::crypto
