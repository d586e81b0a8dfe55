// What travels sealed: the frames of a session, the payload of a handshake.
#include "earshot/wire/codec.h"
#include "wire/field_reader.h"
#include "wire/field_writer.h"

namespace earshot::wire {

Result<Frames, DecodeError> decode_frames(BytesView text) noexcept { return decode_object<Frames>(text); }
std::string encode_frames(const Frames& frames) { return encode_object(frames); }

Result<HandshakePayload, DecodeError> decode_payload(BytesView text) noexcept {
  return decode_object<HandshakePayload>(text);
}
std::string encode_payload(const HandshakePayload& payload) { return encode_object(payload); }

}  // namespace earshot::wire
