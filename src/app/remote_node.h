// The node of another process, seen from here: a desk that writes requests, and events that come out of lines.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "earshot/front/face.h"
#include "earshot/net/control_socket.h"
#include "earshot/net/loop.h"

namespace earshot::app {

class RemoteNode final : public front::Desk {
 public:
  struct Callbacks {
    std::function<void(const front::About&)> hello;
    std::function<void(const Event&)> event;
    std::function<void(std::uint64_t events, std::optional<std::uint64_t> from_seq)> missed;
    std::function<void(const std::optional<front::Trouble>& why)> ended;  // once
    std::function<void()> taken;                                          // is_ready() may have changed
  };

  RemoteNode(net::Loop& loop, int connection, Callbacks callbacks);

  Result<CommandId, Refusal> submit(const Command& command) override;
  // Requests do not pile up.
  bool is_ready() const;
  // Calls back when everything that was asked for has gone.
  void part(std::function<void()> parted);

 private:
  void take(std::string_view line);
  void end(const std::optional<front::Trouble>& why);

  Callbacks callbacks_;
  net::LineConnection connection_;
  std::function<void()> parted_;
  CommandId last_;
  bool ended_ = false;
};

}  // namespace earshot::app
