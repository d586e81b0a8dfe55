// A value or the reason why there is none. For what a peer or a user got wrong; never for our own mistakes (assert).
#pragma once

#include <cassert>
#include <utility>
#include <variant>

namespace earshot {

// Wraps the reason, so that `return Failure{DecodeError::too_long};` converts to any Result with that reason type.
template <class E>
struct Failure {
  E reason;
};
template <class E>
Failure(E) -> Failure<E>;

template <class T, class E>
class [[nodiscard]] Result {
 public:
  Result(T value) : either_(std::in_place_index<0>, std::move(value)) {}
  Result(Failure<E> failure) : either_(std::in_place_index<1>, std::move(failure.reason)) {}

  explicit operator bool() const { return either_.index() == 0; }
  const T& operator*() const { return value(); }
  T& operator*() { return value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }
  const E& reason() const {
    assert(either_.index() == 1);
    return *std::get_if<1>(&either_);
  }

 private:
  const T& value() const {
    assert(either_.index() == 0);
    return *std::get_if<0>(&either_);
  }
  T& value() {
    assert(either_.index() == 0);
    return *std::get_if<0>(&either_);
  }
  std::variant<T, E> either_;
};

}  // namespace earshot
