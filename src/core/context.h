// What every part of the core is given: who we are, the shared tables, and the way out. It owns nothing and does
// nothing; the parts are owned by node.cpp.
#pragma once

#include "core/counters.h"
#include "core/outputs.h"
#include "earshot/base/random.h"
#include "earshot/core/config.h"
#include "earshot/crypto/identity.h"
#include "earshot/crypto/seal.h"
#include "earshot/wire/codec.h"

namespace earshot::core {

class Gate;
class Roster;
class Deliveries;
class Rooms;
class Direct;

struct Context {
  const Config& config;
  const crypto::Identity& self;
  const crypto::Seal& seal;
  Random& random;
  NetId network;
  std::optional<wire::NetTag> tag;  // of a network that is not the open one
  Outputs& out;
  Counters& counters;
  Gate& gate;
  Roster& roster;
  Deliveries& deliveries;
  Epoch epoch;  // of this start; set by Node::start before any part runs
};

// A datagram on its way through the parts: decoded, its signature not yet checked.
struct Received {
  const wire::Head& head;
  BytesView head_bytes;  // as received, without the line feed: what a sealed body is bound to
  BytesView body;        // as signed
  Address source;
  InterfaceIndex interface;
  bool on_group = false;
  std::size_t size = 0;  // of the whole datagram: an answer to an unproven source must not be larger
};

// "earshot/1\0" kind "\0" netid body: bytes are signed, never values.
Bytes signature_input(const NetId& network, wire::Kind kind, BytesView body);
crypto::Signature sign(const Context& context, wire::Kind kind, BytesView body);
bool is_signed_by(const Context& context, const PeerId& author, wire::Kind kind, BytesView body,
                  const crypto::Signature& signature);

// A whole datagram of ours: encodes the body, signs it where the kind is signed, adds the network's tag.
Bytes make_datagram(const Context& context, const wire::Message& message, std::size_t pad_to = 0,
                    std::optional<wire::Token> token = std::nullopt);

}  // namespace earshot::core
