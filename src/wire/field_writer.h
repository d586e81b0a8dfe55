// Writes structs as JSON objects, in the order and with the names that fields.h gives. The counterpart of FieldReader.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "earshot/base/encoding.h"
#include "wire/fields.h"
#include "wire/json_writer.h"

namespace earshot::wire {

class FieldWriter {
 public:
  explicit FieldWriter(JsonWriter& json) : json_(json) {}

  template <class T, class... Limit>
  void required(std::string_view key, const T& value, Limit...) {
    json_.key(key);
    write(value);
  }
  template <class T, class... Limit>
  void omittable(std::string_view key, const T& value, Limit...) {
    if (value != T{}) required(key, value);
  }
  template <class T, class... Limit>
  void optional(std::string_view key, const std::optional<T>& value, Limit...) {
    if (value) required(key, *value);
  }
  void constant(std::string_view key, std::uint64_t value, DecodeError) { required(key, value); }
  void versions(std::string_view key, std::uint64_t min, std::uint64_t max) { required(key, std::pair{min, max}); }

 private:
  template <std::size_t N>
  void write(const std::array<std::uint8_t, N>& octets) {
    json_.octets(view(octets));
  }
  void write(const PeerId& id) { write(id.bytes); }
  void write(Epoch epoch) { json_.number(epoch.value); }
  void write(Seq seq) { json_.number(seq.value); }
  void write(Kind kind) { json_.text(name(kind)); }
  void write(std::uint64_t number) { json_.number(number); }
  void write(std::uint32_t number) { json_.number(number); }
  void write(bool flag) { json_.number(flag ? 1 : 0); }
  void write(const std::string& text) { json_.text(text); }
  void write(const Range& range) { write(std::pair{range.first, range.last}); }
  void write(const std::pair<std::uint64_t, std::uint64_t>& two) {
    json_.begin_array();
    json_.number(two.first);
    json_.number(two.second);
    json_.end_array();
  }
  void write(const Frames::Text& text) {
    json_.begin_object();
    describe(*this, text);
    json_.end_object();
  }
  template <class T>
  void write(const std::vector<T>& list) {
    json_.begin_array();
    for (const T& value : list) write(value);
    json_.end_array();
  }

  JsonWriter& json_;
};

template <class Struct>
void append_object(std::string& to, const Struct& object) {
  JsonWriter json{to};
  FieldWriter fields{json};
  json.begin_object();
  describe(fields, object);
  json.end_object();
}

// Most objects fit, and what is stored for years does not carry much empty room.
constexpr std::size_t kObjectBytesUsually = 400;

template <class Struct>
std::string encode_object(const Struct& object) {
  std::string text;
  text.reserve(kObjectBytesUsually);
  append_object(text, object);
  return text;
}

}  // namespace earshot::wire
