// The body of each kind.
#include <type_traits>

#include "earshot/wire/codec.h"
#include "wire/field_reader.h"
#include "wire/field_writer.h"
#include "wire/page.h"

namespace earshot::wire {
namespace {

template <class Body>
Result<Message, DecodeError> decode_as(BytesView body) {
  auto decoded = decode_object<Body>(body);
  if (!decoded) return Failure{decoded.reason()};
  return Message{std::move(*decoded)};
}

// Bytes that only the crypto understands.
template <class Body>
Result<Message, DecodeError> keep_raw(BytesView body) {
  if (body.empty()) return Failure{DecodeError::bad_field};
  return Message{Body{Bytes{body}}};
}

Result<Message, DecodeError> decode_cookie(BytesView body) {
  if (!body.empty()) return Failure{DecodeError::bad_field};
  return Message{Cookie{}};
}

struct BodyWriter {
  std::string operator()(const Page& page) const { return encode_page(page); }
  std::string operator()(const Handshake1& handshake) const { return handshake.noise; }
  std::string operator()(const Handshake2& handshake) const { return handshake.noise; }
  std::string operator()(const Cookie&) const { return {}; }
  std::string operator()(const Sealed& sealed) const { return sealed.ciphertext; }
  std::string operator()(const Envelope& envelope) const { return envelope.ciphertext; }
  template <class Body>
  std::string operator()(const Body& body) const {
    return encode_object(body);
  }
};

}  // namespace

Result<Message, DecodeError> decode_body(Kind kind, BytesView body) noexcept {
  if (body.size() > kDatagramBytesAccepted) return Failure{DecodeError::too_long};
  switch (kind) {
    case Kind::here:
      return decode_as<Here>(body);
    case Kind::bye:
      return decode_as<Bye>(body);
    case Kind::lost:
      return decode_as<Lost>(body);
    case Kind::ping:
      return decode_as<Ping>(body);
    case Kind::pong:
      return decode_as<Pong>(body);
    case Kind::pull:
      return decode_as<Pull>(body);
    case Kind::page:
      return decode_page(body);
    case Kind::post:
      return decode_as<Post>(body);
    case Kind::head:
      return decode_as<LogHead>(body);
    case Kind::want:
      return decode_as<Want>(body);
    case Kind::none:
      return decode_as<None>(body);
    case Kind::ack:
      return decode_as<Ack>(body);
    case Kind::hs1:
      return keep_raw<Handshake1>(body);
    case Kind::hs2:
      return keep_raw<Handshake2>(body);
    case Kind::ck:
      return decode_cookie(body);
    case Kind::d:
      return keep_raw<Sealed>(body);
    case Kind::e:
      return keep_raw<Envelope>(body);
  }
  return Failure{DecodeError::unknown_kind};
}

std::string encode_body(const Message& message) { return std::visit(BodyWriter{}, message); }

}  // namespace earshot::wire
