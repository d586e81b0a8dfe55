#include "front/tui/notices.h"

#include <algorithm>

#include "earshot/text/text.h"
#include "front/times.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr Duration kBetween = std::chrono::seconds(5);
constexpr std::size_t kBytesMax = 240;              // of 120 columns
constexpr std::size_t kClipboardBytesMax = 74'994;  // what terminals are known to take, before base 64

// tmux hands on what stands between these, with every ESC doubled.
std::string through_tmux(const std::string& sequence) {
  std::string out = "\033Ptmux;";
  for (const char letter : sequence) out += letter == '\033' ? std::string("\033\033") : std::string(1, letter);
  return out + "\033\\";
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8U | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) out += i + k < bytes.size() + 1 ? kLetters[group >> (18U - 6U * k) & 63U] : '=';
  }
  return out;
}

// Nothing that could end the sequence, or be taken for a field of it.
std::string body(const std::string& stored) {
  std::string line = text::shown_line(stored).str();
  std::replace(line.begin(), line.end(), ';', ',');
  return std::string(text::cut(line, kBytesMax));
}

bool is_quiet(Wall now, const TuiSettings::Notify& settings) {
  if (!settings.quiet) return false;
  const std::string clock = local_clock(now);  // "11:02"
  if (clock.size() < 5) return false;
  const auto digit = [&clock](std::size_t at) { return static_cast<std::size_t>(clock[at] - '0'); };
  const std::size_t minute = (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4);
  const auto [from, to] = *settings.quiet;
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

}  // namespace

std::string clipboard_sequence(std::string_view text, bool in_tmux) {
  const std::string sequence = "\033]52;c;" + base64(text.substr(0, kClipboardBytesMax)) + "\a";
  return in_tmux ? through_tmux(sequence) : sequence;
}

void Notices::add(Moment now, const ConversationKey& place, const std::string& name, const std::string& text) {
  Place& at = places_.try_emplace(place, Place{{}, {}, 0, now.instant}).first->second;
  at.name = name;
  at.text = text;
  ++at.waiting;
}

Notices::Due Notices::take(Moment now, const TuiSettings::Notify& settings) {
  using How = TuiSettings::Notify::How;
  using Content = TuiSettings::Notify::Content;
  Due due;
  bool rings = false;
  for (auto& [key, place] : places_) {
    if (place.waiting == 0 || place.next > now.instant) continue;
    std::string line = say("earshot: a message");
    if (settings.content != Content::none) line = say("{1}: a message", {place.name});
    if (settings.content == Content::text) line = say("{1}: {2}", {place.name, place.text});
    if (place.waiting > 1)
      line = settings.content == Content::none
                 ? say_n("earshot: {n} message", "earshot: {n} messages", place.waiting)
                 : say_n("{1}: {n} message", "{1}: {n} messages", place.waiting, {place.name});
    place.waiting = 0;
    place.next = now.instant + kBetween;
    if (settings.how == How::off || is_quiet(now.wall, settings)) continue;
    if (settings.how == How::command) {
      due.lines.push_back(body(line));
      continue;
    }
    const bool takes_777 = kind_.term.starts_with("rxvt") || kind_.term.starts_with("foot") ||
                           kind_.program == "ghostty" || kind_.program == "WezTerm";
    const bool takes_9 = kind_.program == "iTerm.app" || kind_.term.starts_with("xterm-kitty");
    if (settings.how == How::osc || (settings.how == How::automatic && (takes_777 || takes_9))) {
      const std::string osc = takes_9 ? "\033]9;" + body(line) + "\a" : "\033]777;notify;earshot;" + body(line) + "\a";
      due.bytes += kind_.in_tmux ? through_tmux(osc) : osc;
    }
    rings = rings || settings.how != How::osc;
  }
  if (rings) due.bytes += '\a';  // tmux takes nothing else for its own alert
  std::erase_if(places_, [now](const auto& it) { return it.second.waiting == 0 && it.second.next <= now.instant; });
  return due;
}

std::optional<Instant> Notices::deadline() const {
  std::optional<Instant> first;
  for (const auto& [key, place] : places_)
    if (place.waiting > 0 && (!first || place.next < *first)) first = place.next;
  return first;
}

}  // namespace earshot::front
