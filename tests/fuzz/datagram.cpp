// Any bytes get a verdict and no exception, twice the same. What is accepted survives: encoded by us and decoded again
// it is equal.
#include "earshot/wire/codec.h"

#include "fuzz/targets.h"

namespace earshot::fuzz {

namespace {

// Heads have no equality of their own: they are equal when they are written alike.
Bytes written(const wire::Head& head) { return wire::encode_datagram(head, {}); }

}  // namespace

void datagram(BytesView input) {
  const auto split = wire::decode_head(input);
  const auto again = wire::decode_head(input);
  require(split ? again && written(split->head) == written(again->head) : again.reason() == split.reason(),
          "a head gets the same verdict twice");
  if (!split) return;
  const auto rewritten = wire::encode_datagram(split->head, split->body);
  const auto reread = wire::decode_head(rewritten);
  if (rewritten.size() <= wire::kDatagramBytesAccepted)
    require(reread && reread->body == split->body && written(reread->head) == written(split->head),
            "a head survives being written");

  const auto kind = split->head.kind;
  const auto message = wire::decode_body(kind, split->body);
  const auto message_again = wire::decode_body(kind, split->body);
  require(message ? message_again && *message_again == *message : message_again.reason() == message.reason(),
          "a body gets the same verdict twice");
  if (!message) return;
  require(wire::kind_of(*message) == kind, "a body is of the kind that the head says");
  const auto body = wire::encode_body(*message);
  // What may be left out is written where it is not.
  if (body.size() > wire::kDatagramBytesAccepted) return;
  const auto decoded = wire::decode_body(kind, body);
  require(decoded && *decoded == *message, "a body survives being written");
}

}  // namespace earshot::fuzz
