#include "earshot/crypto/system_random.h"

#include <sodium.h>

#include <stdexcept>

namespace earshot::crypto {

namespace {

class SystemRandom : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override { randombytes_buf(bytes.data(), bytes.size()); }
};

}  // namespace

std::unique_ptr<Random> make_system_random() {
  if (sodium_init() < 0) throw std::runtime_error("start libsodium: no source of random numbers");
  return std::make_unique<SystemRandom>();
}

}  // namespace earshot::crypto
