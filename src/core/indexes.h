// Own 32-bit numbers of handshakes and sessions: how a datagram finds its keys. A number is free again when what took
// it is gone.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "earshot/base/random.h"
#include "earshot/base/types.h"

namespace earshot::core {

class Indexes {
 public:
  // Holds a number; gives it back when it dies. Must not outlive the Indexes.
  class Held {
   public:
    Held(Indexes& indexes, std::uint32_t value) : indexes_(&indexes), value_(value) {}
    Held(Held&& other) noexcept : indexes_(std::exchange(other.indexes_, nullptr)), value_(other.value_) {}
    Held& operator=(Held&&) = delete;
    ~Held() {
      if (indexes_) indexes_->owners_.erase(value_);
    }
    std::uint32_t value() const { return value_; }

   private:
    Indexes* indexes_;
    std::uint32_t value_;
  };

  // One that nobody outside can guess.
  Held take(const PeerId& owner, Random& random) {
    auto index = static_cast<std::uint32_t>(random.number());
    while (owners_.contains(index)) ++index;
    owners_.emplace(index, owner);
    return {*this, index};
  }
  std::optional<PeerId> owner(std::uint32_t index) const {
    const auto found = owners_.find(index);
    return found == owners_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::map<std::uint32_t, PeerId> owners_;
};

}  // namespace earshot::core
