// The body of a `page`: a JSON object on the first line, then per line a kind, a signature and the body it signs,
// exactly as their author wrote them.
#pragma once

#include <string>

#include "earshot/wire/codec.h"

namespace earshot::wire {

Result<Message, DecodeError> decode_page(BytesView body);
std::string encode_page(const Page& page);

}  // namespace earshot::wire
