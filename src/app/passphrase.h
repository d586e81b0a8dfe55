// The passphrase of a private network, from where the user keeps it: a file, a descriptor, or the keyboard. Never from
// an option's value or the environment, which other programs can see.
#pragma once

#include <functional>
#include <string>

#include "app/order.h"
#include "earshot/base/result.h"
#include "earshot/front/face.h"

namespace earshot::app {

// A text that is overwritten when it is not needed any more.
class Secret {
 public:
  explicit Secret(std::string text) : text_(std::move(text)) {}
  ~Secret();
  Secret(Secret&& other) noexcept : text_(std::exchange(other.text_, {})) {}
  Secret& operator=(Secret&&) = delete;
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// In the form that goes into the keys. `warn`: what does not keep it from being used.
Result<Secret, front::Trouble> read_passphrase(const Order& order,
                                               const std::function<void(const front::Trouble&)>& warn);

}  // namespace earshot::app
