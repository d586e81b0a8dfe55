// The sockets of one node, all four of them, behind "send this to there" and "what came in". It knows which interfaces
// are used and lets nothing through that came another way. It knows neither node nor loop; the runner drives it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "earshot/core/node.h"
#include "earshot/core/output.h"
#include "earshot/net/counters.h"
#include "net/batch_receive.h"
#include "net/groups.h"
#include "net/send_queue.h"
#include "net/sockets.h"

namespace earshot::net {

class Endpoint {
 public:
  struct Options {
    std::uint16_t discovery_port = 0;
    std::uint16_t unicast_port_first = 0;
    std::uint16_t unicast_ports = 0;
    bool loopback = false;
  };
  // Throws StartError, or std::system_error for what is nobody's port.
  explicit Endpoint(const Options& options);

  struct Inlet {
    int socket = -1;  // -1: this machine has no such family
    Channel channel = Channel::unicast;
  };
  std::array<Inlet, 4> inlets() const;
  // At most `count_max` datagrams, dropped ones included, so that a flood starves nobody else.
  void receive(const Inlet& inlet, std::size_t count_max, const std::function<void(const Datagram&)>& take);

  void send(Transmit transmit);  // queued until flush()
  // The sockets that are full: call again when they are writable.
  std::vector<int> flush();

  void use(std::vector<Interface> interfaces);  // joins the groups there
  const NetworkView& view() const { return view_; }
  bool port_range_full() const { return unicast_.range_full; }
  std::size_t unicast_buffer() const { return receive_buffer(unicast_.sockets.v4); }
  std::size_t discovery_buffer() const { return receive_buffer(discovery_.v4); }
  Counters counters() const;

 private:
  const Interface* used_interface(const Arrival& arrival, Channel channel) const;
  std::optional<Datagram> admit(const Arrival& arrival, Channel channel);
  bool is_sendable(const Address& to) const;
  void queue(Bytes datagram, const Destination& to);

  bool loopback_;
  SocketPair discovery_;
  Unicast unicast_;
  NetworkView view_;
  BatchReceive batch_;
  SendQueue out_v4_;
  SendQueue out_v6_;
  Counters counters_;
};

}  // namespace earshot::net
