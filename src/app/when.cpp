#include "app/when.h"

#include <time.h>

#include <array>
#include <charconv>
#include <cstring>
#include <utility>

#include "earshot/base/rfc3339.h"

namespace earshot::app {
namespace {

std::optional<Wall> parse_span(const std::string& text, Wall now) {
  constexpr std::array<std::pair<char, std::uint64_t>, 5> kUnits{
      {{'s', 1'000}, {'m', 60'000}, {'h', 3'600'000}, {'d', 86'400'000}, {'w', 604'800'000}}};
  std::uint64_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc{} || stopped + 1 != end) return std::nullopt;
  for (const auto& [letter, ms] : kUnits)
    if (*stopped == letter) return Wall{count > now.ms / ms ? 0 : now.ms - count * ms};
  return std::nullopt;
}

// A day, a minute or a second of the local calendar: where it begins, and where the next one does.
struct Form {
  const char* form;
  int std::tm::*finest;
};

std::optional<Wall> parse_local(const std::string& text, WhichEnd end) {
  constexpr std::array<Form, 5> kForms{{{"%Y-%m-%d", &std::tm::tm_mday},
                                        {"%Y-%m-%d %H:%M", &std::tm::tm_min},
                                        {"%Y-%m-%dT%H:%M", &std::tm::tm_min},
                                        {"%Y-%m-%d %H:%M:%S", &std::tm::tm_sec},
                                        {"%Y-%m-%dT%H:%M:%S", &std::tm::tm_sec}}};
  for (const auto& [form, finest] : kForms) {
    std::tm local{};
    const char* const stopped = ::strptime(text.c_str(), form, &local);
    if (stopped == nullptr || *stopped != '\0') continue;
    local.tm_isdst = -1;
    std::tm begin = local;
    if (::mktime(&begin) < 0 || begin.tm_mday != local.tm_mday) return std::nullopt;  // 30 February
    if (end == WhichEnd::last) ++(local.*finest);
    const auto seconds = static_cast<std::uint64_t>(::mktime(&local));
    return Wall{seconds * 1000 - (end == WhichEnd::last ? 1 : 0)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Wall> parse_when(const std::string& text, Wall now, WhichEnd end) {
  if (const auto span = parse_span(text, now)) return span;
  if (const auto exact = parse_rfc3339(text)) return exact;
  return parse_local(text, end);
}

}  // namespace earshot::app
