// The first line of a datagram, and the datagram as a whole.
#include <algorithm>

#include "earshot/wire/codec.h"
#include "wire/field_reader.h"
#include "wire/field_writer.h"

namespace earshot::wire {
namespace {

bool has_what_its_kind_needs(const Head& head) {
  if (is_signed(head.kind)) return head.signature.has_value();
  if (head.kind == Kind::hs1) return head.index.has_value();
  if (head.kind == Kind::hs2) return head.index && head.receiver;
  if (head.kind == Kind::ck) return head.token.has_value();
  if (head.kind == Kind::d) return head.receiver && head.packet;
  if (head.kind == Kind::e) return head.network && head.nonce;
  return true;
}

}  // namespace

Result<Split, DecodeError> decode_head(BytesView datagram) noexcept {
  if (datagram.size() > kDatagramBytesAccepted) return Failure{DecodeError::too_long};
  const auto line_feed = datagram.substr(0, kHeadBytesMax + 1).find('\n');
  if (line_feed == BytesView::npos || !datagram.starts_with('{')) return Failure{DecodeError::no_head};
  const auto head = decode_object<Head>(datagram.substr(0, line_feed));
  if (!head) return Failure{head.reason()};
  if (!has_what_its_kind_needs(*head)) return Failure{DecodeError::missing_field};
  return Split{*head, datagram.substr(line_feed + 1)};
}

std::string encode_datagram(const Head& head, BytesView body, std::size_t pad_to) {
  std::string datagram;
  datagram.reserve(std::max(kHeadBytesMax + 1 + body.size(), pad_to));
  append_object(datagram, head);
  const std::size_t unpadded = datagram.size() + 1 + body.size();
  if (pad_to > unpadded) datagram.resize(std::min(datagram.size() + (pad_to - unpadded), kHeadBytesMax), ' ');
  datagram.push_back('\n');
  datagram.append(body);
  return datagram;
}

}  // namespace earshot::wire
