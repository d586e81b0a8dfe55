#include "core/envelopes.h"

namespace earshot::core {

namespace {
// ISO/IEC 7816-4: this one, then zeros. The padding's end is found whatever the datagram ends with.
constexpr char kPaddingMark = '\x80';
}  // namespace

Bytes Envelopes::close(BytesView datagram) const {
  wire::Head head;
  head.kind = wire::Kind::e;
  head.network = keys_->tag;
  random_.fill(head.nonce.emplace());
  auto envelope = wire::encode_datagram(head, {});
  const auto head_bytes = BytesView(envelope).substr(0, envelope.size() - 1);  // without the line feed
  Bytes plain(datagram);
  plain.push_back(kPaddingMark);
  plain.resize(padded_size(datagram.size()), '\0');
  envelope += seal_.xaead_seal(keys_->group, *head.nonce, head_bytes, plain);
  return envelope;
}

std::optional<Bytes> Envelopes::open(const wire::Split& split, BytesView datagram) const {
  const auto head_bytes = datagram.substr(0, datagram.size() - split.body.size() - 1);
  auto plain = seal_.xaead_open(keys_->group, *split.head.nonce, head_bytes, split.body);
  if (!plain) return std::nullopt;
  const auto mark = plain->find_last_not_of('\0');
  if (mark == Bytes::npos || (*plain)[mark] != kPaddingMark) return std::nullopt;
  plain->resize(mark);
  return plain;
}

}  // namespace earshot::core
