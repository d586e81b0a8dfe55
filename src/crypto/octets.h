// Our bytes are char, libsodium's pointers are to unsigned char: the one place that casts between the two.
#pragma once

#include "earshot/base/types.h"

namespace earshot::crypto {

inline const unsigned char* octets(BytesView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
inline unsigned char* octets(Bytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

}  // namespace earshot::crypto
