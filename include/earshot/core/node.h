// The protocol of one peer: (time, datagram, command) in, (datagrams, events, records, next deadline) out.
// It owns no socket, clock, thread or file; the same inputs give the same bytes.
// After every input call poll() until it is empty (asserted); then wait for a datagram, a command or deadline().
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "earshot/base/address.h"
#include "earshot/base/random.h"
#include "earshot/base/result.h"
#include "earshot/base/time.h"
#include "earshot/core/command.h"
#include "earshot/core/config.h"
#include "earshot/core/event.h"
#include "earshot/core/history.h"
#include "earshot/core/output.h"
#include "earshot/core/remembered.h"
#include "earshot/crypto/identity.h"
#include "earshot/crypto/seal.h"

namespace earshot {

// How a datagram came: only the discovery socket's group traffic counts as `group`.
enum class Channel : std::uint8_t { group, unicast };

struct Datagram {
  BytesView bytes;
  Address source;
  InterfaceIndex interface;  // where it came in; 0 unknown
  Channel channel = Channel::unicast;
};

class Node {
 public:
  // `seal` and `random` must outlive the node.
  Node(const Config& config, const crypto::Identity& identity, const crypto::Seal& seal, Random& random);
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  void start(Moment now, const NetworkView& network, const Remembered& remembered = {});
  void receive(Moment now, const Datagram& datagram);
  void wake(Moment now);  // safe to call early
  void network_changed(Moment now, const NetworkView& network);
  void resumed(Moment now);               // the machine slept
  void stored(Moment now, Ticket up_to);  // every record up to this ticket is durable
  Result<CommandId, Refusal> submit(Moment now, const Command& command);
  void recalled(Moment now, CommandId question, const Recalled& answer);  // once for every Recall
  void stop(Moment now);                                                  // say bye; go on until stopped()
  bool stopped() const;

  std::optional<Output> poll();
  std::optional<Instant> deadline() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace earshot
