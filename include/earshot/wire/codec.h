// Bytes to structs and back. A datagram is one line of JSON (the head), a line feed, and the body.
// A JSON text is one object on one line: no byte below 0x20 in it, nothing but spaces around its parts.
// The decoder faces strangers: bounded, no exception leaves it, no recursion, same verdict every time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "earshot/base/result.h"
#include "earshot/base/types.h"
#include "earshot/wire/limits.h"
#include "earshot/wire/message.h"

namespace earshot::wire {

enum class DecodeError : std::uint8_t {
  too_long,       // more bytes than the kind or the datagram may have
  no_head,        // no line feed within kHeadBytesMax, or the head does not start with '{'
  bad_json,       // not JSON, not UTF-8, a NUL, a byte-order mark, nesting, counts or strings beyond the limits
  repeated_key,   // also when it is spelled with escapes
  bad_number,     // negative, fraction, exponent, or above 2^53 - 1
  wrong_version,  // v is not 1
  unknown_kind,
  missing_field,   // a field or the signature that the kind needs is not there
  bad_field,       // wrong type, size, range or letters
  must_understand  // "!" names something this version does not know
};
const char* name(DecodeError error);

// The head and where the body is. `body` points into the datagram that was given.
struct Split {
  Head head;
  BytesView body;
};
Result<Split, DecodeError> decode_head(BytesView datagram) noexcept;
Result<Message, DecodeError> decode_body(Kind kind, BytesView body) noexcept;
Result<Frames, DecodeError> decode_frames(BytesView text) noexcept;
Result<HandshakePayload, DecodeError> decode_payload(BytesView text) noexcept;

// The body exactly as it will be signed and sent. Text must be valid UTF-8 without NUL (asserted: ours to check
// at the door).
std::string encode_body(const Message& message);
std::string encode_frames(const Frames& frames);
std::string encode_payload(const HandshakePayload& payload);

// Head, LF, body. `pad_to`: spaces are added before the LF until the datagram has that many bytes or the head has
// kHeadBytesMax, so that an answer need not be larger than its question.
std::string encode_datagram(const Head& head, BytesView body, std::size_t pad_to = 0);

// How many bytes `text` takes inside a JSON string of ours (quotes not counted).
std::size_t escaped_size(std::string_view text);

}  // namespace earshot::wire
