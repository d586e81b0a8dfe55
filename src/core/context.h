// What every part of the core is given: who we are, the shared tables, and the way out. It owns nothing and does
// nothing; the parts are owned by node.cpp.
#pragma once

#include "core/counters.h"
#include "core/envelopes.h"
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
  std::optional<wire::NetTag> tag;     // of a network that is not the open one
  std::optional<Envelopes> envelopes;  // of a private one
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
  BytesView head_bytes;  // as received, without the line feed: what a packet of a session is bound to
  BytesView body;        // as signed
  Address source;
  InterfaceIndex interface;
  bool on_group = false;
  std::size_t size = 0;  // of the whole datagram, its envelope included: what was received for an answer
};

// "earshot/1\0" kind "\0" netid body: bytes are signed, never values.
Bytes signature_input(const NetId& network, wire::Kind kind, BytesView body);
crypto::Signature sign(const Context& context, wire::Kind kind, BytesView body);
bool is_signed_by(const Context& context, const PeerId& author, wire::Kind kind, BytesView body,
                  const crypto::Signature& signature);

// A whole datagram of ours: encodes the body, signs it where the kind is signed.
Bytes make_datagram(const Context& context, const wire::Message& message, std::size_t pad_to = 0,
                    std::optional<wire::Token> token = std::nullopt);
// The same of a body that has been encoded, and signed where its kind is: the way out of everything but the packets of
// sessions. On a private network it comes in an envelope.
Bytes make_datagram(const Context& context, wire::Head head, BytesView body, std::size_t pad_to = 0);

// The most that it may have before it is put into an envelope, if it is.
std::size_t datagram_bytes_max(const Context& context);
// What a datagram of so many bytes has on the wire.
std::size_t size_on_the_wire(const Context& context, std::size_t bytes);

}  // namespace earshot::core
