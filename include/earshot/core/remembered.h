// What a node knows again when it starts: the records of earlier starts, read back. A fresh profile remembers nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "earshot/core/output.h"

namespace earshot {

struct Remembered {
  // Of the start that begins: above every epoch and stream that was ever used, and durable. None: nothing is kept, and
  // the clock has to do.
  std::optional<Epoch> epoch;
  // Everybody who was ever met and not forgotten, as last seen.
  std::vector<record::Peer> peers;
  // Where each peer's streams to us stood, in the order of (peer, stream): what comes again is known to be old.
  std::vector<record::Received> received;
  // Own direct messages that nobody has acknowledged yet, in the order of (peer, stream, first).
  std::vector<record::Direct> unsent;
  // Entries of all logs, own ones among them, in the order of (author, epoch, seq): as many as are kept.
  std::vector<record::Entry> entries;
  std::vector<std::string> rooms;  // joined
};

}  // namespace earshot
