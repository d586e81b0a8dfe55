#include "core/gate.h"

#include <algorithm>

#include "earshot/base/encoding.h"
#include "earshot/crypto/hash.h"

namespace earshot::core {

namespace {
// A token lives between one and two of these.
constexpr Duration kSecretLife = std::chrono::minutes(2);
}  // namespace

double Bucket::level(Instant now, double rate, double burst) const {
  if (tokens_ < 0) return burst;
  const double seconds = std::chrono::duration<double>(now - filled_).count();
  return std::min(burst, tokens_ + seconds * rate);
}

bool Bucket::take(Instant now, double rate, double burst) {
  tokens_ = level(now, rate, burst);
  filled_ = now;
  if (tokens_ < 1) return false;
  tokens_ -= 1;
  return true;
}

void Gate::renew_secrets(Instant now) {
  if (secret_since_ && now - *secret_since_ < kSecretLife) return;
  // Nobody has needed a secret for so long that the present one is too old to be the one before.
  const bool is_first = !secret_since_ || now - *secret_since_ >= 2 * kSecretLife;
  secret_before_ = secret_;
  random_.fill(secret_);
  if (is_first) random_.fill(secret_before_);
  secret_since_ = now;
}

wire::Token Gate::make_token(const std::array<std::uint8_t, 32>& secret, const Address& address) const {
  Bytes input;
  input.append(view(address.ip));
  input.push_back(static_cast<char>(address.family));
  input.push_back(static_cast<char>(address.port >> 8));
  input.push_back(static_cast<char>(address.port & 0xff));
  return crypto::keyed_hash8(secret, input);
}

wire::Token Gate::token_for(Instant now, const Address& address) {
  renew_secrets(now);
  return make_token(secret_, address);
}

bool Gate::accept_token(Instant now, const Address& address, const wire::Token& token) {
  renew_secrets(now);
  const bool good = crypto::equal_secret(view(token), view(make_token(secret_, address))) ||
                    crypto::equal_secret(view(token), view(make_token(secret_before_, address)));
  if (good) prove(now, address);
  return good;
}

void Gate::keep_token(const Address& from, const wire::Token& token) {
  if (!tokens_.contains(from)) make_room(tokens_, config_.sources_max, random_);
  tokens_[from] = token;
}

std::optional<wire::Token> Gate::token_from(const Address& address) const {
  const auto found = tokens_.find(address);
  return found == tokens_.end() ? std::nullopt : std::optional(found->second);
}

void Gate::prove(Instant now, const Address& address) {
  if (!proven_.contains(address)) make_room(proven_, config_.proven_max, random_);
  proven_[address] = now + config_.proven_life;
}

bool Gate::is_proven(Instant now, const Address& address) const {
  const auto found = proven_.find(address);
  return found != proven_.end() && now < found->second;
}

Gate::Source& Gate::source(const Address& address) {
  if (!sources_.contains(address)) make_room(sources_, config_.sources_max, random_);
  return sources_[address];
}

void Gate::came_from(Instant now, const Address& from, std::size_t bytes) {
  if (is_proven(now, from)) return;
  auto& entry = source(from);
  ++entry.datagrams_owed;
  entry.bytes_owed += bytes;
}

bool Gate::may_get(Instant now, const Address& to, std::size_t bytes) const {
  if (is_proven(now, to)) return true;
  const auto found = sources_.find(to);
  return found != sources_.end() && found->second.datagrams_owed > 0 && found->second.bytes_owed >= bytes;
}

bool Gate::allow_sending(Instant now, const Address& to, std::size_t bytes) {
  if (!may_get(now, to, bytes)) return false;
  if (is_proven(now, to)) return true;
  auto& entry = source(to);
  --entry.datagrams_owed;
  entry.bytes_owed -= bytes;
  return true;
}

bool Gate::allow(Instant now, const Address& from, Work work) {
  auto& bucket = source(from).buckets.at(static_cast<std::size_t>(work));
  switch (work) {
    case Work::stranger_signature:
      return bucket.take(now, config_.stranger_signatures_per_second, config_.stranger_signatures_per_second);
    case Work::handshake:
      return bucket.take(now, config_.handshakes_per_second, config_.handshakes_burst);
    case Work::new_identity:
      return bucket.take(now, config_.identities_per_second, config_.identities_burst);
    case Work::page:
      return bucket.take(now, config_.pages_per_second, config_.pages_per_second);
  }
  return false;
}

void Gate::bad_signature(Instant now, const Address& from) {
  const auto rate = config_.bad_signatures_per_second;
  source(from).bad_signatures.take(now, rate, rate);
}

bool Gate::is_ignored(Instant now, const Address& from) const {
  const auto found = sources_.find(from);
  const auto rate = config_.bad_signatures_per_second;
  return found != sources_.end() && !found->second.bad_signatures.has(now, rate, rate);
}

}  // namespace earshot::core
