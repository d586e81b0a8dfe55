// A peer with keys of its own that a node knows, and that says what the fuzzer wants: signed and addressed as it has to
// be, so that it gets past the door.
#pragma once

#include <string>

#include "earshot/wire/codec.h"
#include "fuzz/tried_node.h"

namespace earshot::fuzz {

class Liar {
 public:
  // Never private: there, all of this would only be in an envelope.
  explicit Liar(TriedOptions options)
      : identity_(TriedNode::identity_of(seal_, kHost)), node_(seal_, (options.is_private = false, options)) {}

  const crypto::Seal& seal() const { return seal_; }
  const crypto::Identity& identity() const { return identity_; }
  PeerId node_id() const { return TriedNode::identity_of(seal_, 1).id; }
  TriedNode& node() { return node_; }

  // The next beacon: each is newer than the one before.
  wire::Here card() {
    wire::Here card{.id = identity_.id, .ep = {1'000}, .no = ++beacon_, .nm = "bob", .ap = "earshot 0.1.0"};
    card.at = {to_string(TriedNode::address_of(kHost))};
    card.n = 1;
    return card;
  }
  void says(const wire::Message& message) { sends_as(wire::kind_of(message), wire::encode_body(message)); }
  // A signed body of any content, or one of a kind that nobody signs.
  void sends_as(wire::Kind kind, BytesView body) {
    wire::Head head{.kind = kind};
    if (wire::is_signed(kind)) head.signature.emplace();
    sends(wire::encode_datagram(head, body));
  }
  void sends(BytesView datagram) { node_.receive(TriedNode::address_of(kHost), Channel::unicast, datagram); }

 private:
  static constexpr std::uint8_t kHost = 2;

  OpenSeal seal_;
  crypto::Identity identity_;
  TriedNode node_;
  std::uint64_t beacon_ = 0;
};

}  // namespace earshot::fuzz
