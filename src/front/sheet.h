// Whole lines to a stream, flushed one by one. When nobody takes them, new ones are left out and counted, so that a
// stalled reader never stops the network.
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string_view>

#include "earshot/front/face.h"

namespace earshot::front {

// Between two looks whether a slow reader has taken what waits.
constexpr Duration kReaderLooked = std::chrono::milliseconds(10);

class Sheet {
 public:
  explicit Sheet(const Streams& streams) : streams_(streams) {}

  bool has_room() const { return !streams_.waiting || streams_.waiting() < kLinesWaitingMax; }
  void line(std::string_view text) { streams_.out << text << '\n' << std::flush; }
  void error(std::string_view text) { streams_.err << text << '\n' << std::flush; }

 private:
  Streams streams_;
};

}  // namespace earshot::front
