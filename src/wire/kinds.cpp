// The names of the kinds and of the errors.
#include <array>
#include <utility>

#include "earshot/wire/codec.h"

namespace earshot::wire {
namespace {

// In the order of Kind, which is the order of Message's alternatives as well.
constexpr std::array<const char*, 17> kNames = {"here", "bye",  "lost", "ping", "pong", "pull", "page", "post", "head",
                                                "want", "none", "ack",  "hs1",  "hs2",  "ck",   "d",    "e"};
static_assert(kNames.size() == std::variant_size_v<Message>);
static_assert(std::is_same_v<std::variant_alternative_t<static_cast<std::size_t>(Kind::page), Message>, Page>);
static_assert(std::is_same_v<std::variant_alternative_t<static_cast<std::size_t>(Kind::ack), Message>, Ack>);
static_assert(std::is_same_v<std::variant_alternative_t<static_cast<std::size_t>(Kind::d), Message>, Sealed>);
static_assert(std::is_same_v<std::variant_alternative_t<static_cast<std::size_t>(Kind::e), Message>, Envelope>);

}  // namespace

const char* name(Kind kind) { return kNames.at(static_cast<std::size_t>(kind)); }

std::optional<Kind> kind_of(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Kind>(i);
  }
  return std::nullopt;
}

Kind kind_of(const Message& message) { return static_cast<Kind>(message.index()); }

bool is_signed(Kind kind) {
  switch (kind) {
    case Kind::here:
    case Kind::bye:
    case Kind::lost:
    case Kind::pong:
    case Kind::post:
    case Kind::head:
    case Kind::ack:
      return true;
    case Kind::ping:
    case Kind::pull:
    case Kind::page:  // its lines are
    case Kind::want:
    case Kind::none:
    case Kind::hs1:
    case Kind::hs2:
    case Kind::ck:
    case Kind::d:
    case Kind::e:
      return false;
  }
  return false;
}

const char* name(DecodeError error) {
  switch (error) {
    case DecodeError::too_long:
      return "too_long";
    case DecodeError::no_head:
      return "no_head";
    case DecodeError::bad_json:
      return "bad_json";
    case DecodeError::repeated_key:
      return "repeated_key";
    case DecodeError::bad_number:
      return "bad_number";
    case DecodeError::wrong_version:
      return "wrong_version";
    case DecodeError::unknown_kind:
      return "unknown_kind";
    case DecodeError::missing_field:
      return "missing_field";
    case DecodeError::bad_field:
      return "bad_field";
    case DecodeError::must_understand:
      return "must_understand";
  }
  return "?";
}

}  // namespace earshot::wire
