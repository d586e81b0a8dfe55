// A stranger's JSON text as a flat list of values, read within the limits of limits.h. One text is one object on one
// line. It knows nothing of fields and kinds: field_reader.h does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "earshot/wire/codec.h"

namespace earshot::wire {

// Values lie in the order of the text, each container right before what is inside it, so that two additions lead
// through the whole list without pointers or recursion.
struct JsonValue {
  enum class Type : std::uint8_t { object, array, text, number, other };  // other: true, false, null
  Type type = Type::other;
  std::uint16_t extent = 1;  // this value and everything inside it, in values
  std::string_view key;      // its name, if it stands in an object
  std::string_view text;
  std::uint64_t number = 0;

  const JsonValue* first_inside() const { return this + 1; }
  const JsonValue* next() const { return this + extent; }  // end of the inside as well
};

class JsonReader {
 public:
  JsonReader() = default;
  JsonReader(const JsonReader&) = delete;  // the values point into letters_
  JsonReader& operator=(const JsonReader&) = delete;

  // To be called once. Nothing if all is well, else the first thing that is wrong.
  std::optional<DecodeError> read(std::string_view text);
  const JsonValue& root() const { return values_.front(); }

 private:
  class Handler;
  std::vector<JsonValue> values_;
  std::string letters_;  // all decoded keys and texts
};

}  // namespace earshot::wire
