// What happens to a node, as bytes: steps with a mark between them. A fuzzer changes them, people can read them, and
// the recorder writes them. The first letter of a step says what it is:
//
//   0 … 7   a datagram from that place (see places()), by unicast        A … H   the same by broadcast
//   !       a command, as a line of the bot's input                      +       so many milliseconds pass
//   *       what was to be kept is on the disk                           z       so many seconds of sleep
//   x       no network any more                n  another address        k  a crash, and the next start
//   q       it is told to stop
//
// The very first step are options: p private network, s small tables, t a static peer.
#pragma once

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "earshot/base/address.h"
#include "fuzz/tried_node.h"

namespace earshot::fuzz {

constexpr BytesView kBetweenSteps = "\xFE\xFF";

inline std::vector<Address> places() {
  std::vector<Address> places;
  for (std::uint8_t host = 1; host <= 5; ++host) places.push_back(TriedNode::address_of(host));  // 0 is the node's own
  for (const auto* text : {"[fe80::2%2]:47475", "192.0.2.1:53", "127.0.0.1:47475"})
    places.push_back(parse_address(text, 0).value());
  return places;
}

// Takes the first step off.
inline BytesView take_step(BytesView& rest) {
  const auto end = rest.find(kBetweenSteps);
  const auto step = rest.substr(0, end);
  rest = end == BytesView::npos ? BytesView{} : rest.substr(end + kBetweenSteps.size());
  return step;
}

inline TriedOptions options_of(BytesView step) {
  const auto has = [&](char letter) { return step.find(letter) != BytesView::npos; };
  return {.host = 1, .is_private = has('p'), .has_small_tables = has('s'), .has_static_peer = has('t')};
}

// Digits at its beginning; 0 if there are none, `most` if there are too many.
inline std::uint32_t number_in(BytesView text, std::uint32_t most) {
  std::uint32_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc::result_out_of_range ? most : std::min(number, most);
}

}  // namespace earshot::fuzz
