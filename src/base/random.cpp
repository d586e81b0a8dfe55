#include "earshot/base/random.h"

#include <array>
#include <cassert>

namespace earshot {

std::uint64_t Random::number() {
  std::array<std::uint8_t, 8> bytes{};
  fill(bytes);
  std::uint64_t result = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) result = result << 8 | bytes[i];  // little-endian on every machine
  return result;
}

std::uint64_t Random::below(std::uint64_t limit) {
  assert(limit > 0);
  // 2^64 is rarely a multiple of the limit; numbers of the incomplete last round would favour small results.
  const std::uint64_t incomplete = (0 - limit) % limit;
  // A draw fails less than half of the time. The bound only matters for a generator that is stuck (a fuzzer's).
  constexpr int kDrawsMax = 64;
  std::uint64_t drawn = number();
  for (int draws = 1; drawn > UINT64_MAX - incomplete && draws < kDrawsMax; ++draws) drawn = number();
  return drawn % limit;
}

double Random::fraction() {
  constexpr double kStep = 1.0 / 9'007'199'254'740'992.0;  // 2^-53: a double's precision just below 1
  return static_cast<double>(number() >> 11) * kStep;
}

Duration Random::between(Duration low, Duration high) {
  assert(low <= high);
  const auto choices = static_cast<std::uint64_t>((high - low).count()) + 1;
  return low + Duration{static_cast<Duration::rep>(below(choices))};
}

}  // namespace earshot
