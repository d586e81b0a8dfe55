// Appends JSON to a string: no tree, no white space. It places commas and escapes what JSON must have escaped; that
// objects and arrays are closed again is the caller's part.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "earshot/base/types.h"

namespace earshot::wire {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& to) : to_(to) {}

  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_array() { begin('['); }
  void end_array() { end(']'); }
  void key(std::string_view key);  // one of ours: nothing in it to escape
  void number(std::uint64_t number);
  void text(std::string_view utf8);  // asserts valid UTF-8 without NUL, which every receiver refuses
  void octets(BytesView bytes);      // as base64url

 private:
  void begin(char bracket);
  void end(char bracket);
  void separate();

  std::string& to_;
  bool comma_ = false;  // something stands before the next value
};

}  // namespace earshot::wire
