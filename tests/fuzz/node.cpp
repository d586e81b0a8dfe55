// Whatever datagrams, commands and times come to a node, behind the crypto: what tried_node.h says holds.
#include <algorithm>

#include "front/requests.h"
#include "fuzz/node_script.h"
#include "fuzz/targets.h"

namespace earshot::fuzz {

using namespace literals;

namespace {

constexpr std::size_t kNodeStepsMax = 400;
constexpr std::uint32_t kPassMax = 600'000, kSleepMax = 100'000;
// In one input: a node that is awake for hours does much of what it has done already, and costs seconds.
constexpr Duration kAwakeMax = 15min;

void give(TriedNode& node, std::size_t place, Channel channel, BytesView datagram) {
  static const auto all = places();
  if (place < all.size()) node.receive(all[place], channel, datagram);
}

void command(TriedNode& node, BytesView line) {
  const auto request = front::parse_request(line);
  if (!request) return;
  if (const auto* command = std::get_if<Command>(&request->what)) node.submit(*command);
}

void pass(TriedNode& node, Duration time, Duration& awake) {
  time = std::min(time, kAwakeMax - awake);
  awake += time;
  node.pass(time);
}

void step(TriedNode& node, char what, BytesView rest, Duration& awake) {
  if (what >= '0' && what <= '9') return give(node, static_cast<std::size_t>(what - '0'), Channel::unicast, rest);
  if (what >= 'A' && what <= 'J') return give(node, static_cast<std::size_t>(what - 'A'), Channel::group, rest);
  switch (what) {
    case '!':
      return command(node, rest);
    case '+':
      return pass(node, number_in(rest, kPassMax) * 1ms, awake);
    case '*':
      return node.commit();
    case 'z':
      return node.sleep(number_in(rest, kSleepMax) * 1s);
    case 'x':
      return node.lose_network();
    case 'n':
      return node.find_network(11);
    case 'k':
      return node.restart();
    case 'q':
      return node.stop();
    default:
      return;
  }
}

}  // namespace

void node(BytesView input) {
  const OpenSeal seal;
  TriedNode node(seal, options_of(take_step(input)));
  Duration awake{};
  for (std::size_t steps = 0; !input.empty() && steps < kNodeStepsMax; ++steps) {
    if (const auto it = take_step(input); !it.empty()) step(node, it.front(), it.substr(1), awake);
    node.take_sent();  // nobody hears it
  }
  node.pass(10s);
}

}  // namespace earshot::fuzz
