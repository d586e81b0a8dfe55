#include "front/tui/markup.h"

#include <algorithm>
#include <array>
#include <optional>

namespace earshot::front {
namespace {

constexpr std::array<std::string_view, 3> kSchemes{"https://", "http://", "mailto:"};

bool is_alphanumeric(char it) {
  const auto octet = static_cast<unsigned char>(it);
  return octet >= 0x80 || (octet >= '0' && octet <= '9') || (octet >= 'A' && octet <= 'Z') ||
         (octet >= 'a' && octet <= 'z');
}

bool is_space(char it) { return it == ' ' || it == '\n'; }

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::vector<Markup> read() && {
    for (std::size_t at = 0; at < text_.size();) {
      const auto found = at_place(at);
      if (found) found_.push_back(*found);
      at = found ? found->range.end : at + 1;
    }
    return std::move(found_);
  }

 private:
  std::optional<Markup> at_place(std::size_t at) {
    switch (text_[at]) {
      case '`':
        return code(at);
      case 'h':
      case 'm':
        return link(at);
      case '*':
        return word(at, Markup::Kind::bold);
      case '_':
        return word(at, Markup::Kind::italic);
      default:
        return std::nullopt;
    }
  }

  bool begins_word(std::size_t at) const { return at == 0 || !is_alphanumeric(text_[at - 1]); }

  // Three signs may stand around several lines, one around a part of a line.
  std::optional<Markup> code(std::size_t at) {
    const std::string_view sign = text_.substr(at).starts_with("```") ? "```" : "`";
    const std::size_t begin = at + sign.size();
    if (begin < no_code_before_[sign.size() > 1]) return std::nullopt;
    const std::size_t end = text_.find(sign, begin);
    if (end == std::string_view::npos) {
      no_code_before_[sign.size() > 1] = text_.size();
      return std::nullopt;
    }
    if (sign.size() == 1 && text_.substr(begin, end - begin).find('\n') != std::string_view::npos) {
      no_code_before_[0] = end;
      return std::nullopt;
    }
    return Markup{Markup::Kind::code, {at, end + sign.size()}};
  }

  std::optional<Markup> link(std::size_t at) const {
    if (!begins_word(at)) return std::nullopt;
    const auto scheme = std::find_if(kSchemes.begin(), kSchemes.end(),
                                     [this, at](auto it) { return text_.substr(at).starts_with(it); });
    if (scheme == kSchemes.end()) return std::nullopt;
    std::size_t end = at + scheme->size();
    while (end < text_.size() && !is_space(text_[end]) && !is_quote(text_[end])) ++end;
    end = without_punctuation(at, end);
    if (end <= at + scheme->size()) return std::nullopt;
    return Markup{Markup::Kind::link, {at, end}};
  }

  static bool is_quote(char it) { return it == '"' || it == '<' || it == '>' || it == '`'; }

  // A full stop behind a link ends the sentence; a bracket belongs to it only if it was opened in it.
  std::size_t without_punctuation(std::size_t begin, std::size_t end) const {
    constexpr std::string_view kEnds = ".,;:!?'*_";
    const auto count = [this, begin](char it, std::size_t to) {
      return std::count(text_.begin() + static_cast<std::ptrdiff_t>(begin),
                        text_.begin() + static_cast<std::ptrdiff_t>(to), it);
    };
    auto opened = count('(', end), closed = count(')', end);
    for (; end > begin; --end) {
      const char last = text_[end - 1];
      if (last == ')' && closed > opened) {
        --closed;
      } else if (kEnds.find(last) == std::string_view::npos) {
        break;
      }
    }
    return end;
  }

  // "*so*", but neither "2 * 3 * 4" nor "a*b*c" nor what goes over a line.
  std::optional<Markup> word(std::size_t at, Markup::Kind kind) const {
    constexpr std::size_t kLongest = 200;
    if (!begins_word(at) || at + 1 >= text_.size() || is_space(text_[at + 1]) || text_[at + 1] == text_[at])
      return std::nullopt;
    const std::size_t last = std::min(text_.size(), at + kLongest);
    for (std::size_t end = at + 2; end < last && text_[end] != '\n'; ++end) {
      const bool ends = text_[end] == text_[at] && !is_space(text_[end - 1]) &&
                        (end + 1 == text_.size() || !is_alphanumeric(text_[end + 1]));
      if (ends) return Markup{kind, {at, end + 1}};
    }
    return std::nullopt;
  }

  std::string_view text_;
  std::vector<Markup> found_;
  std::size_t no_code_before_[2]{};  // of one sign, of three: up to there it was looked for in vain
};

}  // namespace

std::vector<Markup> markup_in(std::string_view shown) { return Reader(shown).read(); }

}  // namespace earshot::front
