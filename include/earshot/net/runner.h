// Drives one node: owns its sockets, gives it datagrams, time and changes of the network, and carries out what it
// wants done. Loop and node must outlive it; its callbacks must not destroy it.
//
// Work is done in turns: what came in together is handled together. Its datagrams leave with few system calls, its
// records are kept with one call, then its events are told and what acknowledges the records leaves. So an event never
// comes out of submit(), but after it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "earshot/base/result.h"
#include "earshot/core/node.h"
#include "earshot/net/counters.h"
#include "earshot/net/interfaces.h"
#include "earshot/net/loop.h"
#include "earshot/net/start_error.h"

namespace earshot::net {

constexpr std::uint16_t kDiscoveryPort = 47'474;
constexpr std::uint16_t kUnicastPortFirst = 47'475;
constexpr std::uint16_t kUnicastPorts = 16;

class Runner {
 public:
  struct Options {
    InterfaceRules interfaces;
    std::uint16_t discovery_port = kDiscoveryPort;
    std::uint16_t unicast_port_first = kUnicastPortFirst;
    std::uint16_t unicast_ports = kUnicastPorts;
    // For one-shot commands: without a usable interface throw StartError (no_interface). Else wait for one.
    bool need_interface = false;
  };
  struct Callbacks {
    // May call submit() and stop().
    std::function<void(const Event&)> event;
    // Makes the records durable, all or none, and says whether it did. If not, it gets them again a second later with
    // what came since, and again, until it does; nothing is acknowledged to anybody before.
    std::function<bool(std::span<const Store>)> keep;
    // Looks up what was kept, that of this turn included. Empty: nothing was.
    std::function<Recalled(const HistoryQuery&)> recall{};
  };

  // Opens the sockets. Throws StartError, or std::system_error.
  Runner(Loop& loop, Node& node, const Options& options, Callbacks callbacks);
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  void start(const Remembered& remembered = {});
  Result<CommandId, Refusal> submit(const Command& command);
  // Says goodbye to the network, which takes some 100 ms; then calls back once. The loop has to go on for that.
  void stop(std::function<void()> stopped);

  const NetworkView& network() const;
  bool port_range_full() const;          // none of the usual ports was free: a firewall may block this one
  std::size_t unicast_buffer() const;    // bytes granted, of 4 MiB asked
  std::size_t discovery_buffer() const;  // of 1 MiB
  Counters counters() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace earshot::net
