#include "wire/field_reader.h"

#include <limits>

#include "earshot/base/encoding.h"

namespace earshot::wire {

using Type = JsonValue::Type;

namespace {

const JsonValue* find_between(const JsonValue* from, const JsonValue* to, std::string_view key) {
  for (const JsonValue* it = from; it != to; it = it->next()) {
    if (it->key == key) return it;
  }
  return nullptr;
}

}  // namespace

const JsonValue* FieldReader::find(std::string_view key) {
  if (error_) return nullptr;
  const JsonValue* found = find_between(next_, object_.next(), key);
  if (found == nullptr) found = find_between(object_.first_inside(), next_, key);
  if (found != nullptr) next_ = found->next();
  return found;
}

const JsonValue* FieldReader::find_required(std::string_view key) {
  const JsonValue* const found = find(key);
  if (found == nullptr) fail(DecodeError::missing_field);
  return found;
}

void FieldReader::fail(DecodeError error) {
  if (!error_) error_ = error;
}

bool FieldReader::expect(const JsonValue& value, Type type) {
  if (value.type == type) return true;
  fail(DecodeError::bad_field);
  return false;
}

void FieldReader::constant(std::string_view key, std::uint64_t expected, DecodeError otherwise) {
  std::uint64_t number = expected;
  required(key, number);
  if (number != expected) fail(otherwise);
}

void FieldReader::versions(std::string_view key, std::uint64_t& min, std::uint64_t& max) {
  const JsonValue* const found = find_required(key);
  if (found == nullptr || !read_two_numbers(*found, min, max)) return;
  if (min > max) fail(DecodeError::bad_field);
}

void FieldReader::must_understand() {
  const JsonValue* const names = find("!");
  if (names == nullptr || !expect(*names, Type::array)) return;
  for (const JsonValue* it = names->first_inside(); it != names->next(); it = it->next()) {
    fail(it->type == Type::text ? DecodeError::must_understand : DecodeError::bad_field);
  }
}

bool FieldReader::read_two_numbers(const JsonValue& value, std::uint64_t& first, std::uint64_t& second) {
  constexpr std::uint16_t kArrayAndTwo = 3;
  const JsonValue* const inside = value.first_inside();
  const bool two = value.type == Type::array && value.extent == kArrayAndTwo && inside[0].type == Type::number &&
                   inside[1].type == Type::number;
  if (!two) {
    fail(DecodeError::bad_field);
    return false;
  }
  first = inside[0].number;
  second = inside[1].number;
  return true;
}

void FieldReader::read_octets(const JsonValue& value, std::span<std::uint8_t> octets) {
  if (!expect(value, Type::text)) return;
  if (!read_base64url(value.text, octets)) fail(DecodeError::bad_field);
}

void FieldReader::read(const JsonValue& value, Kind& kind) {
  if (!expect(value, Type::text)) return;
  const auto known = kind_of(value.text);
  if (!known) return fail(DecodeError::unknown_kind);
  kind = *known;
}

void FieldReader::read(const JsonValue& value, std::uint64_t& number, AtLeast least) {
  if (!expect(value, Type::number)) return;
  if (value.number < least.number) fail(DecodeError::bad_field);
  number = value.number;
}

void FieldReader::read(const JsonValue& value, std::uint32_t& number) {
  if (!expect(value, Type::number)) return;
  if (value.number > std::numeric_limits<std::uint32_t>::max()) return fail(DecodeError::bad_field);
  number = static_cast<std::uint32_t>(value.number);
}

void FieldReader::read(const JsonValue& value, bool& flag) {
  if (!expect(value, Type::number)) return;
  if (value.number > 1) fail(DecodeError::bad_field);
  flag = value.number == 1;
}

void FieldReader::read(const JsonValue& value, std::string& text, TextLimit limit) {
  if (!expect(value, Type::text)) return;
  if (value.text.size() > limit.bytes) return fail(DecodeError::bad_field);
  text = value.text;
}

void FieldReader::read(const JsonValue& value, std::vector<std::string>& texts, ListLimit limit) {
  if (!expect(value, Type::array)) return;
  std::size_t bytes_left = limit.all_bytes;
  for (const JsonValue* it = value.first_inside(); it != value.next(); it = it->next()) {
    if (texts.size() == limit.texts || it->text.size() > bytes_left) return fail(DecodeError::bad_field);
    bytes_left -= it->text.size();
    read(*it, texts.emplace_back(), TextLimit{limit.text_bytes});
  }
}

void FieldReader::read(const JsonValue& value, std::pair<std::uint64_t, std::uint64_t>& two) {
  (void)read_two_numbers(value, two.first, two.second);
}

void FieldReader::read(const JsonValue& value, Part& part, PartLimit limit) {
  if (!read_two_numbers(value, part.first, part.second)) return;
  const bool in_range = 1 <= part.first && part.first <= part.second && part.second <= limit.parts;
  if (!in_range) fail(DecodeError::bad_field);
}

void FieldReader::read(const JsonValue& value, std::vector<Range>& ranges) {
  if (!expect(value, Type::array)) return;
  for (const JsonValue* it = value.first_inside(); it != value.next(); it = it->next()) {
    if (ranges.size() == kRangesMax) return fail(DecodeError::bad_field);
    Range& range = ranges.emplace_back();
    if (!read_two_numbers(*it, range.first, range.last)) return;
    if (range.first > range.last) return fail(DecodeError::bad_field);
  }
}

void FieldReader::read(const JsonValue& value, std::vector<Frames::Text>& texts) {
  if (!expect(value, Type::array)) return;
  for (const JsonValue* it = value.first_inside(); it != value.next(); it = it->next()) {
    if (!expect(*it, Type::object)) return;
    FieldReader fields{*it};
    describe(fields, texts.emplace_back());
    if (fields.error()) return fail(*fields.error());
  }
}

}  // namespace earshot::wire
