#include "earshot/core/ids.h"

#include <algorithm>

#include "earshot/base/encoding.h"
#include "earshot/crypto/hash.h"

namespace earshot::core {

namespace {

void append(Bytes& to, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) to.push_back(static_cast<char>(number >> shift & 0xff));
}

// The first 10 bytes of the input's BLAKE2b-128: 80 bits are enough to tell apart what one office ever wrote.
MessageId first_bytes_of_hash(BytesView input) {
  const auto hash = crypto::hash16(input);
  MessageId id;
  std::copy_n(hash.begin(), id.bytes.size(), id.bytes.begin());
  return id;
}

}  // namespace

MessageId room_message_id(const PeerId& author, Epoch epoch, Seq first) {
  Bytes input{"earshot room"};
  input.append(view(author.bytes));
  append(input, epoch.value);
  append(input, first.value);
  return first_bytes_of_hash(input);
}

MessageId direct_message_id(const PeerId& author, const PeerId& recipient, std::uint64_t stream, std::uint64_t first) {
  Bytes input{"earshot direct"};
  input.append(view(author.bytes)).append(view(recipient.bytes));
  append(input, stream);
  append(input, first);
  return first_bytes_of_hash(input);
}

}  // namespace earshot::core
