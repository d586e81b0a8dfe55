// Which packet numbers of a session were seen, so that a copied packet is taken once. Asked only about packets that
// decrypted: a forger must not move the window.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>

namespace earshot::core {

// How far behind the newest a packet may be. Reordering on a LAN spans a few packets; 2,048 are far more than are ever
// under way, and 256 bytes a session.
constexpr std::size_t kReplayWindow = 2'048;

class ReplayWindow {
 public:
  // Marks the number. False: it was seen, or it is too old to tell.
  bool take(std::uint64_t number);
  // One more than the highest number taken.
  std::uint64_t end() const { return end_; }

 private:
  std::uint64_t end_ = 0;
  std::bitset<kReplayWindow> seen_;  // of end_ - kReplayWindow … end_ - 1, each at its number modulo kReplayWindow
};

}  // namespace earshot::core
