// What was sent before, to be sent again: a list to walk through and to search. The same for all conversations.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::front {

class SentTexts {
 public:
  static constexpr std::size_t kTextsMax = 500;
  static constexpr std::size_t kBytesMax = 1'048'576;  // of all of them together

  SentTexts() = default;
  // From the last run, the oldest first; what is not fit for the input is made so.
  explicit SentTexts(const std::vector<std::string>& earlier);

  // Not what is empty or the same as the last one. The walk begins anew.
  void add(const std::string& text);
  const std::vector<std::string>& all() const { return texts_; }  // the oldest first

  // A step to an older one. What is in the input now is kept for the way back. Nothing: there is none.
  std::optional<std::string> older(const std::string& now);
  // A step back, at last to what was in the input. Nothing: there already.
  std::optional<std::string> newer();
  void begin_anew() { steps_ = 0; }

  // The newest one that is older than the one at `before` and holds the words, ASCII letters in any case.
  std::optional<std::size_t> find(std::string_view words, std::size_t before) const;

 private:
  std::vector<std::string> texts_;
  std::size_t bytes_ = 0;
  std::size_t steps_ = 0;  // into the past; 0: at what is typed
  std::string typed_;
};

}  // namespace earshot::front
