#include "front/tui/sent_texts.h"

#include <algorithm>

#include "front/tui/input_text.h"
#include "front/words.h"

namespace earshot::front {
namespace {

bool holds(std::string_view text, std::string_view words) {
  const auto found = std::search(text.begin(), text.end(), words.begin(), words.end(),
                                 [](char a, char b) { return ascii_lower(a) == ascii_lower(b); });
  return found != text.end() || words.empty();
}

}  // namespace

SentTexts::SentTexts(const std::vector<std::string>& earlier) {
  for (const std::string& text : earlier) add(InputText(text).text());
}

void SentTexts::add(const std::string& text) {
  steps_ = 0;
  if (text.empty() || (!texts_.empty() && texts_.back() == text)) return;
  texts_.push_back(text);
  bytes_ += text.size();
  while (texts_.size() > kTextsMax || bytes_ > kBytesMax) {
    bytes_ -= texts_.front().size();
    texts_.erase(texts_.begin());
  }
}

std::optional<std::string> SentTexts::older(const std::string& now) {
  if (steps_ == texts_.size()) return std::nullopt;
  if (steps_ == 0) typed_ = now;
  ++steps_;
  return texts_[texts_.size() - steps_];
}

std::optional<std::string> SentTexts::newer() {
  if (steps_ == 0) return std::nullopt;
  --steps_;
  return steps_ == 0 ? typed_ : texts_[texts_.size() - steps_];
}

std::optional<std::size_t> SentTexts::find(std::string_view words, std::size_t before) const {
  for (std::size_t i = std::min(before, texts_.size()); i-- > 0;)
    if (holds(texts_[i], words)) return i;
  return std::nullopt;
}

}  // namespace earshot::front
