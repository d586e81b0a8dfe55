#include "wire/json_reader.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <nlohmann/json.hpp>

namespace earshot::wire {
namespace {

// Most texts have fewer values, so that the list is allocated once.
constexpr std::size_t kValuesUsually = 40;

}  // namespace

// What the library's parser reports to. Returning false ends the parsing.
class JsonReader::Handler {
 public:
  Handler(std::vector<JsonValue>& values, std::string& letters) : values_(values), letters_(letters) {}

  DecodeError error() const { return error_; }

  bool null() { return add(JsonValue::Type::other); }
  bool boolean(bool) { return add(JsonValue::Type::other); }
  bool number_integer(std::int64_t) { return fail(DecodeError::bad_number); }  // below zero, and -0
  bool number_unsigned(std::uint64_t number) {
    if (number > kIntegerMax) return fail(DecodeError::bad_number);
    if (!add(JsonValue::Type::number)) return false;
    values_.back().number = number;
    return true;
  }
  bool number_float(double, const std::string&) { return fail(DecodeError::bad_number); }  // also 1.0, 1e3 and 2^64
  bool string(std::string& text) {
    if (!is_bounded(text) || !add(JsonValue::Type::text)) return false;
    values_.back().text = keep(text);
    return true;
  }
  bool binary(nlohmann::json::binary_t&) { return fail(DecodeError::bad_json); }  // not in JSON

  bool start_object(std::size_t) { return open(JsonValue::Type::object); }
  bool key(std::string& key) {
    Container& object = open_[depth_ - 1];
    if (object.keys++ == kJsonKeysMax || !is_bounded(key)) return fail(DecodeError::bad_json);
    if (is_repeated(object, key)) return fail(DecodeError::repeated_key);
    key_ = keep(key);
    return true;
  }
  bool end_object() { return close(); }
  bool start_array(std::size_t) { return open(JsonValue::Type::array); }
  bool end_array() { return close(); }

  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& exception) {
    constexpr int kNumberOverflow = 406;  // the library's number for 1e400
    return fail(exception.id == kNumberOverflow ? DecodeError::bad_number : DecodeError::bad_json);
  }

 private:
  struct Container {
    std::size_t place = 0;
    std::size_t keys = 0;
  };

  bool fail(DecodeError error) {
    error_ = error;
    return false;
  }

  bool add(JsonValue::Type type) {
    if (values_.size() == kJsonValuesMax) return fail(DecodeError::bad_json);
    values_.push_back({.type = type, .extent = 1, .key = key_, .text = {}, .number = 0});
    key_ = {};
    return true;
  }

  bool open(JsonValue::Type type) {
    if (depth_ == kJsonDepthMax || !add(type)) return fail(DecodeError::bad_json);
    open_[depth_++] = {.place = values_.size() - 1, .keys = 0};
    return true;
  }

  bool close() {
    const std::size_t place = open_[--depth_].place;
    values_[place].extent = static_cast<std::uint16_t>(values_.size() - place);
    return true;
  }

  bool is_bounded(const std::string& text) {
    const bool bounded = text.size() <= kJsonStringBytesMax && text.find('\0') == std::string::npos;
    return bounded || fail(DecodeError::bad_json);
  }

  // Keys arrive decoded, so "\u0061" is the same as "a". All earlier values of the object are closed by now.
  bool is_repeated(const Container& object, std::string_view key) const {
    const JsonValue* const end = values_.data() + values_.size();
    for (const JsonValue* it = values_[object.place].first_inside(); it != end; it = it->next()) {
      if (it->key == key) return true;
    }
    return false;
  }

  std::string_view keep(std::string_view text) {
    // The letters must stay where they are. There is room: an escape never stands for more bytes than it has.
    assert(letters_.size() + text.size() <= letters_.capacity());
    const std::size_t place = letters_.size();
    letters_.append(text);
    return {letters_.data() + place, text.size()};
  }

  std::vector<JsonValue>& values_;
  std::string& letters_;
  std::array<Container, kJsonDepthMax> open_{};
  std::size_t depth_ = 0;
  std::string_view key_;
  DecodeError error_ = DecodeError::bad_json;
};

std::optional<DecodeError> JsonReader::read(std::string_view text) {
  if (text.size() > kDatagramBytesAccepted) return DecodeError::too_long;
  // The library would skip a byte-order mark and white space, and take a NUL for the end.
  if (!text.starts_with('{')) return DecodeError::bad_json;
  const auto is_control = [](char byte) { return static_cast<std::uint8_t>(byte) < 0x20; };
  if (std::ranges::any_of(text, is_control)) return DecodeError::bad_json;

  letters_.reserve(text.size());
  values_.reserve(kValuesUsually);
  Handler handler{values_, letters_};
  if (!nlohmann::json::sax_parse(text.data(), text.data() + text.size(), &handler)) return handler.error();
  return std::nullopt;
}

}  // namespace earshot::wire
