#include "app/config_file.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include "earshot/base/result.h"
#include "earshot/text/text.h"

namespace earshot::app {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kBlank = " \t\r";
constexpr std::string_view kNumber = "+-.0123456789_";

using Refused = ConfigProblem;  // its line is filled in by the caller

Failure<Refused> refused(std::string message, std::string hint = {}) {
  return Failure{Refused{0, std::move(message), std::move(hint)}};
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

bool is_quote(char it) { return it == '"' || it == '\''; }

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char it) {
    return (it >= 'a' && it <= 'z') || (it >= 'A' && it <= 'Z') || (it >= '0' && it <= '9') || it == '-' || it == '_';
  });
}

// "a.b.c"
bool is_path(std::string_view text) {
  for (auto dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.')) {
    if (!is_name(text.substr(0, dot))) return false;
    text.remove_prefix(dot + 1);
  }
  return is_name(text);
}

struct Line {
  std::string_view content;  // without the comment
  std::size_t equals = std::string_view::npos;
};

// Where the comment begins and the value; the reader would find both inside quotes, too.
Result<Line, Refused> split_line(std::string_view text) {
  Line line{text};
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char it = text[i];
    if (quote != '\0' && it == '#')
      return refused("a # inside quotes cannot be read.", "A key is called alt-hash, a room by its name without #.");
    if (quote != '\0' && it == '=' && line.equals == std::string_view::npos)
      return refused("a = inside a key cannot be read.", "The key is called equals, as in alt-equals.");
    if (quote == '\0' && it == '#') {
      line.content = text.substr(0, i);
      break;
    }
    if (quote == '\0' && it == '=' && line.equals == std::string_view::npos) line.equals = i;
    if (quote == '\0' && is_quote(it))
      quote = it;
    else if (it == quote)
      quote = '\0';
  }
  if (quote != '\0') return refused("the quotes are not closed on this line.");
  line.content = trimmed(line.content);
  return line;
}

Result<std::string, Refused> section_of(std::string_view content) {
  if (content.starts_with("[[")) return refused("a list of sections is not known here.", "Write [NAME] once.");
  if (!content.ends_with(']')) return refused("the name of the section is not closed with ].");
  const auto name = trimmed(content.substr(1, content.size() - 2));
  if (!is_path(name)) return refused("a section is called like [ui] or [profile.work.net].");
  return std::string(name);
}

Result<std::string, Refused> key_of(std::string_view text) {
  if (text.empty()) return refused("there is no key before the =.");
  if (!is_quote(text[0])) {
    if (is_path(text)) return std::string(text);
    return refused("a key is letters, digits, - and _, or it stands in quotes.");
  }
  const auto inner = text.substr(1, text.size() - 2);
  if (inner.empty() || text.back() != text[0] || inner.find(text[0]) != std::string_view::npos)
    return refused("there is something beside the quotes of the key.");
  if (inner.find('.') != std::string_view::npos)
    return refused("a dot in a key cannot be read.", "The key is called dot, as in alt-dot.");
  return std::string(text);
}

// A text in quotes, true, false, or a number.
std::optional<Refused> misfit(std::string_view value) {
  if (value.empty()) return Refused{0, "there is no value.", "Nothing is written as \"\"."};
  if (value.starts_with("\"\"\"") || value.starts_with("'''"))
    return Refused{0, "a text over several lines cannot be read.", {}};
  if (value[0] == '{') return Refused{0, "a table in one line cannot be read.", "Write [SECTION] and a line for each."};
  if (value[0] == '[') return Refused{0, "a list inside a list cannot be read.", {}};
  if (is_quote(value[0])) {
    const auto inner = value.substr(1, value.size() - std::min<std::size_t>(value.size(), 2));
    if (value.size() < 2 || value.back() != value[0] || inner.find(value[0]) != std::string_view::npos)
      return Refused{0, "there is something beside the quotes.", "Quotes of one kind may hold those of the other."};
    if (inner.ends_with('\\')) return Refused{0, "a backslash before the closing quote cannot be read.", {}};
    return std::nullopt;
  }
  const bool is_number = value.find_first_not_of(kNumber) == std::string_view::npos;
  if (value == "true" || value == "false" || is_number) return std::nullopt;
  return Refused{0, "text has to stand in quotes.", {}};
}

