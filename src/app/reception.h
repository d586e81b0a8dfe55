// Lets other processes of the profile attach to the node of this one: each gets a bot whose streams are the connection.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "app/hall.h"
#include "earshot/front/face.h"
#include "earshot/net/control_socket.h"
#include "earshot/net/loop.h"

namespace earshot::app {

class Reception {
 public:
  static constexpr std::size_t kGuestsMax = 8;

  // The profile's lock must be held. Throws std::runtime_error when there can be no socket.
  Reception(net::Loop& loop, const std::filesystem::path& socket, Hall& hall, const front::About& about);
  ~Reception();

  std::size_t guests() const { return guests_.size(); }
  // The node ends: takes nobody any more, and says so to those who are there.
  void close();

 private:
  class Guest;
  void take(int descriptor);
  void turn_away(int descriptor) const;

  net::Loop& loop_;
  Hall& hall_;
  front::About about_;
  std::vector<std::unique_ptr<Guest>> guests_;
  std::unique_ptr<net::ControlSocket> socket_;
};

}  // namespace earshot::app
