// Which address of the peer the session uses. Another one counts only when an authentic packet came from it, or the
// peer claims it, and a challenge sent there came back: whoever copies a packet must not draw our traffic elsewhere.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "earshot/base/address.h"
#include "earshot/base/random.h"
#include "earshot/base/time.h"
#include "earshot/wire/message.h"

namespace earshot::core {

class Paths {
 public:
  const Address& address() const { return address_; }
  // Known to work: all challenges are off.
  void use(const Address& address);

  // So many bytes of an authentic packet came from this other address. Whether it is worth a challenge now.
  bool wants_challenge(Instant now, const Address& address, std::size_t bytes);
  // The nonce to send there; the address asks again only later.
  wire::Nonce challenge(Instant now, const Address& address, Random& random);
  // How much may be sent there: what came from it, less what went there.
  std::size_t credit(const Address& address) const;
  void spend(const Address& address, std::size_t bytes);

  // The nonce came back: from now on its address is used.
  std::optional<Address> answered(const wire::Nonce& nonce);

 private:
  struct Candidate {
    Address address;
    std::size_t credit = 0;
    std::optional<Instant> asked;
    wire::Nonce nonce{};
  };
  Candidate& candidate(const Address& address);

  Address address_;
  std::vector<Candidate> candidates_;  // oldest first
};

}  // namespace earshot::core