// The values of "[ ... ]", still in their quotes.
Result<std::vector<std::string_view>, Refused> elements_of(std::string_view list) {
  if (!list.ends_with(']')) return refused("a list has to end on the line where it begins.");
  std::string_view rest = trimmed(list.substr(1, list.size() - 2));
  std::vector<std::string_view> elements;
  while (!rest.empty()) {
    char quote = '\0';
    std::size_t end = 0;
    for (; end < rest.size() && (quote != '\0' || rest[end] != ','); ++end)
      if (quote == '\0' && is_quote(rest[end]))
        quote = rest[end];
      else if (rest[end] == quote)
        quote = '\0';
    elements.push_back(trimmed(rest.substr(0, end)));
    if (const auto wrong = misfit(elements.back())) return Failure{*wrong};
    rest = trimmed(rest.substr(std::min(end + 1, rest.size())));
  }
  return elements;
}

class Parser {
 public:
  ConfigText parse(std::string_view text) && {
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      ++line_;
      take(trimmed(text.substr(0, end)));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return std::move(result_);
  }

 private:
  void take(std::string_view text) {
    if (text.empty() || text[0] == '#') return;
    if (!text::is_utf8(text) || text.find('\0') != std::string_view::npos) return wrong({0, "this is not UTF-8.", {}});
    const auto line = split_line(text);
    if (!line) return wrong(line.reason());
    if (line->content.starts_with('[')) return begin_section(line->content);
    if (line->equals == std::string_view::npos)
      return wrong({0, "there is no value.", "A line is KEY = VALUE, [SECTION] or # and a comment."});
    const auto key = key_of(trimmed(line->content.substr(0, line->equals)));
    if (!key) return wrong(key.reason());
    take_value(*key, trimmed(line->content.substr(line->equals + 1)));
  }

  void begin_section(std::string_view content) {
    const auto name = section_of(content);
    is_lost_ = !name;  // what follows belongs to no known place
    if (name)
      section_ = *name;
    else
      wrong(name.reason());
  }

  void take_value(const std::string& key, std::string_view value) {
    if (is_lost_) return;
    const bool is_list = value.starts_with('[');
    std::string readable(value);
    if (is_list) {
      const auto elements = elements_of(value);
      if (!elements) return wrong(elements.reason());
      readable.clear();
      for (const auto element : *elements) (readable += readable.empty() ? "[" : ",") += element;
      readable += readable.empty() ? "[]" : "]";
    } else if (const auto trouble = misfit(value)) {
      return wrong(*trouble);
    }
    add(key + " = " + readable, is_list, readable == "[]");
  }

  void add(const std::string& line, bool is_list, bool is_empty) {
    std::istringstream in(line);
    const auto items = CLI::ConfigTOML().from_config(in);
    if (items.size() != 1) return wrong({0, "this line cannot be read.", {}});
    ConfigItem item{section_, items[0].name, items[0].inputs, is_list, line_};
    if (is_empty) item.values.clear();
    for (const auto& parent : items[0].parents) item.section += (item.section.empty() ? "" : ".") + parent;
    const auto [first, is_new] = lines_.try_emplace({item.section, item.key}, line_);
    if (!is_new)
      return wrong({0, item.key + " is there twice; the first is in line " + std::to_string(first->second) + ".", {}});
    result_.items.push_back(std::move(item));
  }

  void wrong(Refused problem) {
    problem.line = line_;
    result_.problems.push_back(std::move(problem));
  }

  ConfigText result_;
  std::size_t line_ = 0;
  std::string section_;
  bool is_lost_ = false;
  std::map<std::pair<std::string, std::string>, std::size_t> lines_;
};

}  // namespace

ConfigText parse_config(std::string_view text) { return Parser().parse(text); }

}  // namespace earshot::app
