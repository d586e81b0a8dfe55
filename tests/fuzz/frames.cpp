// The inside of a packet of a session, and of a handshake: any bytes get a verdict and no exception, twice the same,
// and what is accepted survives being written. The first byte says which of the two.
#include "earshot/wire/codec.h"

#include "fuzz/targets.h"

namespace earshot::fuzz {

namespace {

template <class Decode, class Encode>
void expect_survival(BytesView text, const Decode& decode, const Encode& encode) {
  const auto value = decode(text);
  const auto again = decode(text);
  require(value ? again && *again == *value : again.reason() == value.reason(), "the same verdict twice");
  if (!value) return;
  const auto rewritten = encode(*value);
  if (rewritten.size() > wire::kDatagramBytesAccepted) return;
  const auto reread = decode(rewritten);
  require(reread && *reread == *value, "it survives being written");
}

}  // namespace

void frames(BytesView input) {
  if (input.empty()) return;
  const auto text = input.substr(1);
  if (input.front() == 'p')
    expect_survival(text, wire::decode_payload, wire::encode_payload);
  else
    expect_survival(text, wire::decode_frames, wire::encode_frames);
}

}  // namespace earshot::fuzz
