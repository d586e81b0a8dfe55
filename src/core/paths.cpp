#include "core/paths.h"

#include <algorithm>

#include "core/roster.h"

namespace earshot::core {

namespace {
// A challenge may be lost; a peer that moved sends more packets, and each of them is a reason to ask again after this.
constexpr Duration kAskAgainAfter = std::chrono::milliseconds(100);
constexpr std::size_t kCandidatePathsMax = kPathsMax + 1;  // all that the roster knows, and the one in use
}  // namespace

void Paths::use(const Address& address) {
  address_ = address;
  candidates_.clear();
}

Paths::Candidate& Paths::candidate(const Address& address) {
  const auto found =
      std::find_if(candidates_.begin(), candidates_.end(), [&](const Candidate& it) { return it.address == address; });
  if (found != candidates_.end()) return *found;
  if (candidates_.size() >= kCandidatePathsMax) candidates_.erase(candidates_.begin());
  return candidates_.emplace_back(Candidate{.address = address, .asked = {}});
}

bool Paths::wants_challenge(Instant now, const Address& address, std::size_t bytes) {
  auto& it = candidate(address);
  it.credit += bytes;
  return !it.asked || now - *it.asked >= kAskAgainAfter;
}

wire::Nonce Paths::challenge(Instant now, const Address& address, Random& random) {
  auto& it = candidate(address);
  random.fill(it.nonce);
  it.asked = now;
  return it.nonce;
}

std::size_t Paths::credit(const Address& address) const {
  const auto found =
      std::find_if(candidates_.begin(), candidates_.end(), [&](const Candidate& it) { return it.address == address; });
  return found == candidates_.end() ? 0 : found->credit;
}

void Paths::spend(const Address& address, std::size_t bytes) {
  auto& it = candidate(address);
  it.credit -= std::min(it.credit, bytes);
}

std::optional<Address> Paths::answered(const wire::Nonce& nonce) {
  const auto found = std::find_if(candidates_.begin(), candidates_.end(),
                                  [&](const Candidate& it) { return it.asked && it.nonce == nonce; });
  if (found == candidates_.end()) return std::nullopt;
  use(Address(found->address));
  return address_;
}

}  // namespace earshot::core
