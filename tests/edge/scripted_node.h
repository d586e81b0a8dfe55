// Stands where the node stands: same class, other insides, linked instead of the core's. It writes down what it is
// given and hands out what the test put there, so that the runner is tested without a protocol.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "earshot/core/node.h"

namespace earshot {

// What one such node hears and says. It registers itself under the nick of the node that it belongs to.
class Script {
 public:
  explicit Script(const std::string& nick);
  ~Script();
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;

  std::vector<std::string> inputs;  // "start", "receive hello", "wake", "stored 7" …
  std::deque<Output> outputs;
  std::optional<Instant> deadline;
  bool stopped = false;
  NetworkView network;
  std::optional<Datagram> last;                                                      // its bytes are gone
  std::function<void(const std::string& input)> answer = [](const std::string&) {};  // may fill the above

  std::size_t count(const std::string& input) const;
  bool has(const std::string& input) const { return count(input) > 0; }
};

}  // namespace earshot
