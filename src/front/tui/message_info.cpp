#include "front/tui/message_info.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <utility>

#include "earshot/base/encoding.h"
#include "earshot/text/text.h"
#include "front/times.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::uint64_t kClocksDifferMs = 2ULL * 60 * 1000;

std::string full_time(Wall at) { return say("{1}, {2}", {day(at), local_time(at, "%H:%M:%S")}); }

std::string reason_words(const std::string& reason) {
  if (reason == "expired") return say("given up after 14 days");
  if (reason == "withdrawn") return say("withdrawn");
  if (reason == "refused") return say("refused there");
  if (reason == "key_changed") return say("the key has changed");
  if (reason == "unsupported") return say("not supported there");
  return reason.empty() ? say("no answer") : say("{1}", {reason});
}

std::string step_words(const Said::Step& step) {
  switch (step.state) {
    case DeliveryState::queued:
      return say("{1}: waits until {1} is here", {step.name});
    case DeliveryState::sent:
      return say("{1}: sent, no answer yet", {step.name});
    case DeliveryState::delivered:
      if (step.rtt) return say("{1}: delivered in {2}", {step.name, short_duration(*step.rtt)});
      return say("{1}: delivered", {step.name});
    case DeliveryState::failed:
      return say("{1}: NOT DELIVERED ({2})", {step.name, reason_words(step.reason)});
  }
  return {};
}

// A code point that begins there in text that may not be UTF-8, and how many bytes it has; nothing: a wrong byte.
std::pair<std::optional<std::uint32_t>, std::size_t> code_point(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t bytes = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (bytes > text.size() || !text::is_utf8(text.substr(0, bytes))) return {std::nullopt, 1};
  if (bytes == 1) return {first, 1};
  std::uint32_t value = first & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) value = value << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
  return {value, bytes};
}

}  // namespace

std::vector<std::string> message_info(const Said& said) {
  std::vector<std::string> lines{said.outgoing ? say("from you") : say("from {1}", {said.name})};
  const std::uint64_t apart = said.at > said.sent ? said.at.ms - said.sent.ms : said.sent.ms - said.at.ms;
  if (!said.outgoing && apart > kClocksDifferMs) {
    lines.push_back(say("written {1} by the clock there", {full_time(said.sent)}));
    lines.push_back(say("here since {1}", {full_time(said.at)}));
  } else {
    lines.push_back(say("written {1}", {full_time(said.sent)}));
  }
  if (said.outgoing) {
    if (said.is_in_room || said.of.total > 1)
      lines.push_back(say("{1} of {2} have it", {said.of.delivered, said.of.total}));
    for (const auto& [id, step] : said.steps) lines.push_back("  " + step_words(step));
    if (said.steps.empty() && !said.is_in_room)
      lines.push_back(said.state == DeliveryState::delivered ? say("delivered") : say("not delivered yet"));
  }
  lines.push_back(say("code {1}, {2}", {code_of(said.from), to_string(said.id)}));
  return lines;
}

std::vector<std::string> raw_view(std::string_view stored) {
  std::vector<std::string> lines{""};
  bool is_quoted = false;
  const auto add = [&](const std::string& word) {
    if (is_quoted) lines.back() += '"';
    is_quoted = false;
    lines.back() += (lines.back().empty() ? "" : " ") + word;
  };
  while (!stored.empty()) {
    const auto [code, bytes] = code_point(stored);
    if (code && *code >= 0x20 && *code < 0x7F) {
      if (!is_quoted) add("\"");
      is_quoted = true;
      lines.back() += static_cast<char>(*code);
    } else if (code) {
      const std::string itself = text::shown_line(stored.substr(0, bytes)).str();
      const bool is_visible = *code > 0xA0 && itself == stored.substr(0, bytes);
      add(printed("U+%04X", *code) + (is_visible ? " " + itself : ""));
    } else {
      add(printed("byte %02X", static_cast<unsigned>(static_cast<unsigned char>(stored.front()))));
    }
    if (code == U'\n') lines.emplace_back();
    stored.remove_prefix(bytes);
  }
  if (is_quoted) lines.back() += '"';
  return lines;
}

}  // namespace earshot::front
