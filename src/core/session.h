// The keys that a handshake gave, and what they seal: packets with numbers that are never used twice and taken at most
// once. It knows nothing of addresses, acknowledgements or messages; the keys are wiped when it dies.
#pragma once

#include <cstdint>

#include "core/context.h"
#include "core/indexes.h"
#include "core/replay_window.h"
#include "earshot/base/result.h"
#include "earshot/crypto/noise.h"

namespace earshot::core {

class Session {
 public:
  Session(const Context& context, const crypto::SessionKeys& keys, Indexes::Held index, std::uint32_t peer_index)
      : context_(context), keys_(keys), index_(std::move(index)), peer_index_(peer_index) {}

  std::uint32_t index() const { return index_.value(); }
  // The same on both sides, and of no other session.
  const crypto::Hash32& handshake() const { return keys_.handshake_hash; }
  // Of the packet that seal() will make next; so many have left.
  std::uint64_t next_packet() const { return next_packet_; }

  // A whole datagram around the frames. Its head is bound to it.
  Bytes seal(BytesView frames);

  struct Opened {
    wire::Frames frames;
    bool is_newest = false;  // it has the highest number so far
  };
  // What is in it; or by which reason it is dropped.
  Result<Opened, Count> open(const Received& received, const wire::Sealed& sealed);

 private:
  const Context& context_;
  crypto::SessionKeys keys_;
  Indexes::Held index_;
  std::uint32_t peer_index_;
  std::uint64_t next_packet_ = 0;
  ReplayWindow window_;
};

}  // namespace earshot::core
