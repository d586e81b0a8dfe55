#include "front/tui/input_text.h"

#include <algorithm>

#include "earshot/text/text.h"

namespace earshot::front {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";

// How many bytes its first byte announces.
std::size_t announced(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

bool is_line_break(std::string_view letter) {
  return letter == "\n" || letter == "\r" || letter == "\u0085" || letter == "\u2028" || letter == "\u2029";
}

bool is_word(std::string_view cluster) {
  const char first = cluster[0];
  if (static_cast<unsigned char>(first) < 0x80)
    return (first >= '0' && first <= '9') || (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z') ||
           first == '_';
  // General punctuation, and that of Chinese and Japanese.
  return !(cluster.starts_with("\xE2\x80") || cluster.starts_with("\xE2\x81") || cluster.starts_with("\xE3\x80"));
}

}  // namespace

std::string clean_input(std::string_view raw) {
  std::string clean;
  clean.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size();) {
    if (raw[i] >= ' ' && raw[i] <= '~') {
      clean += raw[i++];
      continue;
    }
    const std::string_view letter = raw.substr(i, announced(raw[i]));
    if (!text::is_utf8(letter)) {
      clean += kReplacement;
      ++i;  // what follows the byte may be good
      continue;
    }
    i += letter.size();
    const bool is_half = letter == "\r" && raw.substr(i).starts_with('\n');
    if (is_line_break(letter))
      clean += is_half ? "" : "\n";
    else if (letter[0] != '\0')
      clean += letter;
  }
  return clean;
}

bool InputText::insert(std::string_view raw) {
  const std::string clean = clean_input(raw);
  const std::string_view fits = text::cut(clean, kInputBytesMax - std::min(kInputBytesMax, text_.size()));
  text_.insert(cursor_, fits);
  move_to(cursor_ + fits.size());
  return fits.size() == clean.size();
}

std::string InputText::erase(std::size_t from, std::size_t to) {
  const std::size_t end = std::min(to, text_.size());
  if (from >= end) return {};
  std::string gone = text_.substr(from, end - from);
  text_.erase(from, end - from);
  move_to(cursor_ >= end ? cursor_ - (end - from) : std::min(cursor_, from));
  return gone;
}

// What stands beside it now may have joined with its neighbour, so clusters are counted from the line's start.
void InputText::move_to(std::size_t place) {
  const std::size_t wanted = std::min(place, text_.size());
  std::size_t border = line_start(wanted);
  while (border < wanted) border = text::cluster_end(text_, border);
  cursor_ = border;
}

std::size_t InputText::line_start(std::size_t place) const {
  const std::size_t before = place == 0 ? std::string::npos : text_.rfind('\n', place - 1);
  return before == std::string::npos ? 0 : before + 1;
}

std::size_t InputText::left_of(std::size_t place) const {
  if (place == 0) return 0;
  std::size_t border = line_start(place);
  if (border == place) return place - 1;  // over the line break
  for (std::size_t next = border; next < place; next = text::cluster_end(text_, border)) border = next;
  return border;
}

std::size_t InputText::left() const { return left_of(cursor_); }

std::size_t InputText::right() const { return cursor_ == text_.size() ? cursor_ : text::cluster_end(text_, cursor_); }

std::size_t InputText::word_left() const {
  const auto is_word_before = [this](std::size_t place) {
    return is_word(std::string_view(text_).substr(left_of(place)));
  };
  std::size_t place = cursor_;
  while (place > 0 && !is_word_before(place)) place = left_of(place);
  while (place > 0 && is_word_before(place)) place = left_of(place);
  return place;
}

std::size_t InputText::word_right() const {
  const auto is_word_at = [this](std::size_t place) { return is_word(std::string_view(text_).substr(place)); };
  std::size_t place = cursor_;
  while (place < text_.size() && !is_word_at(place)) place = text::cluster_end(text_, place);
  while (place < text_.size() && is_word_at(place)) place = text::cluster_end(text_, place);
  return place;
}

std::size_t InputText::line_start() const { return line_start(cursor_); }

std::size_t InputText::line_end() const { return std::min(text_.find('\n', cursor_), text_.size()); }

}  // namespace earshot::front
