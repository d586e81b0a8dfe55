// Who may cost us what. Proves addresses (a token that was sent to an address and came back), keeps account of what an
// address may get that is not proven, limits what one source may make us do, ignores sources while they flood it with
// bad signatures. It looks at no content.
#pragma once

#include <array>
#include <map>
#include <optional>

#include "core/counters.h"
#include "earshot/base/address.h"
#include "earshot/base/random.h"
#include "earshot/base/time.h"
#include "earshot/core/config.h"
#include "earshot/wire/message.h"

namespace earshot::core {

// A token bucket: `rate` per second up to `burst`.
class Bucket {
 public:
  bool take(Instant now, double rate, double burst);
  bool has(Instant now, double rate, double burst) const { return level(now, rate, burst) >= 1; }

 private:
  double level(Instant now, double rate, double burst) const;

  double tokens_ = -1;  // not yet filled
  Instant filled_;
};

class Gate {
 public:
  enum class Work : std::uint8_t { stranger_signature, handshake, new_identity, page };

  Gate(const Config& config, Random& random) : config_(config), random_(random) {}

  // A token for this address, valid for two to four minutes, without keeping state for it.
  wire::Token token_for(Instant now, const Address& address);
  // Whether the token was made for this address; then the address is proven.
  bool accept_token(Instant now, const Address& address, const wire::Token& token);

  // A peer at this address gave us a token: it goes back with our next questions.
  void keep_token(const Address& from, const wire::Token& token);
  std::optional<wire::Token> token_from(const Address& address) const;

  void prove(Instant now, const Address& address);  // an echoed nonce or an authentic sealed datagram came from it
  bool is_proven(Instant now, const Address& address) const;

  // To an address that is not proven go no more datagrams and no more bytes than came from it: its source may be
  // forged, and nobody shall hit a third party with more than his own strength.
  void came_from(Instant now, const Address& from, std::size_t bytes);
  bool may_get(Instant now, const Address& to, std::size_t bytes) const;
  // The same, and takes it from the account: what is allowed must be sent.
  bool allow_sending(Instant now, const Address& to, std::size_t bytes);

  // Whether this source may have this work done now. Counts the work when it may.
  bool allow(Instant now, const Address& source, Work work);

  // Checks that lead to nothing are rationed, and there is no longer punishment: anybody can forge a source, and a few
  // datagrams in its name must not silence an honest peer. A flood does, as long as it lasts.
  void bad_signature(Instant now, const Address& source);
  bool is_ignored(Instant now, const Address& source) const;

 private:
  struct Source {
    std::array<Bucket, 4> buckets;
    Bucket bad_signatures;
    std::size_t datagrams_owed = 0, bytes_owed = 0;  // came and not answered, while it was not proven
  };
  Source& source(const Address& address);
  void renew_secrets(Instant now);
  wire::Token make_token(const std::array<std::uint8_t, 32>& secret, const Address& address) const;

  const Config& config_;
  Random& random_;
  std::map<Address, Instant> proven_;  // until
  std::map<Address, wire::Token> tokens_;
  std::map<Address, Source> sources_;
  std::array<std::uint8_t, 32> secret_{}, secret_before_{};
  std::optional<Instant> secret_since_;
};

// Keeps an ordered table below its limit by throwing out an entry at random: a flood of newcomers mostly throws out
// itself, and no age can be faked to win.
template <class Map>
void make_room(Map& map, std::size_t limit, Random& random) {
  while (map.size() >= limit && !map.empty()) {
    auto key = map.begin()->first;
    random.fill({reinterpret_cast<std::uint8_t*>(&key), sizeof key});
    auto victim = map.lower_bound(key);
    map.erase(victim == map.end() ? map.begin() : victim);
  }
}

}  // namespace earshot::core
