#include "core/context.h"

#include "earshot/base/encoding.h"

namespace earshot::core {

Bytes signature_input(const NetId& network, wire::Kind kind, BytesView body) {
  constexpr BytesView domain{"earshot/1\0", 10};
  Bytes input;
  input.reserve(domain.size() + 8 + network.bytes.size() + body.size());
  input.append(domain).append(wire::name(kind)).push_back('\0');
  input.append(view(network.bytes)).append(body);
  return input;
}

crypto::Signature sign(const Context& context, wire::Kind kind, BytesView body) {
  return context.seal.sign(context.self.seed, context.self.id, signature_input(context.network, kind, body));
}

bool is_signed_by(const Context& context, const PeerId& author, wire::Kind kind, BytesView body,
                  const crypto::Signature& signature) {
  return context.seal.verify(author, signature_input(context.network, kind, body), signature);
}

Bytes make_datagram(const Context& context, const wire::Message& message, std::size_t pad_to,
                    std::optional<wire::Token> token) {
  const auto body = wire::encode_body(message);
  wire::Head head;
  head.kind = wire::kind_of(message);
  head.token = token;
  if (wire::is_signed(head.kind)) head.signature = sign(context, head.kind, body);
  return make_datagram(context, head, body, pad_to);
}

// The envelope has the tag; what is in it needs none.
Bytes make_datagram(const Context& context, wire::Head head, BytesView body, std::size_t pad_to) {
  if (!context.envelopes) {
    head.network = context.tag;
    return wire::encode_datagram(head, body, pad_to);
  }
  return context.envelopes->close(wire::encode_datagram(head, body, pad_to));
}

std::size_t datagram_bytes_max(const Context& context) {
  return context.envelopes ? kEnvelopeInsideMax : wire::kDatagramBytesMax;
}

std::size_t size_on_the_wire(const Context& context, std::size_t bytes) {
  return context.envelopes ? Envelopes::closed_size(bytes) : bytes;
}

}  // namespace earshot::core
