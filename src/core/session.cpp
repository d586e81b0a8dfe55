#include "core/session.h"

namespace earshot::core {

Bytes Session::seal(BytesView frames) {
  const wire::Head head{
      .kind = wire::Kind::d, .network = context_.tag, .receiver = peer_index_, .packet = next_packet_};
  auto datagram = wire::encode_datagram(head, {});
  const auto head_bytes = BytesView(datagram).substr(0, datagram.size() - 1);  // without the line feed
  datagram += context_.seal.aead_seal(keys_.send, next_packet_, head_bytes, frames);
  ++next_packet_;
  return datagram;
}

Result<Session::Opened, Count> Session::open(const Received& received, const wire::Sealed& sealed) {
  const auto packet = *received.head.packet;
  const auto plain = context_.seal.aead_open(keys_.receive, packet, received.head_bytes, sealed.ciphertext);
  if (!plain) return Failure{Count::dropped_unopened};
  const bool is_newest = packet >= window_.end();
  if (!window_.take(packet)) return Failure{Count::dropped_replayed};
  auto frames = wire::decode_frames(*plain);
  if (!frames) return Failure{Count::dropped_undecodable};
  return Opened{std::move(*frames), is_newest};
}

}  // namespace earshot::core
