// What somebody with keys writes who need not be a node.
#pragma once

#include "core/context.h"
#include "earshot/wire/codec.h"

namespace earshot::sim {

// Signed, where its kind is; any body.
inline Bytes said_as(const crypto::Seal& seal, const NetId& network, const crypto::Identity& by, wire::Kind kind,
                     BytesView body, std::size_t pad_to = 0) {
  wire::Head head{.kind = kind};
  if (wire::is_signed(kind)) head.signature = seal.sign(by.seed, by.id, core::signature_input(network, kind, body));
  return wire::encode_datagram(head, body, pad_to);
}

}  // namespace earshot::sim
