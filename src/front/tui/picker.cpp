#include "front/tui/picker.h"

#include <algorithm>

#include "earshot/text/text.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::size_t kLabelColumns = 24;

bool is_sign(char it) {
  constexpr std::string_view kSigns = " #+-_./@";
  return kSigns.find(it) != std::string_view::npos;
}

}  // namespace

std::optional<int> fit(std::string_view typed, std::string_view candidate) {
  constexpr int kBesideTheLast = 3, kBeginsWord = 4, kBeginsAll = 6, kSkipped = -1;
  const std::string want = text::fold(typed), have = text::fold(candidate);
  int points = 0;
  std::size_t at = 0;
  bool is_beside = false;
  for (const char letter : want) {
    if (letter == ' ') {
      is_beside = false;
      continue;
    }
    const std::size_t found = have.find(letter, at);
    if (found == std::string::npos) return std::nullopt;
    const bool begins_word = found == 0 || is_sign(have[found - 1]);
    if (found == 0 || (found == 1 && is_sign(have[0]))) points += kBeginsAll;
    if (begins_word) points += kBeginsWord;
    if (is_beside && found == at) points += kBesideTheLast;
    if (found > at) points += kSkipped;
    at = found + 1;
    is_beside = true;
  }
  return points;
}

Picker::Picker(std::string title, std::vector<Choice> choices, bool filters)
    : title_(std::move(title)), filters_(filters) {
  replace(std::move(choices));
}

void Picker::replace(std::vector<Choice> choices) {
  choices_ = std::move(choices);
  for (Choice& it : choices_) it = {text::shown_line(it.label).str(), text::shown_line(it.detail).str()};
  sort();
}

void Picker::type(const std::string& text) {
  if (text == typed_) return;
  typed_ = text;
  sort();
}

void Picker::sort() {
  std::vector<std::pair<int, std::size_t>> fits;
  for (std::size_t i = 0; i < choices_.size(); ++i)
    if (const auto points = filters_ ? fit(typed_, choices_[i].label) : 0) fits.emplace_back(-*points, i);
  std::sort(fits.begin(), fits.end());
  fitting_.clear();
  for (const auto& it : fits) fitting_.push_back(it.second);
  selected_ = 0;
}

void Picker::move(std::ptrdiff_t rows) {
  if (fitting_.empty()) return;
  const auto last = static_cast<std::ptrdiff_t>(fitting_.size()) - 1;
  selected_ =
      static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(selected_) + rows, 0, last));
}

std::optional<std::size_t> Picker::selected() const {
  if (fitting_.empty()) return std::nullopt;
  return fitting_[selected_];
}

Panel Picker::panel() const {
  Panel panel;
  panel.title = title_;
  panel.has_cursor = false;
  for (const std::size_t i : fitting_) {
    const Choice& it = choices_[i];
    panel.rows.push_back(it.detail.empty() ? it.label : padded(it.label, kLabelColumns) + ' ' + it.detail);
  }
  if (panel.rows.empty()) {
    panel.rows.push_back(say("nothing fits"));
  } else {
    panel.selected = selected_;
  }
  return panel;
}

}  // namespace earshot::front
