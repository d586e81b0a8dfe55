// The text of the input box and the cursor in it, by what people take for one character. Always valid UTF-8; the cursor
// never stands inside a grapheme cluster. Knows no keys and remembers nothing of before.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace earshot::front {

// Four of the longest messages.
constexpr std::size_t kInputBytesMax = 262'144;

class InputText {
 public:
  InputText() = default;
  explicit InputText(std::string_view text) { insert(text); }

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  std::size_t cursor() const { return cursor_; }  // in bytes

  // At the cursor, which then stands behind it. What is not UTF-8 becomes U+FFFD, every kind of line break '\n', NUL
  // vanishes. False: there was no room for all of it.
  bool insert(std::string_view raw);
  // What was there. The cursor stands where it was.
  std::string erase(std::size_t from, std::size_t to);
  // To that place, or to the end of the cluster around it.
  void move_to(std::size_t place);

  // Places around the cursor, in bytes. A word is letters and digits of any script.
  std::size_t left() const;
  std::size_t right() const;
  std::size_t word_left() const;
  std::size_t word_right() const;
  std::size_t line_start() const;
  std::size_t line_end() const;

  bool operator==(const InputText&) const = default;

 private:
  std::size_t line_start(std::size_t place) const;
  std::size_t left_of(std::size_t place) const;

  std::string text_;
  std::size_t cursor_ = 0;
};

// How text comes into the input, whoever typed or pasted it.
std::string clean_input(std::string_view raw);

}  // namespace earshot::front
