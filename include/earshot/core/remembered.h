// What a node knows again when it starts: the records of earlier starts, read back. A fresh profile remembers nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "earshot/core/output.h"

namespace earshot {

struct Remembered {
  // Everybody who was ever met and not forgotten, as last seen.
  std::vector<record::Peer> peers;
  // Where each peer's stream to us stood: what comes again is known to be old.
  struct Received {
    PeerId peer;
    std::uint64_t stream = 0;
    std::uint64_t stored_up_to = 0;
  };
  std::vector<Received> received;
  // Own direct messages that nobody has acknowledged yet, in the order of (peer, stream, first).
  std::vector<record::Direct> unsent;
  // Entries of all logs, own ones among them, in the order of (author, epoch, seq): as many as are kept.
  std::vector<record::Entry> entries;
  std::vector<std::string> rooms;  // joined
};

}  // namespace earshot
