// Fills structs from a JSON object as fields.h describes them: looks fields up by name, checks type, size and range,
// keeps the first error. Fields that no description names are not looked at.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "earshot/wire/codec.h"
#include "wire/fields.h"
#include "wire/json_reader.h"

namespace earshot::wire {

class FieldReader {
 public:
  explicit FieldReader(const JsonValue& object) : object_(object), next_(object.first_inside()) {}

  std::optional<DecodeError> error() const { return error_; }

  template <class T, class... Limit>
  void required(std::string_view key, T& value, Limit... limit) {
    if (const JsonValue* found = find_required(key)) read(*found, value, limit...);
  }
  template <class T, class... Limit>
  void omittable(std::string_view key, T& value, Limit... limit) {
    if (const JsonValue* found = find(key)) read(*found, value, limit...);
  }
  template <class T, class... Limit>
  void optional(std::string_view key, std::optional<T>& value, Limit... limit) {
    if (const JsonValue* found = find(key)) read(*found, value.emplace(), limit...);
  }
  void constant(std::string_view key, std::uint64_t expected, DecodeError otherwise);
  void versions(std::string_view key, std::uint64_t& min, std::uint64_t& max);
  // "!" names what a receiver has to know to act on the object. Version 1 knows no such name.
  void must_understand();

 private:
  using Part = std::pair<std::uint64_t, std::uint64_t>;

  // Null when there is none, and after the first error.
  const JsonValue* find(std::string_view key);
  const JsonValue* find_required(std::string_view key);
  void fail(DecodeError error);
  bool expect(const JsonValue& value, JsonValue::Type type);
  bool read_two_numbers(const JsonValue& value, std::uint64_t& first, std::uint64_t& second);
  void read_octets(const JsonValue& value, std::span<std::uint8_t> octets);

  template <std::size_t N>
  void read(const JsonValue& value, std::array<std::uint8_t, N>& octets) {
    read_octets(value, octets);
  }
  void read(const JsonValue& value, PeerId& id) { read_octets(value, id.bytes); }
  void read(const JsonValue& value, Epoch& epoch) { read(value, epoch.value); }
  void read(const JsonValue& value, Seq& seq) { read(value, seq.value); }
  void read(const JsonValue& value, Seq& seq, AtLeast least) { read(value, seq.value, least); }
  void read(const JsonValue& value, Kind& kind);
  void read(const JsonValue& value, std::uint64_t& number, AtLeast least = {0});
  void read(const JsonValue& value, std::uint32_t& number);
  void read(const JsonValue& value, bool& flag);
  void read(const JsonValue& value, std::string& text, TextLimit limit);
  void read(const JsonValue& value, std::vector<std::string>& texts, ListLimit limit);
  void read(const JsonValue& value, Part& part, PartLimit limit);
  void read(const JsonValue& value, std::pair<std::uint64_t, std::uint64_t>& two);
  void read(const JsonValue& value, std::vector<Range>& ranges);
  void read(const JsonValue& value, std::vector<Frames::Text>& texts);

  const JsonValue& object_;
  const JsonValue* next_;  // behind the field found last: where the next one is if the sender wrote them in our order
  std::optional<DecodeError> error_;
};

// One JSON text that is one struct. The way in for all of them.
template <class Struct>
Result<Struct, DecodeError> decode_object(std::string_view text) {
  JsonReader json;
  if (const auto error = json.read(text)) return Failure{*error};
  FieldReader fields{json.root()};
  fields.must_understand();
  Struct result;
  describe(fields, result);
  if (const auto error = fields.error()) return Failure{*error};
  return result;
}

}  // namespace earshot::wire
