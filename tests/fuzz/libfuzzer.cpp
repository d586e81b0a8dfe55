// The fuzzer's way into the one target that this program is built for.
#include <cstddef>
#include <cstdint>

#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  earshot::fuzz::EARSHOT_FUZZ_TARGET({reinterpret_cast<const char*>(bytes), count});
  return 0;
}
